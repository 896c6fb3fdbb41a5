import type { FactKind, ReportDimension, ReportFigures } from '../../contract/insights/reports.ts'

type CountName = {
  [Name in keyof ReportFigures]-?: ReportFigures[Name] extends number ? Name : never
}[keyof ReportFigures]

/** What a number is made of, for looking at its conversations. */
interface Drill {
  kind: FactKind
  reason?: string
}

export type Metric =
  | { key: string; form: 'count'; of: CountName; drill: Drill }
  | { key: string; form: 'share'; over: CountName; under: readonly CountName[]; drill: Drill }
  | {
      key: string
      form: 'span'
      of: 'firstResponse' | 'waiting' | 'handling' | 'reviewing'
      at: 'medianMs' | 'p90Ms'
      drill: Drill
    }
  | { key: string; form: 'time'; of: 'onDutyMs' | 'wrapUpMs' | 'awayMs'; drill?: Drill }
  | { key: string; form: 'average'; drill: Drill }

const list = [
  { key: 'conversations', form: 'count', of: 'conversations', drill: { kind: 'session' } },
  {
    key: 'machineShare',
    form: 'share',
    over: 'byMachine',
    under: ['byMachine', 'byPeople'],
    drill: { kind: 'session', reason: 'machine' },
  },
  {
    key: 'questions',
    form: 'count',
    of: 'questions',
    drill: { kind: 'turn', reason: 'answer,options,unanswered' },
  },
  {
    key: 'coverage',
    form: 'share',
    over: 'answered',
    under: ['questions'],
    drill: { kind: 'turn', reason: 'answer' },
  },
  { key: 'handovers', form: 'count', of: 'handovers', drill: { kind: 'handover' } },
  {
    key: 'firstResponseMedian',
    form: 'span',
    of: 'firstResponse',
    at: 'medianMs',
    drill: { kind: 'first-response' },
  },
  {
    key: 'firstResponseP90',
    form: 'span',
    of: 'firstResponse',
    at: 'p90Ms',
    drill: { kind: 'first-response' },
  },
  { key: 'taken', form: 'count', of: 'taken', drill: { kind: 'wait' } },
  { key: 'waitingMedian', form: 'span', of: 'waiting', at: 'medianMs', drill: { kind: 'wait' } },
  { key: 'waitingP90', form: 'span', of: 'waiting', at: 'p90Ms', drill: { kind: 'wait' } },
  { key: 'abandoned', form: 'count', of: 'abandoned', drill: { kind: 'abandoned' } },
  { key: 'handlingMedian', form: 'span', of: 'handling', at: 'medianMs', drill: { kind: 'handling' } },
  { key: 'handlingP90', form: 'span', of: 'handling', at: 'p90Ms', drill: { kind: 'handling' } },
  { key: 'handlingAverage', form: 'average', drill: { kind: 'handling' } },
  { key: 'wrapUp', form: 'time', of: 'wrapUpMs' },
  { key: 'onDuty', form: 'time', of: 'onDutyMs' },
  { key: 'away', form: 'time', of: 'awayMs' },
  { key: 'agentMessages', form: 'count', of: 'agentMessages', drill: { kind: 'agent-message' } },
  { key: 'messagesLeft', form: 'count', of: 'messagesLeft', drill: { kind: 'message-left' } },
  {
    key: 'solvedShare',
    form: 'share',
    over: 'solved',
    under: ['solved', 'notSolved'],
    drill: { kind: 'feedback', reason: 'solved' },
  },
  {
    key: 'notSolved',
    form: 'count',
    of: 'notSolved',
    drill: { kind: 'feedback', reason: 'not-solved' },
  },
  {
    key: 'reviewApprovedShare',
    form: 'share',
    over: 'reviewApproved',
    under: ['reviewApproved', 'reviewEdited', 'reviewDeclined'],
    drill: { kind: 'review', reason: 'approved' },
  },
  { key: 'reviewEdited', form: 'count', of: 'reviewEdited', drill: { kind: 'review', reason: 'edited' } },
  {
    key: 'reviewDeclined',
    form: 'count',
    of: 'reviewDeclined',
    drill: { kind: 'review', reason: 'declined' },
  },
  { key: 'reviewLate', form: 'count', of: 'reviewLate', drill: { kind: 'review-late' } },
  { key: 'reviewMedian', form: 'span', of: 'reviewing', at: 'medianMs', drill: { kind: 'review' } },
] as const satisfies readonly Metric[]

export type MetricKey = (typeof list)[number]['key']
export const metrics: readonly (Metric & { key: MetricKey })[] = list
export const metricOf = (key: string): (Metric & { key: MetricKey }) | undefined =>
  metrics.find((metric) => metric.key === key)

/** Of drafts that a person approves: nothing to tell where no scene asks for it. */
const ofReview: readonly MetricKey[] = [
  'reviewApprovedShare',
  'reviewEdited',
  'reviewDeclined',
  'reviewLate',
  'reviewMedian',
]
export const isOfReview = ({ key }: { key: string }): boolean => (ofReview as readonly string[]).includes(key)

const ofAgents: readonly MetricKey[] = [
  'taken',
  'waitingMedian',
  'waitingP90',
  'handlingMedian',
  'handlingP90',
  'handlingAverage',
  'wrapUp',
  'onDuty',
  'away',
  'agentMessages',
]
/** Of people, not of conversations: told by agent, and by day of one agent. */
const ofPeople: readonly MetricKey[] = ['handlingAverage', 'wrapUp', 'onDuty', 'away']

/** The columns that mean something by a dimension: a machine has no agent, and only a hand-over has a reason. */
export function metricsBy(by: ReportDimension, own: boolean): readonly (Metric & { key: MetricKey })[] {
  if (by === 'reason') return metrics.filter((metric) => metric.key === 'handovers')
  const isOfPeople = (metric: { key: MetricKey }) => ofPeople.includes(metric.key)
  if (by === 'agent' || (own && by === 'day'))
    return metrics.filter((metric) => ofAgents.includes(metric.key))
  const rest = metrics.filter((metric) => !isOfPeople(metric))
  return own ? rest.filter((metric) => ofAgents.includes(metric.key)) : rest
}

/** Below this many a share is told as "3 of 7": a percentage of so few says more than is known. */
export const leastForShare = 20

/** As for a median. */
const leastForAverage = 5

/** A number as table, chart and file show it. `value` is absent where there is nothing, or too little, to tell. */
export interface Reading {
  value?: number
  /** Both sides of a share. */
  over?: number
  under?: number
  /** How often a span was measured. */
  count?: number
}

/** Reads a metric: counts as they are, shares between 0 and 1, spans in seconds. */
export function readingOf(metric: Metric, figures: ReportFigures): Reading {
  if (metric.form === 'count') return { value: figures[metric.of] }
  if (metric.form === 'share') {
    const over = figures[metric.over]
    const under = metric.under.reduce((sum, name) => sum + figures[name], 0)
    return { over, under, ...(under >= leastForShare ? { value: over / under } : {}) }
  }
  const { presence } = figures
  if (metric.form === 'time')
    return presence === undefined ? {} : { value: Math.round(presence[metric.of] / 1000), count: 1 }
  if (metric.form === 'average') {
    const { count, totalMs } = figures.handling
    if (presence === undefined || count < leastForAverage) return { count }
    return { count, value: Math.round((totalMs + presence.wrapUpMs) / count / 100) / 10 }
  }
  const { count, [metric.at]: ms } = figures[metric.of]
  return ms === undefined ? { count } : { count, value: Math.round(ms / 100) / 10 }
}

/** 4.2 s, 1:20, 1:02:03: seconds as people read them. */
export function spanText(seconds: number): string {
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
  const whole = Math.round(seconds)
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

/** The difference to the period before: in percent for counts and spans, in points for shares; none where either says too little. */
export function changeOf(metric: Metric, now: Reading, before: Reading): number | undefined {
  if (now.value === undefined || before.value === undefined) return undefined
  if (metric.form === 'share') return (now.value - before.value) * 100
  if (before.value === 0 || (metric.form === 'count' && before.value < leastForShare)) return undefined
  return ((now.value - before.value) / before.value) * 100
}
