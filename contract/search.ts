import { z } from 'zod'
import { conversation } from './conversations.ts'
import { storableText, timestamp } from './ids.ts'
import { defineRoute, page, pageQuery } from './route.ts'

export const searchTextLimit = 200

/** A message that holds what was asked for: the sentence with the hit, and where the hit stands in it. */
export const searchHit = z.object({
  conversation,
  seq: z.int(),
  at: timestamp,
  from: z.enum(['customer', 'assistant', 'agent']),
  /** An internal note, which the customer never saw. */
  note: z.boolean(),
  /** Plain text, shortened around the hit. */
  text: z.string(),
  /** From and to (exclusive) in `text`, in order, never overlapping. */
  marks: z.array(z.tuple([z.int(), z.int()])),
})
export type SearchHit = z.infer<typeof searchHit>

export const searchConversations = defineRoute('searchConversations', 'GET', '/search', {
  access: 'conversations:read',
  summary:
    'Messages by their words (newest first), customers by name, contact or identity, anything by its id',
  query: z.strictObject({ ...pageQuery, q: storableText(searchTextLimit).trim().default('') }),
  reply: page(searchHit).extend({
    /** The newest conversations of customers who match, or the one whose id was given; on the first page only. */
    customers: z.array(conversation),
  }),
})
