import { z } from 'zod'
import { entryId, memberId, replyReviewId, storableText, timestamp } from '../ids.ts'
import { messagePart, passageSource, source } from '../messages.ts'

/** How a draft's wait ended; `sent-late` and `handed-over`: nobody came in time. */
export const reviewVerdict = z.enum(['approved', 'edited', 'declined', 'sent-late', 'handed-over'])
export type ReviewVerdict = z.infer<typeof reviewVerdict>

export const reviewOutcome = z.object({
  verdict: reviewVerdict,
  /** The member; absent where nobody came. */
  by: memberId.optional(),
  tookMs: z.int(),
  /** The entry that the draft was of. */
  entryId: entryId.optional(),
})
export type ReviewOutcome = z.infer<typeof reviewOutcome>

/** Who made a draft. */
export const draftMaker = z.enum(['rule', 'local', 'small-model', 'large-model'])
export type DraftMaker = z.infer<typeof draftMaker>

/** Events of replies that a person approves. Both are internal: no customer ever receives them. */
export const reviewEventBodies = {
  /** What is to be approved. */
  'reply-held': z.object({
    reviewId: replyReviewId,
    parts: z.array(messagePart).min(1).max(20),
    sources: z.array(source).max(10),
    passages: z.array(passageSource).max(10).optional(),
    scene: z.string(),
    madeBy: draftMaker,
    dueAt: timestamp,
  }),
  /** It follows on the message that went out, or on the handover. */
  'reply-reviewed': z.object({
    reviewId: replyReviewId,
    verdict: reviewVerdict,
    tookMs: z.int(),
    /** Rules of wording that had warned, by whose name it was sent all the same. */
    rules: z
      .array(z.object({ id: z.uuid(), name: storableText(200) }))
      .max(200)
      .optional(),
  }),
} as const
