import type { QueueStatus } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { Topic } from '../platform/events/index.ts'
import type { Log } from '../platform/log/index.ts'
import type { Policies } from '../policy/index.ts'
import type { Members } from '../tenants/index.ts'

/** Whether people are there: business hours are open, where there are any, and somebody is online. */
export interface Duty {
  onDuty: boolean
  /** When hours open next, while they are closed. */
  backAt?: Date
  /** Zone of the hours. */
  timeZone?: string
  /** Today's hours, as `09:00–12:00, 13:00–18:00`. */
  today?: string
}

/** The queue as customers see it: who is where, how long it takes, whether anybody is there. */
export interface Queue {
  /** Place of every waiting conversation of the tenant (the first 1,000), and whether somebody is on duty. */
  standing(tenantId: string): Promise<{ positions: Map<string, number> } & Duty>
  status(tenantId: string, conversationId: string): Promise<QueueStatus | undefined>
  duty(tenantId: string): Promise<Duty>
  /** Somebody of this tenant came on or went off duty, or its hours were changed. */
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
  policies,
  log,
}: {
  database: Database
  clock: Clock
  members: Members
  policies: Policies
  log: Log
}): Queue {
  const waits = new Map<string, number[]>()
  const online = new Map<string, { at: number; value: Promise<boolean> }>()
  const dutyChanged = new Topic<string>('duty-changed', log)
  members.presenceChanged.subscribe((tenantId) => {
    online.delete(tenantId)
    dutyChanged.publish(tenantId)
  })
  policies.changed.subscribe((tenantId) => dutyChanged.publish(tenantId))

  async function somebodyOnline(tenantId: string): Promise<boolean> {
    const now = clock.now().getTime()
    const known = online.get(tenantId)
    if (known !== undefined && now - known.at < onDutyFreshMs) return known.value
    const value = members.someoneOnDuty(tenantId)
    online.set(tenantId, { at: now, value })
    value.catch(() => online.delete(tenantId))
    return value
  }

  async function duty(tenantId: string): Promise<Duty> {
    const [hours, someone] = await Promise.all([
      policies.hours(tenantId, clock.now()),
      somebodyOnline(tenantId),
    ])
    if (hours === undefined) return { onDuty: someone }
    const today = hours.today.map(({ from, to }) => `${from}–${to}`).join(', ')
    return {
      onDuty: hours.open && someone,
      timeZone: hours.timeZone,
      ...(hours.opensAt === undefined ? {} : { backAt: hours.opensAt }),
      ...(today === '' ? {} : { today }),
    }
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
      duty(tenantId),
    ])
    return { positions: new Map(rows.map((row, index) => [row.id, index + 1])), ...someone }
  }

  const queue: Queue = {
    dutyChanged,
    standing,
    duty,
    async status(tenantId, conversationId) {
      const now = await standing(tenantId)
      const position = now.positions.get(conversationId)
      if (position === undefined) return undefined
      const expected = queue.expectedWaitSeconds(tenantId, position)
      return statusOf(now, position, expected)
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

/** Where a customer stands, as their client is told. */
export function statusOf(duty: Duty, position: number, expectedWaitSeconds: number | undefined): QueueStatus {
  const { onDuty, backAt, timeZone } = duty
  return {
    position,
    onDuty,
    ...(expectedWaitSeconds === undefined ? {} : { expectedWaitSeconds }),
    ...(onDuty || backAt === undefined || timeZone === undefined
      ? {}
      : { backAt: backAt.toISOString(), timeZone }),
  }
}
