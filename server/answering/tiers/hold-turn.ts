import { sql } from 'kysely'
import type { Signals } from '../../conversations/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database } from '../../platform/db/index.ts'

/** Well within the patience of other processes, and of clients that show who types. */
const renewEveryMs = 3_000

/**
 * While models are asked: the customer sees that an answer is written, and other processes that the turn is worked on. Of a killed
 * process neither goes on, and the turn is taken over like any other. `over` tells that nothing is due any more: an agent took over in
 * another process, say, and no model need go on.
 */
export function openTurnHold(
  { database, clock, signals, processId }: HoldDependencies,
  { tenantId, conversationId }: { tenantId: string; conversationId: string },
): { begin(): void; end(): void; over: AbortSignal } {
  let timer: NodeJS.Timeout | undefined
  const over = new AbortController()
  const say = (typing: boolean) => signals.send({ tenantId, conversationId, by: 'assistant', typing })
  const renew = () =>
    database.tenant(tenantId, async (transaction) => {
      await sql`select renew_turn(${conversationId}::uuid, ${processId}::uuid, ${clock.now()})`.execute(
        transaction,
      )
      const due = await transaction
        .selectFrom('conversations')
        .select('turn_due_at')
        .where('id', '=', conversationId)
        .executeTakeFirst()
      if (due?.turn_due_at === null) over.abort()
    })
  return {
    over: over.signal,
    begin() {
      if (timer !== undefined) return
      say(true)
      timer = setInterval(() => {
        say(true)
        // What cannot be renewed now is renewed the next time, or taken over: it is sent once all the same.
        renew().catch(() => undefined)
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
