import type { enMeanwhile } from './en-meanwhile.ts'

/** Chinese texts of what the assistant does while a customer waits and nobody is there. */
export const zhCnMeanwhile: Record<keyof typeof enMeanwhile, string> = {
  'policy.unattended': '客户排队而无人值守时',
  'policy.unattendedHint': '指转人工之后、坐席接入之前。无论怎样设置，客户的排队位置都会保留。',
  'policy.unattendedAnswer': '机器人继续回答有把握的问题',
  'policy.unattendedAcknowledge': '只回复一次“已记录”',
  'policy.unattendedSilent': '不回复',
  'policy.meanwhileTexts': '客户排队而无人值守时',
  'policy.meanwhileHint': '机器人把消息留给人工时说一次，人工恢复服务前不再重复。',
  'policy.meanwhile.noted': '消息已记录',
  'policy.meanwhile.asked': '客户再次要求人工',
  'policy.meanwhile.goOn': '其后补充：可以继续提问',
  'policyPart.unattended': '无人值守时',
  'policyPart.meanwhile': '无人值守时',
  'rule.scene-waits-for-people': '本场景规定排队中的客户由人工处理',
  'rule.reply-needs-approval': '回复须人工审核，而当前无人值守',
  'rule.answer-did-not-help-before': '同样的答案之前没有帮到客户',
  'rule.customer-says-it-is-settled': '客户表示问题已解决',
  'meanwhile.kept': '留给人工处理 · 未回复客户',
  'meanwhile.acknowledged': '留给人工处理 · 已告知客户当前无人值守',
  'meanwhile.settled': '客户表示问题已解决',
  'summary.saidMeanwhile': '排队期间机器人已答复',
  'summary.settled': '客户表示问题已解决。如果不再来消息，会话会在静默后自动结束。',
}
