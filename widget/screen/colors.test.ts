import fc from 'fast-check'
import { expect, it } from 'vitest'
import { contrast, parseColor, readableOn, textOn } from './colors.ts'

const color = fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 0, max: 255 }))) as fc.Arbitrary<
  [number, number, number]
>

it('finds text of at least 4.5 : 1 for any brand colour', () => {
  fc.assert(fc.property(color, (brand) => contrast(brand, parseColor(textOn(brand))!) >= 4.5))
})
it('makes any brand colour readable on light and dark ground', () => {
  for (const ground of [[242, 243, 246] as const, [37, 40, 46] as const]) {
    fc.assert(fc.property(color, (brand) => contrast(ground, parseColor(readableOn(ground, brand))!) >= 4.5))
  }
})
it('reads short and long notations and refuses the rest', () => {
  expect(parseColor('#0a8')).toEqual([0, 170, 136])
  expect(parseColor('#00aa88')).toEqual([0, 170, 136])
  expect(parseColor('red;background:url(x)')).toBeUndefined()
})
