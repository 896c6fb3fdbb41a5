import { describe, expect, it } from 'vitest'
import { barWidth, durationText, shareText } from './figures.ts'

describe('figures', () => {
  it('name a duration by its size', () => {
    expect([240, 3_120, 1_240_000].map(durationText)).toEqual(['240 µs', '3.1 ms', '1.2 s'])
  })
  it('name a share of one', () => {
    expect([0.9812, 0.81, 1].map(shareText)).toEqual(['98.1 %', '81 %', '100 %'])
  })
  it('keep a bar within its ground', () => {
    expect([-1, 0.5, 2].map(barWidth)).toEqual(['0%', '50%', '100%'])
  })
})
