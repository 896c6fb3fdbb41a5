import type { AuditMessages } from '../keys.ts'

/** What the audit log says about knowledge and documents. */
export const zhCnAudit: AuditMessages = {
  'action.article-added': '添加文档',
  'action.article-archived': '归档文档',
  'action.article-changed': '修改文档信息',
  'action.article-published': '发布文档',
  'action.article-replaced': '上传文档新版本',
  'action.category-changed': '修改分类',
  'action.category-created': '新建分类',
  'action.category-removed': '删除分类',
  'action.entry-approved': '批准草稿',
  'action.entry-declined': '退回草稿',
  'action.entry-draft-discarded': '放弃草稿',
  'action.entry-published': '发布草稿',
  'action.entry-submitted': '草稿提交审核',
  'action.knowledge-base-changed': '修改知识库',
  'action.knowledge-base-created': '新建知识库',
  'target.article': '文档',
  'target.category': '分类',
  'target.import': '导入',
  'target.knowledge-base': '知识库',
}
