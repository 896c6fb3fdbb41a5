import { sql } from 'kysely'
import type { TenantTransaction } from '../platform/db/index.ts'

export interface PresenceTime {
  memberId: string
  /** Of the tenant's zone. */
  day: string
  onDutyMs: number
  wrapUpMs: number
  awayMs: number
}

/**
 * How long members were what they said they were, day by day. What goes on still ends now, and for whoever is not heard any more a
 * minute after they last were.
 */
export async function presenceTimes(
  transaction: TenantTransaction,
  {
    from,
    to,
    timeZone,
    now,
    memberId,
  }: { from: string; to: string; timeZone: string; now: Date; memberId?: string | undefined },
): Promise<PresenceTime[]> {
  const { rows } = await sql<PresenceTime>`
    with days as (
      select d::date as day, d::timestamp at time zone ${timeZone} as begins,
        (d::timestamp + interval '1 day') at time zone ${timeZone} as ends
      from generate_series(${from}::date, ${to}::date, interval '1 day') d),
    periods as (
      select p.member_id, p.status, p.started_at, coalesce(p.ended_at, least(${now}::timestamptz, p.until,
        case when p.status in ('online', 'wrap-up') then m.presence_seen_at + interval '1 minute' end)) as ended_at
      from presence_periods p join members m on m.tenant_id = p.tenant_id and m.id = p.member_id
      where p.tenant_id = current_tenant() and p.started_at < (select max(ends) from days)
        and coalesce(p.ended_at, ${now}) > (select min(begins) from days)
        ${memberId === undefined ? sql`` : sql`and p.member_id = ${memberId}::uuid`}),
    parts as (
      select member_id, day, status,
        greatest(0, extract(epoch from least(ended_at, ends) - greatest(started_at, begins))) * 1000 as ms
      from periods join days on started_at < ends and ended_at > begins)
    select member_id as "memberId", day::text,
      coalesce(sum(ms) filter (where status in ('online', 'wrap-up')), 0)::float8 as "onDutyMs",
      coalesce(sum(ms) filter (where status = 'wrap-up'), 0)::float8 as "wrapUpMs",
      coalesce(sum(ms) filter (where status not in ('online', 'wrap-up')), 0)::float8 as "awayMs"
    from parts group by 1, 2`.execute(transaction)
  return rows
}
