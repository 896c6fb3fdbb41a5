import type { Signal } from '../../conversations/index.ts'
import type { Clock } from '../../platform/clock/index.ts'

/** Whoever writes says so every three seconds; after this long nobody does any more. */
const forgottenAfterMs = 12_000

type Writing = NonNullable<Signal['writing']>

/** What is being written to whom, for clients that come back meanwhile. Hints: one that is lost is made good by the next. */
export function rememberWritings(clock: Clock): {
  note(signal: Signal): void
  of(conversationId: string): Writing | undefined
} {
  const writings = new Map<string, { writing: Writing; until: number }>()
  return {
    note({ conversationId, by, typing, writing }) {
      if (by !== 'assistant') return
      const known = writings.get(conversationId)
      const now = clock.now().getTime()
      const until = now + forgottenAfterMs
      if (writing !== undefined) {
        // Of processes that died while they wrote.
        for (const [id, one] of writings) if (one.until < now) writings.delete(id)
        writings.set(conversationId, { writing, until })
      } else if (typing === false) writings.delete(conversationId)
      else if (typing === true && known !== undefined) known.until = until
    },
    of(conversationId) {
      const known = writings.get(conversationId)
      return known === undefined || known.until < clock.now().getTime() ? undefined : known.writing
    },
  }
}
