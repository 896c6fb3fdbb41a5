import { z } from 'zod'
import { conversationId, entryId, language, replyReviewId, storableText, timestamp } from '../ids.ts'
import { messagePart, messageTextLimit, passageSource, source } from '../messages.ts'
import { defineRoute, ok, page, pageQuery } from '../route.ts'
import { draftMaker } from './review-events.ts'

/** A draft that waits for somebody to approve it. */
export const replyReview = z.object({
  id: replyReviewId,
  conversationId,
  customer: z.object({ id: z.uuid(), name: z.string() }),
  channel: z.string(),
  scene: z.string(),
  language,
  /** What the customer asked, joined. */
  question: z.string(),
  draft: z.array(messagePart),
  sources: z.array(source),
  /** With their words as they are now; without where they were taken away. */
  passages: z.array(passageSource.extend({ text: z.string() })),
  /** An entry it rests on was changed or withdrawn since. */
  outdated: z.boolean(),
  madeBy: draftMaker,
  confidence: z.number(),
  threshold: z.number(),
  /** Without a review it would have been sent. */
  sure: z.boolean(),
  entryId: entryId.optional(),
  createdAt: timestamp,
  dueAt: timestamp,
  /** What happens then, and what becomes of a draft that is declined. */
  whenLate: z.enum(['send', 'handover']),
  whenDeclined: z.enum(['handover', 'options']),
})
export type ReplyReview = z.infer<typeof replyReview>

const params = z.strictObject({ replyReviewId })

export const listReplyReviews = defineRoute('listReplyReviews', 'GET', '/reply-reviews', {
  access: 'replies:review',
  summary: 'Drafts that wait for somebody to approve them, the most urgent first',
  query: z.strictObject(pageQuery),
  reply: page(replyReview),
})
export const countReplyReviews = defineRoute('countReplyReviews', 'GET', '/reply-reviews/count', {
  access: 'replies:review',
  summary: 'How many drafts wait, and whether any scene asks for approval',
  reply: z.object({ waiting: z.int(), asked: z.boolean() }),
})
export const approveReply = defineRoute('approveReply', 'POST', '/reply-reviews/:replyReviewId/approve', {
  access: 'replies:review',
  summary: 'Send a draft as it is, or with another text',
  params,
  body: z.strictObject({
    text: storableText(messageTextLimit).optional(),
    /** Of another text: what the draft said was right, and only its wording was changed. */
    contentRight: z.boolean().default(false),
    /** Rules that warned, and by which it is sent all the same. */
    confirmedRules: z.array(z.uuid()).max(200).optional(),
  }),
  bodyLimit: 128 * 1024,
  reply: ok,
})
export const declineReply = defineRoute('declineReply', 'POST', '/reply-reviews/:replyReviewId/decline', {
  access: 'replies:review',
  summary: 'Do not send a draft: a person takes over, or the likely questions are offered, as the scene says',
  params,
  reply: ok,
})
