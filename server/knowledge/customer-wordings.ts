import { detectLanguage, normaliseText } from '../../language/index.ts'
import type { TenantTransaction } from '../platform/db/index.ts'
import { newId } from '../platform/ids/index.ts'

/** Behind everything the operator wrote. */
const lastPosition = 1_000_000
const longestWording = 1_000

interface Addition {
  tenantId: string
  /** Knowledge version of the change, from `Knowledge.advance`. */
  changedIn: number
  texts: readonly string[]
}

/**
 * Adds customers' own words to an entry. Returns the new wording's id for each text; undefined where the entry already
 * has these words. Throws nothing for an unknown entry: the caller has loaded it in this transaction.
 */
export async function addCustomerWordings(
  transaction: TenantTransaction,
  { tenantId, changedIn, texts, entryId }: Addition & { entryId: string },
): Promise<(string | undefined)[]> {
  const present = await transaction
    .selectFrom('wordings')
    .select('text')
    .where('entry_id', '=', entryId)
    .execute()
  const ids = distinctNew(
    texts,
    present.map((row) => row.text),
  )
  const added = ids.flatMap((id, at) => (id === undefined ? [] : [{ id, text: texts[at] as string }]))
  if (added.length === 0) return ids
  await transaction
    .insertInto('wordings')
    .values(
      added.map(({ id, text }) => ({
        tenant_id: tenantId,
        id,
        entry_id: entryId,
        language: detectLanguage(text) === 'zh' ? ('zh' as const) : ('en' as const),
        kind: 'similar' as const,
        origin: 'customer' as const,
        position: lastPosition,
        text: text.slice(0, longestWording),
      })),
    )
    .execute()
  await transaction.updateTable('entries').set({ changed_in: changedIn }).where('id', '=', entryId).execute()
  return ids
}

/** Takes customers' words back from their entries. */
export async function removeCustomerWordings(
  transaction: TenantTransaction,
  { changedIn, ids }: { changedIn: number; ids: readonly string[] },
): Promise<void> {
  if (ids.length === 0) return
  const gone = await transaction
    .deleteFrom('wordings')
    .where('id', 'in', ids)
    .where('origin', '=', 'customer')
    .returning('entry_id')
    .execute()
  if (gone.length === 0) return
  await transaction
    .updateTable('entries')
    .set({ changed_in: changedIn })
    .where('id', 'in', [...new Set(gone.map((row) => row.entry_id))])
    .execute()
}

/** Says of texts that no entry answers them. Returns the new row's id for each; undefined where it was said before. */
export async function addOutOfScope(
  transaction: TenantTransaction,
  { tenantId, changedIn, texts }: Addition,
): Promise<(string | undefined)[]> {
  const present = await transaction.selectFrom('out_of_scope_wordings').select('text').execute()
  const ids = distinctNew(
    texts,
    present.map((row) => row.text),
  )
  const added = ids.flatMap((id, at) => (id === undefined ? [] : [{ id, text: texts[at] as string }]))
  if (added.length > 0)
    await transaction
      .insertInto('out_of_scope_wordings')
      .values(added.map(({ id, text }) => ({ tenant_id: tenantId, id, text, changed_in: changedIn })))
      .execute()
  return ids
}

export async function removeOutOfScope(
  transaction: TenantTransaction,
  ids: readonly string[],
): Promise<void> {
  if (ids.length > 0) await transaction.deleteFrom('out_of_scope_wordings').where('id', 'in', ids).execute()
}

function distinctNew(texts: readonly string[], present: readonly string[]): (string | undefined)[] {
  const known = new Set(present.map(normaliseText))
  return texts.map((text) => {
    const normal = normaliseText(text)
    if (normal === '' || known.has(normal)) return undefined
    known.add(normal)
    return newId()
  })
}
