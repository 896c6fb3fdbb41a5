import { expect, it } from 'vitest'
import { bestThreshold, macroF1, recallAtPrecision } from './score-labels.ts'

it('scores labels, several a row', () => {
  const gold = [[0], [0, 1], [1], [2]]
  expect(macroF1(gold, gold, 3).macro).toBe(1)
  // Planted: one label is never told, one is told of everything.
  const planted = macroF1(gold, [[0], [0], [0], [0]], 3)
  expect(planted.each[0]).toBeCloseTo(2 / 3)
  expect(planted.each.slice(1)).toEqual([0, 0])
  expect(planted.macro).toBeLessThan(0.25)
})

it('finds the threshold with the best F1', () => {
  const scored = [0.9, 0.8, 0.4, 0.3, 0.1].map((score, at) => ({ score, holds: at < 2 || at === 3 }))
  expect(bestThreshold(scored)).toBeCloseTo(0.2)
})

it('reads recall only where it is precise enough', () => {
  const scored = [
    { score: 0.9, holds: true },
    { score: 0.8, holds: true },
    { score: 0.7, holds: false },
    { score: 0.6, holds: true },
    { score: 0.5, holds: false },
    { score: 0.4, holds: true },
  ]
  expect(recallAtPrecision(scored, 0.75)).toBe(0.75)
  expect(recallAtPrecision(scored, 1)).toBe(0.5)
  // Planted: scores that mean the opposite.
  expect(
    recallAtPrecision(
      scored.map((one) => ({ ...one, holds: !one.holds })),
      0.7,
    ),
  ).toBe(0)
  // Planted: the same score for all tells nothing.
  expect(
    recallAtPrecision(
      scored.map((one) => ({ ...one, score: 1 })),
      0.7,
    ),
  ).toBe(0)
})
