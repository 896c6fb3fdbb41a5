import { expect, it } from 'vitest'
import { foreignShareOf } from './traffic.ts'

it('assumes a fifth where nothing is known, and learns from what people said of what was left to them', () => {
  expect(foreignShareOf(undefined)).toBe(0.2)
  expect(foreignShareOf({ answered: 500, left: 300, known: 0, strange: 0 })).toBe(0.2)
  // Nobody was a stranger among two thousand messages; many were.
  expect(foreignShareOf({ answered: 1200, left: 800, known: 800, strange: 0 })).toBeLessThan(0.03)
  expect(foreignShareOf({ answered: 1000, left: 1000, known: 300, strange: 700 })).toBeGreaterThan(0.3)
})

it('hardly believes labels of a small part', () => {
  const share = foreignShareOf({ answered: 1200, left: 800, known: 80, strange: 0 })
  expect(share).toBeGreaterThan(0.17)
})
