import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { newId } from '../platform/ids/index.ts'

/**
 * The conversation a customer goes on with: the open one, else the last one if it was closed recently enough to be
 * reopened, else a new one without events. Two tabs that ask at once get the same.
 */
export async function openConversation(
  { database, clock }: { database: Database; clock: Clock },
  input: { tenantId: string; channelId: string; customerId: string; reopenWithinSeconds: number },
): Promise<string> {
  const now = clock.now()
  const { tenantId, channelId, customerId } = input
  return database.tenant(tenantId, async (transaction) => {
    const mine = transaction
      .selectFrom('conversations')
      .select(['id', 'state', 'closed_at'])
      .where('customer_id', '=', customerId)
      .where('channel_id', '=', channelId)
      // What was proven in another browser is gone on with there.
      .where('by_code', '=', false)
    const open = await mine.where('state', '=', 'open').executeTakeFirst()
    if (open !== undefined) return open.id
    const last = await mine.orderBy('created_at', 'desc').limit(1).executeTakeFirst()
    const age = now.getTime() - (last?.closed_at?.getTime() ?? 0)
    if (last !== undefined && age <= input.reopenWithinSeconds * 1000) return last.id
    const id = newId()
    const inserted = await transaction
      .insertInto('conversations')
      .values({
        tenant_id: tenantId,
        id,
        channel_id: channelId,
        customer_id: customerId,
        created_at: now,
        last_message_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    return inserted?.id ?? (await mine.where('state', '=', 'open').executeTakeFirstOrThrow()).id
  })
}

/**
 * Gives a conversation that nobody was known in to the customer who has proven in it who they are; false where it is somebody
 * else's by now, or one of the two has been proven to be somebody else. Who knew it before cannot open it any more.
 */
export async function giveConversation(
  transaction: TenantTransaction,
  { conversationId, from, to }: { conversationId: string; from: string; to: string },
): Promise<boolean> {
  const row = await transaction
    .selectFrom('conversations')
    .select(['customer_id', 'channel_id'])
    .where('id', '=', conversationId)
    .where('customer_id', '=', from)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) return false
  const identities = await transaction
    .selectFrom('customer_identities')
    .select(['customer_id', 'channel_id'])
    .where('customer_id', 'in', [from, to])
    .execute()
  // Their identity may have been erased since the code was sent.
  if (!identities.some((one) => one.customer_id === to && one.channel_id === row.channel_id)) return false
  if (from === to) return true
  if (identities.some((one) => one.customer_id === from)) return false
  await transaction
    .updateTable('conversations')
    .set({ customer_id: to, by_code: true })
    .where('id', '=', conversationId)
    .execute()
  return true
}
