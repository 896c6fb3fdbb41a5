import { z } from 'zod'
import { storableText, timestamp } from '../ids.ts'
import { defineRoute, ok, page, pageQuery } from '../route.ts'

export const synonymId = z.uuid().brand<'synonym'>()
export type SynonymId = z.infer<typeof synonymId>

/** proposed: learned, and waiting for somebody. in-use: counts in every answer. refused: never proposed again. */
export const synonymState = z.enum(['proposed', 'in-use', 'refused'])
export type SynonymState = z.infer<typeof synonymState>

/** What speaks for a learned pair. */
export const synonymEvidence = z.object({
  /** How sure it is that one stands for the other, 0 to 1. */
  confidence: z.number(),
  /** Labelled questions in which the term stands where the entry's own word would, and of how many customers. */
  wordings: z.int(),
  customers: z.int(),
  /** Entries that these questions belong to. */
  entries: z.int(),
  /** Questions of all kinds that hold the term. */
  messages: z.int(),
  /** How alike the words are around the two, 0 to 1. */
  likeness: z.number(),
})
export type SynonymEvidence = z.infer<typeof synonymEvidence>

const words = {
  /** As customers put it. */
  term: storableText(40).min(1),
  /** As the knowledge puts it. */
  standsFor: storableText(60).min(1),
}

export const synonym = z.object({
  id: synonymId,
  ...words,
  state: synonymState,
  /** own: written by somebody of the tenant. learned: found in what customers asked and how it was repaired. */
  origin: z.enum(['own', 'learned']),
  evidence: synonymEvidence.optional(),
  /** Questions of customers that hold the term. */
  examples: z.array(z.string()),
  /** Labelled questions that are answered rightly with the pair alone, and those that are without it alone. */
  effect: z.object({ better: z.int(), worse: z.int() }).optional(),
  version: z.int(),
  updatedAt: timestamp,
  updatedBy: z.string(),
})
export type Synonym = z.infer<typeof synonym>

const one = z.strictObject({ synonymId })

export const listSynonyms = defineRoute('listSynonyms', 'GET', '/knowledge/synonyms', {
  access: 'knowledge:read',
  summary:
    'Words of customers and the words of the knowledge that they stand for, the surest proposals first',
  query: z.strictObject({
    ...pageQuery,
    state: synonymState.default('in-use'),
    search: z.string().max(100).optional(),
  }),
  reply: page(synonym).extend({
    /** Of each state, whatever is searched for. */
    counts: z.object({ proposed: z.int(), inUse: z.int(), refused: z.int() }),
  }),
})
export const createSynonym = defineRoute('createSynonym', 'POST', '/knowledge/synonyms', {
  access: 'knowledge:publish',
  summary: 'Add a synonym: it counts in the next answer',
  body: z.strictObject(words),
  reply: synonym,
})
export const decideSynonym = defineRoute('decideSynonym', 'PUT', '/knowledge/synonyms/:synonymId', {
  access: 'knowledge:publish',
  summary:
    'Take a synonym into use or refuse it: that counts in the next answer. Send the version you saw as If-Match',
  params: one,
  body: z.strictObject({ state: z.enum(['in-use', 'refused']) }),
  reply: synonym,
})
export const removeSynonym = defineRoute('removeSynonym', 'DELETE', '/knowledge/synonyms/:synonymId', {
  access: 'knowledge:publish',
  summary: 'Remove a synonym; what was learned may be proposed again',
  params: one,
  reply: ok,
})
