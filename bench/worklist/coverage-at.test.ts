import { expect, it } from 'vitest'
import type { Judged } from '../harness/statistics.ts'
import { coverageAt } from './coverage-at.ts'

const said = (confidence: number, entryId: string, gold?: string): Judged => ({
  gold,
  outcome: 'answer',
  entryId,
  options: [],
  confidence,
})

it('counts the surest answers as far as they keep the precision', () => {
  const silent: Judged = { gold: 'a', outcome: 'handover', entryId: undefined, options: [], confidence: 0.2 }
  const judged = [said(0.99, 'a', 'a'), said(0.97, 'a', 'a'), said(0.9, 'b', 'a'), said(0.88, 'a'), silent]
  expect(coverageAt(1, judged)).toBe(0.5)
  expect(coverageAt(0.6, judged)).toBe(0.75)
  expect(coverageAt(0.5, judged)).toBe(0.75)
  expect(coverageAt(1, [silent])).toBe(0)
})
