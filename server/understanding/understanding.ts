import type { UnderstandingStatus } from '../../contract/index.ts'
import { deserialiseInSteps, engineVersion, serialiseModel, trainModel } from '../../language/index.ts'
import { readKnowledge } from '../knowledge/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import type { Log } from '../platform/log/index.ts'
import { applyChanges, type LoadedKnowledge, loadKnowledge, noModel } from './load-knowledge.ts'
import { inSlices } from './slices.ts'
import { heldBack } from './versions/settle-version.ts'

export interface Versions {
  knowledge: number
  modelId: string | null
}

export interface Understanding {
  /**
   * The tenant's knowledge at this version or newer, brought up to date where it is behind. A large base may stand on an older model
   * until the newer one is loaded.
   */
  at(tenantId: string, versions: Versions): Promise<LoadedKnowledge>
  /** The same for whatever is in force now. */
  current(tenantId: string): Promise<LoadedKnowledge>
  /** Whether `at` would answer at once, from what is loaded already. */
  holds(tenantId: string, versions: Versions): boolean
  /** A copy of the knowledge in force that may be changed to see what would become of it. */
  copy(tenantId: string): Promise<LoadedKnowledge>
  status(tenantId: string): Promise<UnderstandingStatus>
  /** Knowledge without anything in it: for a turn whose own could not be loaded. */
  empty(): LoadedKnowledge
}

/** Memory that loaded models may take together; tenants not asked for the longest go first. */
const defaultBudgetBytes = 512 * 1024 * 1024

/** A base of so many entries answers under its older model while the newer one is loaded. */
const largeEntries = 2_000
/** What an entry's texts take beside the model, about. */
const bytesPerEntry = 1_500

interface Slot {
  loaded: LoadedKnowledge | undefined
  /** A newer model of a large base, on its way. */
  replacing?: Promise<unknown> | undefined
  /** Of its model as it was loaded: counting every wording again at each edit would hold turns up. */
  bytes: number
  /** Runs one after the other. */
  work: Promise<unknown>
}

export function openUnderstanding(options: {
  clock: Clock
  database: Database
  log: Log
  budgetBytes?: number
}): Understanding {
  const { database, log, budgetBytes = defaultBudgetBytes } = options
  const slots = new Map<string, Slot>()

  function slotOf(tenantId: string): Slot {
    const slot = slots.get(tenantId) ?? { loaded: undefined, bytes: 0, work: Promise.resolve() }
    // Last in the map = used last.
    slots.delete(tenantId)
    slots.set(tenantId, slot)
    return slot
  }

  function makeRoom(): void {
    let bytes = 0
    const newestFirst = [...slots.entries()].reverse()
    for (const [index, [tenantId, slot]] of newestFirst.entries()) {
      bytes += slot.bytes
      if (bytes > budgetBytes && index > 0) slots.delete(tenantId)
    }
  }

  /** Brings what is loaded up to the versions, in turn with whoever else does. */
  function bringUp(tenantId: string, versions: Versions): Promise<LoadedKnowledge> {
    const slot = slotOf(tenantId)
    const mine = slot.work.then(async () => {
      const { loaded } = slot
      if (loaded !== undefined && isCurrent(loaded, versions)) return loaded
      if (loaded === undefined || !standsFor(loaded, versions.modelId))
        return put(slot, await loadKnowledge(options, tenantId, versions.modelId, loaded))
      return put(slot, await catchUp(tenantId, loaded))
    })
    slot.work = mine.catch(() => undefined)
    return mine
  }

  /** Loads a large model behind the one that answers; edits go on counting meanwhile. */
  function replaceBehind(
    tenantId: string,
    slot: Slot,
    loaded: LoadedKnowledge,
    modelId: string | null,
  ): void {
    slot.replacing ??= loadKnowledge(options, tenantId, modelId, loaded, true)
      .then((next) => {
        const mine = slot.work.then(async () => put(slot, await catchUp(tenantId, next)))
        slot.work = mine.catch(() => undefined)
        return mine
      })
      .catch((error: unknown) => log.error({ tenantId, error }, 'a model could not be loaded'))
      .finally(() => {
        slot.replacing = undefined
      })
  }

  function catchUp(tenantId: string, loaded: LoadedKnowledge): Promise<LoadedKnowledge> {
    return database
      .snapshot(tenantId, (transaction) => readKnowledge(transaction, loaded.knowledge))
      .then((changes) => applyChanges(loaded, changes))
  }

  function put(slot: Slot, next: LoadedKnowledge): LoadedKnowledge {
    if (next.model !== slot.loaded?.model) slot.bytes = next.model.bytes + next.entries.size * bytesPerEntry
    slot.loaded = next
    makeRoom()
    return next
  }

  const understanding: Understanding = {
    at(tenantId, versions) {
      const slot = slotOf(tenantId)
      const { loaded } = slot
      if (loaded === undefined) return bringUp(tenantId, versions)
      const isLarge = loaded.entries.size >= largeEntries
      if (isLarge && !standsFor(loaded, versions.modelId))
        replaceBehind(tenantId, slot, loaded, versions.modelId)
      if (mayAnswer(loaded, versions)) return Promise.resolve(loaded)
      return bringUp(tenantId, isLarge ? { ...versions, modelId: null } : versions)
    },
    holds(tenantId, versions) {
      const loaded = slots.get(tenantId)?.loaded
      return loaded !== undefined && mayAnswer(loaded, versions)
    },
    async current(tenantId) {
      const row = await database.tenant(tenantId, (transaction) =>
        transaction.selectFrom('tenant_versions').select(['knowledge', 'model_id']).executeTakeFirstOrThrow(),
      )
      const versions = { knowledge: row.knowledge, modelId: row.model_id }
      const slot = slotOf(tenantId)
      const { loaded } = slot
      if (loaded !== undefined && loaded.entries.size >= largeEntries && !standsFor(loaded, row.model_id)) {
        replaceBehind(tenantId, slot, loaded, row.model_id)
        await slot.replacing
      }
      return bringUp(tenantId, versions)
    },
    async copy(tenantId) {
      const loaded = await understanding.current(tenantId)
      // As it is at this moment: it may change while the copy is made.
      const copied = { ...loaded, entries: new Map(loaded.entries), asStored: new Map(loaded.asStored) }
      const model = await inSlices(deserialiseInSteps(serialiseModel(loaded.model)))
      model.setSynonyms(copied.synonyms)
      return { ...copied, model }
    },
    async status(tenantId) {
      const loaded = await understanding.current(tenantId)
      const { row, held } = await database.tenant(tenantId, async (transaction) => ({
        held: await heldBack(transaction),
        row: await transaction
          .selectFrom('tenant_versions')
          .leftJoin('models', (join) =>
            join
              .onRef('models.id', '=', 'tenant_versions.model_id')
              .onRef('models.tenant_id', '=', 'tenant_versions.tenant_id'),
          )
          .select([
            'tenant_versions.knowledge',
            'models.knowledge as covered',
            'models.engine',
            'models.created_at',
            'models.status',
          ])
          .executeTakeFirstOrThrow(),
      }))
      const { calibration } = loaded.model
      return {
        knowledgeVersion: row.knowledge,
        ...(row.covered === null ? {} : { modelKnowledgeVersion: row.covered }),
        training:
          loaded.entries.size > 0 &&
          (row.engine !== engineVersion ||
            (row.covered !== row.knowledge && held?.knowledge !== row.knowledge)),
        ...(held === undefined
          ? {}
          : {
              heldBack: {
                id: held.id,
                knowledgeVersion: held.knowledge,
                trainedAt: held.created_at.toISOString(),
              },
            }),
        ...(row.created_at === null ? {} : { trainedAt: row.created_at.toISOString() }),
        entries: loaded.model.entryCount,
        wordings: loaded.model.wordingCount,
        bytes: Math.round(loaded.model.bytes),
        calibration: {
          state: calibration.state,
          labelled: calibration.labelled,
          curve: calibration.curve,
          reliability: calibration.reliability,
        },
      }
    },
    empty: () => ({
      model: trainModel({ entries: [], outOfScope: [] }, { calibrate: false }),
      entries: new Map(),
      synonyms: [],
      knowledge: 0,
      modelId: noModel,
      asStored: new Map(),
    }),
  }
  return understanding
}

function isCurrent(loaded: LoadedKnowledge, versions: Versions): boolean {
  return loaded.knowledge >= versions.knowledge && standsFor(loaded, versions.modelId)
}

/** Whether turns are answered from it: a large base does not wait for its newer model. */
function mayAnswer(loaded: LoadedKnowledge, versions: Versions): boolean {
  if (loaded.entries.size < largeEntries) return isCurrent(loaded, versions)
  return loaded.knowledge >= versions.knowledge
}

function standsFor(loaded: LoadedKnowledge, modelId: string | null): boolean {
  return modelId === null || modelId === loaded.modelId || modelId === loaded.insteadOf
}
