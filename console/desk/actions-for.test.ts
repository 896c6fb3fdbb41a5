import { describe, expect, it } from 'vitest'
import type { Conversation } from '../../contract/conversations.ts'
import { actionsFor } from './actions-for.ts'

const conversation = (
  kind: 'assistant' | 'queue' | 'agent',
  id?: string,
  state: 'open' | 'closed' = 'open',
) => ({ state, owner: { kind, id } }) as Pick<Conversation, 'state' | 'owner'>

describe('actionsFor', () => {
  it('lets the owner hand back and close, and others take', () => {
    expect(actionsFor(conversation('agent', 'me'), 'me', false)).toEqual([
      'to-assistant',
      'to-queue',
      'close',
    ])
    expect(actionsFor(conversation('queue'), 'me', false)).toContain('take')
    expect(actionsFor(conversation('assistant'), 'me', false)).toContain('take')
  })
  it('lets only a supervisor take from another agent', () => {
    expect(actionsFor(conversation('agent', 'other'), 'me', false)).toEqual([])
    expect(actionsFor(conversation('agent', 'other'), 'me', true)).toContain('take')
  })
  it('offers nothing on a closed conversation', () => {
    expect(actionsFor(conversation('assistant', undefined, 'closed'), 'me', true)).toEqual([])
  })
})
