import { sql } from 'kysely'
import type { Language, Report, ReportDimension, ReportFigures } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError } from '../platform/http/index.ts'
import { dayOf } from '../policy/index.ts'
import type { Members } from '../tenants/index.ts'
import { type PresenceTime, presenceTimes } from '../workspace/index.ts'
import { grainOf, type Known } from './counts.ts'
import { type Cell, figuresOf } from './figures.ts'
import { nobody } from './fold.ts'

export interface ReportDependencies {
  database: Database
  clock: Clock
  members: Members
}

/** First and last day, both counted. */
export interface Span {
  from: string
  to: string
}

export interface ReportQuery extends Span {
  by: ReportDimension
  channelId?: string | undefined
  language?: Language | 'other' | undefined
  scene?: string | undefined
  agentId?: string | undefined
}

const dayMs = 86_400_000
/** Three years. */
const mostDays = 1_100

const columns: Record<ReportDimension, ReturnType<typeof sql>> = {
  day: sql`n.day::text`,
  hour: sql`n.hour::text`,
  scene: sql`c.scene`,
  channel: sql`c.channel_id::text`,
  language: sql`c.language`,
  agent: sql`c.agent_id::text`,
  reason: sql`c.reason`,
}

export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** The days asked for; today in the tenant's zone where none are. */
export async function spanOf(
  { database, clock }: Pick<ReportDependencies, 'database' | 'clock'>,
  tenantId: string,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): Promise<Span> {
  if (from !== undefined && to !== undefined) return { from, to }
  const tenant = await database.tenant(tenantId, (transaction) =>
    transaction.selectFrom('tenants').select('time_zone').executeTakeFirstOrThrow(),
  )
  const last = to ?? dayOf(clock.now(), tenant.time_zone)
  return { from: from ?? last, to: last }
}

/** How many days a report covers. Throws `request/invalid` for none or too many. */
export function daysOf({ from, to }: Span): number {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1
  if (days < 1) throw new ApiError('request/invalid', { detail: 'query.to: not before query.from' })
  if (days > mostDays) throw new ApiError('request/invalid', { detail: `query.to: at most ${mostDays} days` })
  return days
}

/** Figures of some days by a dimension and of as many days before, from the counts alone. */
export async function readReport(
  { database, clock, members }: ReportDependencies,
  tenantId: string,
  query: ReportQuery,
): Promise<Report> {
  const days = daysOf(query)
  const beforeFrom = plusDays(query.from, -days)
  const beforeTo = plusDays(query.from, -1)
  const now = clock.now()
  const { rows, before, timeZone, countedUntil, channels, scenes, presence, presenceBefore } =
    await database.tenant(tenantId, async (transaction) => {
      const standing = await readStanding(transaction, now)
      // What members do belongs to no channel, language or scene.
      const belongs =
        (query.by === 'agent' || query.by === 'day') &&
        [query.channelId, query.language, query.scene].every((one) => one === undefined)
      const times = async (span: Span) =>
        belongs
          ? await presenceTimes(transaction, { ...span, ...standing, now, memberId: query.agentId })
          : undefined
      const listed = await sql<{ scene: string }>`select distinct scene from insight_cells
        where tenant_id = current_tenant() and scene <> '' order by 1 limit 200`.execute(transaction)
      return {
        rows: await readCells(transaction, query, query),
        before: await readCells(transaction, { ...query, by: 'nothing' }, { from: beforeFrom, to: beforeTo }),
        ...standing,
        channels: await transaction.selectFrom('channels').select(['id', 'name']).orderBy('id').execute(),
        scenes: listed.rows.map((row) => row.scene),
        presence: await times({ from: query.from, to: query.to }),
        presenceBefore: await times({ from: beforeFrom, to: beforeTo }),
      }
    })
  const byKey = Map.groupBy(rows, (row) => row.key)
  // What nobody served belongs to no agent, and only hand-overs have a reason of their own.
  if (query.by === 'agent') byKey.delete(nobody)
  const timesOf = Map.groupBy(presence ?? [], (time) => (query.by === 'agent' ? time.memberId : time.day))
  // A day on which people were there and nothing happened is a row of a person's report alone.
  if (query.by === 'agent' || query.agentId !== undefined)
    for (const key of timesOf.keys()) if (!byKey.has(key)) byKey.set(key, [])
  const names =
    query.by === 'agent'
      ? await members.names(tenantId, [...byKey.keys()])
      : new Map(channels.map((channel) => [channel.id, channel.name]))
  const reasons = Map.groupBy(
    rows.filter((row) => row.kind === 'handover'),
    (row) => row.reason,
  )
  return {
    timeZone,
    from: query.from,
    to: query.to,
    beforeFrom,
    beforeTo,
    total: { ...figuresOf(rows), ...presenceOf(presence) },
    before: { ...figuresOf(before), ...presenceOf(presenceBefore) },
    channels,
    scenes,
    rows: [...byKey]
      .filter(([, cells]) => query.by !== 'reason' || cells.some((cell) => cell.kind === 'handover'))
      .map(([key, cells]) => {
        const name = names.get(key)
        const shown = query.by === 'reason' ? cells.filter((cell) => cell.kind === 'handover') : cells
        const figures = {
          ...figuresOf(shown),
          ...presenceOf(presence === undefined ? undefined : (timesOf.get(key) ?? [])),
        }
        return { key, ...(name === undefined ? {} : { name }), figures }
      })
      .sort((a, b) => compareKeys(query.by, a, b)),
    handoversByReason: [...reasons]
      .map(([reason, cells]) => ({ reason, count: cells.reduce((sum, cell) => sum + cell.count, 0) }))
      .filter((one) => one.count > 0)
      .sort((a, b) => b.count - a.count),
    countedUntil,
  }
}

/** What members were, added up; nothing where it does not belong to what is counted. */
function presenceOf(times: readonly PresenceTime[] | undefined): Pick<ReportFigures, 'presence'> {
  if (times === undefined) return {}
  const sum = (of: 'onDutyMs' | 'wrapUpMs' | 'awayMs') =>
    Math.round(times.reduce((total, time) => total + time[of], 0))
  return { presence: { onDutyMs: sum('onDutyMs'), wrapUpMs: sum('wrapUpMs'), awayMs: sum('awayMs') } }
}

type Row = Report['rows'][number]

function compareKeys(by: ReportDimension, a: Row, b: Row): number {
  if (by === 'hour') return Number(a.key) - Number(b.key)
  if (by === 'day') return a.key < b.key ? -1 : 1
  const size = (row: Row) => row.figures.handovers + row.figures.questions + row.figures.agentMessages
  return size(b) - size(a) || (a.key < b.key ? -1 : 1)
}

type KeyedCell = Cell & { key: string }

type CellQuery = Omit<ReportQuery, 'by'> & { by: ReportDimension | 'nothing' }

/** Which of what can be known of a count a report asks for. */
function askedOf({ by, channelId, language, scene, agentId }: CellQuery): Known[] {
  return [
    ...(by === 'channel' || channelId !== undefined ? (['channel'] as const) : []),
    ...(by === 'language' || language !== undefined ? (['language'] as const) : []),
    ...(by === 'scene' || scene !== undefined ? (['scene'] as const) : []),
    ...(by === 'agent' || agentId !== undefined ? (['agent'] as const) : []),
  ]
}

async function readCells(
  transaction: TenantTransaction,
  query: CellQuery,
  { from, to }: Span,
): Promise<KeyedCell[]> {
  const asked = askedOf(query)
  if (query.by === 'hour' && asked.length > 0) return readHoursOfFacts(transaction, query, { from, to })
  const grain = query.by === 'hour' ? 'hour' : grainOf(asked)
  const { rows } = await sql<KeyedCell>`
    select ${query.by === 'nothing' ? sql`''` : columns[query.by]} as key, c.kind, c.reason, n.bucket,
      sum(n.count)::float8 as count
    from insight_counts n join insight_cells c on c.tenant_id = n.tenant_id and c.cell = n.cell
    where n.tenant_id = current_tenant() and n.grain = ${grain} and n.day between ${from}::date and ${to}::date
      ${query.channelId === undefined ? sql`` : sql`and c.channel_id = ${query.channelId}::uuid`}
      ${query.language === undefined ? sql`` : sql`and c.language = ${query.language}`}
      ${query.scene === undefined ? sql`` : sql`and c.scene = ${query.scene}`}
      ${query.agentId === undefined ? sql`` : sql`and c.agent_id = ${query.agentId}::uuid`}
    group by 1, 2, 3, 4`.execute(transaction)
  return rows.filter((row) => row.count !== 0)
}

/** Hours with a filter are not counted beforehand: they are read from the facts. */
async function readHoursOfFacts(
  transaction: TenantTransaction,
  query: CellQuery,
  { from, to }: Span,
): Promise<KeyedCell[]> {
  const { rows } = await sql<KeyedCell>`
    with zone as (select time_zone as name from tenants where tenant_id = current_tenant())
    select extract(hour from f.at at time zone zone.name)::int::text as key, f.kind, f.reason,
      insight_bucket(f.ms) as bucket, count(*)::float8 as count
    from insight_facts f, zone
    where f.tenant_id = current_tenant() and f.at >= ${from}::timestamp at time zone zone.name
      and f.at < (${to}::timestamp + interval '1 day') at time zone zone.name
      ${query.channelId === undefined ? sql`` : sql`and f.channel_id = ${query.channelId}::uuid`}
      ${query.language === undefined ? sql`` : sql`and f.language = ${query.language}`}
      ${query.scene === undefined ? sql`` : sql`and f.scene = ${query.scene}`}
      ${query.agentId === undefined ? sql`` : sql`and f.agent_id = ${query.agentId}::uuid`}
    group by 1, 2, 3, 4`.execute(transaction)
  return rows
}

async function readStanding(
  transaction: TenantTransaction,
  now: Date,
): Promise<{ timeZone: string; countedUntil: string }> {
  const { rows } = await sql<{ time_zone: string; behind: Date | null }>`
    select t.time_zone,
      (select min(c.last_message_at) from insight_pending p
        join conversations c on c.tenant_id = p.tenant_id and c.id = p.conversation_id
        where p.tenant_id = current_tenant()) as behind
    from tenants t where t.tenant_id = current_tenant()`.execute(transaction)
  return { timeZone: rows[0]?.time_zone ?? 'UTC', countedUntil: (rows[0]?.behind ?? now).toISOString() }
}
