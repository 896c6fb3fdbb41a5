import { sql } from 'kysely'
import { type TenantTransaction, tenantOf } from '../platform/db/index.ts'

/** Edits come in series: the training waits this long for the rest of them. */
const shortestWaitMs = 2_000
/**
 * And so many times as long as the last one took beyond what is no burden: what was edited counts already, and trainings are
 * not free.
 */
const waitPerTraining = 20
const noBurdenMs = 15_000
const longestWaitMs = 3_600_000

/** Asks for a training in the background as part of the transaction that made it necessary. */
export async function requestTraining(transaction: TenantTransaction, now: Date): Promise<void> {
  const key = `train ${tenantOf(transaction)}`
  const last = await transaction
    .selectFrom('tenant_versions')
    .innerJoin('models', (join) =>
      join
        .onRef('models.id', '=', 'tenant_versions.model_id')
        .onRef('models.tenant_id', '=', 'tenant_versions.tenant_id'),
    )
    .select('models.status')
    .executeTakeFirst()
  // What it cost, not how long it had to wait for others on a busy machine.
  const tookMs = last?.status.trainedCpuMs ?? last?.status.trainedInMs ?? 0
  const waitMs = Math.min(
    longestWaitMs,
    Math.max(shortestWaitMs, waitPerTraining * Math.max(0, tookMs - noBurdenMs)),
  )
  const runAt = new Date(now.getTime() + waitMs)
  await sql`select attune.enqueue('train-model', '{}'::jsonb, ${runAt}, ${key}, 5, ${key})`.execute(
    transaction,
  )
}
