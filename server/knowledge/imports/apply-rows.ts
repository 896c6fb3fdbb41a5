import { detectLanguage } from '../../../language/index.ts'
import type { TenantTransaction } from '../../platform/db/index.ts'
import type { StaffCaller } from '../../platform/http/index.ts'
import { newId } from '../../platform/ids/index.ts'
import { publishOrSubmit, publishOrSubmitFresh } from '../publish-or-submit.ts'

/** The next rows that change something, behind a row. */
export function nextRows(transaction: TenantTransaction, importId: string, behind: number, most: number) {
  return transaction
    .selectFrom('import_rows')
    .select(['row', 'verdict', 'key', 'entry_id', 'entry_version', 'content', 'customers'])
    .where('import_id', '=', importId)
    .where('verdict', 'in', ['create', 'update'])
    .where('row', '>', behind)
    .orderBy('row')
    .limit(most)
    .execute()
}
export type StoredRow = Awaited<ReturnType<typeof nextRows>>[number]

/** Rows whose entries were edited since they were tried, or whose keys are taken by now. The knowledge has to be held. */
export async function staleRows(
  transaction: TenantTransaction,
  rows: readonly StoredRow[],
): Promise<StoredRow[]> {
  const ids = rows.flatMap((row) => row.entry_id ?? [])
  const created = rows.filter((row) => row.verdict === 'create').map((row) => row.key)
  const versions = new Map<string, number>()
  if (ids.length > 0) {
    const present = await transaction
      .selectFrom('entries')
      .select(['id', 'version'])
      .where('id', 'in', ids)
      .where('state', '<>', 'archived')
      .execute()
    for (const { id, version } of present) versions.set(id, version)
  }
  const taken = new Set(
    created.length === 0
      ? []
      : (
          await transaction
            .selectFrom('entries')
            .select('key')
            .where('key', 'in', created)
            .where('state', '<>', 'archived')
            .execute()
        ).map((row) => row.key),
  )
  return rows.filter((row) =>
    row.entry_id === null
      ? row.verdict === 'create' && taken.has(row.key)
      : !versions.has(row.entry_id) ||
        (row.entry_version !== null && versions.get(row.entry_id) !== row.entry_version),
  )
}

export interface Target {
  transaction: TenantTransaction
  tenantId: string
  importId: string
  now: Date
  by: string
  caller: StaffCaller | 'system'
  changedIn: number
}

/** Puts rows in force or into review. Returns how many wait for review. */
export async function applyRows(target: Target, rows: readonly StoredRow[]): Promise<number> {
  const { transaction } = target
  const fresh = rows.flatMap((row) =>
    row.content !== null && row.entry_id === null ? [{ row, id: newId(), content: row.content }] : [],
  )
  let inReview = await publishOrSubmitFresh(
    transaction,
    fresh.map(({ id, content }) => ({ ...target, id, content })),
  )
  const made = new Map(fresh.map(({ row, id }) => [row, id]))
  for (const row of rows) {
    const { entry_id: id, entry_version: version, content } = row
    if (content !== null && id !== null && version !== null) {
      const write = { ...target, id, content, version: version + 1, fresh: false }
      if ((await publishOrSubmit(transaction, write)) === 'in-review') inReview += 1
    }
    if (row.customers.length > 0) await addWordings(target, id ?? made.get(row) ?? null, row.customers)
  }
  return inReview
}

async function addWordings(
  { transaction, tenantId, changedIn }: Target,
  entryId: string | null,
  texts: readonly string[],
): Promise<void> {
  if (entryId === null) {
    const rows = texts.map((text) => ({ tenant_id: tenantId, id: newId(), text, changed_in: changedIn }))
    await transaction.insertInto('out_of_scope_wordings').values(rows).execute()
    return
  }
  for (let start = 0; start < texts.length; start += 2_000) {
    await transaction
      .insertInto('wordings')
      .values(
        texts.slice(start, start + 2_000).map((text) => ({
          tenant_id: tenantId,
          id: newId(),
          entry_id: entryId,
          language: detectLanguage(text) === 'zh' ? ('zh' as const) : ('en' as const),
          kind: 'similar' as const,
          origin: 'customer' as const,
          position: 1_000_000,
          text,
        })),
      )
      .execute()
  }
  await transaction.updateTable('entries').set({ changed_in: changedIn }).where('id', '=', entryId).execute()
}
