import { z } from 'zod'
import { defineTask, quoted } from '../task.ts'

const input = z.object({
  /** What was said before, oldest first. */
  earlier: z
    .array(z.object({ by: z.enum(['customer', 'assistant', 'agent']), text: z.string().max(4_000) }))
    .max(20),
  message: z.string().min(1).max(4_000),
})
/** `question` is the message itself where it needs nothing of what came before. */
const output = z.strictObject({ question: z.string().trim().min(1).max(1_000) })

const numbersIn = (text: string) => text.match(/\d[\d.,:-]*\d|\d/g) ?? []
const wordsIn = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/\p{Script=Han}|[\p{L}]{3,}/gu) ?? []
/** More of it that nobody has said is another question. */
const mostStrange = 0.5

/** A follow-up as a question that can be understood alone. */
export const rewrite = defineTask({
  name: 'rewrite',
  version: 2,
  tier: 'small',
  input,
  output,
  replies: 'json',
  instructions: `Rewrite the customer's last message so that it can be understood without the conversation before it.
- Keep the customer's language, point of view and every detail: names, numbers, dates, negations.
- Take from the conversation only what the message refers to ("it", "that one", "and for the blue?", 那个呢). Add nothing else, answer nothing.
- A message that can be understood alone is given back unchanged.`,
  render: ({ earlier, message }) =>
    `${quoted('conversation', earlier.map(({ by, text }) => `${by}: ${text}`).join('\n'))}\n\n${quoted('last-message', message)}`,
  localFallback: ({ message }) => ({ question: message.slice(0, 1_000) }),
  checks: ({ question }, { earlier, message }) => {
    const said = `${message}\n${earlier.map(({ text }) => text).join('\n')}`
    const stands = (number: string, text: string) =>
      text.replace(/[\s,]/g, '').includes(number.replace(/[\s,]/g, ''))
    const invented = numbersIn(question).filter((number) => !stands(number, said))
    const lost = numbersIn(message).filter((number) => !stands(number, question))
    const known = new Set(wordsIn(said))
    const words = wordsIn(question)
    const strange = words.filter((word) => !known.has(word)).length
    return [
      ...invented.map((number) => `The number ${number} stands nowhere in the conversation.`),
      ...lost.map((number) => `The number ${number} of the last message is missing.`),
      ...(words.length > 3 && strange / words.length > mostStrange
        ? ['Most of it stands nowhere in the conversation: keep to its words.']
        : []),
    ]
  },
  mostOutputTokens: 300,
  budgetMs: 6_000,
  examples: [
    {
      input: {
        earlier: [
          { by: 'customer', text: '纯棉床单可以退吗？' },
          { by: 'assistant', text: '签收 7 天内未拆封可以退货。' },
        ],
        message: '那拆开了呢',
      },
      output: { question: '纯棉床单拆开了还可以退吗？' },
    },
    {
      input: {
        earlier: [
          { by: 'customer', text: 'How much is express delivery to Berlin?' },
          { by: 'assistant', text: 'Express delivery costs 9.90.' },
        ],
        message: 'And standard?',
      },
      output: { question: 'How much is standard delivery to Berlin?' },
    },
  ],
})
