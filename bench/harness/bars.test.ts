import { expect, it } from 'vitest'
import { missedBars } from './bars.ts'

it('is missed by a figure that is too low, too high or was never measured', () => {
  const bars = { recall: { least: 0.5 }, slowMs: { most: 5 } }
  expect(missedBars({ recall: 0.5, slowMs: 5 }, bars)).toEqual([])
  expect(missedBars({ recall: 0.49, slowMs: 5.1 }, bars)).toHaveLength(2)
  expect(missedBars({ recall: 0.6 }, bars)).toEqual(['slowMs is NaN, wanted at most 5'])
  expect(missedBars({ recall: Number.NaN, slowMs: 1 }, bars)).toHaveLength(1)
})
