import { useSyncExternalStore } from 'react'

/** Who types where, until when; a sign that is not renewed fades by itself. */
const until = new Map<string, number>()
const listeners = new Set<() => void>()
const fadesAfter = 6_000

const changed = () => {
  for (const listener of listeners) listener()
}

/** Notes that somebody (`customer`, `assistant` or a member's id) types in a conversation, or stopped. */
export function noteTyping(conversationId: string, who: string, on: boolean): void {
  const key = `${conversationId}/${who}`
  if (on) {
    until.set(key, Date.now() + fadesAfter)
    setTimeout(() => {
      if ((until.get(key) ?? 0) <= Date.now()) until.delete(key)
      changed()
    }, fadesAfter + 50)
  } else until.delete(key)
  changed()
}

/** Who types in a conversation now: `customer`, `assistant`, members' ids, separated by spaces. */
export function useTyping(conversationId: string): string {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () =>
      [...until.keys()]
        .filter((key) => key.startsWith(`${conversationId}/`))
        .map((key) => key.slice(conversationId.length + 1))
        .join(' '),
  )
}
