import { sql } from 'kysely'
import type {
  Conversation,
  ConversationCounts,
  ConversationSort,
  ConversationView,
} from '../../contract/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { presentConversation, selectConversations } from './access.ts'
import { countConversations, countsOf } from './count-conversations.ts'

export interface ListQuery {
  view: ConversationView
  sort?: ConversationSort | undefined
  channelId?: string | undefined
  language?: string | undefined
  /** Only those of these that belong to the view. */
  ids?: string | undefined
  after?: string | undefined
  limit: number
}

interface Cursor {
  rank: number
  at: Date
  id: string
}

function readCursor(text: string): Cursor {
  const [rank = '', time = '', id = ''] = text.split('_')
  const at = new Date(Number(time))
  if (!/^[01]$/.test(rank) || Number.isNaN(at.getTime()) || !/^[0-9a-f-]{36}$/.test(id)) {
    throw new ApiError('request/invalid', { detail: 'query.after: take it from `next` of the page before' })
  }
  return { rank: Number(rank), at, id }
}

// Every part is a column or a constant expression of this file.
const view = {
  queue: sql<boolean>`state = 'open' and owner_kind = 'queue'`,
  assistant: sql<boolean>`state = 'open' and owner_kind = 'assistant'`,
  replied: sql<boolean>`state = 'open' and owner_kind = 'agent' and preview_from = 'agent'`,
  open: sql<boolean>`state = 'open'`,
  closed: sql<boolean>`state = 'closed'`,
  mine: (memberId: string | undefined) =>
    sql<boolean>`state = 'open' and owner_kind = 'agent' and owner_id = ${memberId ?? null}::uuid`,
}

/** How a list is put in order; the id settles ties. Whoever waits comes first, then those nobody has written to for longest. */
const orders = {
  newest: { rank: sql<number>`0`, at: sql<Date>`last_message_at`, direction: sql`desc`, behind: sql`<` },
  queued: { rank: sql<number>`0`, at: sql<Date>`queued_at`, direction: sql`asc`, behind: sql`>` },
  waiting: {
    rank: sql<number>`case when waiting_since is null then 1 else 0 end`,
    at: sql<Date>`coalesce(waiting_since, last_message_at)`,
    direction: sql`asc`,
    behind: sql`>`,
  },
} as const

function orderOf(query: ListQuery): keyof typeof orders {
  const sort = query.sort ?? (query.view === 'queue' ? 'waiting' : 'newest')
  return sort === 'waiting' && query.view === 'queue' ? 'queued' : sort
}

interface Place {
  id: string
  rank: number
  at: Date
}

/** The ids of a page, before anything is joined to them. */
async function findPage(
  transaction: TenantTransaction,
  query: ListQuery,
  memberId: string | undefined,
): Promise<Place[]> {
  const kind = orderOf(query)
  const { rank, at, direction, behind } = orders[kind]
  const conditions = [
    sql<boolean>`tenant_id = current_tenant() and last_seq > 0`,
    query.view === 'mine' ? view.mine(memberId) : view[query.view],
  ]
  if (query.channelId !== undefined) conditions.push(sql<boolean>`channel_id = ${query.channelId}::uuid`)
  if (query.language !== undefined) conditions.push(sql<boolean>`language = ${query.language}`)
  if (query.ids !== undefined) conditions.push(sql<boolean>`id = any(${query.ids.split(',')}::uuid[])`)
  if (query.after !== undefined) {
    const cursor = readCursor(query.after)
    // Written by the application's clock, so times have whole milliseconds and survive the cursor.
    conditions.push(
      kind === 'waiting'
        ? sql<boolean>`(${rank}, ${at}, id) ${behind} (${cursor.rank}::int, ${cursor.at}, ${cursor.id}::uuid)`
        : sql<boolean>`(${at}, id) ${behind} (${cursor.at}, ${cursor.id}::uuid)`,
    )
  }
  const order =
    kind === 'waiting'
      ? sql`${rank} ${direction}, ${at} ${direction}, id ${direction}`
      : sql`${at} ${direction}, id ${direction}`
  const { rows } = await sql<Place>`
    select id, ${rank} as rank, ${at} as at from conversations
    where ${sql.join(conditions, sql` and `)} order by ${order} limit ${query.limit + 1}`.execute(transaction)
  return rows
}

/** Which of these conversations hold words of the customer that the member has not seen. */
async function findUnread(
  transaction: TenantTransaction,
  ids: readonly string[],
  memberId: string,
): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select c.id from conversations c
      left join conversation_reads r on r.tenant_id = c.tenant_id and r.conversation_id = c.id and r.member_id = ${memberId}::uuid
    where c.id = any(${ids}::uuid[]) and c.state = 'open' and c.preview_from = 'customer'
      and c.last_customer_seq > coalesce(r.seq, 0)`.execute(transaction)
  return new Set(rows.map((row) => row.id))
}

/** A page of conversations: the queue by longest wait, everything else by the newest message unless told otherwise. */
export async function listConversations(
  database: Database,
  caller: StaffCaller,
  query: ListQuery,
): Promise<{ items: Conversation[]; next?: string; counts: ConversationCounts }> {
  const memberId = caller.kind === 'member' ? caller.memberId : undefined
  return database.tenant(caller.tenantId, async (transaction) => {
    const places = await findPage(transaction, query, memberId)
    const shown = places.slice(0, query.limit)
    const last = shown.at(-1)
    const ids = shown.map((place) => place.id)
    const unread = memberId === undefined ? new Set() : await findUnread(transaction, ids, memberId)
    const rows =
      ids.length === 0
        ? []
        : await selectConversations(transaction)
            .where('conversations.id', '=', sql<string>`any(${ids}::uuid[])`)
            .execute()
    const byId = new Map(rows.map((row) => [row.id, presentConversation(row)]))
    return {
      items: ids.flatMap((id) => {
        const conversation = byId.get(id)
        return conversation ? [{ ...conversation, unread: unread.has(id) }] : []
      }),
      ...(places.length > query.limit && last !== undefined
        ? { next: `${last.rank}_${last.at?.getTime() ?? 0}_${last.id}` }
        : {}),
      counts: countsOf(await countConversations(transaction), memberId),
    }
  })
}
