import { describe, expect, it } from 'vitest'
import { inPieces, openPace } from './index.ts'

/** A time that passes only when work or rest says so. */
function madeTime() {
  let at = 0
  const rests: number[] = []
  return {
    now: () => at,
    pass: (ms: number) => {
      at += ms
    },
    rests,
    rest: async (ms: number) => {
      rests.push(ms)
      at += ms
    },
  }
}

describe('work in pieces', () => {
  it('takes no more than its share of the time', async () => {
    const time = madeTime()
    let worked = 0
    await inPieces(
      async () => {
        time.pass(10)
        worked += 10
        return { left: true }
      },
      { pace: () => 0.1, mostMs: 1_000, now: time.now, rest: time.rest },
    )
    expect(worked / time.now()).toBeLessThanOrEqual(0.11)
    expect(time.now()).toBeGreaterThan(800)
    expect(time.now()).toBeLessThanOrEqual(1_000)
  })

  it('ends when nothing is left, and rests no further', async () => {
    const time = madeTime()
    let pieces = 0
    await inPieces(
      async () => {
        pieces += 1
        return { left: pieces < 3 }
      },
      { pace: () => 0.5, mostMs: 1_000, now: time.now, rest: time.rest },
    )
    expect(pieces).toBe(3)
    expect(time.rests).toHaveLength(2)
  })

  it('follows a pace that changes under way', async () => {
    const time = madeTime()
    let share = 0.5
    let pieces = 0
    await inPieces(
      async () => {
        time.pass(10)
        pieces += 1
        if (pieces === 2) share = 0.1
        return { left: pieces < 4 }
      },
      { pace: () => share, mostMs: 1_000, now: time.now, rest: time.rest },
    )
    expect(time.rests.map(Math.round)).toEqual([10, 90, 90])
  })
})

describe('the pace', () => {
  it('is quick when little happens, slow when much does, and quick again after it', () => {
    const time = madeTime()
    const { happened, pace } = openPace(time.now)
    expect(pace()).toBe(0.5)
    for (let each = 0; each < 1_000; each += 1) {
      happened()
      time.pass(2)
    }
    expect(pace()).toBeLessThan(0.1)
    time.pass(500)
    expect(pace()).toBeLessThan(0.1)
    time.pass(2_500)
    expect(pace()).toBe(0.5)
  })
})
