import { describe, expect, it } from 'vitest'
import type { ConversationEvent } from '../../contract/index.ts'
import type { OutboxEntry } from '../chat/outbox.ts'
import { applyEvent, initialState, type State, unreadCount } from '../chat/state.ts'
import { messagesOf } from '../messages/index.ts'
import { formPlace, type ShownMessage, shownItems } from './shown-items.ts'

const texts = messagesOf('en')

const now = new Date('2026-11-20T10:05:00Z')

/** The state after events given as type, body and, for people, a name. */
function stateOf(...events: readonly (readonly [string, object, string?])[]): State {
  return events
    .map(([type, body, name], index) => {
      const kind = type === 'customer-message' ? 'customer' : name ? 'agent' : 'assistant'
      const at = '2026-11-20T10:00:00Z'
      const actor = name ? { kind, name } : { kind }
      return { id: `e${index}`, version: 1, seq: index + 1, occurredAt: at, actor, type, body } as unknown
    })
    .reduce<State>(
      (state, event) => applyEvent(state, event as ConversationEvent),
      initialState('en', 'light'),
    )
}
const customer = (text: string) => ['customer-message', { parts: [{ type: 'text', text }] }] as const
const answer = [
  'assistant-message',
  { kind: 'answer', parts: [{ type: 'text', text: 'A' }], sources: [] },
] as const
const offered = [
  'assistant-message',
  {
    kind: 'options',
    parts: [{ type: 'choice', options: [{ id: 'o', label: 'O', action: 'entry' }] }],
    sources: [],
  },
] as const
const entry = (frame: OutboxEntry['frame']): OutboxEntry => ({ frame, label: 'text', order: 1, tab: 't' })
const messages = (state: State): ShownMessage[] =>
  shownItems(state, texts, now).filter((item) => item.kind === 'message')

describe('what is shown', () => {
  it('offers feedback under answers only and shows what was given', () => {
    const state = stateOf(customer('q'), answer, offered, ['feedback-given', { ofSeq: 2, solved: false }])
    expect(messages(state).map((message) => message.feedback)).toEqual([undefined, 'not-solved', undefined])
  })
  it('shows feedback on its way as given', () => {
    const frame = { type: 'feedback', clientId: 'f', ofSeq: 2, solved: true } as const
    const state = { ...stateOf(customer('q'), answer), pending: [entry(frame)] }
    expect(messages(state)[1]?.feedback).toBe('solved')
  })
  it('closes options once the conversation has moved on', () => {
    const open = stateOf(customer('q'), offered)
    expect(messages(open)[1]?.optionsOpen).toBe(true)
    expect(messages(stateOf(customer('q'), offered, customer('more')))[1]?.optionsOpen).toBe(false)
    const clicked = { type: 'choice', clientId: 'c', ofSeq: 2, optionId: 'o' } as const
    const waiting = messages({ ...open, pending: [entry(clicked)] })
    expect(waiting[1]).toMatchObject({ optionsOpen: false, chosenOption: 'o' })
    expect(waiting[2]).toMatchObject({ side: 'customer', delivery: 'sending' })
  })
  it('says once what became of messages, and of each that failed', () => {
    const problem = { code: 'message/too-long', message: '', parameters: {} } as const
    const written = (id: string) => entry({ type: 'message', clientId: id, text: id })
    const pending = [{ ...written('a'), problem }, written('b'), written('c')]
    const state: State = { ...stateOf(customer('1'), customer('2')), line: 'lost', pending }
    const delivery = messages(state).map((message) => message.delivery)
    expect(delivery).toEqual([undefined, 'sent', 'failed', undefined, 'waiting'])
  })
  it('keeps the key of a message when its event takes the place of the unsent one', () => {
    const state = stateOf(customer('1'))
    const event = { ...state.events[0]!, clientId: 'mine' } as ConversationEvent
    expect(messages({ ...state, events: [event] })[0]?.key).toBe('mine')
  })
  it('names the person who took over and marks the boundary when the assistant is back', () => {
    const agent = { kind: 'agent', id: 'x' }
    const state = stateOf(
      customer('q'),
      ['owner-changed', { from: { kind: 'queue' }, to: agent, reason: 'taken' }, 'Li Wei'],
      ['owner-changed', { from: agent, to: { kind: 'assistant' }, reason: 'handed-back' }, 'Li Wei'],
      ['session-started', { session: 2, reason: 'handed-back' }],
    )
    expect(
      shownItems(state, texts, now).map((item) => (item.kind === 'message' ? item.author : item)),
    ).toMatchObject([
      'You',
      { kind: 'line', text: 'You are talking to a person now: Li Wei' },
      { kind: 'divider', text: 'You are back with the automatic assistant' },
    ])
  })
  it('names the day where another one begins', () => {
    const state = stateOf(customer('1'), customer('2'))
    const later = { ...state.events[1]!, occurredAt: '2026-11-22T10:00:00Z' }
    const items = shownItems({ ...state, events: [state.events[0]!, later] }, texts, now)
    expect(items.map((item) => item.kind)).toEqual(['message', 'divider', 'message'])
    expect(items[1]).toMatchObject({ text: 'Sun, November 22' })
  })
  it('counts what the customer has not seen of the other side', () => {
    expect(unreadCount({ ...stateOf(customer('q'), answer, answer), ownRead: 2 })).toBe(1)
  })
})

describe('confirmation cards', () => {
  const card = (callId: string, more: object = {}) =>
    ['tool-confirmation-asked', { callId, ...more }] as const
  const stands = (state: State) =>
    shownItems(state, texts, now).flatMap((item) => (item.kind === 'tool' ? item.stands : []))

  it('are open until answered, and marked once a newer one takes their place', () => {
    const asked = [customer('q'), card('a')] as const
    expect(stands(stateOf(...asked))).toEqual(['open'])
    expect(stands(stateOf(...asked, card('b')))).toEqual(['open', 'open'])
    const replaced = stateOf(...asked, card('b', { replaces: ['a'] }))
    expect(stands(replaced)).toEqual(['replaced', 'open'])
    // Pressed just before the newer one came: it was refused, whatever is known here.
    const pressed = {
      type: 'tool-confirm',
      clientId: 'p',
      callId: 'a',
      inputHash: '',
      accepted: true,
    } as const
    expect(stands({ ...replaced, pending: [entry(pressed)] })).toEqual(['replaced', 'open'])
    for (const language of ['en', 'zh-CN'] as const)
      expect(messagesOf(language).toolStands.replaced).not.toBe('')
  })
})

describe('the leave-message form', () => {
  const asking = [
    'assistant-message',
    { kind: 'handover', parts: [{ type: 'form', form: 'leave-message' }], sources: [] },
  ] as const
  const queued = [
    'owner-changed',
    { from: { kind: 'assistant' }, to: { kind: 'queue' }, reason: 'customer-asked' },
  ] as const
  const left = ['message-left', { contact: 'a@b.c', text: 'x' }] as const
  const off = { queue: { position: 1, onDuty: false } }

  it('stands once: in the message that asks for it, else below the queue status', () => {
    expect(formPlace({ ...stateOf(customer('q'), asking, queued), ...off })).toEqual({ seq: 2 })
    expect(formPlace({ ...stateOf(customer('q'), queued), ...off })).toBe('queue')
    expect(formPlace(stateOf(customer('q'), queued))).toBeUndefined()
  })
  it('goes when the message was left', () => {
    expect(formPlace({ ...stateOf(customer('q'), asking, queued, left), ...off })).toBeUndefined()
    expect(formPlace({ ...stateOf(customer('q'), queued, left), ...off })).toBeUndefined()
  })
})
