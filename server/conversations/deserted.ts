import { sql } from 'kysely'
import type { Database } from '../platform/db/index.ts'
import type { ConversationLog } from './conversation-log.ts'
import type { Queue } from './queue.ts'

const mostPerTick = 200
/** A customer waits this long for an agent whose console has been closed for as long; then others may take over. */
const patienceSeconds = 300

/**
 * Gives conversations back to the queue whose agent is not coming: removed, or gone while the customer waits. Nobody loses
 * their place: the wait counts from when it began. Where nobody else is there the assistant reads what is open. Safe to run twice, late or in several processes at once.
 */
export async function returnDeserted(
  { database, log, queue }: { database: Database; log: ConversationLog; queue: Pick<Queue, 'duty'> },
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ tenant_id: string; conversation_id: string }>`
    select * from deserted_conversations(${now}, make_interval(secs => ${patienceSeconds}), ${mostPerTick})`.execute(
    database.unscoped,
  )
  for (const { tenant_id: tenantId, conversation_id: conversationId } of rows) {
    const row = await database.tenant(tenantId, (transaction) =>
      transaction
        .selectFrom('conversations')
        .select(['owner_id', 'owner_epoch', 'waiting_since'])
        .where('id', '=', conversationId)
        .where('owner_kind', '=', 'agent')
        .executeTakeFirst(),
    )
    if (row?.owner_id == null) continue
    const { onDuty } = await queue.duty(tenantId)
    await log.write({
      tenantId,
      conversationId,
      at: now,
      expect: { ownerKind: 'agent', ownerEpoch: row.owner_epoch, state: 'open' },
      events: [
        {
          type: 'owner-changed',
          actor: { kind: 'system' },
          body: {
            from: { kind: 'agent', id: row.owner_id },
            to: { kind: 'queue' },
            reason: 'returned-to-queue',
          },
        },
      ],
      set: {
        owner: { kind: 'queue' },
        queuedAt: row.waiting_since ?? now,
        idleDueAt: null,
        ...(onDuty ? {} : { takeUpOpen: true, readsOn: true }),
      },
      ...(onDuty ? {} : { turn: { dueAt: now, longestMs: 0, unattended: true } }),
    })
  }
  return rows.length
}
