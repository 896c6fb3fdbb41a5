import { sql } from 'kysely'
import {
  deserialiseInSteps,
  engineVersion,
  type LanguageModel,
  type Synonym,
  trainModel,
} from '../../language/index.ts'
import { type KnowledgeChanges, type LiveEntry, readKnowledge } from '../knowledge/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import type { Log } from '../platform/log/index.ts'
import { requestTraining } from './request-training.ts'
import { inSlices, slicer } from './slices.ts'

/** A tenant's knowledge as one process holds it: content and the model that finds it, both of one knowledge version. */
export interface LoadedKnowledge {
  model: LanguageModel
  entries: Map<string, LiveEntry>
  /** Those in use; the model knows them. */
  synonyms: readonly Synonym[]
  /** Knowledge version that both reflect. */
  knowledge: number
  /** Id of the trained model underneath; edits since are applied on top. */
  modelId: string
  /** Id of a model in force that cannot be used here, in whose place this stands. */
  insteadOf?: string | null
  /** Entries edited on top of the model with their wordings' own ids: in `entries` they have those that the model knows. */
  asStored: Map<string, LiveEntry>
}

export const noModel = 'untrained'
const pieceBytes = 1024 * 1024

/** A stored model as it was read. */
interface StoredModel {
  id: string
  knowledge: number
  engine: number
  bytes?: Uint8Array
}

/**
 * The knowledge under the model in force. What is loaded already under another model is not read again, only what has changed since.
 * `gently`: with as much rest as work, where turns are answered meanwhile.
 */
export async function loadKnowledge(
  dependencies: { database: Database; clock: Clock; log: Log },
  tenantId: string,
  modelId: string | null,
  loaded: LoadedKnowledge | undefined,
  gently = false,
): Promise<LoadedKnowledge> {
  const { database, clock, log } = dependencies
  const { stored, content, since } = await database.snapshot(tenantId, async (transaction) => {
    const stored = modelId === null ? undefined : await readStored(transaction, modelId)
    const content = await readEntries(transaction, loaded)
    const since = stored?.bytes === undefined ? undefined : await readKnowledge(transaction, stored.knowledge)
    return { stored, content, since }
  })
  const model = stored === undefined ? undefined : await modelOf(log, stored, gently)
  if (stored === undefined || model === undefined || since === undefined) {
    const outOfScope = await database.tenant(tenantId, async (transaction) => {
      // Only a damaged one is put out of force: one of another engine may serve the other processes of an upgrade.
      if (stored?.engine === engineVersion)
        await transaction.updateTable('tenant_versions').set({ model_id: null }).execute()
      if (content.entries.size > 0) await requestTraining(transaction, clock.now())
      return transaction.selectFrom('out_of_scope_wordings').select('text').execute()
    })
    const model = await untrained(content.entries.values())
    for (const { text } of outOfScope) model.refuse(text)
    model.setSynonyms(content.synonyms)
    return { ...content, model, modelId: noModel, insteadOf: modelId, asStored: new Map() }
  }
  await applyToModel(model, since)
  return {
    model,
    entries: content.entries,
    synonyms: since.synonyms,
    knowledge: Math.min(content.knowledge, since.version),
    modelId: stored.id,
    asStored: new Map(),
  }
}

async function untrained(entries: Iterable<LiveEntry>): Promise<LanguageModel> {
  const model = trainModel({ entries: [], outOfScope: [] }, { calibrate: false })
  const pause = slicer()
  for (const entry of entries) {
    addEntry(model, entry)
    await pause()
  }
  return model
}

async function readEntries(
  transaction: TenantTransaction,
  loaded: LoadedKnowledge | undefined,
): Promise<Pick<LoadedKnowledge, 'entries' | 'synonyms' | 'knowledge'>> {
  const entries = new Map(loaded?.entries)
  for (const [id, entry] of loaded?.asStored ?? []) if (entries.has(id)) entries.set(id, entry)
  const changes = await readKnowledge(transaction, loaded?.knowledge ?? -1)
  for (const id of changes.gone) entries.delete(id)
  for (const entry of changes.entries) entries.set(entry.id, entry)
  return { entries, synonyms: changes.synonyms, knowledge: changes.version }
}

/** A stored model; its bytes only where this engine can read them. */
export async function readStored(
  transaction: TenantTransaction,
  modelId: string,
): Promise<StoredModel | undefined> {
  const row = await transaction
    .selectFrom('models')
    .select(['id', 'knowledge', 'engine', sql<number>`octet_length(bytes)`.as('size')])
    .where('id', '=', modelId)
    .executeTakeFirst()
  if (row === undefined || row.engine !== engineVersion) return row
  const bytes = new Uint8Array(row.size)
  // A large one in one piece would be a text of twice its size, and hold turns up while it is read.
  for (let at = 0; at < row.size; at += pieceBytes) {
    const { piece } = await transaction
      .selectFrom('models')
      .select(sql<Buffer>`substring(bytes from ${at + 1}::int for ${pieceBytes}::int)`.as('piece'))
      .where('id', '=', modelId)
      .executeTakeFirstOrThrow()
    bytes.set(piece, at)
  }
  return { ...row, bytes }
}

/** A model of another engine version or a damaged one is not used: the knowledge itself makes a new one. */
async function modelOf(
  log: Log,
  { id, engine, bytes }: StoredModel,
  gently: boolean,
): Promise<LanguageModel | undefined> {
  try {
    if (bytes === undefined) throw new RangeError(`it is of engine version ${engine}`)
    return await inSlices(deserialiseInSteps(bytes), gently)
  } catch (error) {
    log.warn({ modelId: id, reason: (error as Error).message }, 'a stored model cannot be used')
    return undefined
  }
}

function addEntry(model: LanguageModel, entry: LiveEntry): void {
  for (const wording of entry.wordings) model.addWording(entry.id, wording)
}

/** Edits on top of a model: entries as a whole, since one edit may touch every wording. */
async function applyToModel(model: LanguageModel, changes: KnowledgeChanges): Promise<void> {
  const pause = slicer()
  for (const id of changes.gone) model.removeEntry(id)
  for (const entry of changes.entries) {
    model.removeEntry(entry.id)
    addEntry(model, entry)
    await pause()
  }
  for (const { text } of changes.outOfScope) model.refuse(text)
  model.setSynonyms(changes.synonyms)
}

/** Brings what is loaded up to date in place; a large import in slices. */
export async function applyChanges(
  loaded: LoadedKnowledge,
  changes: KnowledgeChanges,
): Promise<LoadedKnowledge> {
  const pause = slicer()
  for (const id of changes.gone) {
    loaded.model.removeEntry(id)
    loaded.entries.delete(id)
    loaded.asStored.delete(id)
  }
  for (const entry of changes.entries) {
    applyEntry(loaded, entry)
    await pause()
  }
  for (const { text } of changes.outOfScope) loaded.model.refuse(text)
  loaded.model.setSynonyms(changes.synonyms)
  loaded.synonyms = changes.synonyms
  loaded.knowledge = changes.version
  return loaded
}

function applyEntry({ model, entries, asStored }: LoadedKnowledge, entry: LiveEntry): void {
  const before = entries.get(entry.id)
  if (before === undefined) {
    entries.set(entry.id, entry)
    addEntry(model, entry)
    return
  }
  const known = new Map(before.wordings.map((wording) => [wording.text, wording]))
  const wanted = new Set(entry.wordings.map((wording) => wording.text))
  for (const wording of before.wordings) if (!wanted.has(wording.text)) model.removeWording(wording.id)
  for (const wording of entry.wordings) if (!known.has(wording.text)) model.addWording(entry.id, wording)
  // Every edit gives the rows new ids, but what stayed is in the model under the one it came with.
  const wordings = entry.wordings.map((wording) => known.get(wording.text) ?? wording)
  entries.set(entry.id, { ...entry, wordings })
  asStored.set(entry.id, entry)
}
