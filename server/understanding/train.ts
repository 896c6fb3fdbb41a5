import { engineVersion, type Traffic } from '../../language/index.ts'
import { readKnowledge } from '../knowledge/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import { afterCommit, type Database, type TenantTransaction } from '../platform/db/index.ts'
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
  /** What became of recent messages; absent where nothing is known of them yet. */
  traffic?: (transaction: TenantTransaction) => Promise<Traffic>
}

/** Older models than these few are dropped; a process that still has one in memory goes on with it. */
const modelsKept = 2

/**
 * Trains the tenant's model on the knowledge as it is now and puts it in force. Does nothing when the model in force
 * already covers it. Safe to run twice: the later knowledge version wins. Gives up when `signal` says so.
 */
export async function trainTenant(
  { database, clock, log, wakeups, traffic }: TrainDependencies,
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
  const { knowledge, seen } = await database.tenant(tenantId, async (transaction) => ({
    knowledge: await readKnowledge(transaction, -1),
    seen: await traffic?.(transaction),
  }))
  if (knowledge.entries.length === 0) return false
  const trained = await trainApart(
    {
      entries: knowledge.entries.map(({ id, wordings, answer }) => ({
        id,
        wordings,
        answers: Object.values(answer),
      })),
      outOfScope: knowledge.outOfScope,
      ...(seen === undefined ? {} : { traffic: seen }),
    },
    signal,
  )
  const id = newId()
  await store(database, tenantId, { id, knowledge: knowledge.version, trained, now: clock.now() })
  const done = await database.tenant(tenantId, (transaction) =>
    putInForce(transaction, { id, knowledge: knowledge.version }, () => wakeups.announce('model', tenantId)),
  )
  log.info(
    { tenantId, milliseconds: trained.status.trainedInMs, bytes: trained.status.bytes, used: done },
    'trained',
  )
  return done
}

/**
 * Writes a model that is not in force yet. Apart from what puts it there: a large one takes a second to write, and edits must
 * not wait for it.
 */
function store(
  database: Database,
  tenantId: string,
  model: { id: string; knowledge: number; trained: TrainedModel; now: Date },
): Promise<void> {
  const { id, knowledge, trained, now } = model
  return database.tenant(tenantId, async (transaction) => {
    await transaction
      .insertInto('models')
      .values({
        tenant_id: tenantId,
        id,
        knowledge,
        engine: engineVersion,
        bytes: Buffer.from(trained.bytes.buffer, trained.bytes.byteOffset, trained.bytes.byteLength),
        status: JSON.stringify(trained.status),
        created_at: now,
        // Until somebody has looked: left behind by a crash, it goes with the next training.
        holds_erased: true,
      })
      .execute()
    await transaction
      .insertInto('calibrations')
      .values({ tenant_id: tenantId, model_id: id, verdicts: JSON.stringify(compact(trained.heldOut)) })
      .execute()
  })
}

/** Puts a stored model in force unless a newer one is, and drops the older ones. */
async function putInForce(
  transaction: TenantTransaction,
  { id, knowledge }: { id: string; knowledge: number },
  announce: () => void,
): Promise<boolean> {
  const versions = await transaction
    .selectFrom('tenant_versions')
    .select(['model_id', 'knowledge'])
    .forUpdate()
    .executeTakeFirstOrThrow()
  const models = await transaction
    .selectFrom('models')
    .select(['id', 'knowledge', 'engine', 'holds_erased'])
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  // A training that ran beside this one has put a newer one in force and dropped it.
  if (models.every((model) => model.id !== id)) return false
  const inForce = models.find((model) => model.id === versions.model_id)
  if (inForce !== undefined && inForce.engine === engineVersion && inForce.knowledge >= knowledge) {
    await transaction.deleteFrom('models').where('id', '=', id).execute()
    return false
  }
  const others = models.filter((model) => model.id !== id)
  // Words that were erased while it trained: the next training, which is asked for already, drops it.
  const stale = versions.knowledge > knowledge && others.some((model) => model.holds_erased)
  await transaction.updateTable('models').set({ holds_erased: stale }).where('id', '=', id).execute()
  await transaction.updateTable('tenant_versions').set({ model_id: id }).execute()
  const dropped = others.filter((model, place) => model.holds_erased || place >= modelsKept - 1)
  if (dropped.length > 0)
    await transaction
      .deleteFrom('models')
      .where(
        'id',
        'in',
        dropped.map((model) => model.id),
      )
      .execute()
  afterCommit(transaction, announce)
  return true
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
