import { describe, expect, it } from 'vitest'
import type { ReportFigures } from '../../contract/insights/reports.ts'
import { changeOf, metricOf, metrics, metricsBy, readingOf, spanText } from './metrics.ts'

const none = { count: 0, totalMs: 0 }
const figures = (change: Partial<ReportFigures>): ReportFigures => ({
  conversations: 0,
  byMachine: 0,
  byPeople: 0,
  questions: 0,
  answered: 0,
  offered: 0,
  chosen: 0,
  unanswered: 0,
  asked: 0,
  smallTalk: 0,
  handovers: 0,
  taken: 0,
  abandoned: 0,
  messagesLeft: 0,
  agentMessages: 0,
  solved: 0,
  notSolved: 0,
  reviewApproved: 0,
  reviewEdited: 0,
  reviewDeclined: 0,
  reviewLate: 0,
  firstResponse: none,
  waiting: none,
  handling: none,
  reviewing: none,
  ...change,
})
const read = (key: string, change: Partial<ReportFigures>) => {
  const metric = metricOf(key)
  if (metric === undefined) throw new Error(key)
  return readingOf(metric, figures(change))
}

describe('a reading', () => {
  it('of a share keeps both sides, and is no percentage of a few', () => {
    expect(read('coverage', { answered: 2, questions: 3 })).toEqual({ over: 2, under: 3 })
    expect(read('coverage', { answered: 15, questions: 20 })).toEqual({ over: 15, under: 20, value: 0.75 })
    expect(read('machineShare', { byMachine: 0, byPeople: 0 })).toEqual({ over: 0, under: 0 })
    expect(read('solvedShare', { solved: 18, notSolved: 2 })).toMatchObject({ value: 0.9 })
  })

  it('of a span is in seconds, and silent where too few were measured', () => {
    expect(read('waitingMedian', { waiting: { count: 4, totalMs: 9 } })).toEqual({ count: 4 })
    expect(read('waitingMedian', { waiting: { count: 5, medianMs: 61_234, totalMs: 9 } })).toEqual({
      count: 5,
      value: 61.2,
    })
  })

  it('of handling holds the time of wrapping up, and is silent where that does not belong', () => {
    const handling = { count: 10, totalMs: 600_000 }
    const presence = { onDutyMs: 3_600_000, wrapUpMs: 100_000, awayMs: 0 }
    expect(read('handlingAverage', { handling, presence })).toEqual({ count: 10, value: 70 })
    expect(read('handlingAverage', { handling })).toEqual({ count: 10 })
    expect(read('handlingAverage', { handling: { count: 4, totalMs: 9 }, presence })).toEqual({ count: 4 })
    expect(read('onDuty', { presence })).toMatchObject({ value: 3_600 })
    expect(read('wrapUp', {})).toEqual({})
  })

  it('is told as people say it', () => {
    expect([0.4, 9.9, 42, 80, 3_723].map(spanText)).toEqual(['0.4 s', '9.9 s', '42 s', '1:20', '1:02:03'])
  })

  it('is compared only where both periods say enough', () => {
    const count = metricOf('questions') ?? metrics[0]
    const share = metricOf('coverage') ?? metrics[0]
    if (count === undefined || share === undefined) throw new Error('no metrics')
    expect(changeOf(count, { value: 30 }, { value: 40 })).toBe(-25)
    expect(changeOf(count, { value: 30 }, { value: 3 })).toBeUndefined()
    expect(changeOf(share, { value: 0.8 }, { value: 0.75 })).toBeCloseTo(5)
    expect(changeOf(share, {}, { value: 0.75 })).toBeUndefined()
  })

  it('stands only in columns where it means something', () => {
    expect(metricsBy('reason', false).map((metric) => metric.key)).toEqual(['handovers'])
    expect(metricsBy('agent', false).map((metric) => metric.key)).not.toContain('coverage')
    const ofPeople = ['handlingAverage', 'wrapUp', 'onDuty', 'away']
    expect(metricsBy('day', false)).toHaveLength(metrics.length - ofPeople.length)
    for (const metrics of [metricsBy('agent', false), metricsBy('day', true)])
      expect(metrics.map((metric) => metric.key)).toEqual(expect.arrayContaining(ofPeople))
    expect(metricsBy('scene', true).map((metric) => metric.key)).not.toContain('onDuty')
  })
})
