import { z } from 'zod'
import { calculate } from './calculate.ts'
import { dayIn } from './calls/call-rows.ts'
import { defineTool, type Tool, ToolRefusal } from './tool.ts'

const dayMs = 86_400_000
const day = z.iso.date()
const midnight = (text: string) => Date.parse(`${text}T00:00:00Z`)

/** Sums of plain arithmetic, so that no model ever has to do any. */
const calculator = defineTool({
  name: 'calculate',
  kind: 'read',
  title: { en: 'Calculator', zh: '计算器' },
  summary: {
    en: 'Works out an expression of numbers, + - * / ( ) and %.',
    zh: '计算由数字、+ - * / ( ) 和 % 组成的算式。',
  },
  input: z.strictObject({ expression: z.string().min(1).max(200) }),
  output: z.object({ result: z.number() }),
  defaults: { enabled: true },
  async run({ expression }) {
    const result = calculate(expression)
    if (result === undefined) throw new ToolRefusal('input-invalid')
    return { output: { result } }
  },
  say: (output) => ({ text: String((output as { result: number }).result), lines: [] }),
})

const dates = defineTool({
  name: 'date',
  kind: 'read',
  title: { en: 'Dates', zh: '日期计算' },
  summary: {
    en: 'Today in the company’s zone, or a day so many days before or after another, or the days between two.',
    zh: '公司所在时区的今天、某天之前或之后的日期，或两个日期相隔的天数。',
  },
  input: z.strictObject({
    from: day.optional(),
    addDays: z.int().min(-36_500).max(36_500).optional(),
    until: day.optional(),
  }),
  output: z.object({ date: z.string(), days: z.int().optional() }),
  defaults: { enabled: true },
  async run({ from, addDays = 0, until }, { now, timeZone }) {
    const begin = from ?? dayIn(now, timeZone)
    const date = new Date(midnight(begin) + addDays * dayMs).toISOString().slice(0, 10)
    const days = until === undefined ? undefined : Math.round((midnight(until) - midnight(date)) / dayMs)
    return { output: { date, ...(days === undefined ? {} : { days }) } }
  },
  say(output) {
    const { date, days } = output as { date: string; days?: number }
    return { text: days === undefined ? date : String(days), lines: [] }
  },
})

export const builtInTools: readonly Tool[] = [calculator, dates]
