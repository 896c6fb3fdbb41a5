import { expect, it } from 'vitest'
import { differenceOf, shareNoise } from './noise.ts'

it('tells a difference from chance', () => {
  const all = Array.from({ length: 100 }, () => true)
  const half = all.map((_, at) => at % 2 === 0)
  expect(differenceOf(all, half).low).toBeGreaterThan(0.3)
  expect(differenceOf(half, half)).toEqual({ difference: 0, low: 0, high: 0 })
  expect(shareNoise(0.5, 100)).toBeCloseTo(0.098)
})
