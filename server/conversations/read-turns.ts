import { sql } from 'kysely'
import { type MessagePart, plainText } from '../../contract/index.ts'
import type { TenantTransaction } from '../platform/db/index.ts'

/** A turn as its decision record and the log tell it. */
export interface PastTurn {
  id: string
  conversationId: string
  occurredAt: Date
  inputFrom: number
  inputTo: number
  replySeq: number
  outcome: string
  reason: string | null
  rule: string
  entryId: string | null
  confidence: number
  language: string
  /** P(it belonged to the knowledge at all), 0..1. */
  inScope: number
  found: { entryId: string; probability: number }[]
  /** The customer's messages it answered; empty where they were redacted. */
  messages: string[]
  /** Whether the customer said that the reply solved it. */
  solved?: boolean
}

interface TurnRow {
  id: string
  conversation_id: string
  occurred_at: Date
  input_from: number
  input_to: number
  reply_seq: number
  outcome: string
  reason: string | null
  entry_id: string | null
  confidence: number
  rule: string | null
  language: string | null
  in_scope: number | null
  found: { entryId: string; probability: number }[] | null
  messages: MessagePart[][] | null
  feedback: string | null
}

/** Ids of conversations in which a turn was answered or judged since then, behind `after`, in order. */
export async function conversationsTouched(
  transaction: TenantTransaction,
  since: Date,
  after: string | undefined,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select conversation_id as id from (
      select conversation_id from decisions where occurred_at > ${since}
      union select conversation_id from labels where created_at > ${since}) touched
    where ${after ?? null}::uuid is null or conversation_id > ${after ?? null}::uuid
    order by 1 limit ${limit}`.execute(transaction)
  return rows.map((row) => row.id)
}

/** All turns of these conversations not older than `oldest`, conversation by conversation, in order. */
export async function readTurns(
  transaction: TenantTransaction,
  conversationIds: readonly string[],
  oldest: Date,
): Promise<PastTurn[]> {
  if (conversationIds.length === 0) return []
  const { rows } = await sql<TurnRow>`
    select d.id, d.conversation_id, d.occurred_at, d.input_from, d.input_to, d.reply_seq, d.outcome, d.reason, d.entry_id,
      d.confidence, d.record->'decided'->>'rule' as rule, d.record->'understood'->>'language' as language,
      (d.record->'understood'->>'inScope')::float8 as in_scope,
      d.record->'found' as found,
      (select jsonb_agg(e.body->'parts' order by e.seq) from conversation_events e
        where e.tenant_id = d.tenant_id and e.conversation_id = d.conversation_id and e.seq between d.input_from and d.input_to
          and e.type = 'customer-message' and not e.redacted) as messages,
      (select l.kind from labels l where l.tenant_id = d.tenant_id and l.conversation_id = d.conversation_id
        and l.seq = d.reply_seq and l.kind in ('solved', 'not-solved') order by l.created_at desc limit 1) as feedback
    from decisions d
    where d.conversation_id = any(${conversationIds as string[]}::uuid[]) and d.occurred_at > ${oldest}
    order by d.conversation_id, d.reply_seq`.execute(transaction)
  return rows.map((row) => ({
    id: row.id,
    conversationId: row.conversation_id,
    occurredAt: row.occurred_at,
    inputFrom: row.input_from,
    inputTo: row.input_to,
    replySeq: row.reply_seq,
    outcome: row.outcome,
    reason: row.reason,
    rule: row.rule ?? '',
    entryId: row.entry_id,
    confidence: row.confidence,
    language: row.language ?? 'other',
    inScope: row.in_scope ?? 0,
    found: (row.found ?? []).map(({ entryId, probability }) => ({ entryId, probability })),
    messages: (row.messages ?? []).map((parts) => plainText(parts ?? [])),
    ...(row.feedback === null ? {} : { solved: row.feedback === 'solved' }),
  }))
}
