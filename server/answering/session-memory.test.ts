import { describe, expect, it } from 'vitest'
import type { Committed, ConversationState } from '../conversations/index.ts'
import { Topic } from '../platform/events/index.ts'
import { silentLog } from '../platform/log/index.ts'
import { openSessionMemory } from './session-memory.ts'

const versions = { knowledge: 3, policy: 1, modelId: 'm' }

function start() {
  const committed = new Topic<Committed>('committed', silentLog())
  const memory = openSessionMemory({ committed })
  /** One commit of these events, as the log tells of it. */
  const commit = (types: string[], firstSeq: number, change: Partial<ConversationState> = {}) => {
    const state = { tenantId: 't', id: 'c', ownerKind: 'assistant', state: 'open', session: 1, sessionSeq: 1 }
    const lastSeq = firstSeq + types.length - 1
    committed.publish({
      tenantId: 't',
      conversationId: 'c',
      lastSeq,
      events: types.map((type, at) => ({
        type,
        seq: firstSeq + at,
        body: {},
      })) as unknown as Committed['events'],
      state: { ...state, lastSeq, ...change } as ConversationState,
      here: true,
    })
  }
  const remembered = () => memory.recall('t', 'c')?.events.map((event) => event.seq)
  memory.learn('t', {
    conversation: { id: 'another', lastSeq: 1, tenantId: 't' } as ConversationState,
    events: [],
    versions,
  })
  return { committed, memory, commit, remembered }
}

describe('what a process remembers of its sessions', () => {
  it('goes on from the beginning of a session', () => {
    const { memory, commit, remembered } = start()
    commit(['session-started', 'customer-message'], 1)
    commit(['assistant-message'], 3)
    commit(['customer-message'], 4)
    expect(remembered()).toEqual([2, 3, 4])
    expect(memory.recall('t', 'c')).toMatchObject({ versions, conversation: { lastSeq: 4 } })
    commit(['session-started', 'customer-message'], 5, { session: 2, sessionSeq: 5 })
    expect(remembered()).toEqual([6])
  })

  it('is nothing where a commit is missing between', () => {
    const { commit, remembered } = start()
    commit(['session-started', 'customer-message'], 1)
    commit(['customer-message'], 4)
    expect(remembered()).toBeUndefined()
    commit(['customer-message'], 5)
    expect(remembered()).toBeUndefined()
  })

  it('is nothing once another process wrote, people own the conversation, or it closed', () => {
    const { committed, commit, remembered } = start()
    const begin = () => commit(['session-started', 'customer-message'], 1)
    begin()
    committed.publish({
      tenantId: 't',
      conversationId: 'c',
      lastSeq: 3,
      events: [],
      state: undefined,
      here: false,
    })
    expect(remembered()).toBeUndefined()
    begin()
    commit(['owner-changed'], 3, { ownerKind: 'queue' })
    expect(remembered()).toBeUndefined()
    begin()
    commit(['conversation-closed'], 3, { state: 'closed' })
    expect(remembered()).toBeUndefined()
  })

  it('is nothing for another tenant, nor after it was found wrong', () => {
    const { memory, commit, remembered } = start()
    commit(['session-started', 'customer-message'], 1)
    expect(memory.recall('other', 'c')).toBeUndefined()
    memory.forget('t', 'c')
    expect(remembered()).toBeUndefined()
  })
})
