import { sql } from 'kysely'
import type { Entry, EntryFilter } from '../../contract/index.ts'
import type { TenantTransaction } from '../platform/db/index.ts'
import { presentEntries } from './entry-store.ts'
import { categoryTree, idsBelow } from './order/categories.ts'

export interface ListQuery {
  after?: string | undefined
  limit: number
  search?: string | undefined
  filter?: EntryFilter | undefined
  categoryId?: string | undefined
  baseId?: string | undefined
}

const day = 86_400_000
/** An entry that ends within this time is worth a look. */
const expiringMs = 14 * day
/** Unused for so long although it could have been: perhaps nobody asks, perhaps nothing finds it. */
const unusedMs = 30 * day

/** What narrows a list, as a condition on `entries`. */
export function conditionOf(filter: EntryFilter, now: Date, conflicting: readonly string[]) {
  switch (filter) {
    case 'published':
      return sql<boolean>`entries.state = 'published'`
    case 'archived':
      // A draft that was thrown away before it was ever published leaves nothing to look at.
      return sql<boolean>`(entries.state = 'archived' and entries.version > 0)`
    case 'draft':
    case 'in-review':
      return sql<boolean>`(entries.state <> 'archived' and exists (select 1 from entry_drafts d
        where d.tenant_id = entries.tenant_id and d.entry_id = entries.id and d.state = ${filter}))`
    case 'expiring':
      return sql<boolean>`(entries.state = 'published' and entries.valid_until > ${now}
        and entries.valid_until <= ${new Date(now.getTime() + expiringMs)})`
    case 'expired':
      return sql<boolean>`(entries.state = 'published' and entries.valid_until <= ${now})`
    case 'not-yet':
      return sql<boolean>`(entries.state = 'published' and entries.valid_from > ${now})`
    case 'never-hit':
      return sql<boolean>`(entries.live and entries.updated_at <= ${new Date(now.getTime() - unusedMs)}
        and not exists (select 1 from decisions d where d.tenant_id = entries.tenant_id and d.entry_id = entries.id
          and d.occurred_at > ${new Date(now.getTime() - unusedMs)}))`
    case 'with-topic':
    case 'without-topic':
      return sql<boolean>`(entries.state = 'published' and ${sql.raw(filter === 'with-topic' ? '' : 'not ')}exists (select 1
        from entry_topics t where t.tenant_id = entries.tenant_id and t.entry_id = entries.id and t.state <> 'undone'))`
    case 'conflict':
      return sql<boolean>`(entries.state = 'published' and entries.id = any (${conflicting}::uuid[]))`
  }
}

/** A page of entries by key, and how many there are. */
export async function listEntries(
  transaction: TenantTransaction,
  query: ListQuery,
  now: Date,
  conflicting: readonly string[],
): Promise<{ items: Entry[]; next?: string; total: number }> {
  let select = transaction.selectFrom('entries')
  select =
    query.filter === undefined
      ? select.where('state', '<>', 'archived')
      : select.where(conditionOf(query.filter, now, conflicting))
  if (query.baseId !== undefined) select = select.where('base_id', '=', query.baseId)
  if (query.categoryId !== undefined) {
    const ids = idsBelow(await categoryTree(transaction), query.categoryId)
    select = ids.length === 0 ? select.where(sql<boolean>`false`) : select.where('category_id', 'in', ids)
  }
  if (query.search !== undefined && query.search.trim() !== '') {
    const pattern = `%${query.search.trim().replace(/[\\%_]/g, '\\$&')}%`
    select = select.where(sql<boolean>`(key ilike ${pattern}
      or exists (select 1 from wordings w where w.tenant_id = entries.tenant_id and w.entry_id = entries.id and w.origin = 'operator' and w.text ilike ${pattern})
      or exists (select 1 from answers a where a.tenant_id = entries.tenant_id and a.entry_id = entries.id and a.parts::text ilike ${pattern})
      or exists (select 1 from entry_drafts d where d.tenant_id = entries.tenant_id and d.entry_id = entries.id and d.content::text ilike ${pattern}))`)
  }
  const { total } = await select
    .select((expression) => expression.fn.countAll<string>().as('total'))
    .executeTakeFirstOrThrow()
  let paged = select
    .selectAll()
    .orderBy('key')
    .limit(query.limit + 1)
  if (query.after !== undefined) paged = paged.where('key', '>', query.after)
  const rows = await paged.execute()
  const shown = rows.slice(0, query.limit)
  const items = await presentEntries(transaction, shown)
  return {
    items,
    total: Number(total),
    ...(rows.length > query.limit ? { next: shown.at(-1)?.key ?? '' } : {}),
  }
}
