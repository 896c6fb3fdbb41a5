import { expect, it } from 'vitest'
import { areaUnderCurve } from './area-under-curve.ts'

it('is 1 where all inside are higher, 0 where all are lower, a half where nothing tells them apart', () => {
  expect(areaUnderCurve([3, 4], [1, 2])).toBe(1)
  expect(areaUnderCurve([1, 2], [3, 4])).toBe(0)
  expect(areaUnderCurve([1, 1], [1, 1, 1])).toBe(0.5)
  expect(areaUnderCurve([1, 3], [2])).toBe(0.5)
  expect(areaUnderCurve([], [2])).toBeNaN()
})
