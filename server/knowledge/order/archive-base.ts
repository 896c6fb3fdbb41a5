import { sql } from 'kysely'
import type { PolicyDocument } from '../../../contract/index.ts'
import type { TenantTransaction } from '../../platform/db/index.ts'
import { ApiError } from '../../platform/http/index.ts'
import { type BaseRow, forgetBases } from '../write-entry.ts'
import { flipEntries } from './flip-entries.ts'

interface Change {
  base: BaseRow
  now: Date
  by: string
  /** Knowledge version that the change makes. */
  changedIn: number
}

/** Throws where the base is the last one, or all that a scene of the policy is told by. */
export function refuseNeededBase(
  base: BaseRow,
  bases: readonly BaseRow[],
  scenes: PolicyDocument['scenes'],
): void {
  const others = bases.filter((one) => one.id !== base.id && one.archived_at === null)
  if (others.length === 0) throw new ApiError('knowledge/base-last')
  if (base.scene === null || others.some((one) => one.scene === base.scene)) return
  const scene = scenes.find(({ key }) => key === base.scene)
  if (scene === undefined || scene.key === 'default') return
  if ([scene.categories, scene.words, scene.patterns].some((signs) => signs.length > 0)) return
  throw new ApiError('knowledge/base-of-scene', { scene: scene.name || scene.key })
}

/** Archives a base with every entry in it, as each would be archived by itself; gives how many those are. */
export async function archiveBase(
  transaction: TenantTransaction,
  { base, now, by, changedIn }: Change,
): Promise<number> {
  await transaction
    .updateTable('knowledge_bases')
    .set({ archived_at: now, version: base.version + 1 })
    .where('id', '=', base.id)
    .execute()
  forgetBases(transaction)
  const { rows } = await sql<{ count: number }>`
    with gone as (
      update entries set state = 'archived', archived_from = state, live = false, flip_at = null,
        version = version + (state = 'published')::int, changed_in = ${changedIn}, updated_at = ${now}, updated_by = ${by}
      where base_id = ${base.id} and state <> 'archived' returning id, version, archived_from as was
    ), kept as (${versionsOf(base.tenant_id, 'gone', 'archived', now, by)} returning 1)
    select count(*)::int as count from gone`.execute(transaction)
  return rows[0]?.count ?? 0
}

/** Gives back a base as it was, with the entries that went with it. Throws `knowledge/key-taken`. */
export async function restoreBase(
  transaction: TenantTransaction,
  { base, now, by, changedIn }: Change,
): Promise<number> {
  const { rows: taken } = await sql<{ key: string }>`
    select e.key from entries e join entries other
      on other.tenant_id = e.tenant_id and other.key = e.key and other.state <> 'archived'
    where e.base_id = ${base.id} and e.archived_from is not null order by e.key limit 1`.execute(transaction)
  if (taken[0] !== undefined) throw new ApiError('knowledge/key-taken', { key: taken[0].key })
  await transaction
    .updateTable('knowledge_bases')
    .set({ archived_at: null, version: base.version + 1 })
    .where('id', '=', base.id)
    .execute()
  forgetBases(transaction)
  const { rows } = await sql<{ count: number }>`
    with back as (
      update entries set state = archived_from, archived_from = null,
        version = version + (archived_from = 'published')::int, changed_in = ${changedIn}, updated_at = ${now}, updated_by = ${by}
      where base_id = ${base.id} and archived_from is not null returning id, version, state as was
    ), kept as (${versionsOf(base.tenant_id, 'back', 'published', now, by)} returning 1),
    -- What somebody was writing over what was in force then is written over the same.
    drafts as (update entry_drafts d set based_on = e.version from back e
      where d.tenant_id = ${base.tenant_id} and d.entry_id = e.id and e.was = 'published' and d.based_on = e.version - 2)
    select count(*)::int as count from back`.execute(transaction)
  await flipEntries(transaction, now, { baseId: base.id })
  return rows[0]?.count ?? 0
}

/** A further version of every entry that was or is published, saying what the last one said. */
const versionsOf = (tenantId: string, which: 'gone' | 'back', state: string, now: Date, by: string) => sql`
  insert into entry_versions (tenant_id, entry_id, version, state, content, changed_at, changed_by)
  select v.tenant_id, v.entry_id, e.version, ${state}, v.content, ${now}, ${by}
  from ${sql.table(which)} e join entry_versions v
    on v.tenant_id = ${tenantId} and v.entry_id = e.id and v.version = e.version - 1
  where e.was = 'published'`
