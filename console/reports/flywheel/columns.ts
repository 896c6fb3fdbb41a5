import type { FlywheelFigures } from '../../../contract/insights/flywheel.ts'
import { leastForShare } from '../metrics.ts'

export type Tier = keyof FlywheelFigures['precision']
export const tiers: readonly Tier[] = ['local', 'small', 'large']
/** Who settled questions, in the order in which they are drawn. */
export const settled = ['local', 'small', 'large', 'approved', 'offered', 'people'] as const

/** A number as table, chart and file show it: the value is absent where there is too little to tell. */
export interface FlywheelReading {
  value?: number
  /** "3 of 7", or the span in which the true share lies. */
  over?: number
  under?: number
  low?: number
  high?: number
}

type Form = 'count' | 'share' | 'precision' | 'money'
export interface FlywheelColumn {
  key:
    | 'questions'
    | (typeof settled)[number]
    | `precision-${Tier}`
    | 'cost'
    | 'resolved'
    | 'costPerResolved'
    | 'wordings'
  form: Form
  read(figures: FlywheelFigures): FlywheelReading
}

const share = (over: number, under: number): FlywheelReading => ({
  over,
  under,
  ...(under >= leastForShare ? { value: over / under } : {}),
})

/** The one list that table, charts and file are made of. */
export const flywheelColumns: readonly FlywheelColumn[] = [
  { key: 'questions', form: 'count', read: ({ questions }) => ({ value: questions }) },
  ...settled.map(
    (key): FlywheelColumn => ({
      key,
      form: 'share',
      read: (figures) => share(figures[key], figures.questions),
    }),
  ),
  ...tiers.map(
    (tier): FlywheelColumn => ({
      key: `precision-${tier}`,
      form: 'precision',
      read({ precision }) {
        const { right, known, low, high } = precision[tier]
        if (known === 0) return {}
        return { over: right, under: known, low, high, value: right / known }
      },
    }),
  ),
  { key: 'cost', form: 'money', read: ({ cost }) => ({ value: cost }) },
  { key: 'resolved', form: 'count', read: ({ resolved }) => ({ value: resolved }) },
  {
    key: 'costPerResolved',
    form: 'money',
    read: ({ cost, resolved }) => (resolved === 0 ? {} : { value: cost / resolved }),
  },
  { key: 'wordings', form: 'count', read: ({ wordings }) => ({ value: wordings }) },
]

export const columnOf = (key: FlywheelColumn['key']): FlywheelColumn => {
  const column = flywheelColumns.find((one) => one.key === key)
  if (column === undefined) throw new Error(`no column ${key}`)
  return column
}
