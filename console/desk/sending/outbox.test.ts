import { describe, expect, it } from 'vitest'
import { ApiError, NetworkError } from '../../app/api.ts'
import { createOutbox, type OutgoingMessage } from './outbox.ts'

function memoryStorage() {
  const kept = new Map<string, string>()
  return {
    kept,
    get length() {
      return kept.size
    },
    key: (index: number) => [...kept.keys()][index] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
}

type Reply = { seq: number } | Error

/** An outbox whose server gives the replies in order, and the messages it was asked to deliver. */
function start(replies: Reply[], storage = memoryStorage(), now = Date.parse('2026-11-20T10:00:00Z')) {
  const asked: OutgoingMessage[] = []
  const pauses: number[] = []
  const outbox = createOutbox({
    storage,
    prefix: 'o.',
    now: () => now,
    pause: async (milliseconds) => void pauses.push(milliseconds),
    deliver: async (message) => {
      asked.push(message)
      const reply = replies.shift()
      if (!reply) return new Promise(() => undefined)
      if (reply instanceof Error) throw reply
      return reply
    },
  })
  const states = () => outbox.list().map((message) => message.state)
  const until = (done: () => boolean) =>
    new Promise<void>((resolve) => {
      if (done()) return resolve()
      outbox.subscribe(() => done() && resolve())
    })
  return { outbox, storage, asked, pauses, states, until }
}

describe('the outbox', () => {
  it('repeats the same client id until the server answers, with growing pauses', async () => {
    const { outbox, asked, pauses, states, until } = start([
      new NetworkError(0),
      new NetworkError(0),
      { seq: 9 },
    ])
    outbox.add('c1', 'message-1', 'Hello')
    await until(() => states()[0] === 'sent')
    expect(asked.map((message) => message.clientId)).toEqual(['message-1', 'message-1', 'message-1'])
    expect(pauses).toEqual([1_000, 2_000])
    expect(outbox.list()[0]?.seq).toBe(9)
  })
  it('sends one message of a conversation after the other', async () => {
    const { outbox, asked, states, until } = start([new NetworkError(0), { seq: 1 }, { seq: 2 }])
    outbox.add('c1', 'message-1', 'first')
    outbox.add('c1', 'message-2', 'second')
    await until(() => states().every((state) => state === 'sent'))
    expect(asked.map((message) => message.text)).toEqual(['first', 'first', 'second'])
  })
  it('keeps what was refused, with the reason, until a person decides', async () => {
    const refusal = new ApiError(409, 'conversation/not-owner', 'no', {})
    const { outbox, storage, states, until } = start([refusal, { seq: 3 }])
    outbox.add('c1', 'message-1', 'Hello')
    await until(() => states()[0] === 'refused')
    expect(outbox.list()[0]?.code).toBe('conversation/not-owner')
    expect(storage.kept.size).toBe(1)
    outbox.retry('message-1')
    await until(() => states()[0] === 'sent')
    expect(storage.kept.size).toBe(0)
  })
  it('goes on after a reload with what was under way', async () => {
    const storage = memoryStorage()
    start([], storage).outbox.add('c1', 'message-1', 'Hello')
    const again = start([{ seq: 4 }], storage)
    await again.until(() => again.states()[0] === 'sent')
    expect(again.asked.map((message) => message.clientId)).toEqual(['message-1'])
  })
  it('does not send by itself what was written long ago', () => {
    const storage = memoryStorage()
    start([], storage).outbox.add('c1', 'message-1', 'Hello')
    const later = start([{ seq: 4 }], storage, Date.parse('2026-11-20T12:00:00Z'))
    expect(later.states()).toEqual(['refused'])
    expect(later.asked).toEqual([])
    later.outbox.discard('message-1')
    expect(storage.kept.size).toBe(0)
  })
})
