import { z } from 'zod'
import { entryId, language, storableText, timestamp } from '../ids.ts'
import { entryContent } from '../knowledge.ts'
import { defineRoute } from '../route.ts'

/** Another entry whose wordings are near those being written. */
export const lookalike = z.object({
  entryId,
  key: z.string(),
  title: z.string(),
  /** 0 to 1. */
  likeness: z.number(),
  /** What is written here, and what stands there. */
  mine: z.string(),
  theirs: z.string(),
  /** Where the two answers say different things. */
  contradictions: z.array(
    z.object({
      kind: z.enum(['amount', 'date', 'negation']),
      language,
      mine: z.string(),
      theirs: z.string(),
    }),
  ),
})
export type Lookalike = z.infer<typeof lookalike>

const written = z.strictObject({ entryId: entryId.optional(), content: entryContent })

export const checkEntry = defineRoute('checkEntry', 'POST', '/knowledge/check', {
  access: 'knowledge:read',
  summary:
    'Entries like the one being written, with contradictions between their answers; nothing is changed',
  body: written,
  reply: z.object({ lookalikes: z.array(lookalike), compared: z.int(), tookMs: z.number() }),
})

/** A recent question whose answer would be another. */
const changedAnswer = z.object({
  text: z.string(),
  occurredAt: timestamp,
  /** Titles of the entries answered. */
  before: z.string().optional(),
  after: z.string().optional(),
  confidenceBefore: z.number(),
  confidenceAfter: z.number(),
})

export const previewDraft = defineRoute('previewDraft', 'POST', '/knowledge/preview', {
  access: 'knowledge:edit',
  summary:
    'What publishing this content would change about the answers to recent real questions, and to one of your own; nothing is changed',
  body: written.extend({ question: storableText(1_000).optional() }),
  reply: z.object({
    /** Recent questions asked again, before and after. */
    asked: z.int(),
    tookMs: z.number(),
    counts: z.object({ appear: z.int(), change: z.int(), disappear: z.int(), text: z.int() }),
    appear: z.array(changedAnswer),
    change: z.array(changedAnswer),
    disappear: z.array(changedAnswer),
    /** Still answered with this entry, whose answer now reads differently. */
    text: z.array(changedAnswer),
    /** To the question of one's own. */
    tried: z
      .object({
        outcome: z.enum(['answer', 'options', 'handover', 'small-talk', 'notice', 'procedure']),
        confidence: z.number(),
        title: z.string().optional(),
        answer: z.string().optional(),
        own: z.boolean(),
      })
      .optional(),
  }),
})
export type DraftPreview = z.infer<typeof previewDraft.reply>
