import type { TenantTransaction } from '../../platform/db/index.ts'
import { loadContents } from '../entry-store.ts'
import type { PresentEntry } from './compare-rows.ts'
import { questionMark } from './plan-rows.ts'

/** Standard questions of all entries that are not archived: which entry a question belongs to, and under what key. */
export interface QuestionBook {
  idOf(question: string): string | undefined
  keyOf(question: string): string | undefined
}

const atOnce = 2_000

/** Reads all standard questions; leaves room for others between every few thousand. */
export async function readQuestions(transaction: TenantTransaction): Promise<QuestionBook> {
  const book = new Map<string, { id: string; key: string }>()
  let behind = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const rows = await transaction
      .selectFrom('wordings')
      .innerJoin('entries', (join) =>
        join
          .onRef('entries.id', '=', 'wordings.entry_id')
          .onRef('entries.tenant_id', '=', 'wordings.tenant_id'),
      )
      .select(['wordings.id', 'entries.id as entry', 'entries.key', 'wordings.text'])
      .where('wordings.kind', '=', 'standard')
      .where('entries.state', '<>', 'archived')
      .where('wordings.id', '>', behind)
      .orderBy('wordings.id')
      .limit(atOnce)
      .execute()
    for (const { entry, key, text } of rows) book.set(questionMark(text), { id: entry, key })
    if (rows.length < atOnce) break
    behind = rows.at(-1)?.id ?? behind
  }
  return {
    idOf: (question) => book.get(questionMark(question))?.id,
    keyOf: (question) => book.get(questionMark(question))?.key,
  }
}

/** Entries that are not archived, by key or by id. */
export async function readPresent(
  transaction: TenantTransaction,
  wanted: { keys: readonly string[]; ids: readonly string[] },
): Promise<{ byKey: Map<string, PresentEntry>; byId: Map<string, PresentEntry> }> {
  const byKey = new Map<string, PresentEntry>()
  const byId = new Map<string, PresentEntry>()
  if (wanted.keys.length + wanted.ids.length === 0) return { byKey, byId }
  const rows = await transaction
    .selectFrom('entries')
    .select(['id', 'key', 'category', 'category_id', 'version', 'valid_from', 'valid_until'])
    .where('state', '<>', 'archived')
    .where((one) =>
      one.or([
        ...(wanted.keys.length > 0 ? [one('key', 'in', [...wanted.keys])] : []),
        ...(wanted.ids.length > 0 ? [one('id', 'in', [...wanted.ids])] : []),
      ]),
    )
    .execute()
  const contents = await loadContents(transaction, rows)
  for (const row of rows) {
    const content = contents.get(row.id)?.content
    if (content === undefined) continue
    const entry = { id: row.id, version: row.version, categoryId: row.category_id, content }
    byKey.set(row.key, entry)
    byId.set(row.id, entry)
  }
  return { byKey, byId }
}

/** What a customer's wording is known by, for an entry or (with an empty id) for none. */
export async function readWordingMarks(
  transaction: TenantTransaction,
  entryIds: readonly string[],
): Promise<Map<string, Set<string>>> {
  const marks = new Map<string, Set<string>>()
  if (entryIds.length === 0) return marks
  const rows = await transaction
    .selectFrom('wordings')
    .select(['entry_id', 'text'])
    .where('entry_id', 'in', [...entryIds])
    .execute()
  for (const { entry_id, text } of rows) {
    const known = marks.get(entry_id) ?? new Set()
    marks.set(entry_id, known.add(questionMark(text)))
  }
  return marks
}
