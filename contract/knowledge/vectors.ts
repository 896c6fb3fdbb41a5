import { z } from 'zod'
import { timestamp } from '../ids.ts'
import { defineRoute } from '../route.ts'
import { modelFailure } from '../settings/models.ts'
import { passageId } from './articles.ts'

/** How far the passages in force have been turned into vectors. */
export const passageVectorState = z.object({
  /** Passages in force, and those among them that have a vector of the model in use. */
  passages: z.int(),
  embedded: z.int(),
  /** The model they are made by; absent before the first. */
  model: z.string().optional(),
  /** When the last run came to its end. */
  madeAt: timestamp.optional(),
  /** Why the last run came to nothing; another is tried. */
  failure: modelFailure.optional(),
  failedAt: timestamp.optional(),
})
export type PassageVectorState = z.infer<typeof passageVectorState>

/** How a turn came by the passages that models were shown. No text: which, and by what they were found. */
export const retrieval = z.object({
  by: z.enum(['words', 'words-and-vectors']),
  passages: z.array(z.object({ passageId, by: z.enum(['words', 'vectors', 'both']) })),
  /** Of the question’s vector; absent where none was asked for. */
  model: z.string().optional(),
  failure: modelFailure.optional(),
  tookMs: z.number(),
  cost: z.number(),
})
export type Retrieval = z.infer<typeof retrieval>

/** How likely the passages that were found for a turn hold its answer, and whether that was enough to have one written. */
export const answerable = z.object({
  /** As judged, with what the tenant's own labels say of it. */
  probability: z.number(),
  /** Without these. */
  byDefault: z.number(),
  threshold: z.number(),
  /** Answers from passages of which it is known whether they were right. */
  labels: z.int(),
  /** Where vectors found passages, too, it stops nothing before labels tell how right such answers are. */
  tried: z.boolean(),
  features: z.record(z.string(), z.number()),
})
export type Answerable = z.infer<typeof answerable>

export const getPassageVectors = defineRoute('getPassageVectors', 'GET', '/passage-vectors', {
  access: 'models:edit',
  summary: 'How many passages of documents have a vector, by which model, and what went wrong last',
  reply: passageVectorState,
})
