import type { Selectable } from 'kysely'
import { type Entry, type EntryContent, type Language, plainText } from '../../contract/index.ts'
import type { Tables, TenantTransaction } from '../platform/db/index.ts'
import { newId } from '../platform/ids/index.ts'

export type EntryRow = Selectable<Tables['entries']>

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
  await transaction
    .deleteFrom('wordings')
    .where('entry_id', '=', entryId)
    .where('origin', '=', 'operator')
    .execute()
  const wordings = operatorWordings(tenantId, entryId, content)
  if (wordings.length > 0) await transaction.insertInto('wordings').values(wordings).execute()
  await transaction.deleteFrom('answers').where('entry_id', '=', entryId).execute()
  const answers = languages.flatMap((language) => {
    const text = content.answer[language]
    return text === undefined ? [] : [{ language, text }]
  })
  if (answers.length === 0) return
  await transaction
    .insertInto('answers')
    .values(
      answers.map(({ language, text }) => ({
        tenant_id: tenantId,
        entry_id: entryId,
        language,
        parts: JSON.stringify([{ type: 'text', text }]),
      })),
    )
    .execute()
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

/** Entries with all that belongs to them, in the order of `rows`. */
export async function loadContents(
  transaction: TenantTransaction,
  rows: readonly Pick<EntryRow, 'id' | 'key' | 'category'>[],
): Promise<Map<string, { content: EntryContent; customerWordings: number }>> {
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
      .select(['entry_id', 'language', 'parts'])
      .where('entry_id', 'in', ids)
      .execute(),
  ])
  const contents = new Map(
    rows.map((row) => [
      row.id,
      {
        content: {
          key: row.key,
          category: row.category,
          question: {},
          similar: {},
          answer: {},
        } as EntryContent,
        customerWordings: 0,
      },
    ]),
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
    const entry = contents.get(answer.entry_id)
    if (entry !== undefined) entry.content.answer[answer.language] = plainText(answer.parts)
  }
  return contents
}

export function presentEntry(
  row: EntryRow,
  loaded: { content: EntryContent; customerWordings: number } | undefined,
): Entry {
  const content = loaded?.content ?? {
    key: row.key,
    category: row.category,
    question: {},
    similar: {},
    answer: {},
  }
  return {
    id: row.id as Entry['id'],
    ...content,
    state: row.state,
    customerWordings: loaded?.customerWordings ?? 0,
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
  }
}
