import { z } from 'zod'
import { timestamp } from '../ids.ts'
import { defineRoute } from '../route.ts'

/** What a member does now: `online`, `away`, `wrap-up`, or the key of a reason the tenant has defined. */
export const ownStatus = z.object({
  status: z.string(),
  since: timestamp.optional(),
  /** When wrapping up ends by itself. */
  until: timestamp.optional(),
})
export type OwnStatus = z.infer<typeof ownStatus>

export const getOwnStatus = defineRoute('getOwnStatus', 'GET', '/me/status', {
  access: 'member',
  summary: 'One’s own status and since when',
  reply: ownStatus,
})
export const setOwnStatus = defineRoute('setOwnStatus', 'POST', '/me/status', {
  access: 'member',
  summary: 'Come on duty, go away, or say why one is busy; `wrap-up` stays on duty and ends by itself',
  body: z.strictObject({ status: z.string().min(1).max(40) }),
  reply: ownStatus,
})
