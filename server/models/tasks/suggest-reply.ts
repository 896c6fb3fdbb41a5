import { z } from 'zod'
import { defineTask, quoted } from '../task.ts'

const input = z.object({
  language: z.enum(['en', 'zh']),
  messages: z
    .array(z.object({ by: z.enum(['customer', 'assistant', 'agent']), text: z.string().max(8_000) }))
    .min(1)
    .max(50),
  /** Knowledge for it, best first. */
  evidence: z.array(z.object({ title: z.string().max(500), text: z.string().min(1).max(8_000) })).max(8),
  /** What the agent has written so far, or wants said. */
  draft: z.string().max(4_000).default(''),
  tone: z.string().max(500).default(''),
})
type Input = z.infer<typeof input>
/** Empty where there is nothing to suggest. */
const output = z.string().trim().max(2_000)

/** What an agent could answer; the agent reads, changes and sends it. Streams. */
export const suggestReply = defineTask<Input, string>({
  name: 'suggest-reply',
  version: 1,
  tier: 'small',
  input: input as z.ZodType<Input>,
  output,
  replies: 'text',
  instructions: `Write the reply that a customer-service agent could send now, in the language that is named: short, warm, to the point.
- Facts only from the knowledge and the conversation. Claim no action as done and promise none, unless the agent's draft says so.
- Follow the agent's draft where there is one: keep what it says, make it read well.
- Reply with the text alone. If there is nothing sensible to say, reply with nothing but a dash: -`,
  render: ({ language, messages, evidence, draft, tone }) =>
    [
      `Language: ${language === 'zh' ? '简体中文' : 'English'}`,
      tone === '' ? '' : `Tone: ${tone}`,
      ...evidence.map(({ title, text }) => quoted('knowledge', `${title}\n${text}`)),
      quoted('conversation', messages.map(({ by, text }) => `${by}: ${text}`).join('\n')),
      draft === '' ? '' : quoted('draft', draft),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  read: (reply) => (/^[-–—\s]*$/.test(reply) ? '' : reply.trim()),
  // Word for word what the knowledge says; nothing where it says nothing.
  localFallback: ({ evidence }) => evidence[0]?.text.trim().slice(0, 2_000) ?? '',
  mostOutputTokens: 500,
  budgetMs: 12_000,
  examples: [
    {
      input: {
        language: 'en',
        messages: [{ by: 'customer', text: 'How long does standard delivery take?' }],
        evidence: [{ title: 'Delivery', text: 'Standard delivery takes 3 working days.' }],
        draft: '',
        tone: '',
      },
      output: 'Standard delivery takes 3 working days.',
    },
  ],
})
