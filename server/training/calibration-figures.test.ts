import { describe, expect, it } from 'vitest'
import {
  calibrationError,
  type MeasuredVerdict,
  pointAt,
  reliabilityOf,
  thresholds,
} from './calibration-figures.ts'

const verdict = (confidence: number, right: boolean, inScope = true): MeasuredVerdict => ({
  confidence,
  right,
  inScope,
})

describe('figures of a calibration', () => {
  const some = [
    verdict(0.95, true),
    verdict(0.9, true),
    verdict(0.88, false, false),
    verdict(0.4, true),
    verdict(0.2, false),
  ]

  it('count answers against what could be answered, and right ones against all answers', () => {
    expect(pointAt(some, 0.85)).toMatchObject({ answered: 3, right: 2, coverage: 0.5, precision: 2 / 3 })
    const { low, high } = pointAt(some, 0.85)
    expect([low < 2 / 3, high > 2 / 3]).toEqual([true, true])
    expect(pointAt([], 0.85)).toMatchObject({ answered: 0, precision: 0, low: 0, high: 1 })
    expect(thresholds.every((one, at) => at === 0 || one > (thresholds[at - 1] ?? 1))).toBe(true)
  })

  it('say how much of a gap is chance, and see one that is not', () => {
    const many = Array.from({ length: 1_000 }, (_, at) => {
      const confidence = (at % 100) / 100
      return { confidence, at }
    })
    // As often right as claimed.
    const honest = many.map(({ confidence, at }) =>
      verdict(confidence, (at * 7919) % 1000 < confidence * 1000),
    )
    const { error, errorByChance } = calibrationError(honest)
    expect(error).toBeLessThan(2 * errorByChance)
    const boasting = many.map(({ confidence, at }) =>
      verdict(confidence, (at * 7919) % 1000 < confidence * 600),
    )
    expect(calibrationError(boasting).error).toBeGreaterThan(3 * errorByChance)
    expect(calibrationError(honest)).toEqual(calibrationError(honest))
    expect(reliabilityOf(honest).reduce((sum, bin) => sum + bin.count, 0)).toBe(1_000)
  })
})
