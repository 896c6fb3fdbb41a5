import { sql } from 'kysely'
import type { Modules } from './compose.ts'

const heartbeatMs = 1_000
const tickMs = 2_000
const partitionEveryMs = 6 * 3_600_000
const forgetEveryMs = 600_000
const unusedForMs = 24 * 3_600_000
const mostForgotten = 5_000
/** Of a task that fails again and again, one failure in so many is said. */
const failuresPerWarning = 60

/** What happens by itself as time passes: the process's heartbeat, due deadlines, next month's partition. */
export async function startClockwork(
  { database, clock, log, processId }: Modules,
  options: { role: string; alone: boolean; tasks: readonly ((now: Date) => Promise<unknown>)[] },
): Promise<{ stop(): Promise<void> }> {
  const beat = () =>
    sql`select heartbeat(${processId}::uuid, ${options.role}, ${clock.now()})`.execute(database.unscoped)
  const partitions = async () => {
    const now = clock.now()
    const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 15))
    for (const moment of [now, next])
      await sql`select ensure_decision_partition(${moment})`.execute(database.unscoped)
  }
  /** Chats that were opened and never written in. */
  const forget = () =>
    sql`select forget_unused_conversations(${new Date(clock.now().getTime() - unusedForMs)}, ${mostForgotten})`.execute(
      database.unscoped,
    )
  // Turns of a process that was killed are then taken up at once, not when its heartbeat is old.
  if (options.alone) await sql`select forget_processes()`.execute(database.unscoped)
  await beat()
  await partitions()
  const timers = [
    repeat(heartbeatMs, beat),
    repeat(partitionEveryMs, partitions),
    repeat(forgetEveryMs, forget),
    // Each for itself: one that fails must not keep the others from their work.
    ...options.tasks.map((task) => repeat(tickMs, () => task(clock.now()))),
  ]

  /** One run at a time; a failure is said and the next run tries again. */
  function repeat(everyMs: number, work: () => Promise<unknown>): NodeJS.Timeout {
    let busy = false
    let failures = 0
    const timer = setInterval(() => {
      if (busy) return
      busy = true
      work()
        .then(
          () => {
            failures = 0
          },
          (error: unknown) => {
            const level = failures % failuresPerWarning === 0 ? 'warn' : 'debug'
            failures += 1
            log[level]({ err: error, failures }, 'a timed task failed; it is repeated')
          },
        )
        .finally(() => {
          busy = false
        })
    }, everyMs)
    timer.unref()
    return timer
  }

  return {
    async stop() {
      for (const timer of timers) clearInterval(timer)
      await sql`select end_process(${processId}::uuid)`.execute(database.unscoped).catch(() => undefined)
    },
  }
}
