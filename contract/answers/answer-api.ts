import { z } from 'zod'
import { entryId, language, storableText } from '../ids.ts'
import { handoverReason, messagePart, messageTextLimit, passageSource, source } from '../messages.ts'
import { defineRoute } from '../route.ts'

/** A question of somebody else's customer, asked by their desk or bot. */
export const askedQuestion = z.strictObject({
  question: storableText(messageTextLimit).min(1),
  /** What the customer wrote before, oldest first, for follow-ups. */
  previous: z.array(storableText(messageTextLimit)).max(10).default([]),
})

/** What the assistant would have told the customer, and how sure it is of it. */
export const givenAnswer = z.object({
  /** `handover`: it does not answer this one, and why is in `reason`. */
  outcome: z.enum(['answer', 'options', 'handover', 'small-talk', 'notice', 'procedure']),
  /** In letters alone. */
  text: z.string(),
  parts: z.array(messagePart),
  /** What the answer was taken from; there is none without. */
  sources: z.array(source).max(10),
  /** What of documents it was written from. */
  passages: z.array(passageSource).max(10).optional(),
  /** The likely few, where it is unsure: the customer's pick can be asked word for word. */
  options: z.array(z.object({ entryId: entryId.optional(), label: z.string() })).max(10),
  /** P(right and in scope), 0..1, measured on this company's labelled questions. */
  confidence: z.number(),
  /** What it had to reach in this scene. */
  threshold: z.number(),
  scene: z.string(),
  language: z.union([language, z.literal('other')]),
  reason: handoverReason.optional(),
})
export type GivenAnswer = z.infer<typeof givenAnswer>

export const answerQuestion = defineRoute('answerQuestion', 'POST', '/answers', {
  access: 'assistant:ask',
  summary: 'Ask the assistant a question from another desk or bot; nothing is sent or kept',
  body: askedQuestion,
  reply: givenAnswer,
})

export const callMcp = defineRoute('callMcp', 'POST', '/mcp', {
  access: 'assistant:ask',
  summary: 'The assistant as an MCP server (streamable HTTP, stateless): the tool `ask`',
  raw: true,
  bodyLimit: 256 * 1024,
  reply: z.unknown(),
})
