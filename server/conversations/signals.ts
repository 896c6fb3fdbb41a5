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
  readonly received: Topic<Signal>
}

const kind = 'signal'
/** What is longer stays in this process; elsewhere the whole reply is shown at once. */
const mostBytes = 6_000

/** Signals reach every process; one may be lost, and nothing depends on it. */
export function openSignals({ log, wakeups }: { log: Log; wakeups: Wakeups }): Signals {
  const received = new Topic<Signal>('signals', log)
  wakeups.on(kind, (key) => received.publish(JSON.parse(key) as Signal))
  return {
    received,
    send(signal) {
      received.publish(signal)
      const told = JSON.stringify(signal)
      if (Buffer.byteLength(told) <= mostBytes) wakeups.announce(kind, told)
    },
  }
}
