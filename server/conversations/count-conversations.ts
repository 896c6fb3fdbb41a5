import { sql } from 'kysely'
import { type ConversationCounts, mostClosedCounted } from '../../contract/index.ts'
import type { TenantTransaction } from '../platform/db/index.ts'

/** The tenant's conversations by who has to do with them, counted once for all its members. */
export interface TenantCounts {
  shared: Omit<ConversationCounts, 'mine'>
  byAgent: ReadonlyMap<string, number>
}

/** Counts what is open whole, of what is closed only so many: nobody reads the difference. */
export async function countConversations(transaction: TenantTransaction): Promise<TenantCounts> {
  const { rows } = await sql<{ kind: string; agent: string | null; replied: boolean; count: number }>`
    select owner_kind as kind, owner_id as agent, preview_from = 'agent' as replied, count(*)::int as count
    from conversations where tenant_id = current_tenant() and state = 'open' and last_seq > 0
    group by 1, 2, 3
    union all
    select 'closed', null, false, count(*)::int from (
      select from conversations where tenant_id = current_tenant() and state = 'closed' limit ${mostClosedCounted}) c`.execute(
    transaction,
  )
  const shared = { queue: 0, assistant: 0, replied: 0, open: 0, closed: 0 }
  const byAgent = new Map<string, number>()
  for (const { kind, agent, replied, count } of rows) {
    if (kind === 'closed') {
      shared.closed = count
      continue
    }
    shared.open += count
    if (kind === 'queue' || kind === 'assistant') shared[kind] += count
    if (kind === 'agent' && replied) shared.replied += count
    if (agent !== null) byAgent.set(agent, (byAgent.get(agent) ?? 0) + count)
  }
  return { shared, byAgent }
}

/** The numbers beside one member's views. */
export function countsOf(
  { shared, byAgent }: TenantCounts,
  memberId: string | undefined,
): ConversationCounts {
  return { ...shared, mine: byAgent.get(memberId ?? '') ?? 0 }
}
