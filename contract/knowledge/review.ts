import { z } from 'zod'
import { entryId, storableText, timestamp } from '../ids.ts'
import { draftSummary, entry, entryContent } from '../knowledge.ts'
import { defineRoute, ok, page, pageQuery } from '../route.ts'

const oneEntry = z.strictObject({ entryId })
const note = storableText(500)
const remark = storableText(2_000)

/** What somebody is writing beside the published text, or before there is one. */
export const entryDraft = draftSummary.extend({
  content: entryContent,
  /** What is in force; absent where nothing was published yet. */
  published: entryContent.optional(),
  publishedVersion: z.int(),
  /** Its category, now or then, asks for another member's approval. */
  fourEyes: z.boolean(),
  /** The caller wrote in it and therefore cannot approve it. */
  own: z.boolean(),
})
export type EntryDraft = z.infer<typeof entryDraft>

export const entryReview = z.object({
  id: z.uuid(),
  revision: z.int(),
  kind: z.enum(['submitted', 'withdrawn', 'commented', 'declined', 'approved']),
  text: z.string(),
  at: timestamp,
  by: z.string(),
})
export type EntryReview = z.infer<typeof entryReview>

export const getDraft = defineRoute('getDraft', 'GET', '/knowledge/entries/:entryId/draft', {
  access: 'knowledge:read',
  summary: 'The draft beside an entry, with what is in force',
  params: oneEntry,
  reply: entryDraft,
})
export const saveDraft = defineRoute('saveDraft', 'PUT', '/knowledge/entries/:entryId/draft', {
  access: 'knowledge:edit',
  summary:
    'Write the draft of an entry; the published text keeps answering. Send the revision you saw as If-Match. A draft in review is taken back',
  params: oneEntry,
  body: z.strictObject({
    content: entryContent,
    note: note.optional(),
    /** The published version you compared with, after a conflict. */
    basedOn: z.int().min(0).optional(),
  }),
  reply: entryDraft,
})
export const discardDraft = defineRoute('discardDraft', 'DELETE', '/knowledge/entries/:entryId/draft', {
  access: 'knowledge:edit',
  summary: 'Throw the draft away; an entry never published goes with it',
  params: oneEntry,
  reply: ok,
})
export const submitDraft = defineRoute('submitDraft', 'POST', '/knowledge/entries/:entryId/draft/submit', {
  access: 'knowledge:edit',
  summary: 'Send the draft for review',
  params: oneEntry,
  body: z.strictObject({ note: note.optional() }),
  reply: entryDraft,
})
export const publishDraft = defineRoute('publishDraft', 'POST', '/knowledge/entries/:entryId/draft/publish', {
  access: 'knowledge:edit',
  summary: 'Put the draft in force for the next answer, where no four eyes are asked',
  params: oneEntry,
  body: z.strictObject({ note: note.optional() }),
  reply: entry,
})
export const approveDraft = defineRoute('approveDraft', 'POST', '/knowledge/entries/:entryId/draft/approve', {
  access: 'knowledge:publish',
  summary: 'Approve and publish a draft in review that others wrote; send its revision as If-Match',
  params: oneEntry,
  body: z.strictObject({ text: remark.optional() }),
  reply: entry,
})
export const declineDraft = defineRoute('declineDraft', 'POST', '/knowledge/entries/:entryId/draft/decline', {
  access: 'knowledge:publish',
  summary: 'Give a draft in review back to its writer, with the reason',
  params: oneEntry,
  body: z.strictObject({ reason: remark.min(1) }),
  reply: entryDraft,
})
export const commentDraft = defineRoute(
  'commentDraft',
  'POST',
  '/knowledge/entries/:entryId/draft/comments',
  {
    access: 'knowledge:edit',
    summary: 'Say something about the draft',
    params: oneEntry,
    body: z.strictObject({ text: remark.min(1) }),
    reply: entryReview,
  },
)
export const listReviews = defineRoute('listReviews', 'GET', '/knowledge/entries/:entryId/reviews', {
  access: 'knowledge:read',
  summary: 'What was said and decided about drafts of this entry, newest first',
  params: oneEntry,
  query: z.strictObject(pageQuery),
  reply: page(entryReview),
})
export const rollBackEntry = defineRoute('rollBackEntry', 'POST', '/knowledge/entries/:entryId/rollback', {
  access: 'knowledge:edit',
  summary:
    'Take up the text of an earlier version as a new version, of an archived entry, too; where four eyes are asked it goes into review',
  params: oneEntry,
  body: z.strictObject({ version: z.int().positive(), note: note.optional() }),
  reply: entry,
})

// Whoever lists the routes of drafts lists these, too.
export * from './writing.ts'
