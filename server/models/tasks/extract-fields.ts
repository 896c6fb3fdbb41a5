import { z } from 'zod'
import { findFacts, maskPersonalData } from '../../../language/index.ts'
import { defineTask, quoted } from '../task.ts'

const field = z.object({
  key: z.string().regex(/^[a-z0-9-]{1,60}$/),
  label: z.string().min(1).max(120),
  /** What it looks like; `choice` is one of `options`. */
  type: z.enum(['text', 'phone', 'email', 'order-number', 'date', 'amount', 'choice']),
  options: z.array(z.string().min(1).max(120)).max(50).default([]),
})
const input = z.object({
  fields: z.array(field).min(1).max(30),
  text: z.string().min(1).max(16_000),
  /** For “yesterday”. */
  now: z.iso.datetime({ offset: true }),
  timeZone: z.string().max(60),
})
type Input = z.infer<typeof input>
const output = z.strictObject({
  values: z
    .array(z.strictObject({ key: z.string().max(60), value: z.string().trim().min(1).max(500) }))
    .max(30),
})
type Output = z.infer<typeof output>

/** What a text says for the fields of a form; fields it says nothing of are left out. */
export const extractFields = defineTask<Input, Output>({
  name: 'extract-fields',
  version: 1,
  tier: 'small',
  input: input as z.ZodType<Input>,
  output,
  replies: 'json',
  instructions: `Fill the fields of a form from a text: key and value for each field the text says something of. Leave every other field out.
- Copy values as they stand; dates as YYYY-MM-DD; of a choice exactly one of its options. Never guess, never use a value of the examples or labels.`,
  render: ({ fields, text, now, timeZone }) =>
    [
      `It is ${now} (${timeZone}).`,
      quoted(
        'fields',
        fields
          .map(
            ({ key, label, type, options }) =>
              `${key} (${type}): ${label}${options.length === 0 ? '' : `; one of: ${options.join(' | ')}`}`,
          )
          .join('\n'),
      ),
      quoted('text', text),
    ].join('\n\n'),
  localFallback: ({ fields, text, now, timeZone }) => {
    const facts = findFacts(text, { now: new Date(now), timeZone })
    const { spans } = maskPersonalData(text)
    const personal = (type: string) => {
      const span = spans.find((one) => one.type === type)
      return span === undefined ? undefined : text.slice(span.start, span.end)
    }
    const written = (kind: string) => {
      const fact = facts.find((one) => (one as { type?: string }).type === kind)
      return fact === undefined ? undefined : text.slice(fact.start, fact.end)
    }
    const found: Record<Input['fields'][number]['type'], (options: readonly string[]) => string | undefined> =
      {
        text: () => undefined,
        phone: () => personal('phone'),
        email: () => personal('email'),
        'order-number': () => written('order-number'),
        date: () => written('date'),
        amount: () => written('amount'),
        choice: (options) => {
          const named = options.filter((option) => text.includes(option))
          return named.length === 1 ? named[0] : undefined
        },
      }
    return {
      values: fields.flatMap(({ key, type, options }) => {
        const value = found[type](options)
        return value === undefined ? [] : [{ key, value }]
      }),
    }
  },
  checks: ({ values }, { fields, text }) => {
    const plain = (some: string) => some.toLowerCase().replace(/[\s,，.。:：-]/g, '')
    const all = plain(text)
    return values.flatMap(({ key, value }) => {
      const its = fields.find((one) => one.key === key)
      if (its === undefined) return [`There is no field ${key}.`]
      if (its.type === 'choice') return its.options.includes(value) ? [] : [`${key}: none of its options.`]
      // What is copied has to stand there; dates and amounts may be written otherwise.
      if (['phone', 'email', 'order-number'].includes(its.type) && !all.includes(plain(value)))
        return [`${key}: ${value} does not stand in the text.`]
      return []
    })
  },
  mostOutputTokens: 600,
  budgetMs: 8_000,
  examples: [
    {
      input: {
        fields: [
          { key: 'phone', label: '联系电话', type: 'phone', options: [] },
          { key: 'reason', label: '退货原因', type: 'choice', options: ['质量问题', '不喜欢'] },
        ],
        text: '床单有破洞，质量问题要退货',
        now: '2026-11-21T10:00:00+08:00',
        timeZone: 'Asia/Shanghai',
      },
      output: { values: [{ key: 'reason', value: '质量问题' }] },
    },
  ],
})
