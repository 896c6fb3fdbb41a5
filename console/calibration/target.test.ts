import { describe, expect, it } from 'vitest'
import type { CalibrationPoint } from '../../contract/training/calibration.ts'
import { nearestPoint, wordsOf } from './target.ts'

const point = (threshold: number, precision: number, answered = 100): CalibrationPoint => ({
  threshold,
  answered,
  right: Math.round(answered * precision),
  coverage: 1 - threshold / 2,
  coverageLow: 0.4,
  coverageHigh: 0.6,
  precision,
  low: precision - 0.03,
  high: precision + 0.02,
})
const curve = [
  point(0.5, 0.97),
  point(0.6, 0.9),
  point(0.7, 0.94),
  point(0.8, 0.96),
  point(0.9, 0.98),
  point(0.99, 0, 0),
]

describe('a point of the curve', () => {
  it('is read aloud from the nearest one', () => {
    expect(nearestPoint(curve, 0.72)?.threshold).toBe(0.7)
    expect(wordsOf(point(0.8, 0.9812))).toMatchObject({
      threshold: '0.80',
      coverage: '60',
      people: '40',
      precision: '98.1',
    })
  })
})
