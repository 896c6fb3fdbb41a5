import type { Selectable } from 'kysely'
import { type Entry, type EntryContent, type Language, plainText } from '../../contract/index.ts'
import type { Tables, TenantTransaction } from '../platform/db/index.ts'
import { newId } from '../platform/ids/index.ts'
import { storedAnswer } from './answer-rows.ts'
import { questionDigest, readQuestions, removeModelWordings } from './beforehand/model-wordings.ts'

export type EntryRow = Selectable<Tables['entries']>
export type DraftRow = Selectable<Tables['entry_drafts']>

export const languages: readonly Language[] = ['en', 'zh']

/** Rows of wordings for what an operator wrote: the standard question of each language first. */
function operatorWordings(tenantId: string, entryId: string, content: EntryContent) {
  const texts = languages.flatMap((language) => {
    const question = content.question[language]
    const similar = (content.similar[language] ?? []).map((text) => ({
      language,
      kind: 'similar' as const,
      text,
    }))
    return question === undefined
      ? similar
      : [{ language, kind: 'standard' as const, text: question }, ...similar]
  })
  return texts.map((wording, position) => ({
    tenant_id: tenantId,
    id: newId(),
    entry_id: entryId,
    origin: 'operator' as const,
    position,
    ...wording,
  }))
}

/** Replaces what the operator wrote of an entry; customers' wordings stay. */
export async function writeContent(
  transaction: TenantTransaction,
  tenantId: string,
  entryId: string,
  content: EntryContent,
): Promise<void> {
  const before = (await readQuestions(transaction, entryId)).get(entryId)
  if (before !== undefined && questionDigest(before) !== questionDigest(content.question))
    await removeModelWordings(transaction, entryId)
  await transaction
    .deleteFrom('wordings')
    .where('entry_id', '=', entryId)
    .where('origin', '=', 'operator')
    .execute()
  await transaction.deleteFrom('answers').where('entry_id', '=', entryId).execute()
  await addContents(transaction, tenantId, [{ id: entryId, content }])
}

/** Writes what operators wrote of entries that have nothing yet. */
export async function addContents(
  transaction: TenantTransaction,
  tenantId: string,
  entries: readonly { id: string; content: EntryContent }[],
): Promise<void> {
  const wordings = entries.flatMap(({ id, content }) => operatorWordings(tenantId, id, content))
  for (let start = 0; start < wordings.length; start += 2_000)
    await transaction
      .insertInto('wordings')
      .values(wordings.slice(start, start + 2_000))
      .execute()
  const rows = entries.flatMap(({ id, content }) => [
    ...answerRows(tenantId, id, 'public', content.answer),
    ...answerRows(tenantId, id, 'internal', content.internalAnswer ?? {}),
  ])
  for (let start = 0; start < rows.length; start += 2_000)
    await transaction
      .insertInto('answers')
      .values(rows.slice(start, start + 2_000))
      .execute()
}

function answerRows(
  tenantId: string,
  entryId: string,
  audience: 'public' | 'internal',
  answer: EntryContent['answer'],
) {
  return languages.flatMap((language) => {
    const text = answer[language]
    if (text === undefined) return []
    const { plain, markup } = storedAnswer(text)
    const parts = JSON.stringify([{ type: 'text', text: plain }])
    return [{ tenant_id: tenantId, entry_id: entryId, language, audience, parts, markup }]
  })
}

/** Counts the tenant's knowledge on by one; holds every other change of the tenant back until this one is through. */
export async function bumpKnowledge(transaction: TenantTransaction): Promise<number> {
  const { knowledge } = await transaction
    .updateTable('tenant_versions')
    .set((expression) => ({ knowledge: expression('knowledge', '+', 1) }))
    .returning('knowledge')
    .executeTakeFirstOrThrow()
  return knowledge
}

/** Holds back every other change of the tenant's knowledge until this transaction is through. */
export async function lockKnowledge(transaction: TenantTransaction): Promise<void> {
  await transaction.selectFrom('tenant_versions').select('knowledge').forUpdate().executeTakeFirstOrThrow()
}

export type ContentRow = Pick<EntryRow, 'id' | 'key' | 'category' | 'valid_from' | 'valid_until'>

export interface LoadedContent {
  content: EntryContent
  customerWordings: number
}

function frameOf(row: ContentRow): EntryContent {
  return {
    key: row.key,
    category: row.category,
    question: {},
    similar: {},
    answer: {},
    ...(row.valid_from === null ? {} : { validFrom: row.valid_from.toISOString() }),
    ...(row.valid_until === null ? {} : { validUntil: row.valid_until.toISOString() }),
  }
}

/** Entries with all that belongs to them, as published. */
export async function loadContents(
  transaction: TenantTransaction,
  rows: readonly ContentRow[],
): Promise<Map<string, LoadedContent>> {
  if (rows.length === 0) return new Map()
  const ids = rows.map((row) => row.id)
  const [wordings, answers] = await Promise.all([
    transaction
      .selectFrom('wordings')
      .select(['entry_id', 'language', 'kind', 'origin', 'text'])
      .where('entry_id', 'in', ids)
      .orderBy('position')
      .execute(),
    transaction
      .selectFrom('answers')
      .select(['entry_id', 'language', 'audience', 'parts', 'markup'])
      .where('entry_id', 'in', ids)
      .execute(),
  ])
  const contents = new Map<string, LoadedContent>(
    rows.map((row) => [row.id, { content: frameOf(row), customerWordings: 0 }]),
  )
  for (const wording of wordings) {
    const entry = contents.get(wording.entry_id)
    if (entry === undefined) continue
    if (wording.origin !== 'operator') entry.customerWordings += wording.origin === 'customer' ? 1 : 0
    else if (wording.kind === 'standard') entry.content.question[wording.language] = wording.text
    else
      entry.content.similar[wording.language] = [
        ...(entry.content.similar[wording.language] ?? []),
        wording.text,
      ]
  }
  for (const answer of answers) {
    const content = contents.get(answer.entry_id)?.content
    if (content === undefined) continue
    const text = answer.markup ?? plainText(answer.parts)
    if (answer.audience === 'public') content.answer[answer.language] = text
    else content.internalAnswer = { ...content.internalAnswer, [answer.language]: text }
  }
  return contents
}

/** What later came to the content, filled in from what is there: absent leaves it, null or nothing in it takes it away. */
export function settleContent(given: EntryContent, before?: EntryContent): EntryContent {
  const { internalAnswer, validFrom, validUntil, ...rest } = given
  const kept = <Value>(value: Value | null | undefined, held: Value | null | undefined) =>
    (value === undefined ? held : value) ?? undefined
  const internal = kept(internalAnswer, before?.internalAnswer)
  const from = kept(validFrom, before?.validFrom)
  const until = kept(validUntil, before?.validUntil)
  return {
    ...rest,
    ...(internal === undefined || Object.keys(internal).length === 0 ? {} : { internalAnswer: internal }),
    ...(from === undefined ? {} : { validFrom: new Date(from).toISOString() }),
    ...(until === undefined ? {} : { validUntil: new Date(until).toISOString() }),
  }
}

export function presentDraft(row: DraftRow): NonNullable<Entry['draft']> {
  return {
    state: row.state,
    revision: row.revision,
    basedOn: row.based_on,
    note: row.note,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
    ...(row.submitted_at === null ? {} : { submittedAt: row.submitted_at.toISOString() }),
  }
}

/** An entry never published shows what its draft says. */
export function presentEntry(row: EntryRow, loaded: LoadedContent | undefined, draft?: DraftRow): Entry {
  const content =
    row.state === 'draft' && draft !== undefined ? draft.content : (loaded?.content ?? frameOf(row))
  return {
    ...content,
    id: row.id as Entry['id'],
    baseId: row.base_id as Entry['baseId'],
    ...(row.category_id === null ? {} : { categoryId: row.category_id as Entry['categoryId'] }),
    state: row.state,
    ...(draft === undefined ? {} : { draft: presentDraft(draft) }),
    live: row.live,
    customerWordings: loaded?.customerWordings ?? 0,
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
  }
}

/** Rows with everything that is shown of them, in their order. */
export async function presentEntries(
  transaction: TenantTransaction,
  rows: readonly EntryRow[],
): Promise<Entry[]> {
  if (rows.length === 0) return []
  const contents = await loadContents(transaction, rows)
  const drafts = await transaction
    .selectFrom('entry_drafts')
    .selectAll()
    .where(
      'entry_id',
      'in',
      rows.map((row) => row.id),
    )
    .execute()
  const byEntry = new Map(drafts.map((draft) => [draft.entry_id, draft]))
  return rows.map((row) => presentEntry(row, contents.get(row.id), byEntry.get(row.id)))
}
