import { sql } from 'kysely'
import { engineVersion } from '../../language/index.ts'
import { type TenantTransaction, tenantOf } from '../platform/db/index.ts'
import type { ModelStatus } from './schema.ts'

/** Edits come in series: the training waits this long for the rest of them. */
const shortestWaitMs = 2_000
/**
 * After a training, the next waits so many times as long as it took: what was edited counts already, and trainings are not
 * free. A company that has edited nothing for longer does not wait.
 */
const waitPerTraining = 20
/** What a first model may take, packs included, is no burden, unless the base is so large that loading its model is one. */
const noBurdenMs = 15_000
const noBurdenWordings = 20_000
const longestWaitMs = 3_600_000

/** Asks for a training in the background as part of the transaction that made it necessary. */
export async function requestTraining(transaction: TenantTransaction, now: Date): Promise<void> {
  const key = `train ${tenantOf(transaction)}`
  const waitMs = await untilDue(transaction, now)
  const runAt = new Date(now.getTime() + Math.max(shortestWaitMs, waitMs))
  await sql`select attune.enqueue('train-model', '{}'::jsonb, ${runAt}, ${key}, 5, ${key})`.execute(
    transaction,
  )
}

/** How long the next training waits, in ms; 0 or less: its turn is now. A model that is of no use here is no reason to wait. */
export async function untilDue(transaction: TenantTransaction, now: Date): Promise<number> {
  const last = await transaction
    .selectFrom('tenant_versions')
    .innerJoin('models', (join) => join.onRef('models.tenant_id', '=', 'tenant_versions.tenant_id'))
    .select(['models.status', 'models.created_at', 'models.engine'])
    // One that was held back has cost as much.
    .where((row) =>
      row.or([row('models.id', '=', row.ref('tenant_versions.model_id')), row('models.held', '=', true)]),
    )
    .orderBy('models.created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last === undefined || last.engine !== engineVersion) return 0
  return waitAfter(last.status, now.getTime() - last.created_at.getTime())
}

/** The same, in ms, where the last one ended so long ago. */
export function waitAfter(last: ModelStatus, agoMs: number): number {
  // What it cost, not how long it had to wait for others on a busy machine.
  const tookMs = last.trainedCpuMs ?? last.trainedInMs
  const burdenMs = last.wordings > noBurdenWordings ? tookMs : Math.max(0, tookMs - noBurdenMs)
  return Math.min(longestWaitMs, waitPerTraining * burdenMs - agoMs)
}
