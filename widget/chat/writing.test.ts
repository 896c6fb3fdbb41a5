import { describe, expect, it } from 'vitest'
import type { ConversationEvent, CustomerServerFrame } from '../../contract/index.ts'
import { messagesOf } from '../messages/index.ts'
import { type ShownMessage, shownItems } from '../screen/shown-items.ts'
import { applyEvent, applyFrame, initialState, type State } from './state.ts'

const event = (seq: number, type: string, body: object): ConversationEvent =>
  ({
    seq,
    type,
    id: `e${seq}`,
    version: 1,
    occurredAt: '2026-11-22T08:00:00.000Z',
    actor: { kind: 'assistant' },
    body,
  }) as unknown as ConversationEvent
const question = event(2, 'customer-message', { parts: [{ type: 'text', text: 'How much?' }] })
const reply = (seq: number, text: string, type = 'assistant-message') =>
  event(seq, type, { kind: 'answer', parts: [{ type: 'text', text }], sources: [] })
const typing = (on: boolean, by: 'assistant' | 'agent' = 'assistant') => ({ type: 'typing', by, on }) as const
const writing = (text: string, ofSeq = 2) => ({ type: 'writing', ofSeq, text }) as const

const asked = applyEvent(initialState('en', 'light'), question)
const having = (state: State, ...happens: (ConversationEvent | CustomerServerFrame)[]): State =>
  happens.reduce<State>(
    (now, one) => ('seq' in one && 'body' in one ? applyEvent(now, one) : applyFrame(now, one)),
    state,
  )
const messages = (state: State) =>
  shownItems(state, messagesOf('en')).filter((item): item is ShownMessage => item.kind === 'message')
const last = (state: State) => {
  const { key, side, parts, pieces } = messages(state).at(-1) as ShownMessage
  return { key, side, text: parts[0]?.type === 'text' ? parts[0].text : '', pieces }
}

describe('a reply that is being written', () => {
  it('grows piece by piece at the end, and its message takes the same place', () => {
    const growing = having(asked, typing(true), writing('One.'), writing('One.'), writing('One. Two.'))
    expect(last(growing)).toEqual({
      key: 'w2',
      side: 'assistant',
      text: 'One. Two.',
      pieces: ['One.', ' Two.'],
    })
    const sent = having(growing, reply(3, 'One. Two. Three.'))
    expect(messages(sent)).toHaveLength(2)
    expect(last(sent)).toEqual({
      key: 'w2',
      side: 'assistant',
      text: 'One. Two. Three.',
      pieces: ['One.', ' Two.', ' Three.'],
    })
    // A further one leaves it as it stands.
    const again = having(
      sent,
      event(4, 'customer-message', question.body),
      writing('Four.', 4),
      reply(5, 'Four.'),
    )
    expect(messages(again).map(({ key }) => key)).toEqual(['e2', 'w2', 'e4', 'w4'])
  })

  it('gives way to another text, to a person and to silence', () => {
    const growing = having(asked, writing('One.'))
    expect(last(having(growing, reply(3, 'I am passing you on.')))).toMatchObject({
      key: 'e3',
      pieces: undefined,
    })
    expect(last(having(growing, reply(3, 'One. I am Ann.', 'agent-message')))).toMatchObject({ key: 'e3' })
    for (const end of [
      typing(false),
      typing(true, 'agent'),
      event(3, 'owner-changed', { from: { kind: 'assistant' }, to: { kind: 'agent' }, reason: 'taken' }),
      event(3, 'conversation-closed', { reason: 'customer' }),
    ] as const)
      expect(having(growing, end).writing).toBeUndefined()
    const ready = { type: 'ready', lastSeq: 2, owner: 'assistant', closed: false, readSeq: 0 }
    expect(having(growing, ready as CustomerServerFrame).writing).toBeUndefined()
  })

  it('is not shown when it comes late: behind its message, or to a person’s conversation', () => {
    expect(having(asked, reply(3, 'One. Two.'), writing('One.')).writing).toBeUndefined()
    const taken = event(3, 'owner-changed', {
      from: { kind: 'assistant' },
      to: { kind: 'agent' },
      reason: 'taken',
    })
    expect(having(asked, taken, writing('One.')).writing).toBeUndefined()
  })

  it('begins anew where it does not go on', () => {
    expect(last(having(asked, writing('One.'), writing('Other.'))).pieces).toEqual(['Other.'])
  })
})
