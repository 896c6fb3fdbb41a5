import type { TenantTransaction } from '../platform/db/index.ts'

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
