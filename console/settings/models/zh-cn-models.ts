import type { ModelMessages } from '../../app/messages/keys.ts'

/** 模型设置与审计的文字。 */
export const zhCnModels: ModelMessages = {
  'action.model-endpoint-added': '添加模型',
  'action.model-endpoint-changed': '修改模型',
  'action.model-endpoint-removed': '移除模型',
  'action.model-order-changed': '调整模型顺序',
  'action.model-settings-changed': '修改模型设置',
  'auditDetail.key': '更换密钥',
  'auditDetail.noTextLeaves': '文本不出企业',
  'target.model-endpoint': '模型',
}
