import type { QueueStatus } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import type { Topic } from '../platform/events/index.ts'
import type { Members } from '../tenants/index.ts'

/** The queue as customers see it: who is where, how long it takes, whether anybody is there. */
export interface Queue {
  /** Place of every waiting conversation of the tenant (the first 1,000), and whether somebody is on duty. */
  standing(tenantId: string): Promise<{ positions: Map<string, number>; onDuty: boolean }>
  status(tenantId: string, conversationId: string): Promise<QueueStatus | undefined>
  onDuty(tenantId: string): Promise<boolean>
  /** Somebody of this tenant came on or went off duty. */
  readonly dutyChanged: Topic<string>
  /** A conversation was taken after waiting so long: feeds the expected wait. */
  recordWait(tenantId: string, waitedMs: number): void
  expectedWaitSeconds(tenantId: string, position: number): number | undefined
}

const mostListed = 1_000
const waitsKept = 20
const onDutyFreshMs = 1_000

export function openQueue({
  database,
  clock,
  members,
}: {
  database: Database
  clock: Clock
  members: Members
}): Queue {
  const waits = new Map<string, number[]>()
  const duty = new Map<string, { at: number; value: Promise<boolean> }>()
  members.presenceChanged.subscribe((tenantId) => duty.delete(tenantId))

  async function onDuty(tenantId: string): Promise<boolean> {
    const now = clock.now().getTime()
    const known = duty.get(tenantId)
    if (known !== undefined && now - known.at < onDutyFreshMs) return known.value
    const value = members.someoneOnDuty(tenantId)
    duty.set(tenantId, { at: now, value })
    value.catch(() => duty.delete(tenantId))
    return value
  }

  async function standing(tenantId: string) {
    const [rows, someone] = await Promise.all([
      database.tenant(tenantId, (transaction) =>
        transaction
          .selectFrom('conversations')
          .select('id')
          .where('owner_kind', '=', 'queue')
          .where('state', '=', 'open')
          .orderBy('queued_at')
          .orderBy('id')
          .limit(mostListed)
          .execute(),
      ),
      onDuty(tenantId),
    ])
    return { positions: new Map(rows.map((row, index) => [row.id, index + 1])), onDuty: someone }
  }

  const queue: Queue = {
    dutyChanged: members.presenceChanged,
    standing,
    onDuty,
    async status(tenantId, conversationId) {
      const now = await standing(tenantId)
      const position = now.positions.get(conversationId)
      if (position === undefined) return undefined
      const expected = queue.expectedWaitSeconds(tenantId, position)
      return {
        position,
        onDuty: now.onDuty,
        ...(expected === undefined ? {} : { expectedWaitSeconds: expected }),
      }
    },
    recordWait(tenantId, waitedMs) {
      const list = waits.get(tenantId) ?? []
      list.push(waitedMs)
      if (list.length > waitsKept) list.shift()
      waits.set(tenantId, list)
    },
    // The median of the last waits, scaled by the place: rough, but measured. Nothing is said before three were measured.
    expectedWaitSeconds(tenantId, position) {
      const list = waits.get(tenantId) ?? []
      if (list.length < 3) return undefined
      const median = [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0
      return Math.max(30, Math.round(((median / 1000) * Math.sqrt(position)) / 30) * 30)
    },
  }
  return queue
}
