import type { EntryContent, Language } from '../../contract/index.ts'
import type { Synonym, Wording } from '../../language/index.ts'
import type { TenantTransaction } from '../platform/db/index.ts'
import { categoryTree, pathOf } from './order/categories.ts'
import { readSynonyms } from './synonyms/read-synonyms.ts'
import { basesOf } from './write-entry.ts'

/** A published entry as answering and understanding use it. */
export interface LiveEntry {
  id: string
  key: string
  version: number
  category: Partial<Record<Language, string>>
  /** Names of its category and of those above, in every language: scenes go by them. */
  categoryNames?: readonly string[]
  /** Key of the scene that its base belongs to. */
  scene?: string
  /** Answers only customers who write in these; absent: all. */
  languages?: readonly Language[]
  /** Does not answer from this moment on, whatever a timed task is late with. */
  until?: Date
  question: EntryContent['question']
  /** In letters alone. */
  answer: Partial<Record<Language, string>>
  /** As its author wrote it, where that is more. */
  markup?: Partial<Record<Language, string>>
  wordings: Wording[]
}

export interface KnowledgeChanges {
  /** Knowledge version this brings one up to. */
  version: number
  entries: LiveEntry[]
  /** Ids of entries that answer no more. */
  gone: string[]
  outOfScope: Wording[]
  /** All that are in use. */
  synonyms: Synonym[]
}

const pageSize = 500

/**
 * What changed behind a knowledge version, or everything behind version 0 (-1 for a first load). To be read in a `snapshot`,
 * so that the version fits the content.
 */
export async function readKnowledge(
  transaction: TenantTransaction,
  behind: number,
): Promise<KnowledgeChanges> {
  const { knowledge } = await transaction
    .selectFrom('tenant_versions')
    .select('knowledge')
    .executeTakeFirstOrThrow()
  const rows = await transaction
    .selectFrom('entries')
    .select(['id', 'key', 'version', 'category', 'category_id', 'base_id', 'live', 'flip_at'])
    .where('changed_in', '>', behind)
    .where('changed_in', '<=', knowledge)
    .orderBy('key')
    .execute()
  const live = new Map<string, LiveEntry>()
  const tree = await categoryTree(transaction)
  const bases = new Map((await basesOf(transaction)).map((base) => [base.id, base]))
  for (const row of rows) {
    if (!row.live) continue
    const base = bases.get(row.base_id)
    const path = pathOf(tree, row.category_id)
    live.set(row.id, {
      id: row.id,
      key: row.key,
      version: row.version,
      category: row.category,
      categoryNames: [
        ...new Set([row.category, ...path.map((one) => one.name)].flatMap((names) => Object.values(names))),
      ],
      ...(base?.scene == null ? {} : { scene: base.scene }),
      ...(base === undefined || base.languages.length === 0 ? {} : { languages: base.languages }),
      ...(row.flip_at === null ? {} : { until: row.flip_at }),
      question: {},
      answer: {},
      wordings: [],
    })
  }
  const ids = [...live.keys()]
  for (let start = 0; start < ids.length; start += pageSize) {
    const part = ids.slice(start, start + pageSize)
    const wordings = await transaction
      .selectFrom('wordings')
      .select(['id', 'entry_id', 'language', 'kind', 'origin', 'text'])
      .where('entry_id', 'in', part)
      .orderBy('position')
      .orderBy('id')
      .execute()
    for (const { id, entry_id, language, kind, origin, text } of wordings) {
      const entry = live.get(entry_id)
      // Written beforehand, by whomever: the engine weighs both less than what was really said.
      entry?.wordings.push({ id, text, origin: origin === 'model' ? 'pack' : origin })
      if (entry !== undefined && kind === 'standard') entry.question[language] = text
    }
    const answers = await transaction
      .selectFrom('answers')
      .select(['entry_id', 'language', 'parts', 'markup'])
      .where('entry_id', 'in', part)
      .where('audience', '=', 'public')
      .execute()
    for (const { entry_id, language, parts, markup } of answers) {
      const entry = live.get(entry_id)
      if (entry === undefined) continue
      if (markup !== null) entry.markup = { ...entry.markup, [language]: markup }
      entry.answer[language] = parts.map((piece) => (piece.type === 'text' ? piece.text : '')).join('\n')
    }
  }
  const foreign = await transaction
    .selectFrom('out_of_scope_wordings')
    .select(['id', 'text'])
    .where('changed_in', '>', behind)
    .orderBy('id')
    .execute()
  return {
    version: knowledge,
    entries: [...live.values()],
    gone: rows.filter((row) => !row.live).map((row) => row.id),
    outOfScope: foreign.map((row) => ({ id: row.id, text: row.text, origin: 'customer' as const })),
    synonyms: await readSynonyms(transaction),
  }
}
