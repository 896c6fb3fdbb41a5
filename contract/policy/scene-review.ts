import { z } from 'zod'

/** Which replies of a scene a person approves before they go out, and what happens when nobody comes. */
export const sceneReview = z.strictObject({
  /** What models chose or wrote, however often they were right. */
  models: z.boolean().default(true),
  /** Answers of the knowledge: none; those below the threshold, which would not be sent otherwise; or all. */
  local: z.enum(['never', 'below', 'all']).default('below'),
  withinSeconds: z.int().min(10).max(86_400).default(120),
  /** Then: what would have been sent without a review goes out as it is, the rest to people; or all of it goes to people. */
  whenLate: z.enum(['send-if-sure', 'handover']).default('send-if-sure'),
  /** A draft that is declined: a person takes over, or the likely questions are offered where there are any. */
  whenDeclined: z.enum(['handover', 'options']).default('handover'),
  /** Until then the customer sees that somebody writes; then a text says that it takes a moment. 0 = never a text. */
  tellAfterSeconds: z.int().min(0).max(600).default(10),
})
export type SceneReview = z.infer<typeof sceneReview>
