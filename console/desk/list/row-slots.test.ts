import { describe, expect, it } from 'vitest'
import { assignSlots } from './row-slots.ts'

const texts = (slots: ReturnType<typeof assignSlots>) => slots.map(({ key, id }) => `${key}${id}`).join(' ')

describe('assignSlots', () => {
  const first = assignSlots([], ['a', 'b', 'c'], true)

  it('keeps the element of a row that stays, wherever it goes', () => {
    expect(texts(first)).toBe('1a 2b 3c')
    expect(texts(assignSlots(first, ['c', 'a', 'b'], true))).toBe('3c 1a 2b')
  })

  it('gives the element of a row that went to one that comes, and moves none while scrolling', () => {
    const scrolled = assignSlots(first, ['b', 'c', 'd', 'e'], false)
    expect(texts(scrolled)).toBe('1d 2b 3c 4e')
    expect(texts(assignSlots(scrolled, ['b', 'c', 'd', 'e'], true))).toBe('2b 3c 1d 4e')
  })

  it('drops what is not needed and never gives one element twice', () => {
    const few = assignSlots(first, ['x'], true)
    expect(texts(few)).toBe('1x')
    expect(texts(assignSlots(few, ['p', 'x', 'q'], true))).toBe('2p 1x 3q')
    const keys = assignSlots(assignSlots(first, ['c'], true), ['c', 'd', 'e'], true).map(({ key }) => key)
    expect(new Set(keys).size).toBe(3)
  })
})
