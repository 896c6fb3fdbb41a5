import { sql } from 'kysely'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'

const spanMs = 30 * 86_400_000
const freshMs = 10 * 60_000
const mostCached = 500
const mostListed = 200

export interface EntryUse {
  /** Entries by how often they answered in the last 30 days, most used first; at most ten minutes old. */
  read(tenantId: string): Promise<{ entryId: string; key: string; count: number }[]>
}

export function openEntryUse({ database, clock }: { database: Database; clock: Clock }): EntryUse {
  const known = new Map<string, { at: number; value: ReturnType<EntryUse['read']> }>()

  async function load(tenantId: string): ReturnType<EntryUse['read']> {
    const since = new Date(clock.now().getTime() - spanMs)
    return database.tenant(tenantId, async (transaction) => {
      const { rows } = await sql<{ entryId: string; key: string; count: number }>`
        select f.entry_id as "entryId", e.key, count(*)::int as count
        from insight_facts f join entries e on e.tenant_id = f.tenant_id and e.id = f.entry_id
        where f.tenant_id = current_tenant() and f.kind = 'turn' and f.at > ${since} and f.entry_id is not null
        group by 1, 2 order by 3 desc, 2 limit ${mostListed}`.execute(transaction)
      return rows
    })
  }

  return {
    read(tenantId) {
      const now = clock.now().getTime()
      const cached = known.get(tenantId)
      if (cached !== undefined && now - cached.at < freshMs) return cached.value
      const value = load(tenantId)
      known.delete(tenantId)
      known.set(tenantId, { at: now, value })
      if (known.size > mostCached) known.delete(known.keys().next().value ?? '')
      value.catch(() => known.delete(tenantId))
      return value
    },
  }
}
