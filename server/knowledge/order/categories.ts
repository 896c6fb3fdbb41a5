import { type Selectable, sql } from 'kysely'
import type { Category, EntryContent, Language } from '../../../contract/index.ts'
import type { Tables, TenantTransaction } from '../../platform/db/index.ts'
import { ApiError } from '../../platform/http/index.ts'
import { newId } from '../../platform/ids/index.ts'

export type CategoryRow = Selectable<Tables['knowledge_categories']>
type Names = Partial<Record<Language, string>>

/** Read once a transaction: a long import places every entry in the same tree. */
const trees = new WeakMap<TenantTransaction, Promise<Map<string, CategoryRow>>>()

export function categoryTree(transaction: TenantTransaction): Promise<Map<string, CategoryRow>> {
  const known = trees.get(transaction)
  if (known !== undefined) return known
  const reading = transaction
    .selectFrom('knowledge_categories')
    .selectAll()
    .orderBy('position')
    .orderBy('id')
    .execute()
    .then((rows) => new Map(rows.map((row) => [row.id, row])))
  trees.set(transaction, reading)
  return reading
}

export function forgetCategoryTree(transaction: TenantTransaction): void {
  trees.delete(transaction)
}

/** The category and everything above it, itself first. */
export function pathOf(tree: ReadonlyMap<string, CategoryRow>, id: string | null | undefined): CategoryRow[] {
  const path: CategoryRow[] = []
  let at = id
  while (at !== null && at !== undefined && path.length < 50) {
    const row = tree.get(at)
    if (row === undefined) break
    path.push(row)
    at = row.parent_id
  }
  return path
}

/** The category and everything below it. */
export function idsBelow(tree: ReadonlyMap<string, CategoryRow>, id: string): string[] {
  return [...tree.values()]
    .filter((row) => pathOf(tree, row.id).some((one) => one.id === id))
    .map((row) => row.id)
}

export function asksFourEyes(
  tree: ReadonlyMap<string, CategoryRow>,
  ids: readonly (string | null | undefined)[],
): boolean {
  return ids.some((id) => pathOf(tree, id).some((row) => row.four_eyes))
}

/** In how many languages two names are the same; none where they differ in one. */
function meets(names: Names, wanted: Names): number {
  const shared = (Object.keys(wanted) as Language[]).filter((language) => names[language] !== undefined)
  return shared.every((language) => names[language] === wanted[language]) ? shared.length : 0
}

/** Where content belongs by its id or, without one, by its name; the place it had is kept while the name still fits. */
export function findCategory(
  tree: ReadonlyMap<string, CategoryRow>,
  content: Pick<EntryContent, 'category' | 'categoryId'>,
  before?: string | null,
): CategoryRow | undefined {
  const byId = content.categoryId === undefined ? undefined : tree.get(content.categoryId)
  if (byId !== undefined) return byId
  const wanted = Object.fromEntries(Object.entries(content.category).filter(([, name]) => name !== ''))
  if (Object.keys(wanted).length === 0) return undefined
  const score = (row: CategoryRow) => meets(row.name, wanted) * 2 + (row.id === before ? 1 : 0)
  const fitting = [...tree.values()].filter((row) => meets(row.name, wanted) > 0)
  return fitting.reduce<CategoryRow | undefined>(
    (best, row) => (best === undefined || score(row) > score(best) ? row : best),
    undefined,
  )
}

/** The same, made at the top of the tree where it does not exist. */
export async function placeInTree(
  transaction: TenantTransaction,
  tenantId: string,
  content: Pick<EntryContent, 'category' | 'categoryId'>,
  before?: string | null,
): Promise<CategoryRow | undefined> {
  const tree = await categoryTree(transaction)
  const found = findCategory(tree, content, before)
  if (found !== undefined) return found
  const name = Object.fromEntries(Object.entries(content.category).filter(([, one]) => one !== ''))
  if (Object.keys(name).length === 0) return undefined
  const row = await transaction
    .insertInto('knowledge_categories')
    .values({
      tenant_id: tenantId,
      id: newId(),
      parent_id: null,
      name: JSON.stringify(name),
      position: tree.size,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  tree.set(row.id, row)
  return row
}

/** A name stands once below one parent, in each language. Throws `knowledge/category-name-taken`. */
export function refuseTakenName(
  tree: ReadonlyMap<string, CategoryRow>,
  wanted: { id?: string; parentId: string | null; name: Names },
): void {
  for (const row of tree.values()) {
    if (row.id === wanted.id || row.parent_id !== wanted.parentId) continue
    const same = Object.values(wanted.name).find((name) => Object.values(row.name).includes(name))
    if (same !== undefined) throw new ApiError('knowledge/category-name-taken', { name: same })
  }
}

export async function listCategories(transaction: TenantTransaction): Promise<Category[]> {
  const tree = await categoryTree(transaction)
  const counts = await transaction
    .selectFrom('entries')
    .select(['category_id', sql<string>`count(*)`.as('count')])
    .where('state', '<>', 'archived')
    .where('category_id', 'is not', null)
    .groupBy('category_id')
    .execute()
  const entries = new Map(counts.map((row) => [row.category_id, Number(row.count)]))
  return [...tree.values()].map((row) => ({
    id: row.id as Category['id'],
    parentId: row.parent_id as Category['parentId'],
    name: row.name,
    fourEyes: row.four_eyes,
    asksFourEyes: asksFourEyes(tree, [row.id]),
    position: row.position,
    entries: entries.get(row.id) ?? 0,
    version: row.version,
  }))
}
