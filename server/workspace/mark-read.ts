import { sql } from 'kysely'
import type { Signals } from '../conversations/index.ts'
import type { Database } from '../platform/db/index.ts'

/**
 * Notes how far a member has read a conversation: their unread mark goes, on every page of theirs. Where they own it, the
 * customer learns that it was read.
 */
export async function markRead(
  { database, signals }: { database: Database; signals: Signals },
  member: { tenantId: string; memberId: string },
  conversationId: string,
  seq: number,
): Promise<void> {
  const { tenantId, memberId } = member
  const [own, shown] = await database.tenant(tenantId, async (transaction) => {
    const { rows } = await sql<{ seq: number }>`
      insert into conversation_reads (tenant_id, member_id, conversation_id, seq)
      select tenant_id, ${memberId}::uuid, id, least(${seq}::int, last_seq) from conversations where id = ${conversationId}::uuid
      on conflict (tenant_id, conversation_id, member_id) do update set seq = excluded.seq
        where conversation_reads.seq < excluded.seq
      returning seq`.execute(transaction)
    const told = await transaction
      .updateTable('conversations')
      .set((expression) => ({ agent_read_seq: expression.fn('least', [expression.val(seq), 'last_seq']) }))
      .where('id', '=', conversationId)
      .where('owner_id', '=', memberId)
      .where('agent_read_seq', '<', seq)
      .executeTakeFirst()
    return [rows[0]?.seq, told.numUpdatedRows > 0n] as const
  })
  const signal = { tenantId, conversationId, by: 'agent' as const, memberId }
  if (own !== undefined) signals.send({ ...signal, seenSeq: own })
  if (shown) signals.send({ ...signal, readSeq: seq })
}
