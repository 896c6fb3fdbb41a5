import { describe, expect, it } from 'vitest'
import type { Seen, Told } from './played.ts'
import { shuffle } from './shuffle.ts'
import { judge, percentile, readDelivery, wilson } from './statistics.ts'

/** One customer who asked twice and was answered twice. */
function twoTurns(): Told {
  const seen: Seen[] = [
    { seq: 1, type: 'session-started', at: 1_010 },
    { seq: 2, type: 'customer-message', clientId: 'first', at: 1_010 },
    { seq: 3, type: 'assistant-message', kind: 'answer', settleMs: 400, at: 1_420 },
    { seq: 4, type: 'customer-message', clientId: 'second', at: 2_010 },
    { seq: 5, type: 'assistant-message', kind: 'options', settleMs: 400, at: 2_430 },
  ]
  return {
    conversation: 0,
    conversationId: 'c',
    sent: [
      { clientId: 'first', scheduledAt: 1_000, sentAt: 1_001 },
      { clientId: 'second', scheduledAt: 2_000, sentAt: 2_001 },
    ],
    acknowledged: [
      { clientId: 'first', seq: 2, at: 1_009 },
      { clientId: 'second', seq: 4, at: 2_009 },
    ],
    seen,
    errors: [],
  }
}

describe('what a customer saw', () => {
  it('pairs each message with its reply, from the scheduled time and without the settle time', () => {
    const delivery = readDelivery(twoTurns())
    expect(delivery).toMatchObject({ sent: 2, lost: 0, duplicated: 0 })
    expect(delivery.turns.map((turn) => turn.latencyMs)).toEqual([20, 30])
  })

  it('takes a burst as one turn, timed from its last message', () => {
    const told = twoTurns()
    told.seen = told.seen.filter((event) => event.seq !== 3).map((event, at) => ({ ...event, seq: at + 1 }))
    const delivery = readDelivery(told)
    expect(delivery).toMatchObject({ lost: 0, duplicated: 0 })
    expect(delivery.turns).toMatchObject([
      { first: { clientId: 'first' }, last: { clientId: 'second' }, latencyMs: 30 },
    ])
  })

  it('takes the reply’s own word for which messages it answers', () => {
    const told = twoTurns()
    told.seen = told.seen.map((event) => ({ ...event, seq: [0, 1, 2, 4, 3, 5][event.seq] as number }))
    // Both messages came before the first reply, which answers only the first.
    const ranges: Record<number, { from: number; to: number }> = {
      4: { from: 2, to: 2 },
      5: { from: 3, to: 3 },
    }
    expect(readDelivery(told)).toMatchObject({ duplicated: 1 })
    const delivery = readDelivery(told, { answered: (seq) => ranges[seq] })
    expect(delivery).toMatchObject({ lost: 0, duplicated: 0 })
    expect(delivery.turns.map((turn) => turn.last.clientId)).toEqual(['first', 'second'])
    const twice = readDelivery(told, { answered: () => ({ from: 2, to: 2 }) })
    expect(twice).toMatchObject({ lost: 1, duplicated: 1 })
  })

  it('counts a reply that never came as lost', () => {
    const told = twoTurns()
    told.seen.pop()
    expect(readDelivery(told)).toMatchObject({ lost: 1, duplicated: 0 })
  })

  it('counts a message without acknowledgement as lost', () => {
    const told = twoTurns()
    told.acknowledged.pop()
    expect(readDelivery(told)).toMatchObject({ lost: 1, duplicated: 0 })
  })

  it('counts an acknowledged message that is in no log as lost', () => {
    const told = twoTurns()
    told.seen.splice(3)
    expect(readDelivery(told).lost).toBe(1)
  })

  it('counts a gap in the sequence as lost', () => {
    const told = twoTurns()
    told.seen = told.seen.map((event) => (event.seq === 5 ? { ...event, seq: 6 } : event))
    expect(readDelivery(told)).toMatchObject({ lost: 1, duplicated: 0 })
  })

  it('counts an event that came twice', () => {
    const told = twoTurns()
    told.seen.push(told.seen[2] as Seen)
    expect(readDelivery(told)).toMatchObject({ lost: 0, duplicated: 1 })
  })

  it('counts an event from before as coming twice', () => {
    const told = twoTurns()
    expect(readDelivery(told, { previous: 1 })).toMatchObject({ duplicated: 1 })
  })

  it('counts a second reply to the same turn', () => {
    const told = twoTurns()
    told.seen.push({ seq: 6, type: 'assistant-message', kind: 'answer', at: 2_500 })
    expect(readDelivery(told)).toMatchObject({ lost: 0, duplicated: 1 })
  })

  it('leaves what was said to people to them', () => {
    const told = twoTurns()
    told.seen = [
      ...told.seen.slice(0, 3),
      { seq: 4, type: 'owner-changed', owner: 'queue', at: 1_421 },
      { seq: 5, type: 'customer-message', clientId: 'second', at: 2_010 },
    ]
    expect(readDelivery(told)).toMatchObject({ lost: 0, duplicated: 0 })
    expect(readDelivery(told).turns).toHaveLength(1)
    // Where nobody is there the assistant may answer it, behind an event that no customer is shown; and it may once.
    told.seen.push({ seq: 7, after: 5, type: 'assistant-message', kind: 'answer', at: 2_500 })
    expect(readDelivery(told)).toMatchObject({ lost: 0, duplicated: 0 })
    told.seen.push({ seq: 8, type: 'assistant-message', kind: 'answer', at: 2_600 })
    expect(readDelivery(told)).toMatchObject({ lost: 0, duplicated: 1 })
    told.seen.push({ seq: 10, type: 'session-started', at: 2_700 })
    expect(readDelivery(told)).toMatchObject({ lost: 1 })
  })
})

describe('figures of a stream', () => {
  const asked = { gold: 'a', options: [], confidence: 0.9 } as const

  it('keeps coverage, precision and offers apart, and an answered stranger wrong', () => {
    const figures = judge([
      { ...asked, outcome: 'answer', entryId: 'a' },
      { ...asked, outcome: 'answer', entryId: 'b' },
      { ...asked, outcome: 'options', options: ['b', 'a'] },
      { ...asked, outcome: 'handover' },
      { gold: undefined, outcome: 'answer', entryId: 'a', options: [], confidence: 0.9 },
    ])
    expect(figures).toMatchObject({
      Coverage: 0.5,
      CoverageOfAll: 0.6,
      Offered: 0.2,
      OfferedRight: 1,
      FirstOrOffered: 0.5,
      HandedOver: 0.2,
      OutOfScopeAnswered: 1,
    })
    expect(figures.Precision).toBeCloseTo(1 / 3)
    expect(figures.MeanConfidenceMinusPrecision).toBeCloseTo(0.9 - 1 / 3)
  })

  it('gives numbers for a stream that nobody answered', () => {
    for (const value of Object.values(judge([{ ...asked, outcome: 'none' }]))) expect(value).not.toBeNaN()
  })

  it('keeps Wilson’s interval inside 0 and 1', () => {
    const [low, high] = wilson(8, 10)
    expect(low).toBeCloseTo(0.4902, 3)
    expect(high).toBeCloseTo(0.9433, 3)
    expect(wilson(10, 10)[1]).toBeCloseTo(1)
    expect(wilson(0, 0)).toEqual([0, 1])
  })

  it('takes percentiles by nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, at) => 100 - at)
    expect(percentile(values, 0.5)).toBe(50)
    expect(percentile(values, 0.99)).toBe(99)
    expect(percentile([], 0.5)).toBeNaN()
  })

  it('shuffles by the seed alone', () => {
    const items = Array.from({ length: 50 }, (_, at) => at)
    expect(shuffle(items, 1)).toEqual(shuffle(items, 1))
    expect(shuffle(items, 1)).not.toEqual(shuffle(items, 2))
    expect(shuffle(items, 1).toSorted((one, other) => one - other)).toEqual(items)
  })
})
