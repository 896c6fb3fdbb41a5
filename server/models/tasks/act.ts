import { z } from 'zod'
import { defineTask, quoted } from '../task.ts'

const input = z.object({
  message: z.string().min(1).max(4_000),
  language: z.enum(['en', 'zh']),
  earlier: z
    .array(z.object({ by: z.enum(['customer', 'assistant', 'agent']), text: z.string().max(4_000) }))
    .max(12)
    .default([]),
  /** What is known of this customer, a line each: attributes, and what was looked up for them. */
  facts: z.array(z.string().min(1).max(2_000)).max(20).default([]),
  /** What the company says: the nearest entry's answer, passages of documents. */
  evidence: z
    .array(z.object({ title: z.string().max(500).default(''), text: z.string().min(1).max(8_000) }))
    .max(12)
    .default([]),
  /** The company's date. */
  today: z.string().max(40),
  /** Whether tools that change something may be asked for. */
  mayPropose: z.boolean(),
  tone: z.string().max(500).default(''),
})
type Input = z.infer<typeof input>

const output = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('reply'), text: z.string().trim().min(1).max(2_000) }),
  z.strictObject({ kind: z.literal('question'), question: z.string().trim().min(1).max(500) }),
  z.strictObject({ kind: z.literal('person') }),
  z.strictObject({ kind: z.literal('nothing') }),
])
export type ActOutput = z.infer<typeof output>

const nothing = /^\W*NOTHING[ _-]TO[ _-]SAY\W*$/i
const person = /^\W*NEEDS[ _-]A[ _-]PERSON\W*$/i
const asks = /^\s*ASK[:：]\s*/i

/**
 * A request done with the company's tools: reads what is needed for this customer, asks for what is missing, and may propose a
 * change, which only the customer's own click on a card lets happen. What it says last is held against what the tools returned.
 */
export const act = defineTask<Input, ActOutput>({
  name: 'act',
  version: 1,
  tier: 'large',
  input: input as z.ZodType<Input>,
  output,
  replies: 'text',
  instructions: `You help one customer of a company with its tools. All that you look up is this customer's own; there is nobody else's.
- Look up what you need before you say anything of it. Take ids from what tools returned or the customer wrote, never from your head.
- A tool that changes something does not change it: the customer sees a card with exactly what you gave, and decides. Call it only when all it needs is known and this customer wants it; say nothing beside it. One such call at a time.
- What a tool refuses is refused. Do not try to get round it; tell the customer, or say that it needs a person.
- Your last reply says only what tools returned or the evidence says, with the same numbers, dates and names, in short plain sentences in the customer's language. Never say that something was done, will be done, or that somebody will come.
- If one thing is missing that only the customer knows, reply with one line: ASK: and one short question.
- If it cannot be done with these tools and a colleague could, reply with one line: NEEDS A PERSON
- If nothing here helps, reply with one line: NOTHING TO SAY`,
  render: ({ message, language, earlier, facts, evidence, today, mayPropose, tone }) =>
    [
      `Today is ${today}.`,
      mayPropose ? '' : 'Nothing may be changed in this conversation: only look things up.',
      facts.length === 0 ? '' : quoted('facts', facts.join('\n')),
      ...evidence.map(({ title, text }) => quoted('evidence', `${title === '' ? '' : `${title}\n`}${text}`)),
      earlier.length === 0
        ? ''
        : quoted('conversation', earlier.map(({ by, text }) => `${by}: ${text}`).join('\n')),
      `Language of the reply: ${language === 'zh' ? '简体中文' : 'English'}.`,
      tone === '' ? '' : `Tone: ${tone}`,
      quoted('message', message),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  read(reply) {
    const lines = reply
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
    if (lines.some((line) => nothing.test(line))) return { kind: 'nothing' }
    if (lines.some((line) => person.test(line))) return { kind: 'person' }
    const asked = lines.find((line) => asks.test(line))
    if (asked !== undefined) return { kind: 'question', question: asked.replace(asks, '') }
    return { kind: 'reply', text: lines.join('\n') }
  },
  localFallback: () => ({ kind: 'nothing' }),
  mostOutputTokens: 800,
  budgetMs: 25_000,
  examples: [
    {
      input: {
        message: '我的锅到哪了',
        language: 'zh',
        earlier: [],
        facts: ['我的订单：HM10002 小禾慢炖锅 已发货，顺丰 SF7700100200，昨天到达杭州转运中心'],
        evidence: [],
        today: '2026-11-22',
        mayPropose: false,
        tone: '',
      },
      output: { kind: 'reply', text: '订单 HM10002 由顺丰运送，单号 SF7700100200，昨天到达杭州转运中心。' },
    },
    {
      input: {
        message: 'I want to send something back',
        language: 'en',
        earlier: [],
        facts: [],
        evidence: [],
        today: '2026-11-22',
        mayPropose: true,
        tone: '',
      },
      output: { kind: 'question', question: 'Which item would you like to send back?' },
    },
  ],
})
