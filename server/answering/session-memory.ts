import type { Committed, ConversationLog, ConversationState } from '../conversations/index.ts'
import type { LoadedTurn, SessionEvent } from './load-turn.ts'

/**
 * What this process has just written itself, so that a turn need not read it back: the running session of each recent
 * conversation, and the versions last seen of each tenant. It may be behind the database (another process writes, too), so
 * whoever starts from it sends only under the condition that all of it still holds, and reads the database when it does not.
 */
export interface SessionMemory {
  recall(tenantId: string, conversationId: string): LoadedTurn | undefined
  /** Takes over what was read from the database. */
  learn(tenantId: string, loaded: LoadedTurn): void
  /** What was recalled did not hold. */
  forget(tenantId: string, conversationId: string): void
  close(): void
}

interface Session {
  conversation: ConversationState
  events: SessionEvent[]
}

const mostSessions = 5_000
const mostTenants = 1_000
/** As many messages as a turn looks back. */
const mostEvents = 40
const kept: ReadonlySet<string> = new Set([
  'customer-message',
  'assistant-message',
  'agent-message',
  'feedback-given',
])

export function openSessionMemory(log: Pick<ConversationLog, 'committed'>): SessionMemory {
  const sessions = new Map<string, Session>()
  const versions = new Map<string, LoadedTurn['versions']>()

  function onCommitted({ conversationId, events, state }: Committed): void {
    const known = sessions.get(conversationId)
    if (state === undefined || state.ownerKind !== 'assistant' || state.state !== 'open') {
      sessions.delete(conversationId)
      return
    }
    const [first] = events
    if (first === undefined) return
    // The memory begins with a session, and goes on only where nothing is missing between.
    if (first.seq === state.sessionSeq) remember(conversationId, state, events)
    else if (known?.conversation.lastSeq === first.seq - 1 && known.conversation.session === state.session)
      remember(conversationId, state, [...known.events, ...events])
    else sessions.delete(conversationId)
  }

  function remember(
    conversationId: string,
    conversation: ConversationState,
    events: readonly SessionEvent[],
  ): void {
    sessions.delete(conversationId)
    const session = { conversation, events: events.filter((one) => kept.has(one.type)).slice(-mostEvents) }
    sessions.set(conversationId, session)
    dropOldest(sessions, mostSessions)
  }

  const stop = log.committed.subscribe(onCommitted)
  return {
    recall(tenantId, conversationId) {
      const session = sessions.get(conversationId)
      const seen = versions.get(tenantId)
      if (session === undefined || seen === undefined || session.conversation.tenantId !== tenantId)
        return undefined
      return { ...session, versions: seen }
    },
    learn(tenantId, { conversation, events, versions: seen }) {
      versions.delete(tenantId)
      versions.set(tenantId, seen)
      dropOldest(versions, mostTenants)
      // What waits for people is read anew each time.
      if (conversation.ownerKind !== 'assistant') return
      const known = sessions.get(conversation.id)
      if (known === undefined || known.conversation.lastSeq < conversation.lastSeq)
        remember(conversation.id, conversation, events)
    },
    forget(tenantId, conversationId) {
      sessions.delete(conversationId)
      versions.delete(tenantId)
    },
    close() {
      stop()
      sessions.clear()
      versions.clear()
    },
  }
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  if (map.size <= most) return
  const oldest = map.keys().next().value
  if (oldest !== undefined) map.delete(oldest)
}
