import { z } from 'zod'
import { storableText, timestamp } from '../ids.ts'
import { defineRoute } from '../route.ts'

const name = z.strictObject({ en: storableText(60), zh: storableText(60) })

/** Why somebody is not on duty. */
export const statusReason = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]{1,40}$/),
  name,
})
export type StatusReason = z.infer<typeof statusReason>

/** What a conversation was about; leaves are chosen, what stands above them orders. */
export const wrapUpCategory = z.strictObject({
  id: z.uuid(),
  parentId: z.uuid().optional(),
  name,
})
export type WrapUpCategory = z.infer<typeof wrapUpCategory>

const usualReasons: StatusReason[] = [
  { key: 'busy', name: { en: 'Busy', zh: '忙碌' } },
  { key: 'lunch', name: { en: 'Lunch', zh: '用餐' } },
  { key: 'break', name: { en: 'Short break', zh: '小休' } },
  { key: 'training', name: { en: 'Training', zh: '培训' } },
  { key: 'meeting', name: { en: 'Meeting', zh: '会议' } },
]

/** How a tenant's agents work together; one document with a version. */
export const deskSettings = z.strictObject({
  /** Open conversations one agent should have at most; shown when somebody hands one over. */
  capacity: z.int().min(1).max(500).default(8),
  /** Whether handing a conversation over needs a word to whoever goes on with it. */
  transferNote: z.enum(['optional', 'required']).default('optional'),
  /** Reasons to be away, besides simply away. */
  statuses: z.array(statusReason).max(20).default(usualReasons),
  wrapUp: z
    .strictObject({
      /** Whether closing asks what it was about. */
      mode: z.enum(['off', 'optional', 'required']).default('off'),
      /** How long one counts as wrapping up after closing; 0 = not at all. */
      seconds: z.int().min(0).max(3_600).default(0),
      categories: z.array(wrapUpCategory).max(300).default([]),
    })
    .default({ mode: 'off', seconds: 0, categories: [] }),
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
