import { sql } from 'kysely'
import type { Conversation } from '../../contract/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { presentConversation, selectConversations } from './access.ts'

export type ConversationView = 'queue' | 'mine' | 'open' | 'closed' | 'assistant'

interface Cursor {
  at: Date
  id: string
}

function readCursor(text: string): Cursor {
  const [time = '', id = ''] = text.split('_')
  const at = new Date(Number(time))
  if (Number.isNaN(at.getTime()) || !/^[0-9a-f-]{36}$/.test(id)) {
    throw new ApiError('request/invalid', { detail: 'query.after: take it from `next` of the page before' })
  }
  return { at, id }
}

function selectView(transaction: TenantTransaction, view: ConversationView, memberId: string | undefined) {
  const select = selectConversations(transaction)
  if (view === 'closed') return select.where('conversations.state', '=', 'closed')
  const open = select.where('conversations.state', '=', 'open')
  if (view === 'queue') return open.where('conversations.owner_kind', '=', 'queue')
  if (view === 'assistant') return open.where('conversations.owner_kind', '=', 'assistant')
  if (view === 'mine') {
    return open
      .where('conversations.owner_kind', '=', 'agent')
      .where('conversations.owner_id', '=', memberId ?? null)
  }
  return open
}

/** Open conversations by who owns them, for the numbers beside the views. */
export async function countConversations(transaction: TenantTransaction, memberId: string | undefined) {
  const { rows } = await sql<{ queue: number; mine: number; open: number; assistant: number }>`
    select count(*) filter (where owner_kind = 'queue')::int as queue,
      count(*) filter (where owner_kind = 'agent' and owner_id = ${memberId ?? null}::uuid)::int as mine,
      count(*)::int as open,
      count(*) filter (where owner_kind = 'assistant')::int as assistant
    from conversations where tenant_id = current_tenant() and state = 'open' and last_seq > 0`.execute(
    transaction,
  )
  return rows[0] ?? { queue: 0, mine: 0, open: 0, assistant: 0 }
}

/** A page of conversations: the queue by longest wait, everything else by the newest message. */
export async function listConversations(
  database: Database,
  caller: StaffCaller,
  query: { view: ConversationView; after?: string | undefined; limit: number },
): Promise<{ items: Conversation[]; next?: string; counts: Awaited<ReturnType<typeof countConversations>> }> {
  const memberId = caller.kind === 'member' ? caller.memberId : undefined
  const cursor = query.after === undefined ? undefined : readCursor(query.after)
  const byWait = query.view === 'queue'
  return database.tenant(caller.tenantId, async (transaction) => {
    let select = selectView(transaction, query.view, memberId)
    // Written by the application's clock, so times have whole milliseconds and survive the cursor.
    if (cursor !== undefined) {
      select = select.where(
        byWait
          ? sql<boolean>`(conversations.queued_at, conversations.id) > (${cursor.at}, ${cursor.id}::uuid)`
          : sql<boolean>`(conversations.last_message_at, conversations.id) < (${cursor.at}, ${cursor.id}::uuid)`,
      )
    }
    const direction = byWait ? 'asc' : 'desc'
    const rows = await select
      .orderBy(byWait ? 'conversations.queued_at' : 'conversations.last_message_at', direction)
      .orderBy('conversations.id', direction)
      .limit(query.limit + 1)
      .execute()
    const shown = rows.slice(0, query.limit)
    const last = shown.at(-1)
    const at = byWait ? last?.queued_at : last?.last_message_at
    return {
      items: shown.map(presentConversation),
      ...(rows.length > query.limit && last !== undefined
        ? { next: `${at?.getTime() ?? 0}_${last.id}` }
        : {}),
      counts: await countConversations(transaction, memberId),
    }
  })
}
