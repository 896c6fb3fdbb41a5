import { describe, expect, it } from 'vitest'
import { RateLimiter } from './rate-limiter.ts'

describe('the rate limiter', () => {
  it('allows so many in a window, says when the next begins, and forgets', () => {
    const limiter = new RateLimiter({ windowMs: 60_000 })
    expect([0, 1_000, 2_000].map((now) => limiter.take('a', 3, now))).toEqual([0, 0, 0])
    expect(limiter.take('a', 3, 20_000)).toBe(40)
    expect(limiter.take('a', 3, 59_999)).toBe(1)
    expect(limiter.take('a', 3, 60_000)).toBe(0)
  })

  it('counts keys apart', () => {
    const limiter = new RateLimiter()
    expect(limiter.take('a', 1, 0)).toBe(0)
    expect(limiter.take('b', 1, 0)).toBe(0)
    expect(limiter.take('a', 1, 0)).toBeGreaterThan(0)
  })

  it('keeps a bounded number of keys, dropping the oldest windows', () => {
    const limiter = new RateLimiter({ mostKeys: 100 })
    for (let index = 0; index < 1_000; index += 1) limiter.take(`key ${index}`, 1, index)
    expect(limiter.take('key 999', 1, 1_000)).toBeGreaterThan(0)
    expect(limiter.take('key 0', 1, 1_000)).toBe(0)
  })
})
