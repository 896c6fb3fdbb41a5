import { z } from 'zod'
import { summariseForHandover } from '../../../language/index.ts'
import { defineTask, quoted } from '../task.ts'

const input = z.object({
  language: z.enum(['en', 'zh']),
  messages: z
    .array(z.object({ by: z.enum(['customer', 'assistant', 'agent']), text: z.string().max(8_000) }))
    .min(1)
    .max(200),
})
type Input = z.infer<typeof input>

/** Who said what a summary without a model repeats. */
const speakers = {
  en: { customer: 'Customer: ', assistant: 'Assistant: ', agent: 'Agent: ' },
  zh: { customer: '客户：', assistant: '机器人：', agent: '客服：' },
}

const line = z.string().trim().min(1).max(300)
const output = z.strictObject({
  /** What the customer wants, in a sentence. */
  matter: line,
  /** What was said, found out or promised so far. */
  facts: z.array(line).max(8),
  /** What is open: the next step for whoever takes over; empty where nothing is. */
  open: z.string().trim().max(300),
})

/** A conversation for whoever takes it over. */
export const summarise = defineTask<Input, z.infer<typeof output>>({
  name: 'summarise',
  version: 1,
  tier: 'small',
  input,
  output,
  replies: 'json',
  instructions: `Summarise a customer-service conversation for the colleague who takes it over, in the language that is named.
- matter: what the customer wants, one sentence. facts: what was said, found out or promised, one short line each, numbers and names exact. open: the next step, empty if there is none.
- Only what stands in the conversation. Say who said a thing where that matters. No judgement of people.`,
  render: ({ language, messages }) =>
    `Language: ${language === 'zh' ? '简体中文' : 'English'}\n\n${quoted('conversation', messages.map(({ by, text }) => `${by}: ${text}`).join('\n'))}`,
  localFallback: ({ language, messages }) => {
    const { asked, said } = summariseForHandover(
      messages.map(({ by, text }) => ({ from: by, text })),
      { language },
    )
    const [first, ...others] = asked
    const matter =
      first?.text ?? messages.find(({ by }) => by === 'customer')?.text ?? messages[0]?.text ?? ''
    return {
      matter: matter.trim().slice(0, 300) || '–',
      facts: [...others, ...said]
        .map(({ by, text }) => `${speakers[language][by]}${text}`.slice(0, 300))
        .slice(0, 8),
      open: '',
    }
  },
  checks: (said, { messages }) => {
    const known = messages
      .map(({ text }) => text)
      .join('\n')
      .replace(/[\s,]/g, '')
    const numbers = JSON.stringify([said.matter, said.facts, said.open]).match(/\d[\d.:-]*\d/g) ?? []
    return numbers
      .filter((number) => !known.includes(number))
      .map((number) => `The number ${number} stands nowhere in the conversation.`)
  },
  mostOutputTokens: 500,
  budgetMs: 12_000,
  examples: [
    {
      input: {
        language: 'zh',
        messages: [
          { by: 'customer', text: '充值被扣了两次' },
          { by: 'assistant', text: '请问扣款金额是多少？' },
          { by: 'customer', text: '两笔都是 50 元，昨天晚上' },
        ],
      },
      output: {
        matter: '客户充值被重复扣款，要求处理。',
        facts: ['两笔均为 50 元', '扣款时间为昨天晚上'],
        open: '核对两笔扣款并答复客户',
      },
    },
  ],
})
