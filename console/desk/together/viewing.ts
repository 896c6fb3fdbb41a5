import { useSyncExternalStore } from 'react'

/** Who else has a conversation open, until when; the server says it again while it lasts. */
const until = new Map<string, number>()
const listeners = new Set<() => void>()
const fadesAfter = 50_000

const changed = () => {
  for (const listener of listeners) listener()
}

export function noteViewing(conversationId: string, memberId: string, on: boolean): void {
  const key = `${conversationId}/${memberId}`
  if (on) {
    until.set(key, Date.now() + fadesAfter)
    setTimeout(() => {
      if ((until.get(key) ?? 0) > Date.now()) return
      until.delete(key)
      changed()
    }, fadesAfter + 50)
  } else until.delete(key)
  changed()
}

/** Ids of the members who have a conversation open besides oneself, separated by spaces. */
export function useViewing(conversationId: string): string {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () =>
      [...until.keys()]
        .filter((key) => key.startsWith(`${conversationId}/`))
        .map((key) => key.slice(conversationId.length + 1))
        .sort()
        .join(' '),
  )
}
