import { z } from 'zod'
import { defineTask, quoted } from '../task.ts'

const input = z.object({
  message: z.string().min(1).max(4_000),
  scenes: z
    .array(
      z.object({ key: z.string().max(60), name: z.string().max(80), hint: z.string().max(500).default('') }),
    )
    .min(1)
    .max(50),
})
type Input = z.infer<typeof input>
const output = z.strictObject({ scene: z.string().max(60).nullable() })

/** Which scene of the policy a message belongs to. */
export const classifyScene = defineTask<Input, z.infer<typeof output>>({
  name: 'classify-scene',
  version: 1,
  tier: 'small',
  input: input as z.ZodType<Input>,
  output,
  replies: 'json',
  instructions: `Say which scene the customer's message belongs to, by its key; null if it belongs to none of them or to several alike.`,
  render: ({ message, scenes }) =>
    `${quoted('scenes', scenes.map(({ key, name, hint }) => `${key}: ${name}${hint === '' ? '' : ` (${hint})`}`).join('\n'))}\n\n${quoted('message', message)}`,
  localFallback: () => ({ scene: null }),
  checks: ({ scene }, { scenes }) =>
    scene === null || scenes.some(({ key }) => key === scene) ? [] : [`There is no scene ${scene}.`],
  mostOutputTokens: 60,
  budgetMs: 5_000,
  examples: [
    {
      input: {
        message: '包裹三天没动静了',
        scenes: [
          { key: 'delivery', name: '物流', hint: '' },
          { key: 'refunds', name: '退款', hint: '' },
        ],
      },
      output: { scene: 'delivery' },
    },
    {
      input: { message: 'hi there', scenes: [{ key: 'refunds', name: 'Refunds', hint: '' }] },
      output: { scene: null },
    },
  ],
})
