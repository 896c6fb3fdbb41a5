import { useSyncExternalStore } from 'react'
import type { Conversation } from '../../contract/conversations.ts'
import type { ConversationEvent } from '../../contract/events.ts'

/** What the customer sees of a reply that the assistant is writing to their message `ofSeq`. */
export interface BeingWritten {
  ofSeq: number
  text: string
}

const written = new Map<string, { shown: BeingWritten; until: number }>()
const listeners = new Set<() => void>()
/** The server says every three seconds that it goes on. */
const fadesAfter = 12_000

const changed = () => {
  for (const listener of listeners) listener()
}

/** Notes what is shown so far, or, without, that more is being written. */
export function noteWritten(conversationId: string, shown = writtenIn(conversationId)): void {
  if (shown === undefined) return
  written.set(conversationId, { shown, until: Date.now() + fadesAfter })
  setTimeout(() => {
    if ((written.get(conversationId)?.until ?? 0) > Date.now()) return
    endWritten(conversationId)
  }, fadesAfter + 50)
  changed()
}

export const writtenIn = (conversationId: string): BeingWritten | undefined =>
  written.get(conversationId)?.shown

/** Nothing is written any more; `only` where it is still this that is shown. */
export function endWritten(conversationId: string, only = writtenIn(conversationId)): void {
  if (writtenIn(conversationId) !== only) return
  written.delete(conversationId)
  changed()
}

/** What is being written to the customer now: nothing once the log has the reply, or somebody else serves. */
export function useBeingWritten(
  { id, owner, state }: Conversation,
  events: readonly ConversationEvent[],
): BeingWritten | undefined {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => writtenIn(id),
  )
  if (shown === undefined || owner.kind !== 'assistant' || state !== 'open') return undefined
  const sent = events.some(({ type, seq }) => type === 'assistant-message' && seq > shown.ofSeq)
  return sent ? undefined : shown
}
