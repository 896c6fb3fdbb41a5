import { sql } from 'kysely'
import type { ModelTier } from '../../../contract/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../../platform/db/index.ts'
import { type MeasuredShare, measuredShare } from './measured-share.ts'

/** What is measured apart: another model, or one that says it is less sure, is another matter. */
export interface ReplyKind {
  tier: ModelTier
  task: string
  model: string
  sure: string
}

export interface TierLedger {
  /** How often such replies were right for this tenant, at most a moment old. */
  shareOf(tenantId: string, kind: ReplyKind): Promise<MeasuredShare>
}

/** The newest so many count: what a model was like long ago says little. */
const mostCounted = 400
const freshMs = 20_000
const mostTenants = 1_000
const oldestMs = 90 * 86_400_000
/** A transaction may commit later than it says: so much is read again. */
const overlapMs = 10 * 60_000

interface Held {
  read: number
  shares: Promise<Map<string, MeasuredShare>>
}

const keyOf = ({ tier, task, model, sure }: ReplyKind) => `${tier} ${task} ${sure} ${model}`

/** What became of models' choices and answers: read from what customers and staff did, counted once each. */
export function openTierLedger({ database, clock }: { database: Database; clock: Clock }): TierLedger {
  const tenants = new Map<string, Held>()
  return {
    async shareOf(tenantId, kind) {
      let held = tenants.get(tenantId)
      if (held === undefined || performance.now() - held.read > freshMs) {
        held = { read: performance.now(), shares: readShares(database, tenantId, clock.now()) }
        tenants.delete(tenantId)
        tenants.set(tenantId, held)
        if (tenants.size > mostTenants) tenants.delete(tenants.keys().next().value ?? '')
        held.shares.catch(() => tenants.delete(tenantId))
      }
      return (await held.shares).get(keyOf(kind)) ?? measuredShare(0, 0)
    },
  }
}

async function readShares(
  database: Database,
  tenantId: string,
  now: Date,
): Promise<Map<string, MeasuredShare>> {
  const rows = await database.tenant(tenantId, async (transaction) => {
    await collectOutcomes(transaction, now)
    const { rows } = await sql<ReplyKind & { right: number; wrong: number }>`
      select tier, task, model, sure, count(*) filter (where is_right)::int as right,
        count(*) filter (where not is_right)::int as wrong
      from (
        select *, row_number() over (partition by tier, task, model, sure order by occurred_at desc) as place
        from tier_outcomes where tenant_id = current_tenant() and occurred_at > ${new Date(now.getTime() - oldestMs)}) newest
      where place <= ${mostCounted} group by tier, task, model, sure`.execute(transaction)
    return rows
  })
  return new Map(rows.map((row) => [keyOf(row), measuredShare(row.right, row.wrong)]))
}

/**
 * Counts what customers said since of replies that models had a hand in: a click on the choice or another, "none of these"
 * (which is taken for wrong), "solved" or "not solved". Run twice it counts nothing twice.
 */
export async function collectOutcomes(transaction: TenantTransaction, now: Date): Promise<void> {
  await sql`
    with since as (
      select greatest(${new Date(now.getTime() - oldestMs)},
        coalesce((select max(known_at) from tier_outcomes where tenant_id = current_tenant()), '-infinity')
          - make_interval(secs => ${overlapMs / 1_000})) as at)
    insert into tier_outcomes (tenant_id, decision_id, task, tier, model, sure, is_right, known_by, occurred_at, known_at)
    select distinct on (d.id, m->>'task') d.tenant_id, d.id, m->>'task', m->>'tier', m->>'model', coalesce(m->>'sure', ''),
      case l.kind when 'choice' then l.entry_id is not distinct from (m->>'entryId')::uuid else l.kind = 'solved' end,
      case l.kind when 'choice' then 'choice' else 'feedback' end, d.occurred_at, l.created_at
    from since, labels l
    join decisions d on d.tenant_id = l.tenant_id and d.conversation_id = l.conversation_id and d.reply_seq = l.seq
    cross join lateral jsonb_array_elements(d.record->'models') m
    where l.tenant_id = current_tenant() and l.created_at > since.at and d.record ? 'models'
      and case l.kind when 'choice' then m->>'use' = 'offered' else m->>'use' = 'answered' end
    order by d.id, m->>'task', l.created_at desc
    on conflict (tenant_id, decision_id, task) do update
      set is_right = excluded.is_right, known_by = excluded.known_by, known_at = excluded.known_at
      where tier_outcomes.known_by <> 'label' and tier_outcomes.is_right <> excluded.is_right`.execute(
    transaction,
  )
}

/** What staff found a question to mean, who know better than a click: right where it is what the model chose. */
export async function noteStaffLabels(
  transaction: TenantTransaction,
  labels: readonly { conversationId: string; decisionId: string; entryId: string | null }[],
  now: Date,
): Promise<void> {
  if (labels.length === 0) return
  await sql`
    insert into tier_outcomes (tenant_id, decision_id, task, tier, model, sure, is_right, known_by, occurred_at, known_at)
    select d.tenant_id, d.id, m->>'task', m->>'tier', m->>'model', coalesce(m->>'sure', ''),
      w.entry is not distinct from (m->>'entryId')::uuid, 'label', d.occurred_at, ${now}
    from unnest(${labels.map((one) => one.conversationId)}::uuid[], ${labels.map((one) => one.decisionId)}::uuid[],
      ${labels.map((one) => one.entryId)}::uuid[]) as w (conversation, decision, entry)
    join decisions d on d.tenant_id = current_tenant() and d.conversation_id = w.conversation and d.id = w.decision
    cross join lateral jsonb_array_elements(d.record->'models') m
    where d.record ? 'models' and m ? 'entryId'
    on conflict (tenant_id, decision_id, task) do update
      set is_right = excluded.is_right, known_by = 'label', known_at = excluded.known_at`.execute(transaction)
}
