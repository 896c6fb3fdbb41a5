import type { Judged } from '../harness/statistics.ts'

/**
 * Share of the questions in scope that are answered when only the surest answers are given, as many as keep `precision`. Two
 * ways of being sure are compared so without one of them being called better for having been more timid.
 */
export function coverageAt(precision: number, judged: readonly Judged[]): number {
  const inScope = judged.filter((one) => one.gold !== undefined).length
  const answered = judged
    .filter((one) => one.outcome === 'answer')
    .toSorted((one, other) => other.confidence - one.confidence)
  let right = 0
  let inside = 0
  let best = 0
  for (const [at, { gold, entryId }] of answered.entries()) {
    if (gold !== undefined) inside += 1
    if (gold !== undefined && gold === entryId) right += 1
    if (right / (at + 1) >= precision) best = inside
  }
  return inScope === 0 ? 0 : best / inScope
}
