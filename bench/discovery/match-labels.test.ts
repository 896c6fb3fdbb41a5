import { describe, expect, it } from 'vitest'
import { agreementOf, bestMatch } from './match-labels.ts'
import { manyMessages, numbersFrom } from './vary.ts'

describe('matching groups with labels', () => {
  it('finds the best pairs, not the greedy ones', () => {
    expect(
      bestMatch([
        [10, 9],
        [9, 0],
      ]),
    ).toBe(18)
    expect(bestMatch([[3], [5], [1]])).toBe(5)
    expect(bestMatch([[1, 7, 2]])).toBe(7)
    expect(bestMatch([])).toBe(0)
  })

  it('agrees with trying all pairs', () => {
    const draw = numbersFrom(3)
    for (let round = 0; round < 50; round++) {
      const table = Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => Math.floor(draw() * 20)))
      let best = 0
      const tryAll = (row: number, used: number, sum: number) => {
        if (row === 4) best = Math.max(best, sum)
        else
          for (let column = 0; column < 4; column++)
            if ((used & (1 << column)) === 0)
              tryAll(row + 1, used | (1 << column), sum + (table[row]?.[column] ?? 0))
      }
      tryAll(0, 0, 0)
      expect(bestMatch(table)).toBe(best)
    }
  })

  it('falls where groups are mixed, split, or messages left out', () => {
    const labels = ['a', 'a', 'a', 'b', 'b', 'c']
    expect(agreementOf(labels, [[0, 1, 2], [3, 4], [5]])).toEqual({ accuracy: 1, precision: 1, recall: 1 })
    const mixed = agreementOf(labels, [[0, 1, 2, 3, 4, 5]])
    expect(mixed.accuracy).toBe(0.5)
    expect(mixed.precision).toBeLessThan(0.5)
    expect(mixed.recall).toBe(1)
    const split = agreementOf(
      labels,
      labels.map((_, at) => [at]),
    )
    expect([split.accuracy, split.precision]).toEqual([0.5, 1])
    expect(split.recall).toBeLessThan(0.6)
    expect(agreementOf(labels, [[0, 1, 2]]).accuracy).toBe(0.5)
  })
})

describe('made messages', () => {
  it('are as many as asked for, of the given rows, and the same for the same seed', () => {
    const rows = [
      { text: 'Where is my card?' },
      { text: '卡在哪里？' },
      { text: 'I lost my wallet yesterday' },
    ]
    const made = manyMessages(rows, 50, 7)
    expect(made).toHaveLength(50)
    expect(made).toEqual(manyMessages(rows, 50, 7))
    expect(new Set(made.map(({ text }) => text)).size).toBeGreaterThan(20)
    for (const row of rows) expect(made.some((one) => one.row === row)).toBe(true)
  })
})
