import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { FlywheelFigures, getFlywheel, MeasuredPrecision } from '../../contract/index.ts'
import type { TenantTransaction } from '../platform/db/index.ts'
import { daysOf, type ReportDependencies, type Span } from './report.ts'

type Tier = keyof FlywheelFigures['precision']
type Counted = Exclude<keyof FlywheelFigures, 'precision'>

/** What was counted of one day: everything of a report of days is added up from these. */
interface Day {
  counts: Partial<Record<Counted, number>>
  known: Partial<Record<Tier, { right: number; known: number }>>
}

const reasons: Readonly<Record<string, Counted>> = {
  local: 'local',
  'small-model': 'small',
  'large-model': 'large',
  approved: 'approved',
  offered: 'offered',
  people: 'people',
}

/** Who settled the questions of some days, how often they were right where that is known, and what it cost. */
export async function readFlywheel(
  { database }: Pick<ReportDependencies, 'database'>,
  tenantId: string,
  span: Span,
): Promise<z.output<(typeof getFlywheel)['reply']>> {
  daysOf(span)
  return database.tenant(tenantId, async (transaction) => {
    const tenant = await transaction.selectFrom('tenants').select('time_zone').executeTakeFirstOrThrow()
    const days = new Map<string, Day>()
    const dayOf = (day: string): Day => {
      const there = days.get(day) ?? { counts: {}, known: {} }
      days.set(day, there)
      return there
    }
    const add = (day: string, name: Counted, count: number) => {
      const { counts } = dayOf(day)
      counts[name] = (counts[name] ?? 0) + count
    }
    for (const { day, kind, reason, count } of await readCounts(transaction, span)) {
      const name = reasons[reason]
      if (kind === 'session') add(day, 'resolved', count)
      else if (name !== undefined) {
        add(day, name, count)
        add(day, 'questions', count)
      }
    }
    for (const { day, tier, right, known } of await readOutcomes(transaction, span, tenant.time_zone))
      dayOf(day).known[tier] = { right, known }
    for (const { day, cost } of await readCosts(transaction, span)) add(day, 'cost', cost)
    for (const { day, count } of await readLearned(transaction, span, tenant.time_zone))
      add(day, 'wordings', count)
    const all = [...days.values()]
    return {
      timeZone: tenant.time_zone,
      ...span,
      currency: await readCurrency(transaction),
      rows: [...days]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([day, one]) => ({ day, figures: figuresOf([one]) })),
      total: figuresOf(all),
    }
  })
}

function figuresOf(days: readonly Day[]): FlywheelFigures {
  const sum = (name: Counted) => days.reduce((total, { counts }) => total + (counts[name] ?? 0), 0)
  const precision = (tier: Tier) =>
    precisionOf(
      days.reduce((total, { known }) => total + (known[tier]?.right ?? 0), 0),
      days.reduce((total, { known }) => total + (known[tier]?.known ?? 0), 0),
    )
  return {
    questions: sum('questions'),
    local: sum('local'),
    small: sum('small'),
    large: sum('large'),
    approved: sum('approved'),
    offered: sum('offered'),
    people: sum('people'),
    precision: { local: precision('local'), small: precision('small'), large: precision('large') },
    cost: Number(sum('cost').toPrecision(9)),
    resolved: sum('resolved'),
    wordings: sum('wordings'),
  }
}

/** Wilson's interval: honest also of a few, and never outside 0 to 1. */
export function precisionOf(right: number, known: number): MeasuredPrecision {
  if (known === 0) return { known, right, low: 0, high: 1 }
  const z = 1.96
  const share = right / known
  const middle = share + (z * z) / (2 * known)
  const reach = z * Math.sqrt((share * (1 - share)) / known + (z * z) / (4 * known * known))
  const under = 1 + (z * z) / known
  const round = (value: number) => Number(Math.min(1, Math.max(0, value)).toFixed(4))
  return { known, right, low: round((middle - reach) / under), high: round((middle + reach) / under) }
}

async function readCounts(transaction: TenantTransaction, { from, to }: Span) {
  const { rows } = await sql<{ day: string; kind: string; reason: string; count: number }>`
    select n.day::text as day, c.kind, c.reason, sum(n.count)::int as count
    from insight_counts n join insight_cells c on c.tenant_id = n.tenant_id and c.cell = n.cell
    where n.tenant_id = current_tenant() and n.grain = 'day' and n.day between ${from}::date and ${to}::date
      and (c.kind = 'tier' or (c.kind = 'session' and c.reason = 'machine'))
    group by 1, 2, 3 having sum(n.count) <> 0`.execute(transaction)
  return rows
}

/** The moments of some days in a zone. */
const within = (column: RawBuilder<unknown>, { from, to }: Span, zone: string) =>
  sql`${column} >= ${from}::timestamp at time zone ${zone} and ${column} < (${to}::timestamp + interval '1 day') at time zone ${zone}`

/**
 * Of models what their ledger holds; of the knowledge alone what staff said the question means, else whether the customer said that
 * it was solved.
 */
async function readOutcomes(transaction: TenantTransaction, span: Span, zone: string) {
  const { rows } = await sql<{ day: string; tier: Tier; right: number; known: number }>`
    with local as (
      select q.occurred_at, coalesce(l.is_right, f.kind = 'solved') as is_right
      from customer_questions q
      left join lateral (select bool_and(l.verdict = 'entry' and l.entry_id = q.entry_id) as is_right from question_labels l
        where l.tenant_id = q.tenant_id and l.question_id = q.id and l.verdict <> 'wrong') l on true
      left join lateral (select f.kind from labels f where f.tenant_id = q.tenant_id and f.conversation_id = q.conversation_id
        and f.seq = q.reply_seq and f.kind in ('solved', 'not-solved') order by f.created_at desc limit 1) f on true
      where q.tenant_id = current_tenant() and q.entry_id is not null and q.kind in ('answered', 'disliked', 'handed-over')
        and ${within(sql`q.occurred_at`, span, zone)} and (l.is_right is not null or f.kind is not null)
        and not exists (select from tier_outcomes o where o.tenant_id = q.tenant_id and o.decision_id = q.id))
    select (k.occurred_at at time zone ${zone})::date::text as day, k.tier,
      count(*) filter (where k.is_right)::int as right, count(*)::int as known
    from (
      select occurred_at, 'local' as tier, is_right from local
      union all
      select o.occurred_at, o.tier, o.is_right from tier_outcomes o
      where o.tenant_id = current_tenant() and ${within(sql`o.occurred_at`, span, zone)}) k
    group by 1, 2`.execute(transaction)
  return rows
}

async function readCosts(transaction: TenantTransaction, { from, to }: Span) {
  const { rows } = await sql<{ day: string; cost: number }>`
    select day::text as day, sum(cost)::float8 as cost from model_counts
    where tenant_id = current_tenant() and day between ${from}::date and ${to}::date
    group by 1 having sum(cost) > 0`.execute(transaction)
  return rows
}

/** Ids made by us tell when. */
async function readLearned(transaction: TenantTransaction, span: Span, zone: string) {
  const { rows } = await sql<{ day: string; count: number }>`
    select (w.at at time zone ${zone})::date::text as day, count(*)::int as count
    from (select uuid_extract_timestamp(id) as at from wordings
      where tenant_id = current_tenant() and origin in ('customer', 'pack', 'model')) w
    where ${within(sql`w.at`, span, zone)} group by 1`.execute(transaction)
  return rows
}

async function readCurrency(transaction: TenantTransaction): Promise<string> {
  const { rows } = await sql<{ currency: string }>`
    select currency from model_settings where tenant_id = current_tenant()`.execute(transaction)
  return rows[0]?.currency ?? 'CNY'
}
