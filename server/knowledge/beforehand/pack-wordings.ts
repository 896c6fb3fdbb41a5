import type { Language } from '../../../contract/index.ts'
import type { TenantTransaction } from '../../platform/db/index.ts'
import { newId } from '../../platform/ids/index.ts'

/** Behind everything that operators and customers wrote. */
const lastPosition = 2_000_000

export interface PackWording {
  language: Language
  text: string
}

/** An entry as its operators wrote it. */
export interface OwnWords {
  id: string
  wordings: Partial<Record<Language, string[]>>
  answers: Partial<Record<Language, string>>
}

/** What operators wrote of published entries, of all or of one. */
export async function readOwnWords(transaction: TenantTransaction, only?: string): Promise<OwnWords[]> {
  let published = transaction
    .selectFrom('entries')
    .select('id')
    .where('state', '=', 'published')
    .orderBy('id')
  if (only !== undefined) published = published.where('id', '=', only)
  const entries = new Map<string, OwnWords>(
    (await published.execute()).map(({ id }) => [id, { id, wordings: {}, answers: {} }]),
  )
  let wordings = transaction
    .selectFrom('wordings')
    .select(['entry_id', 'language', 'text'])
    .where('origin', '=', 'operator')
    .orderBy('position')
    .orderBy('id')
  if (only !== undefined) wordings = wordings.where('entry_id', '=', only)
  for (const { entry_id, language, text } of await wordings.execute()) {
    const entry = entries.get(entry_id)
    if (entry !== undefined) entry.wordings[language] = [...(entry.wordings[language] ?? []), text]
  }
  let answers = transaction
    .selectFrom('answers')
    .select(['entry_id', 'language', 'parts'])
    .where('audience', '=', 'public')
  if (only !== undefined) answers = answers.where('entry_id', '=', only)
  for (const { entry_id, language, parts } of await answers.execute()) {
    const entry = entries.get(entry_id)
    if (entry !== undefined)
      entry.answers[language] = parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
  }
  return [...entries.values()]
}

/** Gives entries exactly these wordings of a pack in place of those they had. */
export async function replacePackWordings(
  transaction: TenantTransaction,
  {
    tenantId,
    changedIn,
    entries,
  }: {
    tenantId: string
    changedIn: number
    entries: readonly { id: string; wordings: readonly PackWording[] }[]
  },
): Promise<void> {
  for (const { id, wordings } of entries) {
    await transaction.deleteFrom('wordings').where('entry_id', '=', id).where('origin', '=', 'pack').execute()
    if (wordings.length > 0)
      await transaction
        .insertInto('wordings')
        .values(
          wordings.map(({ language, text }, at) => ({
            tenant_id: tenantId,
            id: newId(),
            entry_id: id,
            language,
            kind: 'similar' as const,
            origin: 'pack' as const,
            position: lastPosition + at,
            text,
          })),
        )
        .execute()
    await transaction.updateTable('entries').set({ changed_in: changedIn }).where('id', '=', id).execute()
  }
}

/** What entries have inherited, by entry. */
export async function readPackWordings(
  transaction: TenantTransaction,
  only?: string,
): Promise<Map<string, PackWording[]>> {
  let select = transaction
    .selectFrom('wordings')
    .select(['entry_id', 'language', 'text'])
    .where('origin', '=', 'pack')
    .orderBy('position')
  if (only !== undefined) select = select.where('entry_id', '=', only)
  const found = new Map<string, PackWording[]>()
  for (const { entry_id, language, text } of await select.execute()) {
    const list = found.get(entry_id)
    if (list === undefined) found.set(entry_id, [{ language, text }])
    else list.push({ language, text })
  }
  return found
}
