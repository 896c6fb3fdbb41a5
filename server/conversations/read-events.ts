import type { Selectable } from 'kysely'
import { type ConversationEvent, customerVisibleEvents } from '../../contract/index.ts'
import type { Database, Tables } from '../platform/db/index.ts'

/** A row of the log as the contract shows it. */
export function presentEvent(row: Selectable<Tables['conversation_events']>): ConversationEvent {
  return {
    id: row.id,
    version: row.version,
    conversationId: row.conversation_id,
    seq: row.seq,
    occurredAt: row.occurred_at.toISOString(),
    type: row.type,
    actor: {
      kind: row.actor_kind,
      ...(row.actor_id === null ? {} : { id: row.actor_id }),
      ...(row.actor_name === null ? {} : { name: row.actor_name }),
    },
    // Ids that the writer gave itself are UUIDs; only a client's own id is shown.
    ...(row.client_id === null || row.client_id === row.id ? {} : { clientId: row.client_id }),
    ...(row.redacted ? { redacted: true } : {}),
    body: row.body,
  } as unknown as ConversationEvent
}

export interface EventRange {
  /** Events behind this sequence number, oldest first. */
  after?: number | undefined
  /** Events before this one, the newest of them, oldest first. */
  before?: number | undefined
  limit: number
  /** Only what the customer may see. */
  forCustomer?: boolean
}

/** A stretch of a conversation's log in order; without bounds, its newest events. */
export async function readEvents(
  database: Database,
  tenantId: string,
  conversationId: string,
  range: EventRange,
): Promise<ConversationEvent[]> {
  const rows = await database.tenant(tenantId, (transaction) => {
    let select = transaction
      .selectFrom('conversation_events')
      .selectAll()
      .where('conversation_id', '=', conversationId)
    if (range.forCustomer) select = select.where('type', 'in', [...customerVisibleEvents])
    if (range.after !== undefined) {
      return select.where('seq', '>', range.after).orderBy('seq').limit(range.limit).execute()
    }
    const bounded = range.before === undefined ? select : select.where('seq', '<', range.before)
    return bounded.orderBy('seq', 'desc').limit(range.limit).execute()
  })
  const events = rows.map(presentEvent)
  return range.after === undefined ? events.reverse() : events
}
