import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ConversationEvent } from '../../contract/index.ts'
import { emptyOrdering, receive, skipGap, startReplay } from './ordering.ts'

const event = (seq: number) => ({ seq, type: 'customer-message' }) as ConversationEvent

function takeAll(sequence: readonly number[], start = emptyOrdering) {
  let ordering = start
  const applied: number[] = []
  for (const seq of sequence) {
    const received = receive(ordering, event(seq))
    ordering = received.ordering
    applied.push(...received.applied.map((one) => one.seq))
  }
  return { ordering, applied }
}

describe('the order of events', () => {
  it('is that of the sequence numbers, each once, however they arrive', () => {
    const arrivals = fc
      .integer({ min: 1, max: 30 })
      .chain((count) => {
        const all = Array.from({ length: count }, (_, index) => index + 1)
        const repeats = fc.array(fc.integer({ min: 1, max: count }), { maxLength: 10 })
        return fc.tuple(fc.constant(all), repeats)
      })
      .chain(([all, repeats]) =>
        fc.tuple(
          fc.constant(all),
          fc.shuffledSubarray([...all, ...repeats], { minLength: all.length + repeats.length }),
        ),
      )
    fc.assert(
      fc.property(arrivals, ([all, sequence]) => {
        const { applied, ordering } = takeAll(sequence)
        expect(applied).toEqual(all)
        expect(ordering).toEqual({ last: all.length, held: [] })
      }),
    )
  })
  it('holds what comes behind a gap and resumes behind the last good one', () => {
    const { applied, ordering } = takeAll([1, 2, 4, 5])
    expect(applied).toEqual([1, 2])
    expect(ordering.last).toBe(2)
    expect(takeAll([3], ordering).applied).toEqual([3, 4, 5])
  })
  it('begins where the replay of a long conversation begins', () => {
    const { ordering } = startReplay(takeAll([302]).ordering, 500)
    expect(ordering.last).toBe(300)
    expect(takeAll([301], ordering).applied).toEqual([301, 302])
  })
  it('does not move the place of a client that has events already', () => {
    expect(startReplay(takeAll([1, 2]).ordering, 900).ordering.last).toBe(2)
  })
  it('waits for nothing between an event and the one it says it follows on', () => {
    const first = receive(takeAll([1, 2]).ordering, event(5), 2)
    expect(first.applied.map((one) => one.seq)).toEqual([5])
    const early = receive(first.ordering, event(9), 7)
    expect(early.applied).toEqual([])
    expect(receive(early.ordering, event(7), 5).applied.map((one) => one.seq)).toEqual([7, 9])
  })
  it('goes on behind a gap that nothing will fill', () => {
    const skipped = skipGap(takeAll([1, 4, 5, 8]).ordering)
    expect(skipped.applied.map((one) => one.seq)).toEqual([4, 5])
    expect(skipped.ordering.held.map((one) => one.seq)).toEqual([8])
  })
})
