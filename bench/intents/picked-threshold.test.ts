import { expect, it } from 'vitest'
import { pickThreshold } from './picked-threshold.ts'

const one = (confidence: number, right: boolean, weight = 1) => ({ confidence, right, weight })

it('picks the lowest confidence that keeps the precision, all equally sure ones together', () => {
  const seen = [one(0.9, true), one(0.8, true), one(0.7, false), one(0.6, true), one(0.5, true)]
  expect(pickThreshold(seen, 1)).toBe(0.8)
  expect(pickThreshold(seen, 0.8)).toBe(0.5)
  expect(pickThreshold([...seen, one(0.9, false)], 1)).toBe(2)
  expect(pickThreshold([one(0.9, true), one(0.8, false, 3)], 0.5)).toBe(0.9)
  expect(pickThreshold([], 0.5)).toBe(2)
})
