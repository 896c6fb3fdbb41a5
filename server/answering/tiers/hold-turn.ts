import { sql } from 'kysely'
import type { Signals } from '../../conversations/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database } from '../../platform/db/index.ts'

/** Well within the patience of other processes, and of clients that show who types. */
const renewEveryMs = 3_000

/**
 * While models are asked: the customer sees that an answer is written, and other processes that the turn is worked on. Of a killed
 * process neither goes on, and the turn is taken over like any other.
 */
export function openTurnHold(
  { database, clock, signals, processId }: HoldDependencies,
  { tenantId, conversationId }: { tenantId: string; conversationId: string },
): { begin(): void; end(): void } {
  let timer: NodeJS.Timeout | undefined
  const say = (typing: boolean) => signals.send({ tenantId, conversationId, by: 'assistant', typing })
  return {
    begin() {
      if (timer !== undefined) return
      say(true)
      timer = setInterval(() => {
        say(true)
        // What cannot be renewed now is renewed the next time, or taken over: it is sent once all the same.
        database
          .tenant(tenantId, (transaction) =>
            sql`select renew_turn(${conversationId}::uuid, ${processId}::uuid, ${clock.now()})`.execute(
              transaction,
            ),
          )
          .catch(() => undefined)
      }, renewEveryMs)
      timer.unref()
    },
    end() {
      if (timer === undefined) return
      clearInterval(timer)
      timer = undefined
      say(false)
    },
  }
}

export interface HoldDependencies {
  database: Database
  clock: Clock
  signals: Signals
  processId: string
}
