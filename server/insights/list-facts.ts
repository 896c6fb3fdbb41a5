import { sql } from 'kysely'
import type { FactKind, ReportFact } from '../../contract/index.ts'
import { ApiError } from '../platform/http/index.ts'
import { momentOf } from '../policy/index.ts'
import { nobody } from './fold.ts'
import { daysOf, plusDays, type ReportDependencies, type ReportQuery } from './report.ts'

export interface FactQuery extends Omit<ReportQuery, 'by'> {
  kind: FactKind
  reason?: string | undefined
  hour?: number | undefined
  after?: string | undefined
  limit: number
}

interface Row {
  conversation_id: string
  seq: number
  at: Date
  scene: string
  reason: string
  agent_id: string
  ms: number | null
  customer: string | null
  customer_id: string
  channel: string
  preview: string
}

function readCursor(text: string): { at: Date; conversation: string; seq: number } {
  const [time = '', conversation = '', seq = ''] = text.split('_')
  const at = new Date(Number(time))
  if (Number.isNaN(at.getTime()) || !/^[0-9a-f-]{36}$/.test(conversation) || !/^\d{1,9}$/.test(seq))
    throw new ApiError('request/invalid', { detail: 'query.after: take it from `next` of the page before' })
  return { at, conversation, seq: Number(seq) }
}

/** The facts behind a number of a report, newest first, with the conversations they lie in. */
export async function listFacts(
  { database, members }: ReportDependencies,
  tenantId: string,
  query: FactQuery,
): Promise<{ items: ReportFact[]; next?: string }> {
  daysOf(query)
  const cursor = query.after === undefined ? undefined : readCursor(query.after)
  const reasons = query.reason?.split(',')
  const rows = await database.tenant(tenantId, async (transaction) => {
    const tenant = await transaction.selectFrom('tenants').select('time_zone').executeTakeFirstOrThrow()
    const zone = tenant.time_zone
    const begin = new Date(momentOf(Date.parse(`${query.from}T00:00:00Z`), zone))
    const end = new Date(momentOf(Date.parse(`${plusDays(query.to, 1)}T00:00:00Z`), zone))
    const { rows: found } = await sql<Row>`
      select f.conversation_id, f.seq, f.at, f.scene, f.reason, f.agent_id, f.ms, k.name as customer, c.customer_id,
        h.name as channel, c.preview
      from insight_facts f
      join conversations c on c.tenant_id = f.tenant_id and c.id = f.conversation_id
      join customers k on k.tenant_id = c.tenant_id and k.id = c.customer_id
      join channels h on h.tenant_id = c.tenant_id and h.id = c.channel_id
      where f.tenant_id = current_tenant() and f.kind = ${query.kind} and f.at >= ${begin} and f.at < ${end}
        ${reasons === undefined ? sql`` : sql`and f.reason = any(${reasons}::text[])`}
        ${query.channelId === undefined ? sql`` : sql`and f.channel_id = ${query.channelId}::uuid`}
        ${query.language === undefined ? sql`` : sql`and f.language = ${query.language}`}
        ${query.scene === undefined ? sql`` : sql`and f.scene = ${query.scene}`}
        ${query.agentId === undefined ? sql`` : sql`and f.agent_id = ${query.agentId}::uuid`}
        ${query.hour === undefined ? sql`` : sql`and extract(hour from f.at at time zone ${zone}) = ${query.hour}`}
        ${
          cursor === undefined
            ? sql``
            : sql`and (f.at, f.conversation_id, f.seq) < (${cursor.at}, ${cursor.conversation}::uuid, ${cursor.seq}::int)`
        }
      order by f.at desc, f.conversation_id desc, f.seq desc
      limit ${query.limit + 1}`.execute(transaction)
    return found
  })
  const shown = rows.slice(0, query.limit)
  const agents = [...new Set(shown.map((row) => row.agent_id))].filter((id) => id !== nobody)
  const names = await members.names(tenantId, agents)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => {
      const agent = names.get(row.agent_id)
      return {
        conversationId: row.conversation_id as ReportFact['conversationId'],
        seq: row.seq,
        at: row.at.toISOString(),
        customer: row.customer ?? `#${row.customer_id.slice(-4)}`,
        channel: row.channel,
        scene: row.scene,
        reason: row.reason,
        ...(agent === undefined ? {} : { agent }),
        ...(row.ms === null ? {} : { ms: row.ms }),
        preview: row.preview,
      }
    }),
    ...(rows.length > query.limit && last !== undefined
      ? { next: `${last.at.getTime()}_${last.conversation_id}_${last.seq}` }
      : {}),
  }
}
