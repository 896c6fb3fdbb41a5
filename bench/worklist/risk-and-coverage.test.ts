import { expect, it } from 'vitest'
import { type Judged, judge } from '../harness/statistics.ts'
import { answeredFrom, areaUnderRisk, coverageAt, precisionAt } from './risk-and-coverage.ts'

const said = (confidence: number, entryId: string, gold?: string): Judged => ({
  gold,
  outcome: 'answer',
  entryId,
  options: [],
  confidence,
})
/** Below the threshold, but taken for something. */
const offered = (confidence: number, first: string, gold?: string): Judged => ({
  gold,
  outcome: 'options',
  first,
  options: [],
  confidence,
})
const judged = [said(0.99, 'a', 'a'), said(0.97, 'a', 'a'), said(0.9, 'b', 'a'), said(0.88, 'a')]

it('counts the surest as far as they keep the precision, answered or not', () => {
  const rest = [...judged, offered(0.2, 'a', 'a')]
  expect(coverageAt(1, rest)).toBe(0.5)
  expect(coverageAt(0.66, rest)).toBe(0.75)
  expect(coverageAt(0.6, rest)).toBe(1)
  expect(coverageAt(1, [{ ...offered(0.2, 'a', 'a'), first: undefined }])).toBe(0)
})

it('tells the precision of equally many answers', () => {
  const rest = [...judged, offered(0.2, 'a', 'a')]
  expect(precisionAt(0.5, rest)).toBe(1)
  expect(precisionAt(0.75, rest)).toBeCloseTo(2 / 3)
  expect(precisionAt(1, rest)).toBe(0.6)
})

it('tells what another threshold would have answered, and who falls silent', () => {
  const at = (threshold: number) => judge(answeredFrom(threshold, [...judged, offered(0.96, 'b', 'b')]))
  expect(at(0.89)).toMatchObject({ Coverage: 1, Precision: 3 / 4, OutOfScopeAnswered: 0 })
  expect(at(0.85)).toMatchObject({ Coverage: 1, Precision: 3 / 5, OutOfScopeAnswered: 1 })
  expect(at(0.95)).toMatchObject({ Coverage: 3 / 4, Precision: 1 })
  expect(at(0.995)).toMatchObject({ Coverage: 0, CoverageOfAll: 0 })
})

it('sees one wrong answer the more the surer it was, and no threshold', () => {
  const late = [...judged.slice(0, 2), offered(0.4, 'b', 'a')]
  const early = [said(0.999, 'b', 'a'), ...judged.slice(0, 2)]
  expect(areaUnderRisk(late)).toBeCloseTo(1 / 9)
  expect(areaUnderRisk(early)).toBeCloseTo((1 + 1 / 2 + 1 / 3) / 3)
  const timid = judged.map((one) => ({ ...one, outcome: 'handover' as const, first: one.entryId }))
  expect(areaUnderRisk(timid)).toBe(areaUnderRisk(judged))
})
