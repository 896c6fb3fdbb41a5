import { expect, it } from 'vitest'
import { errorAboveChance } from './judge-model.ts'
import { numbersFrom } from './messages.ts'

/** Messages claimed at .5 to 1 which come true so much less often than claimed. */
function claimed(tooSure: number) {
  const draw = numbersFrom(3)
  return Array.from({ length: 3_000 }, () => {
    const confidence = 0.5 + draw() / 2
    return { confidence, right: draw() < confidence - tooSure }
  })
}

it('finds no error in a perfect model but by chance, and its interval holds the true one', () => {
  const perfect = errorAboveChance(claimed(0), 200)
  expect(perfect.above).toBeLessThan(perfect.noise)
  expect(perfect.low).toBeLessThan(0)
  const tooSure = errorAboveChance(claimed(0.06), 200)
  expect(tooSure.above).toBeGreaterThan(tooSure.noise)
  expect(tooSure.low).toBeGreaterThan(0.02)
  // Chance is taken off, so a little less than .06 is left of it.
  expect(tooSure.high).toBeGreaterThan(0.05)
  expect(tooSure.high).toBeLessThan(0.09)
})
