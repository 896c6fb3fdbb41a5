import { engineVersion } from '../../../language/index.ts'
import { afterCommit, type TenantTransaction } from '../../platform/db/index.ts'
import { ApiError } from '../../platform/http/index.ts'
import type { Verdict } from './gate.ts'

interface ModelRow {
  id: string
  knowledge: number
  engine: number
  created_at: Date
  holds_erased: boolean
  held: boolean
}

/** The newest version that waits for somebody to put it in force. */
export async function heldBack(transaction: TenantTransaction): Promise<ModelRow | undefined> {
  return transaction
    .selectFrom('models')
    .select(['id', 'knowledge', 'engine', 'created_at', 'holds_erased', 'held'])
    .where('held', '=', true)
    .where('engine', '=', engineVersion)
    .orderBy('knowledge', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/**
 * Puts a stored model in force, or holds it back where the verdict says so, unless a newer one is in force, and drops the older ones.
 * Returns whether it is in force.
 */
export async function settleVersion(
  transaction: TenantTransaction,
  { id, knowledge, isFirst }: { id: string; knowledge: number; isFirst: boolean },
  verdict: Verdict | undefined,
  announce: () => void,
): Promise<boolean> {
  const { inForce, models, versions } = await lockVersions(transaction)
  // A training that ran beside this one has put a newer one in force and dropped it.
  if (models.every((model) => model.id !== id)) return false
  const works = inForce !== undefined && inForce.engine === engineVersion
  // One of the same knowledge is held back already: two trained at a time.
  const waits = models.some(
    (model) => model.held && model.engine === engineVersion && model.knowledge >= knowledge,
  )
  if (works && (inForce.knowledge >= knowledge || (waits && !inForce.holds_erased))) {
    await transaction.deleteFrom('models').where('id', '=', id).execute()
    return false
  }
  const others = models.filter((model) => model.id !== id)
  // Words that were erased while it trained: the next training, which is asked for already, drops it.
  const stale = versions.knowledge > knowledge && others.some((model) => model.holds_erased)
  // What was erased is forgotten now, whatever else breaks.
  const excuse = isFirst || !works ? 'first' : inForce.holds_erased ? 'erasure' : undefined
  const passes = (await verdict?.(transaction, excuse)) ?? true
  await transaction
    .updateTable('models')
    .set({ holds_erased: stale, held: !passes })
    .where('id', '=', id)
    .execute()
  if (!passes) {
    await dropModels(
      transaction,
      // Not what a training beside this one has only just stored.
      others.filter(
        (model) => model !== inForce && model.knowledge <= knowledge && (model.held || model.holds_erased),
      ),
    )
    return false
  }
  await replaceInForce(transaction, id, others, inForce)
  afterCommit(transaction, announce)
  return true
}

/** Puts a version in force that was held back. Throws `understanding/version-not-held` where it waits no more. */
export async function releaseVersion(
  transaction: TenantTransaction,
  id: string,
  announce: () => void,
): Promise<void> {
  const { inForce, models } = await lockVersions(transaction)
  const chosen = models.find((model) => model.id === id)
  // One that knows what was erased since goes with the next training, which is on its way.
  if (!chosen?.held || chosen.engine !== engineVersion || chosen.holds_erased)
    throw new ApiError('understanding/version-not-held')
  await transaction.updateTable('models').set({ held: false }).where('id', '=', id).execute()
  const others = models.filter((model) => model !== chosen)
  await replaceInForce(transaction, id, others, inForce)
  afterCommit(transaction, announce)
}

async function lockVersions(transaction: TenantTransaction) {
  const versions = await transaction
    .selectFrom('tenant_versions')
    .select(['model_id', 'knowledge'])
    .forUpdate()
    .executeTakeFirstOrThrow()
  const models: ModelRow[] = await transaction
    .selectFrom('models')
    .select(['id', 'knowledge', 'engine', 'created_at', 'holds_erased', 'held'])
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return { versions, models, inForce: models.find((model) => model.id === versions.model_id) }
}

/**
 * One more than that in force is kept, a process may still be loading it; a process that has an older one in memory goes on with it.
 * What was held back before is given up.
 */
async function replaceInForce(
  transaction: TenantTransaction,
  id: string,
  others: readonly ModelRow[],
  inForce: ModelRow | undefined,
): Promise<void> {
  await transaction.updateTable('tenant_versions').set({ model_id: id }).execute()
  const kept = inForce ?? others.find((model) => !model.held)
  await dropModels(
    transaction,
    others.filter((model) => model !== kept || model.holds_erased),
  )
}

async function dropModels(transaction: TenantTransaction, models: readonly ModelRow[]): Promise<void> {
  if (models.length === 0) return
  const ids = models.map((model) => model.id)
  await transaction.deleteFrom('models').where('id', 'in', ids).execute()
}
