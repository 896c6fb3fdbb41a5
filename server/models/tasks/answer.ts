import { z } from 'zod'
import { checkGrounding } from '../../../language/index.ts'
import { defineTask, quoted } from '../task.ts'

const input = z.object({
  question: z.string().min(1).max(4_000),
  language: z.enum(['en', 'zh']),
  /** What may be said, numbered from 1 in this order: passages of documents, or entries' answers. */
  evidence: z
    .array(z.object({ title: z.string().max(500).default(''), text: z.string().min(1).max(8_000) }))
    .min(1)
    .max(12),
  /** What was said before, oldest first. */
  earlier: z
    .array(z.object({ by: z.enum(['customer', 'assistant', 'agent']), text: z.string().max(4_000) }))
    .max(12)
    .default([]),
  /** How the company wants to sound, and how the customer feels, in a few words. */
  tone: z.string().max(500).default(''),
})
type Input = z.infer<typeof input>

const sentence = z.strictObject({
  text: z.string().trim().min(1).max(800),
  /** Numbers of the evidence that says so. */
  citations: z.array(z.int().min(1).max(12)).min(1).max(6),
})
const output = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answer'), sentences: z.array(sentence).min(1).max(12) }),
  z.strictObject({ kind: z.literal('not-in-evidence') }),
  z.strictObject({ kind: z.literal('question'), question: z.string().trim().min(1).max(300) }),
])
export type AnswerOutput = z.infer<typeof output>
export type AnswerSentence = z.infer<typeof sentence>

const notFound = /^\W*NOT[ _-]IN[ _-]EVIDENCE\W*$/i
const asks = /^\s*ASK[:：]\s*/i

/** One line of a reply; undefined where it says nothing. Used line by line while a stream is written. */
export function readAnswerLine(line: string): AnswerSentence | undefined {
  const citations: number[] = []
  const text = line
    .replace(/[[［【]\s*(\d{1,2}(?:\s*[,，、]\s*\d{1,2})*)\s*[\]］】]/g, (_, numbers: string) => {
      for (const number of numbers.split(/\s*[,，、]\s*/)) citations.push(Number(number))
      return ''
    })
    .replace(/^\s*(?:[-*•]|\d{1,2}[.)、](?!\d))\s*/, '')
    .replace(/\s+(?=[.!?,;:。！？，；：])|(?<=[。！？，；：])\s+/g, '')
    .replace(/\s{2,}/g, ' ')
    .trim()
  return text === '' ? undefined : { text, citations: [...new Set(citations)] }
}

/**
 * A question answered from numbered evidence, each sentence with the numbers it stands on; or that the evidence does not say;
 * or one question back. Replied line by line, so that each sentence can be checked and shown while the next is written.
 */
export const answer = defineTask<Input, AnswerOutput>({
  name: 'answer',
  version: 1,
  tier: 'large',
  input: input as z.ZodType<Input>,
  output,
  replies: 'text',
  instructions: `You answer a company's customer from the numbered evidence, and from nothing else.
- One sentence a line. Every line ends with the numbers of the evidence it comes from, in brackets: [1] or [2][3].
- Take numbers, dates, names, links, conditions and exceptions exactly as they stand there. Do not add, guess, soften or conclude.
- Promise nothing and claim no action: you cannot look anything up, refund, change, book or hand over.
- Write in the customer's language, short and friendly, as the tone says. No headings, no lists of links, no greeting unless the customer greets.
- If the evidence does not answer the question, reply with this one line and nothing else: NOT IN EVIDENCE
- If one missing detail decides which part of the evidence holds, reply with one line: ASK: and one short question.`,
  render: ({ question, language, evidence, earlier, tone }) =>
    [
      ...evidence.map(({ title, text }, index) =>
        quoted('evidence', `[${index + 1}] ${title === '' ? '' : `${title}\n`}${text}`),
      ),
      earlier.length === 0
        ? ''
        : quoted('conversation', earlier.map(({ by, text }) => `${by}: ${text}`).join('\n')),
      `Language of the reply: ${language === 'zh' ? '简体中文' : 'English'}.`,
      tone === '' ? '' : `Tone: ${tone}`,
      quoted('question', question),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  read: (reply) => {
    const lines = reply
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
    if (lines.some((line) => notFound.test(line))) return { kind: 'not-in-evidence' }
    const asked = lines.find((line) => asks.test(line))
    if (asked !== undefined) return { kind: 'question', question: asked.replace(asks, '') }
    return { kind: 'answer', sentences: lines.flatMap((line) => readAnswerLine(line) ?? []) }
  },
  localFallback: () => ({ kind: 'not-in-evidence' }),
  checks: (said, { evidence }) =>
    said.kind !== 'answer'
      ? []
      : said.sentences.flatMap(({ text, citations }, index) => {
          const unknown = citations.filter((number) => number > evidence.length)
          if (unknown.length > 0) return [`There is no evidence [${Math.max(...unknown)}].`]
          // What the local checker stops is written anew once, nearer to its source.
          const cited = citations.map((number) => ({
            id: String(number),
            ...evidence[number - 1],
            text: evidence[number - 1]?.text ?? '',
          }))
          const reasons = checkGrounding(text, cited).sentences.flatMap((one) => one.reasons)
          return reasons.length === 0
            ? []
            : [
                `Line ${index + 1} is not what its evidence says (${[...new Set(reasons)].join(', ')}): keep to its words and figures, or leave the line out.`,
              ]
        }),
  mostOutputTokens: 800,
  budgetMs: 20_000,
  examples: [
    {
      input: {
        question: '床单拆开了还能退吗？',
        language: 'zh',
        evidence: [{ title: '退货', text: '床品签收 7 天内未拆封可退货；已拆封只在有质量问题时可退。' }],
        earlier: [],
        tone: '',
      },
      output: {
        kind: 'answer',
        sentences: [{ text: '床品已拆封的，只有存在质量问题时才可以退货。', citations: [1] }],
      },
    },
    {
      input: {
        question: 'Do you ship to Norway?',
        language: 'en',
        evidence: [{ title: 'Delivery', text: 'Standard delivery takes 3 working days.' }],
        earlier: [],
        tone: '',
      },
      output: { kind: 'not-in-evidence' },
    },
  ],
})
