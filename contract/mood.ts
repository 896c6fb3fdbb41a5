import { z } from 'zod'

/** How a customer feels, as their words tell. */
export const emotions = [
  'neutral',
  'confused',
  'anxious',
  'disappointed',
  'angry',
  'furious',
  'grateful',
] as const
export const emotion = z.enum(emotions)
export type Emotion = z.infer<typeof emotion>

/** How soon it matters to them. */
export const urgency = z.enum(['low', 'normal', 'high'])
export type Urgency = z.infer<typeof urgency>

/** Something in a message that speaks for an attempt to command a model, or for abuse. Evidence, no verdict. */
export const safetyCue = z.object({
  kind: z.enum(['injection', 'abuse']),
  name: z.string(),
  weight: z.number(),
  /** Place in the turn's messages, joined by line breaks. */
  start: z.int(),
  end: z.int(),
})
export type SafetyCue = z.infer<typeof safetyCue>
