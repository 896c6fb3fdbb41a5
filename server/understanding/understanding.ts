import type { UnderstandingStatus } from '../../contract/index.ts'
import {
  deserialiseModel,
  engineVersion,
  type LanguageModel,
  serialiseModel,
  trainModel,
} from '../../language/index.ts'
import { type KnowledgeChanges, type LiveEntry, readKnowledge } from '../knowledge/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import type { Log } from '../platform/log/index.ts'
import { requestTraining } from './request-training.ts'

/** A tenant's knowledge as one process holds it: content and the model that finds it, both of one knowledge version. */
export interface LoadedKnowledge {
  model: LanguageModel
  entries: Map<string, LiveEntry>
  /** Knowledge version that both reflect. */
  knowledge: number
  /** Id of the trained model underneath; edits since are applied on top. */
  modelId: string
  /** Id of a model in force that cannot be used here, in whose place this stands. */
  insteadOf?: string | null
}

export interface Versions {
  knowledge: number
  modelId: string | null
}

export interface Understanding {
  /** The tenant's knowledge at exactly these versions or newer; brought up to date where it is behind. */
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
const noModel = 'untrained'

interface Slot {
  loaded: LoadedKnowledge | undefined
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
  const { database, clock, log, budgetBytes = defaultBudgetBytes } = options
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

  async function refresh(tenantId: string, slot: Slot, versions: Versions): Promise<LoadedKnowledge> {
    const { loaded } = slot
    if (loaded !== undefined && isCurrent(loaded, versions)) return loaded
    const next = await database.tenant(tenantId, async (transaction) => {
      if (loaded !== undefined && standsFor(loaded, versions.modelId))
        return applyChanges(loaded, await readKnowledge(transaction, loaded.knowledge))
      return loadAll(transaction, versions.modelId)
    })
    if (next.model !== loaded?.model) slot.bytes = next.model.bytes
    slot.loaded = next
    makeRoom()
    return next
  }

  /** A model of another engine version or a damaged one is not used: the knowledge itself makes a new one. */
  function readModel(row: { id: string; knowledge: number; engine: number; bytes: Buffer }) {
    const { buffer, byteOffset, byteLength } = row.bytes
    try {
      if (row.engine !== engineVersion) throw new RangeError(`it is of engine version ${row.engine}`)
      const model = deserialiseModel(new Uint8Array(buffer, byteOffset, byteLength))
      return { id: row.id, knowledge: row.knowledge, model }
    } catch (error) {
      log.warn({ modelId: row.id, reason: (error as Error).message }, 'a stored model cannot be used')
      return undefined
    }
  }

  async function loadAll(transaction: TenantTransaction, modelId: string | null): Promise<LoadedKnowledge> {
    const row =
      modelId === null
        ? undefined
        : await transaction
            .selectFrom('models')
            .select(['id', 'knowledge', 'engine', 'bytes'])
            .where('id', '=', modelId)
            .executeTakeFirst()
    const usable = row === undefined ? undefined : readModel(row)
    const all = await readKnowledge(transaction, -1)
    const entries = new Map(all.entries.map((entry) => [entry.id, entry]))
    if (usable === undefined) {
      // Only a damaged one is put out of force: one of another engine may serve the other processes of an upgrade.
      if (row?.engine === engineVersion)
        await transaction.updateTable('tenant_versions').set({ model_id: null }).execute()
      if (all.entries.length > 0) await requestTraining(transaction, clock.now())
      const model = trainModel({ entries: [], outOfScope: [] }, { calibrate: false })
      for (const entry of all.entries) addEntry(model, entry)
      for (const { text } of all.outOfScope) model.refuse(text)
      return { model, entries, knowledge: all.version, modelId: noModel, insteadOf: modelId }
    }
    const since = await readKnowledge(transaction, usable.knowledge)
    applyToModel(usable.model, since)
    return {
      model: usable.model,
      entries,
      knowledge: Math.min(all.version, since.version),
      modelId: usable.id,
    }
  }

  const understanding: Understanding = {
    at(tenantId, versions) {
      const slot = slotOf(tenantId)
      if (slot.loaded !== undefined && isCurrent(slot.loaded, versions)) return Promise.resolve(slot.loaded)
      const mine = slot.work.then(() => refresh(tenantId, slot, versions))
      slot.work = mine.catch(() => undefined)
      return mine
    },
    holds(tenantId, versions) {
      const loaded = slots.get(tenantId)?.loaded
      return loaded !== undefined && isCurrent(loaded, versions)
    },
    async current(tenantId) {
      const row = await database.tenant(tenantId, (transaction) =>
        transaction.selectFrom('tenant_versions').select(['knowledge', 'model_id']).executeTakeFirstOrThrow(),
      )
      return understanding.at(tenantId, { knowledge: row.knowledge, modelId: row.model_id })
    },
    async copy(tenantId) {
      const loaded = await understanding.current(tenantId)
      const model = deserialiseModel(serialiseModel(loaded.model))
      return { ...loaded, model, entries: new Map(loaded.entries) }
    },
    async status(tenantId) {
      const loaded = await understanding.current(tenantId)
      const row = await database.tenant(tenantId, (transaction) =>
        transaction
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
      )
      const { calibration } = loaded.model
      return {
        knowledgeVersion: row.knowledge,
        ...(row.covered === null ? {} : { modelKnowledgeVersion: row.covered }),
        training: loaded.entries.size > 0 && (row.covered !== row.knowledge || row.engine !== engineVersion),
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
      knowledge: 0,
      modelId: noModel,
    }),
  }
  return understanding
}

function isCurrent(loaded: LoadedKnowledge, versions: Versions): boolean {
  return loaded.knowledge >= versions.knowledge && standsFor(loaded, versions.modelId)
}

function standsFor(loaded: LoadedKnowledge, modelId: string | null): boolean {
  return modelId === null || modelId === loaded.modelId || modelId === loaded.insteadOf
}

function addEntry(model: LanguageModel, entry: LiveEntry): void {
  for (const wording of entry.wordings) model.addWording(entry.id, wording)
}

/** Edits on top of a model: entries as a whole, since one edit may touch every wording. */
function applyToModel(model: LanguageModel, changes: KnowledgeChanges): void {
  for (const id of changes.gone) model.removeEntry(id)
  for (const entry of changes.entries) {
    model.removeEntry(entry.id)
    addEntry(model, entry)
  }
  for (const { text } of changes.outOfScope) model.refuse(text)
}

function applyChanges(loaded: LoadedKnowledge, changes: KnowledgeChanges): LoadedKnowledge {
  for (const id of changes.gone) {
    loaded.model.removeEntry(id)
    loaded.entries.delete(id)
  }
  for (const entry of changes.entries) {
    const before = loaded.entries.get(entry.id)
    loaded.entries.set(entry.id, entry)
    if (before === undefined) {
      addEntry(loaded.model, entry)
      continue
    }
    const known = new Map(before.wordings.map((wording) => [wording.text, wording]))
    const wanted = new Set(entry.wordings.map((wording) => wording.text))
    for (const wording of before.wordings)
      if (!wanted.has(wording.text)) loaded.model.removeWording(wording.id)
    for (const wording of entry.wordings)
      if (!known.has(wording.text)) loaded.model.addWording(entry.id, wording)
    // Every edit gives the rows new ids, but what stayed is in the model under the one it came with.
    entry.wordings = entry.wordings.map((wording) => known.get(wording.text) ?? wording)
  }
  for (const { text } of changes.outOfScope) loaded.model.refuse(text)
  loaded.knowledge = changes.version
  return loaded
}
