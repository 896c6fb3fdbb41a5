import { sql } from 'kysely'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { inPieces, type Pace } from '../platform/pace/index.ts'
import { addCounts, type CountedFact, countedColumns, recountFacts } from './counts.ts'
import {
  emptyState,
  type Fact,
  type FoldState,
  foldEvent,
  type LoggedDecision,
  type LoggedEvent,
} from './fold.ts'

/** Conversations counted in one piece, and in one transaction. */
const mostAtOnce = 20
/** A run ends, the next goes on. */
const mostMs = 1_500

export interface ProjectDependencies {
  database: Database
  clock: Clock
  /** How much of the time counting may take; all of it where nothing is said. */
  pace?: Pace
}

/**
 * Reads what was said since and counts it. Each conversation remembers how far it was read, in the transaction that counts: run
 * twice, at once or after a crash it counts nothing twice and forgets nothing. Returns how many conversations were behind.
 */
export async function projectInsights(dependencies: ProjectDependencies): Promise<number> {
  let counted = 0
  await inPieces(
    async () => {
      const some = await projectSome(dependencies)
      counted += some
      return { left: some > 0 }
    },
    { pace: dependencies.pace ?? (() => 1), mostMs },
  )
  return counted
}

async function projectSome({ database, clock }: ProjectDependencies): Promise<number> {
  const { rows } = await sql<{ tenant_id: string; conversation_id: string }>`
    select * from pending_insights(${mostAtOnce})`.execute(database.unscoped)
  const byTenant = Map.groupBy(rows, (row) => row.tenant_id)
  const failures: unknown[] = []
  for (const [tenantId, pending] of byTenant) {
    const ids = pending.map((row) => row.conversation_id)
    await projectConversations({ database, clock }, tenantId, ids).catch((error: unknown) =>
      failures.push(error),
    )
  }
  // One tenant's trouble must not keep the others uncounted.
  if (failures.length > 0) throw new AggregateError(failures, 'some conversations could not be counted')
  return rows.length
}

/** Counts what is new in some conversations of a tenant. */
export async function projectConversations(
  { database, clock }: ProjectDependencies,
  tenantId: string,
  conversationIds: readonly string[],
): Promise<void> {
  await database.tenant(tenantId, async (transaction) => {
    const timeZone = await takeTurn(transaction, tenantId, clock.now())
    const ids = [...conversationIds].sort()
    const { rows: positions } = await sql<Position>`
      select c.id, c.channel_id, c.last_seq, i.through_seq, i.state
      from unnest(${ids}::uuid[]) as w (id)
      cross join lateral (
        select * from conversations c where c.tenant_id = current_tenant() and c.id = w.id ${one}) c
      left join insight_conversations i on i.tenant_id = c.tenant_id and i.conversation_id = c.id`.execute(
      transaction,
    )
    const events = await readEvents(transaction, positions)
    const decisions = await readDecisions(transaction, positions)
    const facts: (Fact & { conversationId: string; channelId: string })[] = []
    const states: { id: string; through: number; state: FoldState }[] = []
    for (const position of positions) {
      const state = position.state ?? emptyState()
      const news = events.get(position.id) ?? []
      const made = new Map<string, Fact>()
      for (const event of news) {
        const decision = decisions.get(`${position.id} ${event.seq}`)
        for (const fact of foldEvent(state, event, decision)) made.set(`${fact.seq} ${fact.kind}`, fact)
      }
      for (const fact of made.values())
        facts.push({ ...fact, conversationId: position.id, channelId: position.channel_id })
      states.push({ id: position.id, through: news.at(-1)?.seq ?? position.through_seq ?? 0, state })
    }
    await keepFacts(transaction, facts, timeZone)
    await sql`
      insert into insight_conversations (tenant_id, conversation_id, through_seq, state)
      select current_tenant(), s.id, s.through, s.state
      from jsonb_to_recordset(${JSON.stringify(states)}::jsonb) as s (id uuid, through int, state jsonb)
      on conflict (tenant_id, conversation_id) do update set through_seq = excluded.through_seq, state = excluded.state
    `.execute(transaction)
    // What was said while this was counted keeps its place in the list. Of a conversation that is gone there is nothing to count.
    const through = new Map(states.map((one) => [one.id, one.through]))
    await sql`
      delete from insight_pending p
      where p.tenant_id = current_tenant() and p.conversation_id = any(${ids}::uuid[])
        and p.last_seq <= coalesce((${JSON.stringify(Object.fromEntries(through))}::jsonb->>p.conversation_id::text)::int, p.last_seq)
    `.execute(transaction)
  })
}

/**
 * Behind what is looked up for each row of another: keeps the planner from reading all of a tenant's rows for it, which it would like to
 * where it thinks that the tenant has few.
 */
const one = sql.raw('offset 0')

/** Some conversations, each with the place up to which it was counted. A join by them walks the keys, however new the table. */
function unread(positions: readonly Position[]) {
  return sql`unnest(${positions.map((one) => one.id)}::uuid[], ${positions.map((one) => one.through_seq ?? 0)}::int[])
    as w (id, through)`
}

interface Position {
  id: string
  channel_id: string
  last_seq: number
  through_seq: number | null
  state: FoldState | null
}

/** One counts for a tenant at a time. Returns the zone to count in; in another one than before everything is counted anew. */
async function takeTurn(transaction: TenantTransaction, tenantId: string, now: Date): Promise<string> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`insights ${tenantId}`}, 0))`.execute(transaction)
  // Few rows of large tables, all by their keys: what the planner knows of tables that have just grown would lead it through them whole.
  await sql`
    select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
      set_config('enable_mergejoin', 'off', true)`.execute(transaction)
  const { rows } = await sql<{ time_zone: string; counted_in: string | null }>`
    select t.time_zone, i.time_zone as counted_in
    from tenants t left join insight_tenants i on i.tenant_id = t.tenant_id
    where t.tenant_id = current_tenant()`.execute(transaction)
  const timeZone = rows[0]?.time_zone ?? 'UTC'
  await sql`
    insert into insight_tenants (tenant_id, time_zone, projected_at) values (current_tenant(), ${timeZone}, ${now})
    on conflict (tenant_id) do update set time_zone = excluded.time_zone, projected_at = excluded.projected_at
  `.execute(transaction)
  if (rows[0]?.counted_in != null && rows[0].counted_in !== timeZone)
    await recountFacts(transaction, timeZone)
  return timeZone
}

/** Forgets everything counted for a tenant; it is made again from the log, conversation by conversation. */
export async function forgetInsights(database: Database, tenantId: string): Promise<void> {
  await database.tenant(tenantId, async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`insights ${tenantId}`}, 0))`.execute(
      transaction,
    )
    for (const table of [
      'insight_counts',
      'insight_cells',
      'insight_facts',
      'insight_conversations',
    ] as const)
      await sql`delete from ${sql.table(table)} where tenant_id = current_tenant()`.execute(transaction)
    await sql`
      insert into insight_pending (tenant_id, conversation_id, last_seq)
      select tenant_id, id, last_seq from conversations where tenant_id = current_tenant() and last_seq > 0
      on conflict do nothing
    `.execute(transaction)
  })
}

/** Events behind what was counted, by conversation, in order. Of messages only what kind they are, never their words. */
async function readEvents(
  transaction: TenantTransaction,
  positions: readonly Position[],
): Promise<Map<string, LoggedEvent[]>> {
  const { rows } = await sql<LoggedEvent & { conversation: string }>`
    select e.conversation_id as conversation, e.seq, e.type, (extract(epoch from e.occurred_at) * 1000)::float8 as at,
      e.actor_id as "actorId",
      case
        when e.body ? 'parts' then jsonb_build_object('kind', e.body->>'kind')
        when e.type in ('session-started', 'owner-changed', 'feedback-given', 'conversation-closed', 'reply-reviewed') then e.body
        else '{}'
      end as body
    from ${unread(positions)}
    cross join lateral (
      select * from conversation_events e
      where e.tenant_id = current_tenant() and e.conversation_id = w.id and e.seq > w.through ${one}) e
    order by e.conversation_id, e.seq`.execute(transaction)
  return Map.groupBy(rows, (row) => row.conversation)
}

async function readDecisions(
  transaction: TenantTransaction,
  positions: readonly Position[],
): Promise<Map<string, LoggedDecision>> {
  const { rows } = await sql<LoggedDecision & { conversation: string }>`
    select d.conversation_id as conversation, d.reply_seq as "replySeq", d.outcome, d.entry_id as "entryId",
      d.record->'decided'->>'rule' as rule, d.record->'decided'->>'scene' as scene,
      d.record->'understood'->>'language' as language, d.record->>'tier' as tier,
      coalesce(d.record->'review'->>'verdict' in ('approved', 'edited'), false) as approved
    from ${unread(positions)}
    cross join lateral (
      select * from decisions d
      where d.tenant_id = current_tenant() and d.conversation_id = w.id and d.reply_seq > w.through ${one}) d`.execute(
    transaction,
  )
  return new Map(rows.map((row) => [`${row.conversation} ${row.replySeq}`, row]))
}

/** Puts facts in the place of earlier ones and moves the counts by the difference. */
async function keepFacts(
  transaction: TenantTransaction,
  facts: readonly (Fact & { conversationId: string; channelId: string })[],
  timeZone: string,
): Promise<void> {
  if (facts.length === 0) return
  const given = JSON.stringify(facts.map((fact) => ({ ...fact, at: new Date(fact.at).toISOString() })))
  // By lists of keys and not joined with what is given: a planner that thinks a tenant has few facts would read them all. The kind
  // is no condition of its own, or the index by kind and time would be taken, which tries every moment.
  const { rows: gone } = await sql<CountedFact>`
    delete from insight_facts f
    where f.tenant_id = current_tenant() and f.conversation_id = any(${[...new Set(facts.map((fact) => fact.conversationId))]}::uuid[])
      and f.seq = any(${[...new Set(facts.map((fact) => fact.seq))]}::int[])
      and concat_ws(' ', f.conversation_id, f.seq, f.kind) = any(${facts.map((fact) => `${fact.conversationId} ${fact.seq} ${fact.kind}`)}::text[])
    returning ${countedColumns(timeZone)}, -1 as count`.execute(transaction)
  const { rows: made } = await sql<CountedFact>`
    insert into insight_facts as f (tenant_id, conversation_id, seq, kind, at, channel_id, language, scene, agent_id, reason,
      entry_id, ms)
    select current_tenant(), g."conversationId", g.seq, g.kind, g.at, g."channelId", g.language, g.scene, g."agentId",
      g.reason, g."entryId", g.ms
    from jsonb_to_recordset(${given}::jsonb) as g ("conversationId" uuid, seq int, kind text, at timestamptz,
      "channelId" uuid, language text, scene text, "agentId" uuid, reason text, "entryId" uuid, ms bigint)
    returning ${countedColumns(timeZone)}, 1 as count`.execute(transaction)
  await addCounts(transaction, [...gone, ...made])
}
