import pg from 'pg'
import { findRunningPostgres } from '../../server/platform/db/index.ts'

export interface Decision {
  /** First and last sequence number of the customer messages that the reply answers. */
  from: number
  to: number
  confidence: number
  /** The entry it took the message for, answered or not. */
  first: string | undefined
}

/** A tenant's decision records as they stood when they were read. */
export interface Decisions {
  of(conversationId: string, replySeq: number): Decision | undefined
}

/**
 * Reads what the assistant thought of itself, which is not for customers to see, for all conversations at once: through
 * the application's own login, read-only and inside the tenant's wall.
 */
export async function readDecisions(dataDirectory: string, tenantSlug: string): Promise<Decisions> {
  const urls = findRunningPostgres(dataDirectory)
  if (urls === undefined) throw new Error('the database does not run')
  const client = new pg.Client({
    connectionString: urls.application,
    options: '-c search_path=attune -c default_transaction_read_only=on',
  })
  await client.connect()
  try {
    await client.query(`select set_config('app.tenant_id', find_tenant($1)::text, false)`, [tenantSlug])
    const { rows } = await client.query<{
      conversation_id: string
      reply_seq: number
      input_from: number
      input_to: number
      confidence: number
      first: string | null
    }>(
      `select conversation_id, reply_seq, input_from, input_to, confidence, record #>> '{found,0,entryId}' as first from decisions`,
    )
    const read = new Map<string, Decision>(
      rows.map((row) => [
        `${row.conversation_id} ${row.reply_seq}`,
        {
          from: row.input_from,
          to: row.input_to,
          confidence: row.confidence,
          first: row.first ?? undefined,
        },
      ]),
    )
    return { of: (conversationId, replySeq) => read.get(`${conversationId} ${replySeq}`) }
  } finally {
    await client.end()
  }
}
