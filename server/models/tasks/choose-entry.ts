import { z } from 'zod'
import { defineTask, quoted } from '../task.ts'

const input = z.object({
  message: z.string().min(1).max(4_000),
  earlier: z
    .array(z.object({ by: z.enum(['customer', 'assistant', 'agent']), text: z.string().max(4_000) }))
    .max(12)
    .default([]),
  /** What retrieval found, best first; `answer` helps where questions are alike. */
  candidates: z
    .array(z.object({ question: z.string().min(1).max(500), answer: z.string().max(2_000).default('') }))
    .min(1)
    .max(20),
  /** What is known of this customer, a line each. */
  facts: z.array(z.string().min(1).max(2_000)).max(20).default([]),
})
type Input = z.infer<typeof input>

/** `candidate` counts from 1; 0 is none of them. */
const output = z.strictObject({
  candidate: z.int().min(0).max(20),
  sure: z.enum(['certain', 'likely', 'unsure']),
})

/** Which of the entries that were found answers a message, or none. */
export const chooseEntry = defineTask<Input, z.infer<typeof output>>({
  name: 'choose-entry',
  version: 2,
  tier: 'small',
  input: input as z.ZodType<Input>,
  output,
  replies: 'json',
  instructions: `Decide which numbered entry answers what the customer wants, if any does.
- Judge by what they need, not by shared words. "How do I …" and "why was I …" about the same thing are different needs.
- Facts about the customer may tell what they mean: "so slow" of somebody whose parcel is late is about that parcel.
- Choose 0 when no entry answers it, when the message wants several different things at once, or when it is too vague to tell.
- "certain" only if a careful colleague could not choose otherwise.`,
  render: ({ message, earlier, candidates, facts }) =>
    [
      quoted(
        'entries',
        candidates
          .map(
            ({ question, answer }, index) =>
              `${index + 1}. ${question}${answer === '' ? '' : `\n   ${answer}`}`,
          )
          .join('\n'),
      ),
      facts.length === 0 ? '' : quoted('facts', facts.join('\n')),
      earlier.length === 0
        ? ''
        : quoted('conversation', earlier.map(({ by, text }) => `${by}: ${text}`).join('\n')),
      quoted('message', message),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  localFallback: () => ({ candidate: 0, sure: 'unsure' }),
  checks: ({ candidate }, { candidates }) =>
    candidate > candidates.length ? [`There is no entry ${candidate}.`] : [],
  mostOutputTokens: 100,
  budgetMs: 6_000,
  examples: [
    {
      input: {
        message: '钱扣了两次怎么回事',
        earlier: [],
        facts: [],
        candidates: [
          { question: '如何申请退款？', answer: '' },
          { question: '为什么重复扣款？', answer: '' },
        ],
      },
      output: { candidate: 2, sure: 'certain' },
    },
    {
      input: {
        message: 'do you sell gift cards for dogs',
        earlier: [],
        facts: [],
        candidates: [{ question: 'How do I redeem a gift card?', answer: '' }],
      },
      output: { candidate: 0, sure: 'likely' },
    },
  ],
})
