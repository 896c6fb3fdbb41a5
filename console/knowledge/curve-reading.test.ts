import { describe, expect, it } from 'vitest'
import { pointAt, readingOf } from './curve-reading.ts'

const point = (threshold: number, coverage: number) => ({
  threshold,
  coverage,
  precision: 0.9812,
  low: 0.969,
  high: 0.989,
})
const curve = [point(0.9, 0.7), point(0.5, 0.95), point(0.8, 0.84)]

describe('pointAt', () => {
  it('takes the nearest point at or below the threshold', () => {
    expect(pointAt(curve, 0.85)?.threshold).toBe(0.8)
    expect(pointAt(curve, 0.9)?.threshold).toBe(0.9)
  })
  it('takes the lowest point below all, and none of an empty curve', () => {
    expect(pointAt(curve, 0.1)?.threshold).toBe(0.5)
    expect(pointAt([], 0.85)).toBeUndefined()
  })
})

describe('readingOf', () => {
  it('gives shares whose whole adds up to a hundred', () => {
    expect(readingOf(point(0.85, 0.814))).toEqual({
      coverage: '81',
      people: '19',
      precision: '98.1',
      low: '96.9',
      high: '98.9',
    })
  })
})
