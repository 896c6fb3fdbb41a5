import { sql } from 'kysely'
import type { ConversationId, Notification } from '../../../contract/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database } from '../../platform/db/index.ts'
import { ApiError, type MemberCaller } from '../../platform/http/index.ts'

/** What a member should look at: mentions and conversations handed to them. Written with the event by the database. */
export interface Notifications {
  list(
    caller: MemberCaller,
    query: { after?: string | undefined; limit: number },
  ): Promise<{ items: Notification[]; next?: string; unread: number }>
  /** Those of one conversation, or all of the member's. */
  read(caller: MemberCaller, conversationId: string | undefined): Promise<void>
}

const shownLength = 200

interface Row {
  kind: Notification['kind']
  conversation_id: string
  seq: number
  created_at: Date
  read_at: Date | null
  by: string | null
  customer: string | null
  customer_id: string
  text: string | null
}

export function openNotifications({ database, clock }: { database: Database; clock: Clock }): Notifications {
  return {
    async list(caller, query) {
      const cursor = query.after === undefined ? undefined : readCursor(query.after)
      const behind =
        cursor === undefined
          ? sql`true`
          : sql`(n.created_at, n.conversation_id, n.seq) < (${cursor.at}, ${cursor.id}::uuid, ${cursor.seq})`
      return database.tenant(caller.tenantId, async (transaction) => {
        const { rows } = await sql<Row>`
          select n.kind, n.conversation_id, n.seq, n.created_at, n.read_at, e.actor_name as by,
            k.name as customer, k.id as customer_id, left(coalesce(e.body->>'text', w.body->>'text'), ${shownLength}) as text
          from notifications n
          join conversation_events e
            on e.tenant_id = n.tenant_id and e.conversation_id = n.conversation_id and e.seq = n.seq
          -- What was said with a conversation handed over stands before the change of owner.
          left join conversation_events w on n.kind = 'transfer' and w.tenant_id = n.tenant_id
            and w.conversation_id = n.conversation_id and w.seq = n.seq - 1 and w.type = 'note-added'
            and w.actor_id = e.actor_id and w.occurred_at = e.occurred_at
          join conversations c on c.tenant_id = n.tenant_id and c.id = n.conversation_id
          join customers k on k.tenant_id = c.tenant_id and k.id = c.customer_id
          where n.tenant_id = current_tenant() and n.member_id = ${caller.memberId}::uuid and ${behind}
          order by n.created_at desc, n.conversation_id desc, n.seq desc
          limit ${query.limit + 1}`.execute(transaction)
        const { unread } = await transaction
          .selectFrom('notifications')
          .select((expression) => expression.fn.countAll<string>().as('unread'))
          .where('member_id', '=', caller.memberId)
          .where('read_at', 'is', null)
          .executeTakeFirstOrThrow()
        const items = rows.slice(0, query.limit).map(present)
        const last = items.at(-1)
        return {
          items,
          ...(rows.length > query.limit && last !== undefined
            ? { next: `${Date.parse(last.at)}_${last.conversationId}_${last.seq}` }
            : {}),
          unread: Number(unread),
        }
      })
    },
    async read(caller, conversationId) {
      await database.tenant(caller.tenantId, (transaction) => {
        const update = transaction
          .updateTable('notifications')
          .set({ read_at: clock.now() })
          .where('member_id', '=', caller.memberId)
          .where('read_at', 'is', null)
        return (
          conversationId === undefined ? update : update.where('conversation_id', '=', conversationId)
        ).execute()
      })
    },
  }
}

function present(row: Row): Notification {
  return {
    kind: row.kind,
    conversationId: row.conversation_id as ConversationId,
    seq: row.seq,
    by: row.by ?? '',
    customer: row.customer ?? `#${row.customer_id.slice(-4)}`,
    text: row.text ?? '',
    at: row.created_at.toISOString(),
    ...(row.read_at === null ? {} : { readAt: row.read_at.toISOString() }),
  }
}

function readCursor(text: string): { at: Date; id: string; seq: number } {
  const [time = '', id = '', seq = ''] = text.split('_')
  const at = new Date(Number(time))
  if (Number.isNaN(at.getTime()) || !/^[0-9a-f-]{36}$/.test(id) || !/^\d{1,9}$/.test(seq))
    throw new ApiError('request/invalid', { detail: 'query.after: take it from `next` of the page before' })
  return { at, id, seq: Number(seq) }
}
