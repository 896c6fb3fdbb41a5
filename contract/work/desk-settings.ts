import { z } from 'zod'
import { timestamp } from '../ids.ts'
import { defineRoute } from '../route.ts'

/** How a tenant's agents work together; one document with a version. */
export const deskSettings = z.strictObject({
  /** Open conversations one agent should have at most; shown when somebody hands one over. */
  capacity: z.int().min(1).max(500).default(8),
  /** Whether handing a conversation over needs a word to whoever goes on with it. */
  transferNote: z.enum(['optional', 'required']).default('optional'),
})
export type DeskSettings = z.infer<typeof deskSettings>

export const deskSettingsVersion = z.object({
  document: deskSettings,
  /** 0 before anything was saved. */
  version: z.int(),
  updatedAt: timestamp.optional(),
  updatedBy: z.string().optional(),
})
export type DeskSettingsVersion = z.infer<typeof deskSettingsVersion>

export const getDeskSettings = defineRoute('getDeskSettings', 'GET', '/desk-settings', {
  access: 'conversations:read',
  summary: 'How agents of the tenant work together',
  reply: deskSettingsVersion,
})
export const updateDeskSettings = defineRoute('updateDeskSettings', 'PUT', '/desk-settings', {
  access: 'conversations:supervise',
  summary: 'Change how agents work together; send the version you saw as If-Match',
  body: deskSettings,
  reply: deskSettingsVersion,
})
