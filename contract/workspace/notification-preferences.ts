import { z } from 'zod'
import { defineRoute } from '../route.ts'

/** Of what one's own browser tells while one looks elsewhere. */
export const notificationPreferences = z.strictObject({
  /** A conversation was handed to me. */
  assigned: z.boolean().default(true),
  /** A customer began to wait for a person. */
  queue: z.boolean().default(true),
  /** Somebody named me in a note. */
  mention: z.boolean().default(true),
  /** The customer wrote in a conversation of mine. */
  reply: z.boolean().default(true),
  sound: z.boolean().default(false),
  /** Whether names and words are shown, where others may look at the screen. */
  content: z.boolean().default(true),
})
export type NotificationPreferences = z.infer<typeof notificationPreferences>

const reply = z.object({ document: notificationPreferences, version: z.int() })

export const getNotificationPreferences = defineRoute(
  'getNotificationPreferences',
  'GET',
  '/me/notification-preferences',
  { access: 'member', summary: 'Of what one’s own browser tells', reply },
)
export const updateNotificationPreferences = defineRoute(
  'updateNotificationPreferences',
  'PUT',
  '/me/notification-preferences',
  {
    access: 'member',
    summary: 'Change of what one’s own browser tells; send the version you saw as If-Match',
    body: notificationPreferences,
    reply,
  },
)
