import { engineVersion } from '../../language/index.ts'
import { readKnowledge } from '../knowledge/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import { afterCommit, type Database } from '../platform/db/index.ts'
import { newId } from '../platform/ids/index.ts'
import type { Log } from '../platform/log/index.ts'
import type { Wakeups } from '../platform/realtime/index.ts'
import type { StoredVerdict } from './schema.ts'
import { trainApart } from './train-apart.ts'
import type { TrainedModel } from './train-process.ts'

export interface TrainDependencies {
  database: Database
  clock: Clock
  log: Log
  wakeups: Wakeups
}

/** Older models than these few are dropped; a process that still has one in memory goes on with it. */
const modelsKept = 2

/**
 * Trains the tenant's model on the knowledge as it is now and puts it in force. Does nothing when the model in force
 * already covers it. Safe to run twice: the later knowledge version wins. Gives up when `signal` says so.
 */
export async function trainTenant(
  { database, clock, log, wakeups }: TrainDependencies,
  tenantId: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const covered = await database.tenant(tenantId, (transaction) =>
    transaction
      .selectFrom('tenant_versions')
      .leftJoin('models', (join) =>
        join
          .onRef('models.id', '=', 'tenant_versions.model_id')
          .onRef('models.tenant_id', '=', 'tenant_versions.tenant_id'),
      )
      .select(['tenant_versions.knowledge', 'models.knowledge as covered', 'models.engine'])
      .executeTakeFirst(),
  )
  if (covered === undefined) return false
  if (covered.covered === covered.knowledge && covered.engine === engineVersion) return false
  const knowledge = await database.tenant(tenantId, (transaction) => readKnowledge(transaction, -1))
  if (knowledge.entries.length === 0) return false
  const trained = await trainApart(
    {
      entries: knowledge.entries.map(({ id, wordings, answer }) => ({
        id,
        wordings,
        answers: Object.values(answer),
      })),
      outOfScope: knowledge.outOfScope,
    },
    signal,
  )
  const id = newId()
  const done = await database.tenant(tenantId, async (transaction) => {
    const versions = await transaction
      .selectFrom('tenant_versions')
      .select(['model_id', 'knowledge'])
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (versions.model_id !== null) {
      const inForce = await transaction
        .selectFrom('models')
        .select(['knowledge', 'engine'])
        .where('id', '=', versions.model_id)
        .executeTakeFirst()
      if (inForce !== undefined && inForce.engine === engineVersion && inForce.knowledge >= knowledge.version)
        return false
    }
    // Words that were erased while it trained: the next training, which is asked for already, drops it.
    const stale =
      versions.knowledge > knowledge.version &&
      (await transaction
        .selectFrom('models')
        .select('id')
        .where('holds_erased', '=', true)
        .executeTakeFirst()) !== undefined
    await transaction
      .insertInto('models')
      .values({
        tenant_id: tenantId,
        id,
        knowledge: knowledge.version,
        engine: engineVersion,
        bytes: Buffer.from(trained.bytes.buffer, trained.bytes.byteOffset, trained.bytes.byteLength),
        status: JSON.stringify(trained.status),
        created_at: clock.now(),
        holds_erased: stale,
      })
      .execute()
    await transaction
      .insertInto('calibrations')
      .values({ tenant_id: tenantId, model_id: id, verdicts: JSON.stringify(compact(trained.heldOut)) })
      .execute()
    await transaction.updateTable('tenant_versions').set({ model_id: id }).execute()
    const kept = await transaction
      .selectFrom('models')
      .select('id')
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(modelsKept)
      .execute()
    await transaction
      .deleteFrom('models')
      .where((column) =>
        column.or([
          column(
            'id',
            'not in',
            kept.map((row) => row.id),
          ),
          column.and([column('holds_erased', '=', true), column('id', '<>', id)]),
        ]),
      )
      .execute()
    afterCommit(transaction, () => wakeups.announce('model', tenantId))
    return true
  })
  log.info(
    { tenantId, milliseconds: trained.status.trainedInMs, bytes: trained.status.bytes, used: done },
    'trained',
  )
  return done
}

function compact(heldOut: TrainedModel['heldOut']): StoredVerdict[] {
  return heldOut.map(({ wordingId, confidence, entryId, right, inScope }) => [
    wordingId,
    Number(confidence.toFixed(4)),
    entryId ?? null,
    right ? 1 : 0,
    inScope ? 1 : 0,
  ])
}
