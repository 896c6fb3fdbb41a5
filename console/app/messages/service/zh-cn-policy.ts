import type { PolicyMessages } from '../keys.ts'

/** Chinese texts of the policy page and of what a policy decided. */
export const zhCnPolicy: PolicyMessages = {
  'rule.scene-hands-over-below-threshold': '低于阈值，本场景直接转人工',
  'sceneCause.category': '分类“{value}”',
  'sceneCause.base': '所属知识库',
  'sceneCause.word': '词语“{value}”',
  'sceneCause.pattern': '句式“{value}”',
  'sceneCause.channel': '按渠道',
  'sceneCause.language': '按语言',
  'sceneCause.default': '没有其他场景命中',
  'decision.targetPrecision': '按目标准确率 {target} 换算',
}
