import { expect, it } from 'vitest'
import { redraw } from './redraw.ts'

const half = Array.from({ length: 400 }, (_, at) => at % 2)
const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length

it('is as wide as chance makes a share of so many, and the same each time', () => {
  const figures = () =>
    redraw([half, [1]] as const, ([values, one]) => ({ share: mean(values), count: one.length }))
  const { shareLow = 0, shareHigh = 0, ...rest } = figures()
  expect((shareHigh - shareLow) / 2).toBeCloseTo(1.96 * Math.sqrt(0.25 / 400), 2)
  expect(rest).toEqual({ countLow: 1, countHigh: 1 })
  expect(figures().shareLow).toBe(shareLow)
})
