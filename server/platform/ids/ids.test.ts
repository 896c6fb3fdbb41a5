import { describe, expect, it } from 'vitest'
import { isId, newId } from './index.ts'

describe('ids', () => {
  const before = Date.now()
  const ids = Array.from({ length: 100_000 }, newId)

  it('are unique and come in order, also within one millisecond', () => {
    expect(new Set(ids).size).toBe(ids.length)
    for (let index = 1; index < ids.length; index += 1) {
      if ((ids[index] ?? '') <= (ids[index - 1] ?? ''))
        throw new Error(`${ids[index]} is not after ${ids[index - 1]}`)
    }
  })

  it('are UUIDs of version 7 and variant 2 that begin with the time', () => {
    for (const id of ids)
      if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))
        throw new Error(id)
    const time = Number.parseInt((ids[0] ?? '').replace('-', '').slice(0, 12), 16)
    expect(time).toBeGreaterThanOrEqual(before)
    expect(time).toBeLessThan(before + 5_000)
  })

  it('cannot be guessed from one another', () => {
    expect(new Set(ids.map((id) => id.slice(19))).size).toBe(ids.length)
  })

  it('are told from other text', () => {
    expect([ids[0] ?? '', 'x', '', `${ids[0]} `, '-'.repeat(36)].map(isId)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ])
  })
})
