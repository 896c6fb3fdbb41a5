import { engineVersion, type Traffic } from '../../language/index.ts'
import { type KnowledgeChanges, readKnowledge } from '../knowledge/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { newId } from '../platform/ids/index.ts'
import type { Log } from '../platform/log/index.ts'
import type { Wakeups } from '../platform/realtime/index.ts'
import { readStored } from './load-knowledge.ts'
import type { StoredVerdict } from './schema.ts'
import { trainApart } from './train-apart.ts'
import type { TrainedModel } from './train-process.ts'
import type { OwnQuestion } from './versions/ask-versions.ts'
import type { Gate, VersionFacts } from './versions/gate.ts'
import { heldBack, settleVersion } from './versions/settle-version.ts'

export interface TrainDependencies {
  database: Database
  clock: Clock
  log: Log
  wakeups: Wakeups
  /** What became of recent messages; absent where nothing is known of them yet. */
  traffic?: (transaction: TenantTransaction) => Promise<Traffic>
  /** Says whether the new version may come into force; absent where every one may. */
  gate?: Gate
  /** How it is trained: in a process of its own, where nothing else is said. */
  train?: typeof trainApart
  /** Runs in the transaction that puts a model in force. */
  onTrained?: (transaction: TenantTransaction, now: Date) => Promise<void>
}

/** Longest that both versions are asked; what there is no time for is not judged. */
const longestJudgingMs = 20_000

/**
 * Trains the tenant's model on the knowledge as it is now, has it judged, and puts it in force or holds it back. Does nothing when
 * the model in force, or one held back, already covers it. Safe to run twice: the later knowledge version wins. Gives up when
 * `signal` says so. Returns whether the new model is in force.
 */
export async function trainTenant(
  dependencies: TrainDependencies,
  tenantId: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const { database, clock, log, wakeups, traffic, gate, onTrained, train = trainApart } = dependencies
  if (!(await database.tenant(tenantId, isBehind))) return false
  const { knowledge, seen, running, questions } = await database.snapshot(tenantId, async (transaction) => {
    const knowledge = await readKnowledge(transaction, -1)
    return {
      knowledge,
      seen: await traffic?.(transaction),
      running: gate === undefined ? undefined : await readRunning(transaction, knowledge.version),
      questions: (await gate?.questions(transaction)) ?? [],
    }
  })
  if (knowledge.entries.length === 0) return false
  const trained = await train(
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
    gate === undefined
      ? undefined
      : {
          questions,
          own: ownQuestions(knowledge),
          synonyms: knowledge.synonyms,
          ...(running === undefined ? {} : { running }),
          longestMs: longestJudgingMs,
        },
  )
  const id = newId()
  const heldOut = compact(trained.heldOut)
  await store(database, tenantId, { id, knowledge: knowledge.version, trained, heldOut, now: clock.now() })
  const usable = trained.compared ? running : undefined
  const verdict =
    gate === undefined || trained.asked === undefined
      ? undefined
      : await gate.judge(tenantId, {
          knowledge,
          candidate: { id, calibration: trained.status.calibration, heldOut },
          ...(usable === undefined ? {} : { running: usable }),
          questions,
          asked: trained.asked,
        })
  const done = await database.tenant(tenantId, async (transaction) => {
    const used = await settleVersion(
      transaction,
      { id, knowledge: knowledge.version, isFirst: usable === undefined },
      verdict,
      () => wakeups.announce('model', tenantId),
    )
    if (used) await onTrained?.(transaction, clock.now())
    return used
  })
  const { trainedInMs, bytes } = trained.status
  log.info(
    { tenantId, milliseconds: trainedInMs, bytes, judgedInMs: trained.asked?.tookMs, used: done },
    'trained',
  )
  return done
}

/** Whether the knowledge is newer than what is in force or waits to be. */
async function isBehind(transaction: TenantTransaction): Promise<boolean> {
  const now = await transaction
    .selectFrom('tenant_versions')
    .leftJoin('models', (join) =>
      join
        .onRef('models.id', '=', 'tenant_versions.model_id')
        .onRef('models.tenant_id', '=', 'tenant_versions.tenant_id'),
    )
    .select(['tenant_versions.knowledge', 'models.knowledge as covered', 'models.engine'])
    .executeTakeFirst()
  if (now === undefined) return false
  if (now.engine !== engineVersion) return true
  if (now.covered === now.knowledge) return false
  return (await heldBack(transaction))?.knowledge !== now.knowledge
}

interface Running extends VersionFacts {
  bytes: Uint8Array
  changed: string[]
}

/** The version in force, if it is of this engine, with what was edited since. */
async function readRunning(transaction: TenantTransaction, knowledge: number): Promise<Running | undefined> {
  const row = await transaction
    .selectFrom('tenant_versions as v')
    .innerJoin('models as m', (join) =>
      join.onRef('m.tenant_id', '=', 'v.tenant_id').onRef('m.id', '=', 'v.model_id'),
    )
    .leftJoin('calibrations as c', (join) =>
      join.onRef('c.tenant_id', '=', 'm.tenant_id').onRef('c.model_id', '=', 'm.id'),
    )
    .select(['m.id', 'm.knowledge', 'm.status', 'c.verdicts'])
    .executeTakeFirst()
  if (row === undefined) return undefined
  const stored = await readStored(transaction, row.id)
  if (stored?.bytes === undefined) return undefined
  const changed = await transaction
    .selectFrom('entries')
    .select('id')
    .where('changed_in', '>', row.knowledge)
    .where('changed_in', '<=', knowledge)
    .execute()
  return {
    id: row.id,
    calibration: row.status.calibration,
    heldOut: row.verdicts ?? [],
    bytes: stored.bytes,
    changed: changed.map(({ id }) => id),
  }
}

function ownQuestions({ entries }: KnowledgeChanges): OwnQuestion[] {
  return entries.flatMap(({ id, question }) =>
    Object.entries(question).map(([language, text]) => ({ entryId: id, language, text })),
  )
}

/**
 * Writes a model that is not in force yet. Apart from what puts it there: a large one takes a second to write, and edits must
 * not wait for it.
 */
function store(
  database: Database,
  tenantId: string,
  model: { id: string; knowledge: number; trained: TrainedModel; heldOut: StoredVerdict[]; now: Date },
): Promise<void> {
  const { id, knowledge, trained, heldOut, now } = model
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
      .values({ tenant_id: tenantId, model_id: id, verdicts: JSON.stringify(heldOut) })
      .execute()
  })
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
