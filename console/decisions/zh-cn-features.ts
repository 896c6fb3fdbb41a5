import type { enFeatures } from './en-features.ts'

/** 置信度所依据特征的中文名称。 */
export const zhCnFeatures: Record<keyof typeof enFeatures, string> = {
  'feature.constant': '常数',
  'feature.probability': '首位条目的可能性',
  'feature.margin': '对次位的领先',
  'feature.entropy': '在条目间的分散度',
  'feature.nearest': '最近问法的相似度',
  'feature.nearestElsewhere': '其他条目有更近的问法',
  'feature.unknown': '未见过的词',
  'feature.lexical': '共有词语',
  'feature.lexicalElsewhere': '与其他条目共有词更多',
  'feature.agreement': '判断一致的比例',
  'feature.linear': '线性判断',
  'feature.linearMargin': '线性判断的领先',
  'feature.length': '消息长度',
  'feature.votes': '近邻投票',
  'feature.wordings': '条目的问法数量',
  'feature.exact': '与某条问法完全相同',
  'feature.share': '首位条目的占比',
  'feature.clearlyFirst': '明显居首',
  'feature.content': '问法与用词都接近',
  'feature.entries': '条目数量',
  'feature.network': '网络判断',
  'feature.networkAgrees': '网络判断一致',
  'feature.packed': '借用话术包问法的比例',
}
