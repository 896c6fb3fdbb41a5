import { sql } from 'kysely'
import type { DraftMaker, EventBody, Language, MessagePart, ReplyReviewId } from '../../../contract/index.ts'
import { plainText } from '../../../contract/index.ts'
import type { Change } from '../../conversations/index.ts'
import type { Database, TenantTransaction } from '../../platform/db/index.ts'
import type { HeldRecord } from './hold-change.ts'

/** A draft that was put aside, with what is needed to show it and to send it. */
export interface HeldDraftRow {
  id: ReplyReviewId
  tenantId: string
  conversation_id: string
  state: 'waiting' | 'approved' | 'edited' | 'declined' | 'sent-late' | 'handed-over' | 'superseded'
  scene: string
  language: Language
  made_by: DraftMaker
  confidence: number
  threshold: number
  sure: boolean
  entry_id: string | null
  decision: HeldRecord
  instead: MessagePart[] | null
  created_at: Date
  due_at: Date
  /** As it was put aside. */
  body: EventBody<'reply-held'>
  causationId: string | undefined
  customer: { id: string; name: string }
  channel: string
  question: string
  /** The conversation has gone on without it. */
  stale: boolean
  /** How the conversation has to be for it to be sent. */
  expect: NonNullable<Change['expect']>
}

const select = sql`
  select r.*, e.body, e.causation_id, e.redacted, c.customer_id, k.name as customer_name, h.name as channel_name,
    (c.state <> 'open' or c.owner_kind <> 'assistant' or c.owner_epoch <> r.owner_epoch
      or c.last_customer_seq <> r.customer_seq or c.answered_seq >= r.customer_seq or e.redacted) as stale,
    (select jsonb_agg(m.body->'parts' order by m.seq) from conversation_events m
      where m.tenant_id = r.tenant_id and m.conversation_id = r.conversation_id and m.type = 'customer-message'
        and m.seq between (r.decision->>'inputFrom')::int and (r.decision->>'inputTo')::int) as asked
  from reply_reviews r
  join conversations c on c.tenant_id = r.tenant_id and c.id = r.conversation_id
  join customers k on k.tenant_id = c.tenant_id and k.id = c.customer_id
  join channels h on h.tenant_id = c.tenant_id and h.id = c.channel_id
  join conversation_events e on e.tenant_id = r.tenant_id and e.conversation_id = r.conversation_id and e.seq = r.held_seq`

type Row = Omit<HeldDraftRow, 'tenantId' | 'causationId' | 'customer' | 'channel' | 'question' | 'expect'> & {
  tenant_id: string
  customer_seq: number
  owner_epoch: number
  causation_id: string | null
  customer_id: string
  customer_name: string | null
  channel_name: string
  asked: MessagePart[][] | null
}

function readRow(row: Row): HeldDraftRow {
  return {
    ...row,
    tenantId: row.tenant_id,
    causationId: row.causation_id ?? undefined,
    customer: { id: row.customer_id, name: row.customer_name ?? `#${row.customer_id.slice(-4)}` },
    channel: row.channel_name,
    question: (row.asked ?? []).map(plainText).filter(Boolean).join('\n'),
    expect: {
      ownerKind: 'assistant',
      ownerEpoch: row.owner_epoch,
      state: 'open',
      unansweredSeq: row.decision.inputTo,
      lastCustomerSeq: row.customer_seq,
    },
  }
}

export async function findDraft(
  database: Database,
  tenantId: string,
  id: string,
): Promise<HeldDraftRow | undefined> {
  const { rows } = await database.tenant(tenantId, (transaction) =>
    sql<Row>`${select} where r.tenant_id = current_tenant() and r.id = ${id}::uuid`.execute(transaction),
  )
  return rows[0] === undefined ? undefined : readRow(rows[0])
}

/** Only those that can still be sent; the others are cleared away in a moment. */
const alive = sql`r.tenant_id = current_tenant() and r.state = 'waiting' and c.state = 'open' and c.owner_kind = 'assistant'
  and c.owner_epoch = r.owner_epoch and c.last_customer_seq = r.customer_seq and c.answered_seq < r.customer_seq`

/** Drafts that wait, the most urgent first. */
export async function listWaiting(
  database: Database,
  tenantId: string,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<HeldDraftRow[]> {
  const [due, id] = after?.split('_') ?? []
  const behind =
    due === undefined || id === undefined || Number.isNaN(Date.parse(due)) || !/^[0-9a-f-]{36}$/.test(id)
      ? sql`true`
      : sql`(r.due_at, r.id) > (${new Date(due)}, ${id}::uuid)`
  const { rows } = await database.tenant(tenantId, (transaction) =>
    sql<Row>`${select} where ${alive} and not e.redacted and ${behind} order by r.due_at, r.id limit ${limit}`.execute(
      transaction,
    ),
  )
  return rows.map(readRow)
}

export async function countWaiting(database: Database, tenantId: string): Promise<number> {
  const count = (transaction: TenantTransaction) =>
    sql<{ count: number }>`select count(*)::int as count from reply_reviews r
      join conversations c on c.tenant_id = r.tenant_id and c.id = r.conversation_id where ${alive}`.execute(
      transaction,
    )
  const { rows } = await database.tenant(tenantId, count)
  return rows[0]?.count ?? 0
}
