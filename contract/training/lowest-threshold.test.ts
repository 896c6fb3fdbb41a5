import { describe, expect, it } from 'vitest'
import { lowestThreshold } from './lowest-threshold.ts'

const point = (
  threshold: number,
  precision: number,
  { low = precision - 0.03, high = precision + 0.02 } = {},
) => ({
  threshold,
  precision,
  low,
  high,
})
const empty = point(0.99, 0, { low: 0, high: 1 })
const curve = [point(0.5, 0.97), point(0.6, 0.9), point(0.7, 0.94), point(0.8, 0.96), point(0.9, 0.98), empty]

describe('a target precision', () => {
  it('takes the lowest threshold from the top down at which it holds', () => {
    expect(lowestThreshold(curve, 0.93, 'estimate')?.threshold).toBe(0.7)
    // .5 was lucky: .6 above it surely fails.
    expect(lowestThreshold(curve, 0.95, 'estimate')?.threshold).toBe(0.8)
    expect(lowestThreshold(curve, 0.925, 'lower-bound')?.threshold).toBe(0.8)
  })

  it('is not out of reach because few were answered at the top, all right or one of them wrong', () => {
    const right = point(0.95, 1, { low: 0.67, high: 1 })
    const wrong = point(0.95, 0.8, { low: 0.38, high: 0.96 })
    for (const few of [right, wrong]) {
      expect(lowestThreshold([...curve, few], 0.925, 'lower-bound')?.threshold).toBe(0.8)
      expect(lowestThreshold([...curve, few], 0.95, 'estimate')?.threshold).toBe(0.8)
    }
    expect(lowestThreshold([right], 0.925, 'lower-bound')).toBeUndefined()
    expect(lowestThreshold([wrong], 0.95, 'estimate')).toBeUndefined()
  })

  it('is said to be out of reach where it is', () => {
    expect(lowestThreshold(curve, 0.99, 'estimate')).toBeUndefined()
    expect(lowestThreshold([empty], 0.5, 'estimate')).toBeUndefined()
    expect(lowestThreshold([], 0.5, 'estimate')).toBeUndefined()
  })
})
