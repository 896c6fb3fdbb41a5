import { describe, expect, it } from 'vitest'
import { contrastOf } from './contrast.ts'

describe('contrast', () => {
  it('is as WCAG counts it, whichever comes first', () => {
    expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21)
    expect(contrastOf('#ffffff', '#767676')).toBeCloseTo(4.54, 2)
    expect(contrastOf('#FFD400', '#ffffff')).toBeLessThan(3)
  })
  it('is none of what is no colour', () => {
    for (const color of ['red', '#fff', '#12345g', '']) expect(contrastOf(color, '#ffffff')).toBeUndefined()
  })
})
