import { describe, expect, it } from 'vitest'
import type { ConversationState } from '../conversations/index.ts'
import { type LoadedTurn, readBurst, type SessionEvent } from './load-turn.ts'

const customer = (seq: number, text: string, choice?: { ofSeq: number; optionId: string }) =>
  event(seq, 'customer-message', {
    parts: [{ type: 'text', text }],
    ...(choice === undefined ? {} : { choice }),
  })
const assistant = (seq: number, kind: string) =>
  event(seq, 'assistant-message', { kind, parts: [{ type: 'text', text: kind }], sources: [] })
const event = (seq: number, type: string, body: object) =>
  ({ seq, id: `event-${seq}`, type, body, occurredAt: '2026-11-20T09:00:00.000Z' }) as unknown as SessionEvent

const loaded = (answeredSeq: number, events: SessionEvent[]): LoadedTurn => ({
  conversation: { answeredSeq } as ConversationState,
  events,
  versions: { knowledge: 1, policy: 1, modelId: null },
})

describe('the burst that waits', () => {
  it('is every customer message behind the last answer, and knows what came before', () => {
    const burst = readBurst(
      loaded(3, [customer(2, 'first'), assistant(3, 'answer'), customer(4, 'second'), customer(5, 'third')]),
    )
    expect(burst).toMatchObject({
      text: 'second\nthird',
      messages: ['second', 'third'],
      previous: ['first'],
      from: 4,
      to: 5,
      causationId: 'event-5',
      optionsInARow: 0,
    })
  })

  it('knows the turns before: what was asked, with what it was answered, and what was offered', () => {
    const choice = {
      type: 'choice',
      options: [
        { id: 'b', label: 'B?', action: 'entry' },
        { id: 'human', label: 'A person', action: 'human' },
      ],
    }
    const burst = readBurst(
      loaded(6, [
        customer(1, 'hello'),
        customer(2, 'first'),
        event(3, 'assistant-message', {
          kind: 'answer',
          entryId: 'a',
          parts: [{ type: 'text', text: '1. one' }],
        }),
        customer(4, 'thanks'),
        assistant(5, 'small-talk'),
        customer(6, 'second'),
        event(7, 'assistant-message', { kind: 'options', parts: [{ type: 'text', text: 'Which?' }, choice] }),
        customer(8, 'the first one'),
      ]),
    )
    expect(burst?.earlier).toEqual([
      { asked: 'first', seq: 2, entryId: 'a', answer: '1. one' },
      { asked: 'second', seq: 6, offered: [{ entryId: 'b', label: 'B?' }] },
    ])
  })

  it('knows what was offered to whom an answer did not help, as if it had been offered at first', () => {
    const choice = { type: 'choice', options: [{ id: 'b', label: 'B?', action: 'entry' }] }
    const burst = readBurst(
      loaded(5, [
        customer(2, 'the question'),
        event(3, 'assistant-message', {
          kind: 'answer',
          entryId: 'a',
          parts: [{ type: 'text', text: 'no' }],
        }),
        customer(4, '答非所问'),
        event(5, 'assistant-message', { kind: 'options', parts: [{ type: 'text', text: '抱歉' }, choice] }),
        customer(6, '好的'),
      ]),
    )
    expect(burst).toMatchObject({
      earlier: [{ asked: 'the question', seq: 2, offered: [{ entryId: 'b', label: 'B?' }] }],
      lastReply: 'options',
      languageBefore: 'en',
    })
  })

  it('is nothing when all is answered or nothing was said', () => {
    expect(readBurst(loaded(2, [customer(2, 'first'), assistant(3, 'answer')]))).toBeUndefined()
    expect(readBurst(loaded(0, []))).toBeUndefined()
  })

  it('counts offers since the last other answer', () => {
    const count = (...kinds: string[]) =>
      readBurst(loaded(1, [...kinds.map((kind, index) => assistant(index + 2, kind)), customer(90, 'x')]))
        ?.optionsInARow
    expect([
      count(),
      count('options'),
      count('options', 'options'),
      count('options', 'answer', 'options'),
    ]).toEqual([0, 1, 2, 1])
    expect(count('options', 'answer')).toBe(0)
  })

  it('knows what was kept for people as a turn of its own', () => {
    const burst = readBurst(
      loaded(6, [
        customer(1, 'first'),
        assistant(2, 'answer'),
        customer(3, 'second'),
        event(4, 'meanwhile-noted', { what: 'acknowledged' }),
        assistant(5, 'notice'),
        customer(6, 'third'),
        event(7, 'meanwhile-noted', { what: 'kept' }),
        customer(8, 'and this?'),
      ]),
    )
    expect(burst?.earlier).toEqual([
      { asked: 'first', seq: 1, answer: 'answer' },
      { asked: 'second', seq: 3 },
      { asked: 'third', seq: 6 },
    ])
  })

  it('ends with a click only when the click came last', () => {
    const click = { ofSeq: 3, optionId: 'entry-1' }
    expect(readBurst(loaded(3, [customer(4, 'label', click)]))?.choice).toEqual({ entryId: 'entry-1' })
    expect(readBurst(loaded(3, [customer(4, 'none', { ofSeq: 3, optionId: 'human' })]))?.choice).toEqual({
      human: true,
    })
    expect(
      readBurst(loaded(3, [customer(4, 'label', click), customer(5, 'no, wait')]))?.choice,
    ).toBeUndefined()
  })

  it('is for a person when one was asked for by a click, whatever was written after it', () => {
    const click = { ofSeq: 3, optionId: 'human' }
    const burst = readBurst(loaded(3, [customer(4, 'none of these', click), customer(5, 'it is my card')]))
    expect(burst).toMatchObject({ choice: { human: true }, from: 4, to: 5 })
  })
})
