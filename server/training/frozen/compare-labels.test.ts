import { describe, expect, it } from 'vitest'
import { atLeast, compareLabels, type PairedLabel } from './compare-labels.ts'

/** Numbers that look drawn, the same every time. */
function drawn(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Labels of which each version gets so many right, each by itself. */
function labels(count: number, before: number, after: number, draw: () => number): PairedLabel[] {
  const said = (right: boolean) => ({ entryId: right ? 'right' : 'wrong', answered: false })
  return Array.from({ length: count }, () => ({
    rightId: 'right',
    before: said(draw() < before),
    after: said(draw() < after),
  }))
}

describe('two versions on the same labels', () => {
  it('are told apart by the coin that none of them throws', () => {
    expect(atLeast(0, 10)).toBe(1)
    expect(atLeast(8, 8)).toBeCloseTo(1 / 256, 10)
    expect(atLeast(7, 8)).toBeCloseTo(9 / 256, 10)
    expect(atLeast(5_100, 10_000)).toBeCloseTo(0.0233, 3)
  })

  it('differ by chance in hardly more than one comparison of 200 on one question, where they are as good', () => {
    const draw = drawn(7)
    const held = Array.from({ length: 2_000 }, () => compareLabels(labels(200, 0.85, 0.85, draw))?.worse)
    expect(held.filter((worse) => worse).length).toBeLessThanOrEqual(18)
  })

  it('differ where the new one has lost a tenth', () => {
    const draw = drawn(3)
    const held = Array.from({ length: 200 }, () => compareLabels(labels(300, 0.9, 0.8, draw))?.worse)
    expect(held.filter((worse) => worse).length).toBeGreaterThan(150)
    expect(compareLabels(labels(300, 0.8, 0.9, draw))?.worse).toBe(false)
  })

  it('differ where the new one answers strangers that the old one left alone', () => {
    const stranger = (answered: boolean): PairedLabel => ({
      rightId: null,
      before: { entryId: 'wrong', answered: false },
      after: { entryId: 'wrong', answered },
    })
    const eight = compareLabels(Array.from({ length: 8 }, () => stranger(true)))
    expect(eight).toMatchObject({ worse: true, first: { worse: 0, p: 1 }, harmless: { better: 0, worse: 8 } })
    expect(compareLabels(Array.from({ length: 7 }, () => stranger(true)))?.worse).toBe(false)
  })

  it('are not compared without labels', () => {
    expect(compareLabels([])).toBeUndefined()
  })
})
