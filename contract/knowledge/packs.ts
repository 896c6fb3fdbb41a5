import { z } from 'zod'
import { entryId, language, timestamp } from '../ids.ts'
import { defineRoute } from '../route.ts'

export const trade = z.enum(['general', 'shop', 'bank'])
export type Trade = z.infer<typeof trade>

export const packOverview = z.object({
  trades: z.array(
    z.object({
      trade,
      chosen: z.boolean(),
      topics: z.int(),
      wordings: z.int(),
      languages: z.array(language),
    }),
  ),
  /** Published entries with a topic, without one, and those whose topic somebody took away. */
  matched: z.int(),
  unmatched: z.int(),
  undone: z.int(),
  /** Wordings that entries have inherited. */
  inherited: z.int(),
  /** Whether entries are still being compared with topics. */
  matching: z.boolean(),
  version: z.int(),
})
export type PackOverview = z.infer<typeof packOverview>

/** `trade/topic`. */
const topicId = z
  .string()
  .max(200)
  .regex(/^[a-z]+\/[a-z0-9-]+$/)

export const packTopic = z.object({
  id: topicId,
  trade,
  question: z.partialRecord(language, z.string()),
  /** Wordings in all languages. */
  wordings: z.int(),
})
export type PackTopic = z.infer<typeof packTopic>

export const entryTopic = z.object({
  /** Whether the tenant takes wordings from any trade. */
  offered: z.boolean(),
  /** none: nothing fits surely enough. undone: somebody took the topic away. */
  state: z.enum(['none', 'suggested', 'confirmed', 'undone']),
  topic: packTopic.optional(),
  /** That the topic asks what the entry answers; of what the machine suggested. */
  confidence: z.number().optional(),
  /** Wordings that the entry has inherited. */
  inherited: z.int(),
  examples: z.array(z.object({ language, text: z.string() })),
  changedAt: timestamp.optional(),
  changedBy: z.string().optional(),
})
export type EntryTopic = z.infer<typeof entryTopic>

export const getPacks = defineRoute('getPacks', 'GET', '/knowledge/packs', {
  access: 'knowledge:read',
  summary: 'Trades to take wordings from, those that are taken, and how many entries found a topic',
  reply: packOverview,
})
export const choosePacks = defineRoute('choosePacks', 'PUT', '/knowledge/packs', {
  access: 'knowledge:publish',
  summary:
    'Choose the trades; entries are compared with their topics in the background. Send the version as If-Match',
  body: z.strictObject({ trades: z.array(trade).max(10) }),
  reply: packOverview,
})
export const listTopics = defineRoute('listTopics', 'GET', '/knowledge/topics', {
  access: 'knowledge:read',
  summary: 'Topics of the chosen trades; those most like an entry first where one is named',
  query: z.strictObject({
    search: z.string().max(200).optional(),
    entryId: entryId.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  reply: z.object({ items: z.array(packTopic) }),
})
export const getEntryTopic = defineRoute('getEntryTopic', 'GET', '/knowledge/entries/:entryId/topic', {
  access: 'knowledge:read',
  summary: 'The topic an entry inherits wordings from, with examples',
  params: z.strictObject({ entryId }),
  reply: entryTopic,
})
export const setEntryTopic = defineRoute('setEntryTopic', 'PUT', '/knowledge/entries/:entryId/topic', {
  access: 'knowledge:edit',
  summary:
    'Give an entry a topic, or null for none: that counts in the next answer and is never suggested away',
  params: z.strictObject({ entryId }),
  body: z.strictObject({ topic: topicId.nullable() }),
  reply: entryTopic,
})
