import { createHash } from 'node:crypto'
import type { Language } from '../../../contract/index.ts'
import type { TenantTransaction } from '../../platform/db/index.ts'

/** Behind what packs brought. */
const lastPosition = 3_000_000

/** A published entry as a model is told of it. */
export interface EntryToExpand {
  id: string
  question: Partial<Record<Language, string>>
  /** All that stands among its wordings but what a model wrote. */
  wordings: { language: Language; text: string; origin: 'operator' | 'customer' | 'pack' }[]
  answer: Partial<Record<Language, string>>
}

/** Tells whether a question is the one that something was written for. */
export function questionDigest(question: Partial<Record<Language, string>>): string {
  return createHash('sha256')
    .update(JSON.stringify([question.en ?? '', question.zh ?? '']))
    .digest('hex')
    .slice(0, 32)
}

/** Standard questions of published entries, of all or of one. */
export async function readQuestions(
  transaction: TenantTransaction,
  only?: string,
): Promise<Map<string, Partial<Record<Language, string>>>> {
  let select = transaction
    .selectFrom('wordings as w')
    .innerJoin('entries as e', (join) =>
      join.onRef('e.tenant_id', '=', 'w.tenant_id').onRef('e.id', '=', 'w.entry_id'),
    )
    .select(['w.entry_id', 'w.language', 'w.text'])
    .where('w.kind', '=', 'standard')
    .where('e.state', '=', 'published')
    .orderBy('w.entry_id')
  if (only !== undefined) select = select.where('w.entry_id', '=', only)
  const found = new Map<string, Partial<Record<Language, string>>>()
  for (const { entry_id, language, text } of await select.execute())
    found.set(entry_id, { ...found.get(entry_id), [language]: text })
  return found
}

export async function readEntryToExpand(
  transaction: TenantTransaction,
  id: string,
): Promise<EntryToExpand | undefined> {
  const question = (await readQuestions(transaction, id)).get(id)
  if (question === undefined) return undefined
  const wordings = await transaction
    .selectFrom('wordings')
    .select(['language', 'text', 'origin'])
    .where('entry_id', '=', id)
    .where('origin', '<>', 'model')
    .orderBy('position')
    .orderBy('id')
    .execute()
  const answers = await transaction
    .selectFrom('answers')
    .select(['language', 'parts'])
    .where('entry_id', '=', id)
    .where('audience', '=', 'public')
    .execute()
  return {
    id,
    question,
    wordings: wordings.flatMap(({ origin, ...rest }) => (origin === 'model' ? [] : [{ ...rest, origin }])),
    answer: Object.fromEntries(
      answers.map(({ language, parts }) => [
        language,
        parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n'),
      ]),
    ),
  }
}

/** Gives an entry exactly these wordings of a model in place of those it had. */
export async function replaceModelWordings(
  transaction: TenantTransaction,
  {
    tenantId,
    entryId,
    changedIn,
    wordings,
  }: {
    tenantId: string
    entryId: string
    changedIn: number
    wordings: readonly { id: string; language: Language; text: string }[]
  },
): Promise<void> {
  await removeModelWordings(transaction, entryId)
  if (wordings.length > 0)
    await transaction
      .insertInto('wordings')
      .values(
        wordings.map(({ id, language, text }, at) => ({
          tenant_id: tenantId,
          id,
          entry_id: entryId,
          language,
          kind: 'similar' as const,
          origin: 'model' as const,
          position: lastPosition + at,
          text,
        })),
      )
      .execute()
  await transaction.updateTable('entries').set({ changed_in: changedIn }).where('id', '=', entryId).execute()
}

/** They were written for a question that is no more. */
export async function removeModelWordings(transaction: TenantTransaction, entryId: string): Promise<void> {
  await transaction
    .deleteFrom('wordings')
    .where('entry_id', '=', entryId)
    .where('origin', '=', 'model')
    .execute()
}
