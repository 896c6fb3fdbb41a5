import { sql } from 'kysely'
import { hasEmbeddingModel } from '../../models/index.ts'
import { type TenantTransaction, tenantOf } from '../../platform/db/index.ts'

/** Documents are put in force in series. */
const pauseMs = 1_000

/** Asks for passages to be turned into vectors in the background. Nothing happens where no model makes any, nor ever did. */
export async function requestVectors(
  transaction: TenantTransaction,
  now: Date,
  afterMs = pauseMs,
): Promise<void> {
  const state = await transaction.selectFrom('passage_vector_states').select('tenant_id').executeTakeFirst()
  if (state === undefined && !(await hasEmbeddingModel(transaction))) return
  const queue = `vectors ${tenantOf(transaction)}`
  // A job keeps its time when it is asked for again: what is to be tried much later must not hold up what comes meanwhile.
  const key = afterMs > pauseMs ? `${queue} later` : queue
  const runAt = new Date(now.getTime() + afterMs)
  await sql`select attune.enqueue('embed-passages', '{}'::jsonb, ${runAt}, ${key}, 5, ${queue})`.execute(
    transaction,
  )
}
