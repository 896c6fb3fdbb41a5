import { sql } from 'kysely'
import { type TenantTransaction, tenantOf } from '../platform/db/index.ts'

/** Edits come in series: the training waits this long for the rest of them. */
const waitMs = 2_000

/** Asks for a training in the background as part of the transaction that made it necessary. */
export async function requestTraining(transaction: TenantTransaction, now: Date): Promise<void> {
  const key = `train ${tenantOf(transaction)}`
  const runAt = new Date(now.getTime() + waitMs)
  await sql`select attune.enqueue('train-model', '{}'::jsonb, ${runAt}, ${key}, 5, ${key})`.execute(
    transaction,
  )
}
