import { z } from 'zod'
import { entryId, language, timestamp } from '../ids.ts'
import { defineRoute } from '../route.ts'
import { modelFailure } from '../settings/models.ts'

const settings = {
  /** A model writes customers' wordings of every entry that is new or whose question changed. */
  enabled: z.boolean(),
  /** Whether what it wrote counts at once, or when somebody accepted it. */
  acceptance: z.enum(['at-once', 'by-person']),
  /** Wordings asked for in each language of an entry. */
  perLanguage: z.int().min(10).max(100),
}
export const expansionOverview = z.object({
  ...settings,
  /** Whether there is a model that may be asked. */
  available: z.boolean(),
  currency: z.string(),
  /** What an entry has cost on average; absent where none was expanded. */
  costPerEntry: z.number().optional(),
  /** What all of them have cost so far. */
  cost: z.number(),
  entries: z.int(),
  /** Entries whose question, as it is now, was expanded, and those that wait for it. */
  expanded: z.int(),
  waiting: z.int(),
  /** Wordings that count, and those that wait for somebody's word. */
  inUse: z.int(),
  proposed: z.int(),
  version: z.int(),
})
export type ExpansionOverview = z.infer<typeof expansionOverview>

export const writtenWordingId = z.uuid().brand<'written-wording'>()

export const entryExpansion = z.object({
  enabled: z.boolean(),
  available: z.boolean(),
  currency: z.string(),
  /** none: never asked about the question as it is now. */
  state: z.enum(['none', 'waiting', 'done', 'failed']),
  /** Why no model wrote, in whole or in part. */
  failure: modelFailure.optional(),
  /** All were dropped: labelled questions would have been answered worse. */
  refused: z.boolean(),
  wordings: z.array(
    z.object({ id: writtenWordingId, language, text: z.string(), state: z.enum(['proposed', 'accepted']) }),
  ),
  /** What became of all that was written. */
  counts: z.object({
    received: z.int(),
    repeated: z.int(),
    neighbours: z.int(),
    unsafe: z.int(),
    personal: z.int(),
    unfit: z.int(),
  }),
  /** Labelled questions asked before and after; absent where nothing was left to measure. */
  heldOut: z
    .object({
      labelled: z.int(),
      rightBefore: z.int(),
      rightAfter: z.int(),
      wrongBefore: z.int(),
      wrongAfter: z.int(),
    })
    .optional(),
  /** Of this entry, everything asked for it together. */
  cost: z.number(),
  model: z.string().optional(),
  at: timestamp.optional(),
})
export type EntryExpansion = z.infer<typeof entryExpansion>

const one = z.strictObject({ entryId })
const path = '/knowledge/entries/:entryId/expansion'

export const getExpansion = defineRoute('getExpansion', 'GET', '/knowledge/expansion', {
  access: 'knowledge:read',
  summary: 'Whether a model writes customers’ wordings of entries, what came of it and what it cost',
  reply: expansionOverview,
})
export const updateExpansion = defineRoute('updateExpansion', 'PUT', '/knowledge/expansion', {
  access: 'models:edit',
  summary: 'Switch it on or off, and say when wordings count. Send the version as If-Match',
  body: z.strictObject(settings),
  reply: expansionOverview,
})
export const getEntryExpansion = defineRoute('getEntryExpansion', 'GET', path, {
  access: 'knowledge:read',
  summary: 'Wordings that a model wrote for an entry, what was dropped and why, and what it cost',
  params: one,
  reply: entryExpansion,
})
export const expandEntry = defineRoute('expandEntry', 'POST', path, {
  access: 'knowledge:edit',
  summary: 'Have wordings of an entry written in the background, also where its question has not changed',
  params: one,
  reply: entryExpansion,
})
export const settleWordings = defineRoute('settleWordings', 'PUT', `${path}/wordings`, {
  access: 'knowledge:edit',
  summary: 'Accept wordings that a model wrote, or drop them; they count in the next answer, or no more',
  params: one,
  body: z.strictObject({
    action: z.enum(['accept', 'drop']),
    ids: z.array(writtenWordingId).min(1).max(300),
  }),
  reply: entryExpansion,
})
