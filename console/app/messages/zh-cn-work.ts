import type { WorkMessages } from './keys.ts'

/** Chinese texts of an agent's work in a conversation. */
export const zhCnWork: WorkMessages = {
  'composer.mode': '输入类型',
  'composer.reply': '回复客户',
  'composer.note': '内部备注',
  'note.label': '内部备注',
  'note.placeholder': '仅同事可见，输入 @ 提醒同事。',
  'note.save': '添加备注',
  'note.hidden': '内部内容，客户看不到。',
  'note.title': '内部备注',
  'mention.label': '同事',
  'mention.none': '没有叫这个名字的同事',
  'notifications.title': '通知',
  'notifications.unread_other': '{count} 条未读',
  'notifications.readAll': '全部标为已读',
  'notifications.empty': '没有新通知',
  'notifications.emptyHint': '有人在备注中提到您，或把会话转给您时，会显示在这里。',
  'notifications.mention': '{name} 提到了您 · {customer}',
  'notifications.transfer': '{name} 把会话转给了您 · {customer}',
  'notifications.erased': '内容已删除。',
  'keys.note': '写内部备注',
}
