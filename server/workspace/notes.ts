import type { MemberId } from '../../contract/index.ts'
import { accessConversation, type ConversationLog, type Signals } from '../conversations/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { ApiError, type MemberCaller } from '../platform/http/index.ts'

/** Words of staff for staff, in the log of the conversation. No customer ever receives them. */
export interface Notes {
  /** Members who are no more, or of another tenant, are not mentioned. The same `clientId` counts once. */
  add(
    caller: MemberCaller,
    conversationId: string,
    note: { clientId: string; text: string; mentions: readonly string[] },
  ): Promise<{ seq: number; duplicate: boolean }>
}

export function openNotes(options: {
  database: Database
  clock: Clock
  log: ConversationLog
  signals: Signals
}): Notes {
  const { database, clock, log, signals } = options
  return {
    async add(caller, conversationId, { clientId, text, mentions }) {
      if (text.trim() === '') throw new ApiError('message/empty')
      const { tenantId, memberId, name } = caller
      await accessConversation(database, tenantId, conversationId)
      const mentioned = await findMembers(database, tenantId, mentions)
      // Whoever owns it and whether it is open does not matter: a note changes nothing for the customer.
      const result = await log.write({
        tenantId,
        conversationId,
        at: clock.now(),
        events: [
          {
            type: 'note-added',
            actor: { kind: 'agent', id: memberId, name },
            clientId,
            body: { text: text.trim(), mentions: mentioned },
          },
        ],
      })
      if (result.outcome !== 'written' && result.outcome !== 'duplicate')
        throw new ApiError('conversation/not-found')
      const notified = mentioned.map((one) => one.id).filter((id) => id !== memberId)
      if (result.outcome === 'written' && notified.length > 0)
        signals.send({ tenantId, conversationId, by: 'agent', memberId, notified })
      return { seq: result.seq, duplicate: result.outcome === 'duplicate' }
    },
  }
}

async function findMembers(database: Database, tenantId: string, ids: readonly string[]) {
  if (ids.length === 0) return []
  const rows = await database.tenant(tenantId, (transaction) =>
    transaction
      .selectFrom('members')
      .select(['id', 'name'])
      .where('id', 'in', [...ids])
      .where('removed_at', 'is', null)
      .orderBy('id')
      .execute(),
  )
  return rows as { id: MemberId; name: string }[]
}
