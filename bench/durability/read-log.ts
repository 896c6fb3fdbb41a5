import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { type MessagePart, plainText } from '../../contract/index.ts'
import { findRunningPostgres } from '../../server/platform/db/index.ts'
import type { LoggedConversation, LoggedDecision, LoggedEvent } from './judge.ts'

interface EventRow {
  conversation_id: string
  seq: number
  id: string
  type: string
  client_id: string | null
  body: {
    parts?: MessagePart[]
    kind?: string
    decisionId?: string
    to?: { kind: string; id?: string }
  }
}

interface ConversationRow {
  id: string
  state: string
  owner_kind: string
  owner_id: string | null
  last_seq: number
  last_customer_seq: number
  answered_seq: number
  due: boolean
  queued: boolean
}

/** A tenant's log as the database holds it, read past the server. */
export async function readLog(
  dataDirectory: string,
  tenantId: string,
): Promise<{ events: LoggedEvent[]; decisions: LoggedDecision[]; conversations: LoggedConversation[] }> {
  const client = await connect(dataDirectory, 'owner')
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query("select set_config('app.tenant_id', $1, true)", [tenantId])
    const events = await client.query<EventRow>(
      `select conversation_id, seq, id, type, client_id, body from attune.conversation_events where tenant_id = $1
       order by conversation_id, seq`,
      [tenantId],
    )
    const decisions = await client.query<{
      conversation_id: string
      input_from: number
      input_to: number
      reply_seq: number
    }>('select conversation_id, input_from, input_to, reply_seq from attune.decisions where tenant_id = $1', [
      tenantId,
    ])
    const conversations = await client.query<ConversationRow>(
      `select id, state, owner_kind, owner_id, last_seq, last_customer_seq, answered_seq,
         turn_due_at is not null as due, queued_at is not null as queued
       from attune.conversations where tenant_id = $1`,
      [tenantId],
    )
    return {
      events: events.rows.map(presentEvent),
      decisions: decisions.rows.map((row) => ({
        conversationId: row.conversation_id,
        inputFrom: row.input_from,
        inputTo: row.input_to,
        replySeq: row.reply_seq,
      })),
      conversations: conversations.rows.map((row) => ({
        id: row.id,
        state: row.state,
        ownerKind: row.owner_kind,
        ownerId: row.owner_id ?? undefined,
        lastSeq: row.last_seq,
        lastCustomerSeq: row.last_customer_seq,
        answeredSeq: row.answered_seq,
        turnDue: row.due,
        queued: row.queued,
      })),
    }
  } finally {
    await client.end()
  }
}

/** Turns that the assistant still has to answer. */
export async function countDueTurns(dataDirectory: string, tenantId: string): Promise<number> {
  const client = await connect(dataDirectory, 'owner')
  try {
    await client.query("select set_config('app.tenant_id', $1, false)", [tenantId])
    const { rows } = await client.query<{ count: number }>(
      'select count(*)::int as count from attune.conversations where turn_due_at is not null',
    )
    return rows[0]?.count ?? 0
  } finally {
    await client.end()
  }
}

/** Jobs that are still there: running, waiting or given up. */
export async function listJobs(dataDirectory: string): Promise<string[]> {
  const client = await connect(dataDirectory, 'jobs')
  try {
    const { rows } = await client.query<{ job: string }>(
      `select format('%s attempts %s of %s, locked by %s', j.key, j.attempts, j.max_attempts, j.locked_by) as job
       from graphile_worker._private_jobs j
       union all select format('queue %s locked by %s', q.queue_name, q.locked_by)
       from graphile_worker._private_job_queues q where q.locked_by is not null`,
    )
    return rows.map((row) => row.job)
  } finally {
    await client.end()
  }
}

function presentEvent(row: EventRow): LoggedEvent {
  const { parts, kind, decisionId, to } = row.body
  return {
    conversationId: row.conversation_id,
    seq: row.seq,
    id: row.id,
    type: row.type,
    clientId: row.client_id ?? undefined,
    text: parts === undefined ? undefined : plainText(parts),
    kind,
    decided: decisionId !== undefined,
    owner: to,
  }
}

/** The database may just be coming back. */
async function connect(dataDirectory: string, login: 'owner' | 'jobs'): Promise<pg.Client> {
  const deadline = performance.now() + 20_000
  for (;;) {
    try {
      const urls = findRunningPostgres(dataDirectory)
      if (urls === undefined) throw new Error('the database does not run')
      const client = new pg.Client({
        connectionString: urls[login],
        connectionTimeoutMillis: 5_000,
        statement_timeout: 30_000,
      })
      client.on('error', () => undefined)
      await client.connect()
      return client
    } catch (error) {
      if (performance.now() > deadline) throw error
      await delay(200)
    }
  }
}
