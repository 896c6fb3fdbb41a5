import type { enDesk } from './en-desk.ts'

/** 工作台的视图、搜索和标签页。 */
export const zhCnDesk: Record<keyof typeof enDesk, string> = {
  'search.label': '搜索会话和客户',
  'search.placeholder': '搜索消息、客户、编号',
  'search.clear': '清除搜索',
  'search.results': '搜索结果',
  'search.none': '没有找到',
  'search.noneHint': '多个词须出现在同一条消息中。可以减少词语，或改搜客户姓名、邮箱、编号。',
  'keys.search': '搜索',
}
