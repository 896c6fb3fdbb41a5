import { type RawBuilder, sql } from 'kysely'
import { factKinds } from '../../contract/index.ts'
import type { TenantTransaction } from '../platform/db/index.ts'
import { nobody } from './fold.ts'

/** What can be known of a count besides its day and kind. */
const known = ['channel', 'language', 'scene', 'agent'] as const
export type Known = (typeof known)[number]

/**
 * Facts are counted once for each of these: a report reads the one that knows what is asked and no more, so that most add up some
 * thousand counts instead of everything.
 */
export const grains = {
  day: [],
  hour: [],
  channel: ['channel'],
  language: ['language'],
  scene: ['scene'],
  agent: ['agent'],
  all: known,
} as const satisfies Record<string, readonly Known[]>
export type Grain = keyof typeof grains

/** The grain that knows these and as little else as possible. */
export function grainOf(asked: readonly Known[]): Grain {
  const wanted = [...new Set(asked)]
  if (wanted.length === 0) return 'day'
  return wanted.length === 1 ? (wanted[0] as Known) : 'all'
}

/** A fact, or several alike, as they are counted. */
export interface CountedFact {
  day: string
  hour: number
  kind: string
  channel: string
  language: string
  scene: string
  agent: string
  reason: string
  bucket: number
  /** How many; below zero for what no longer is. */
  count: number
}

/** The columns of a `CountedFact`, but for its count, of a fact `f`. */
export function countedColumns(timeZone: string): RawBuilder<unknown> {
  return sql`(f.at at time zone ${timeZone})::date::text as day, extract(hour from f.at at time zone ${timeZone})::int as hour,
    f.kind, f.channel_id as channel, f.language, f.scene, f.agent_id as agent, f.reason, insight_bucket(f.ms)::int as bucket`
}

type Added = CountedFact & { grain: Grain }

/** Adds facts to the counts of every grain. What takes its own place again changes nothing and is not written. */
export async function addCounts(
  transaction: TenantTransaction,
  facts: readonly CountedFact[],
): Promise<void> {
  const added = new Map<string, Added>()
  for (const fact of facts)
    for (const [grain, knows] of Object.entries(grains) as [Grain, readonly Known[]][]) {
      const { day, kind, reason, bucket, count } = fact
      const hour = grain === 'hour' ? fact.hour : -1
      const channel = knows.includes('channel') ? fact.channel : nobody
      const language = knows.includes('language') ? fact.language : ''
      const scene = knows.includes('scene') ? fact.scene : ''
      const agent = knows.includes('agent') ? fact.agent : nobody
      const key = JSON.stringify([grain, day, hour, kind, channel, language, scene, agent, reason, bucket])
      const there = added.get(key)
      if (there === undefined)
        added.set(key, { grain, day, hour, kind, channel, language, scene, agent, reason, bucket, count })
      else there.count += count
    }
  const changed = [...added.values()].filter((one) => one.count !== 0)
  if (changed.length === 0) return
  await sql`
    with g as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as g (grain text, day date, hour int, kind text,
        channel uuid, language text, scene text, agent uuid, reason text, bucket int, count int)),
    cells as materialized (
      select d.kind, d.channel, d.language, d.scene, d.agent, d.reason, c.cell
      from (select distinct kind, channel, language, scene, agent, reason from g) d left join insight_cells c
        on c.tenant_id = current_tenant() and c.kind = d.kind and c.channel_id = d.channel and c.language = d.language
          and c.scene = d.scene and c.agent_id = d.agent and c.reason = d.reason),
    fresh as (
      insert into insight_cells (tenant_id, cell, kind, channel_id, language, scene, agent_id, reason)
      select current_tenant(), (select coalesce(max(cell), 0) from insight_cells where tenant_id = current_tenant())
        + row_number() over (), kind, channel, language, scene, agent, reason
      from cells where cell is null
      returning cell, kind, channel_id as channel, language, scene, agent_id as agent, reason)
    insert into insight_counts (tenant_id, grain, day, hour, cell, bucket, count)
    select current_tenant(), g.grain, g.day, g.hour, c.cell, g.bucket, g.count
    from g join (
      select cell, kind, channel, language, scene, agent, reason from cells where cell is not null
      union all select * from fresh) c using (kind, channel, language, scene, agent, reason)
    on conflict (tenant_id, grain, day, hour, cell, bucket) do update set count = insight_counts.count + excluded.count
  `.execute(transaction)
}

/** Counts all facts of the tenant again, from nothing, day by day: no statement takes long, however many there are. */
export async function recountFacts(transaction: TenantTransaction, timeZone: string): Promise<void> {
  await sql`select set_config('enable_hashjoin', 'on', true), set_config('enable_seqscan', 'on', true)`.execute(
    transaction,
  )
  await sql`delete from insight_counts where tenant_id = current_tenant()`.execute(transaction)
  await sql`delete from insight_cells where tenant_id = current_tenant()`.execute(transaction)
  const { rows: ends } = await sql<{ first: string | null; last: string | null }>`
    select (min(at) at time zone ${timeZone})::date::text as first, (max(at) at time zone ${timeZone})::date::text as last
    from insight_facts where tenant_id = current_tenant()`.execute(transaction)
  const { first, last } = ends[0] ?? {}
  if (first == null || last == null) return
  for (let day = first; day <= last; day = dayBehind(day)) {
    const { rows } = await sql<CountedFact>`
      select ${countedColumns(timeZone)}, count(*)::int as count from insight_facts f
      where f.tenant_id = current_tenant() and f.kind = any(${factKinds}::text[])
        and f.at >= ${day}::timestamp at time zone ${timeZone}
        and f.at < (${day}::timestamp + interval '1 day') at time zone ${timeZone}
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9`.execute(transaction)
    if (rows.length > 0) await addCounts(transaction, rows)
  }
}

function dayBehind(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}
