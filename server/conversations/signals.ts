import type { Clock } from '../platform/clock/index.ts'
import { Topic } from '../platform/events/index.ts'
import type { Log } from '../platform/log/index.ts'
import type { Wakeups } from '../platform/realtime/index.ts'

/** What passes and is not kept: somebody types, has read, has something new to look at. */
export interface Signal {
  tenantId: string
  conversationId: string
  by: 'customer' | 'assistant' | 'agent'
  /** The agent's member id. */
  memberId?: string
  typing?: boolean
  /** The agent writes an internal note: nothing for the customer. */
  noting?: boolean
  /** The agent has the conversation open, or no more; `asks` who else has. */
  viewing?: boolean
  asks?: boolean
  readSeq?: number
  /** What is checked of the reply being written to the customer message `ofSeq`, from its beginning. It is not in the log. */
  writing?: { ofSeq: number; text: string }
  /** How far this member has read for themselves, whoever serves. */
  seenSeq?: number
  /** Members who have a new notification about this conversation. */
  notified?: readonly string[]
}

export interface Signals {
  send(signal: Signal): void
  /** What is being written to the customer, for whoever comes meanwhile. */
  writingIn(conversationId: string): Signal['writing']
  readonly received: Topic<Signal>
}

const kind = 'signal'
/** What is longer stays in this process; elsewhere the whole reply is shown at once. */
const mostBytes = 6_000

/** Signals reach every process; one may be lost, and nothing depends on it. */
export function openSignals({ log, wakeups, clock }: { log: Log; wakeups: Wakeups; clock: Clock }): Signals {
  const received = new Topic<Signal>('signals', log)
  const writings = rememberWritings(clock)
  received.subscribe(writings.note)
  wakeups.on(kind, (key) => received.publish(JSON.parse(key) as Signal))
  return {
    received,
    writingIn: writings.of,
    send(signal) {
      received.publish(signal)
      const told = JSON.stringify(signal)
      if (Buffer.byteLength(told) <= mostBytes) wakeups.announce(kind, told)
    },
  }
}

/** Whoever writes says so every three seconds; after this long nobody does any more. */
const forgottenAfterMs = 12_000

/** Hints: one that is lost is made good by the next. */
function rememberWritings(clock: Clock): {
  note(signal: Signal): void
  of(conversationId: string): Signal['writing']
} {
  const writings = new Map<string, { writing: NonNullable<Signal['writing']>; until: number }>()
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
