import { expect, it } from 'vitest'
import { heldWithNoise, missedBars } from './bars.ts'

it('is missed by a figure that is too low, too high or was never measured', () => {
  const bars = { recall: { least: 0.5 }, slowMs: { most: 5 } }
  expect(missedBars({ recall: 0.5, slowMs: 5 }, bars)).toEqual([])
  expect(missedBars({ recall: 0.49, slowMs: 5.1 }, bars)).toHaveLength(2)
  expect(missedBars({ recall: 0.6 }, bars)).toEqual(['slowMs is NaN, wanted at most 5'])
  expect(missedBars({ recall: Number.NaN, slowMs: 1 }, bars)).toHaveLength(1)
})

it('tells what chance may have missed from what was missed', () => {
  const bars = { right: { least: 0.9 }, strangers: { most: 0.03 }, off: { within: 0.03 } }
  const off = { off: -0.04, offLow: -0.06, offHigh: -0.02 }
  const near = { right: 0.89, rightHigh: 0.91, strangers: 0.04, strangersLow: 0.02, ...off }
  expect(heldWithNoise(near, bars)).toEqual({ held: 0, missed: 3, missedBeyondNoise: 0 })
  const far = { ...near, strangersLow: 0.035, offHigh: -0.035 }
  expect(heldWithNoise(far, bars)).toEqual({ held: 0, missed: 3, missedBeyondNoise: 2 })
  // Without an interval the figure itself counts; one that was not measured is missed.
  expect(heldWithNoise({ right: 0.89 }, bars)).toEqual({ held: 0, missed: 3, missedBeyondNoise: 3 })
})
