import { describe, expect, it } from 'vitest'
import type { ConversationEvent } from '../contract/index.ts'
import { findLogFaults } from './log-faults.ts'

const agent = '00000000-0000-7000-8000-000000000001'
const event = (seq: number, type: string, rest: object) =>
  ({ seq, type, ...rest }) as unknown as ConversationEvent
const sound = [
  event(1, 'session-started', { body: { session: 1, reason: 'first-contact' }, actor: { kind: 'system' } }),
  event(2, 'customer-message', { actor: { kind: 'customer' }, clientId: 'client-1' }),
  event(3, 'assistant-message', { actor: { kind: 'assistant' }, body: { kind: 'answer' } }),
  event(4, 'owner-changed', {
    actor: { kind: 'agent', id: agent },
    body: { from: { kind: 'assistant' }, to: { kind: 'agent', id: agent }, reason: 'taken' },
  }),
  event(5, 'agent-message', { actor: { kind: 'agent', id: agent } }),
]

describe('the reader of logs', () => {
  it('finds nothing wrong in a sound story', () => {
    expect(findLogFaults(sound)).toEqual([])
  })

  it('finds a gap, a repetition, a robbery and talking over somebody', () => {
    expect(findLogFaults([...sound.slice(0, 2), ...sound.slice(3)])[0]).toContain('stands at place 3')
    const twice = [
      ...sound,
      event(6, 'customer-message', { actor: { kind: 'customer' }, clientId: 'client-1' }),
    ]
    expect(findLogFaults(twice)).toEqual(['event 6 (customer-message) repeats the client id client-1'])
    const robbed = [
      ...sound,
      event(6, 'owner-changed', { body: { from: { kind: 'queue' }, to: { kind: 'queue' } } }),
    ]
    expect(findLogFaults(robbed)[0]).toContain('takes from queue, but agent owned it')
    const over = [...sound, event(6, 'assistant-message', { actor: { kind: 'assistant' }, body: {} })]
    expect(findLogFaults(over)[0]).toContain('is of the assistant while agent owned it')
    const other = [...sound, event(6, 'agent-message', { actor: { kind: 'agent', id: 'somebody' } })]
    expect(findLogFaults(other)[0]).toContain('is of an agent while agent owned it')
  })
})
