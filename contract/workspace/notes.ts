import { z } from 'zod'
import { noteTextLimit } from '../events.ts'
import { clientId, conversationId, memberId, storableText, timestamp } from '../ids.ts'
import { defineRoute, ok, page, pageQuery } from '../route.ts'

export const addNote = defineRoute('addNote', 'POST', '/conversations/:conversationId/notes', {
  access: 'conversations:serve',
  summary: 'Write an internal note, which no customer receives; mentioned members are notified',
  params: z.strictObject({ conversationId }),
  body: z.strictObject({
    clientId,
    text: storableText(noteTextLimit),
    mentions: z.array(memberId).max(20).default([]),
  }),
  reply: z.object({ seq: z.int(), duplicate: z.boolean() }),
})

/** Somebody one works with, as far as working together needs it. */
export const colleague = z.object({
  id: memberId,
  name: z.string(),
  role: z.string(),
  presence: z.enum(['online', 'away']),
  /** Whether their role may own conversations. */
  serves: z.boolean(),
  /** Open conversations they own. */
  open: z.int(),
})
export type Colleague = z.infer<typeof colleague>

export const listColleagues = defineRoute('listColleagues', 'GET', '/colleagues', {
  access: 'conversations:read',
  summary: 'Members one may mention or hand a conversation to: who is on duty and how much they have open',
  query: z.strictObject(pageQuery),
  reply: page(colleague),
})

export const notificationKind = z.enum(['mention', 'transfer'])

export const notification = z.object({
  kind: notificationKind,
  conversationId,
  /** The event it is about. */
  seq: z.int(),
  /** Who caused it. */
  by: z.string(),
  customer: z.string(),
  /** What was written, shortened; empty when it was erased. */
  text: z.string(),
  at: timestamp,
  readAt: timestamp.optional(),
})
export type Notification = z.infer<typeof notification>

export const listNotifications = defineRoute('listNotifications', 'GET', '/me/notifications', {
  access: 'member',
  summary: 'One’s own mentions and received conversations, newest first, with the number unread',
  query: z.strictObject(pageQuery),
  reply: page(notification).extend({ unread: z.int() }),
})
export const readNotifications = defineRoute('readNotifications', 'POST', '/me/notifications/read', {
  access: 'member',
  summary: 'Mark one’s notifications as read: those of one conversation, or all',
  body: z.strictObject({ conversationId: conversationId.optional() }),
  reply: ok,
})
