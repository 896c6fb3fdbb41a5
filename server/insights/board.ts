import { sql } from 'kysely'
import type { Board } from '../../contract/index.ts'
import type { Queue } from '../conversations/index.ts'
import type { StaffCaller } from '../platform/http/index.ts'
import { Steps } from './quantiles.ts'
import type { ReportDependencies } from './report.ts'

const hourMs = 3_600_000
const mostAgents = 200

/** What goes on in this moment, and what the last hour brought. */
export async function readBoard(
  { database, clock, members, queue }: ReportDependencies & { queue: Queue },
  caller: StaffCaller,
): Promise<Board> {
  const { tenantId } = caller
  const now = clock.now()
  const since = new Date(now.getTime() - hourMs)
  const { onDuty } = await queue.duty(tenantId)
  const { items: staff } = await members.list(caller, { limit: mostAgents })
  return database.tenant(tenantId, async (transaction) => {
    const { rows: owners } = await sql<{
      kind: string
      owner: string | null
      count: number
      since: Date | null
    }>`
      select owner_kind as kind, owner_id as owner, count(*)::int as count, min(queued_at) as since
      from conversations where tenant_id = current_tenant() and state = 'open' and last_seq > 0
      group by owner_kind, owner_id`.execute(transaction)
    const { rows: facts } = await sql<{ kind: string; reason: string; bucket: number; count: number }>`
      select kind, reason, case when kind = 'wait' then insight_bucket(ms) else 0 end as bucket, count(*)::int as count
      from insight_facts
      where tenant_id = current_tenant() and kind = any(array['session', 'turn', 'handover', 'agent-message', 'wait'])
        and at > ${since}
      group by 1, 2, 3`.execute(transaction)
    const sum = (kind: string, reasons?: readonly string[]) =>
      facts
        .filter((fact) => fact.kind === kind && (reasons === undefined || reasons.includes(fact.reason)))
        .reduce((total, fact) => total + fact.count, 0)
    const waits = new Steps()
    for (const fact of facts) if (fact.kind === 'wait') waits.add(fact.bucket, fact.count)
    const waiting = owners.find((row) => row.kind === 'queue')
    const load = new Map(
      owners.flatMap((row) => (row.owner === null ? [] : [[row.owner, row.count] as const])),
    )
    return {
      at: now.toISOString(),
      waiting: waiting?.count ?? 0,
      ...(waiting?.since == null ? {} : { waitingSince: waiting.since.toISOString() }),
      served: [...load.values()].reduce((total, count) => total + count, 0),
      withAssistant: owners.find((row) => row.kind === 'assistant')?.count ?? 0,
      onDuty,
      agents: staff
        .map(({ id, name, presence }) => ({ id, name, presence, load: load.get(id) ?? 0 }))
        // Who is away and serves nobody has no part in the moment.
        .filter((one) => one.presence !== 'away' || one.load > 0),
      lastHour: {
        conversations: sum('session'),
        answeredByMachine: sum('turn', ['answer', 'chosen']),
        answeredByPeople: sum('agent-message'),
        handovers: facts
          .filter((fact) => fact.kind === 'handover')
          .map(({ reason, count }) => ({ reason, count }))
          .sort((a, b) => b.count - a.count),
        waiting: waits.durations(),
      },
    }
  })
}
