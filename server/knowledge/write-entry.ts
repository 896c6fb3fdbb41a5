import type { Selectable } from 'kysely'
import type { Entry, EntryContent, Locale } from '../../contract/index.ts'
import { type Tables, type TenantTransaction, tenantOf } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import { tenantLocale } from '../tenants/index.ts'
import { addContents, loadContents, settleContent, writeContent } from './entry-store.ts'
import { placeInTree } from './order/categories.ts'
import { livenessOf } from './order/liveness.ts'
import { keepPictures } from './refuse-answers.ts'

export type BaseRow = Selectable<Tables['knowledge_bases']>

export function nameOf(caller: StaffCaller | 'system'): string {
  return caller === 'system' ? 'system' : caller.name
}

export function idOf(caller: StaffCaller | 'system'): string | null {
  if (caller === 'system') return null
  return caller.kind === 'member' ? caller.memberId : caller.apiKeyId
}

export interface EntryWrite {
  tenantId: string
  id: string
  content: EntryContent
  now: Date
  by: string
  changedIn: number
  /** Why. */
  note?: string | undefined
  approvedBy?: string | undefined
  rollbackOf?: number | undefined
}

/** Adds a published entry in its first version. Throws `knowledge/key-taken`. */
export async function insertEntry(transaction: TenantTransaction, write: EntryWrite): Promise<void> {
  await addEntryRow(transaction, write, 'published')
  await putInPlace(transaction, { ...write, content: settleContent(write.content), version: 1 })
}

/** Adds published entries in their first version, many at once. The caller has seen that their keys are free. */
export async function insertEntries(
  transaction: TenantTransaction,
  writes: readonly EntryWrite[],
): Promise<void> {
  const placed = []
  for (const write of writes)
    placed.push(await placeOf(transaction, { ...write, content: settleContent(write.content), version: 1 }))
  if (placed.length === 0) return
  await transaction
    .insertInto('entries')
    .values(placed.map(({ write, columns }) => ({ tenant_id: write.tenantId, id: write.id, ...columns })))
    .execute()
  await addContents(
    transaction,
    tenantOf(transaction),
    placed.map(({ write }) => write),
  )
  for (const { write } of placed) await keepPictures(transaction, write.content, true)
  await transaction
    .insertInto('entry_versions')
    .values(placed.map(({ write, content }) => versionRow({ ...write, content, state: 'published' })))
    .execute()
}

/** Keeps the key for an entry that is a draft so far. Throws `knowledge/key-taken`. */
export async function reserveEntry(transaction: TenantTransaction, write: EntryWrite): Promise<void> {
  await addEntryRow(transaction, write, 'draft')
}

/** Puts new content in place as the given version. */
export async function replaceEntry(
  transaction: TenantTransaction,
  write: EntryWrite & { version: number },
): Promise<void> {
  const row = await transaction
    .selectFrom('entries')
    .selectAll()
    .where('id', '=', write.id)
    .executeTakeFirstOrThrow()
  const before = (await loadContents(transaction, [row])).get(row.id)?.content
  await putInPlace(transaction, { ...write, content: settleContent(write.content, before) }, row)
}

async function addEntryRow(
  transaction: TenantTransaction,
  { tenantId, id, content, now, by, changedIn }: EntryWrite,
  state: 'draft' | 'published',
): Promise<void> {
  await refuseTakenKey(transaction, content.key, id)
  await transaction
    .insertInto('entries')
    .values({
      tenant_id: tenantId,
      id,
      base_id: (await baseFor(transaction, tenantId, content.baseId, now)).id,
      key: content.key,
      state,
      category: JSON.stringify(content.category),
      version: state === 'draft' ? 0 : 1,
      changed_in: changedIn,
      updated_at: now,
      updated_by: by,
    })
    .execute()
}

/** What content in force says in the entry's own row, and in its version. */
async function placeOf<Write extends EntryWrite & { version: number }>(
  transaction: TenantTransaction,
  write: Write,
  before?: { base_id: string; category_id: string | null },
) {
  const { tenantId, content, now, by, changedIn, version } = write
  const base = await baseFor(transaction, tenantId, content.baseId ?? before?.base_id, now)
  const category = await placeInTree(transaction, tenantId, content, before?.category_id)
  const names =
    content.categoryId === category?.id && category !== undefined ? category.name : content.category
  const validity = {
    from: content.validFrom == null ? null : new Date(content.validFrom),
    until: content.validUntil == null ? null : new Date(content.validUntil),
  }
  const { live, flipAt } = livenessOf({ published: true, validity, base: baseSpan(base) }, now)
  return {
    write,
    columns: {
      state: 'published' as const,
      key: content.key,
      base_id: base.id,
      category: JSON.stringify(names),
      category_id: category?.id ?? null,
      valid_from: validity.from,
      valid_until: validity.until,
      live,
      flip_at: flipAt,
      version,
      changed_in: changedIn,
      updated_at: now,
      updated_by: by,
    },
    content: {
      ...content,
      category: names,
      baseId: base.id as Entry['baseId'],
      ...(category === undefined ? {} : { categoryId: category.id as Entry['categoryId'] }),
    },
  }
}

/** The one way by which content comes into force. */
async function putInPlace(
  transaction: TenantTransaction,
  write: EntryWrite & { version: number },
  before?: { base_id: string; category_id: string | null },
): Promise<void> {
  const { tenantId, id, content } = write
  await refuseTakenKey(transaction, content.key, id)
  const placed = await placeOf(transaction, write, before)
  await transaction.updateTable('entries').set(placed.columns).where('id', '=', id).execute()
  await writeContent(transaction, tenantId, id, content)
  await keepPictures(transaction, content, true)
  await insertVersion(transaction, { ...write, content: placed.content, state: 'published' })
}

export function baseSpan(base: BaseRow) {
  return { audience: base.audience, validity: { from: base.valid_from, until: base.valid_until } }
}

export async function refuseTakenKey(
  transaction: TenantTransaction,
  key: string,
  exceptId: string,
): Promise<void> {
  const taken = await transaction
    .selectFrom('entries')
    .select('id')
    .where('key', '=', key)
    .where('state', '<>', 'archived')
    .where('id', '<>', exceptId)
    .executeTakeFirst()
  if (taken !== undefined) throw new ApiError('knowledge/key-taken', { key })
}

export async function insertVersion(
  transaction: TenantTransaction,
  write: EntryWrite & { version: number; state: string },
): Promise<void> {
  await transaction.insertInto('entry_versions').values(versionRow(write)).execute()
}

function versionRow(write: EntryWrite & { version: number; state: string }) {
  return {
    tenant_id: write.tenantId,
    entry_id: write.id,
    version: write.version,
    state: write.state,
    content: JSON.stringify(write.content),
    changed_at: write.now,
    changed_by: write.by,
    note: write.note ?? '',
    approved_by: write.approvedBy ?? null,
    rollback_of: write.rollbackOf ?? null,
  }
}

/** Read once a transaction, as the tree of categories is. */
const bases = new WeakMap<TenantTransaction, Promise<BaseRow[]>>()

/** The tenant's bases, the first made first. */
export function basesOf(transaction: TenantTransaction): Promise<BaseRow[]> {
  const known = bases.get(transaction)
  if (known !== undefined) return known
  const reading = transaction
    .selectFrom('knowledge_bases')
    .selectAll()
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  bases.set(transaction, reading)
  return reading
}

export function forgetBases(transaction: TenantTransaction): void {
  bases.delete(transaction)
}

/** What the first base is called until somebody names it. */
const firstNames: Record<Locale, string> = { en: 'Main', 'zh-CN': '主知识库' }

/** The base asked for, or the tenant's first; made when there is none. Throws `knowledge/base-not-found` and `-archived`. */
export async function baseFor(
  transaction: TenantTransaction,
  tenantId: string,
  wanted: string | undefined,
  now: Date,
): Promise<BaseRow> {
  const known = await basesOf(transaction)
  const first = known.find((one) => one.archived_at === null)
  if (wanted !== undefined) {
    const base = known.find((one) => one.id === wanted)
    if (base === undefined) throw new ApiError('knowledge/base-not-found')
    if (base.archived_at !== null) throw new ApiError('knowledge/base-archived', { name: base.name })
    return base
  }
  if (first !== undefined) return first
  const made = await transaction
    .insertInto('knowledge_bases')
    .values({
      tenant_id: tenantId,
      id: newId(),
      name: firstNames[await tenantLocale(transaction)],
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  known.push(made)
  return made
}

export function contentOf(entry: Entry): EntryContent {
  const {
    key,
    category,
    question,
    similar,
    answer,
    internalAnswer,
    validFrom,
    validUntil,
    categoryId,
    baseId,
  } = entry
  return settleContent({
    key,
    category,
    question,
    similar,
    answer,
    internalAnswer,
    validFrom,
    validUntil,
    ...(categoryId === undefined ? {} : { categoryId }),
    ...(baseId === undefined ? {} : { baseId }),
  })
}

/** Runs in a transaction that writes: the entry's row, held until the transaction ends. */
export async function holdEntry(transaction: TenantTransaction, entryId: string, archived = false) {
  const row = await transaction
    .selectFrom('entries')
    .selectAll()
    .where('id', '=', entryId)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined || (row.state === 'archived' && !archived))
    throw new ApiError('knowledge/entry-not-found')
  return row
}
