import { randomUUID } from 'node:crypto'
import type { TestServerHandle, TestTenant } from '../running-server.ts'

/** Whole requests to the routes of drafts that wait and of how they are to read, by name. */
export const reviewBodies: Record<string, () => unknown> = {
  approveReply: () => ({ text: 'Other words' }),
  declineReply: () => ({}),
  tryStyle: () => ({ texts: ['A sentence'], style: {} }),
}

/** A draft that was left behind, in any conversation of the tenant. */
export async function addReplyReview(
  { database }: Pick<TestServerHandle, 'database'>,
  tenant: TestTenant,
): Promise<string> {
  const id = randomUUID()
  await database.asOwner(
    `insert into reply_reviews (tenant_id, id, conversation_id, held_seq, customer_seq, owner_epoch, state, scene, language,
       made_by, confidence, threshold, sure, decision, created_at, due_at, decided_at)
     select tenant_id, $2, id, 1, 1, 1, 'superseded', 'default', 'en', 'local', 1, 1, true, '{}', now(), now(), now()
     from conversations where tenant_id = $1 limit 1`,
    [tenant.id, id],
  )
  return id
}
