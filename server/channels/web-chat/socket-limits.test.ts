import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { Allowance, addressOf, OpenCount } from './socket-limits.ts'

describe('an allowance', () => {
  it('lets a burst through and then so many a second, and never saves up more than a burst', () => {
    const frames = new Allowance(3, 2)
    const taken = (now: number, times: number) =>
      Array.from({ length: times }, () => frames.take(now)).filter(Boolean).length
    expect(taken(1_000, 10)).toBe(3)
    expect(taken(1_400, 10)).toBe(0)
    expect(taken(2_000, 10)).toBe(2)
    expect(taken(900_000, 10)).toBe(3)
    // A clock that is set back gives nothing and breaks nothing.
    expect(taken(5_000, 10)).toBe(0)
    expect(taken(5_500, 10)).toBe(1)
  })
})

describe('a count of what is open', () => {
  it('refuses above the most, takes each back once, and forgets what has none', () => {
    const open = new OpenCount()
    const [first, second, third] = [open.take('a', 2), open.take('a', 2), open.take('a', 2)]
    expect([first, second, third].map((one) => one !== undefined)).toEqual([true, true, false])
    expect(open.take('b', 2)).toBeDefined()
    first?.()
    first?.()
    expect(open.take('a', 2)).toBeDefined()
    expect(open.take('a', 2)).toBeUndefined()
    second?.()
    expect(open.size).toBe(2)
    for (let key = 0; key < 10_000; key += 1) open.take(`c${key}`, 1)?.()
    expect(open.size).toBe(2)
  })
})

describe('an address', () => {
  it('is the connection’s, or what a trusted proxy says', () => {
    const request = (forwarded?: string) =>
      ({
        headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
        socket: { remoteAddress: '10.0.0.1' },
      }) as unknown as IncomingMessage
    expect(addressOf(request('203.0.113.7, 10.0.0.9'), true)).toBe('203.0.113.7')
    expect(addressOf(request('203.0.113.7'), false)).toBe('10.0.0.1')
    expect(addressOf(request(), true)).toBe('10.0.0.1')
    expect(addressOf(request('x'.repeat(9_000)), true)).toHaveLength(64)
  })
})
