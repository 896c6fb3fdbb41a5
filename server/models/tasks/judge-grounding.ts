import { z } from 'zod'
import { defineTask, quoted } from '../task.ts'

const input = z.object({
  sentences: z.array(z.string().min(1).max(1_000)).min(1).max(20),
  evidence: z.array(z.object({ text: z.string().min(1).max(8_000) })).max(12),
})
const verdict = z.enum(['supported', 'contradicted', 'not-said', 'unknown'])
/** One for each sentence, in their order. */
const output = z.strictObject({ verdicts: z.array(verdict).max(20) })

/** Whether the evidence says what sentences claim. A second opinion behind the local checker, never instead of it. */
export const judgeGrounding = defineTask({
  name: 'judge-grounding',
  version: 1,
  tier: 'small',
  input,
  output,
  replies: 'json',
  instructions: `For each numbered sentence, say whether the evidence supports it.
- supported: everything it claims stands there, with the same numbers, dates, names, conditions and negations. Other words are fine.
- contradicted: the evidence says otherwise. not-said: any part of it does not stand there, however plausible.
- Nothing but the evidence counts, neither what you know nor what the sentence says of itself. One verdict for each sentence, in order.`,
  render: ({ sentences, evidence }) =>
    [
      ...evidence.map(({ text }, index) => quoted('evidence', `[${index + 1}] ${text}`)),
      quoted('sentences', sentences.map((text, index) => `${index + 1}. ${text}`).join('\n')),
    ].join('\n\n'),
  localFallback: ({ sentences }) => ({ verdicts: sentences.map(() => 'unknown' as const) }),
  checks: ({ verdicts }, { sentences }) =>
    verdicts.length === sentences.length
      ? []
      : [`There are ${sentences.length} sentences, but ${verdicts.length} verdicts.`],
  mostOutputTokens: 300,
  budgetMs: 8_000,
  examples: [
    {
      input: {
        sentences: ['Standard delivery takes 3 working days.', 'Delivery is free.'],
        evidence: [{ text: 'Standard delivery takes three working days and costs 4.90.' }],
      },
      output: { verdicts: ['supported', 'contradicted'] },
    },
  ],
})
