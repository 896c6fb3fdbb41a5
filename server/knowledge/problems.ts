import { sql } from 'kysely'
import type { EntryFilter } from '../../contract/index.ts'
import type { TenantTransaction } from '../platform/db/index.ts'
import type { StaffCaller } from '../platform/http/index.ts'
import { conditionOf } from './list-entries.ts'
import { idOf } from './write-entry.ts'

/** How much needs somebody's eye. */
export async function countProblems(
  transaction: TenantTransaction,
  caller: StaffCaller,
  now: Date,
  conflicting: readonly string[],
) {
  const count = async (filter: EntryFilter, ids: readonly string[] = []) => {
    const { total } = await transaction
      .selectFrom('entries')
      .select(sql<string>`count(*)`.as('total'))
      .where(conditionOf(filter, now, ids))
      .executeTakeFirstOrThrow()
    return Number(total)
  }
  const { mine } = await transaction
    .selectFrom('entry_drafts')
    .select(sql<string>`count(*)`.as('mine'))
    .where('state', '=', 'in-review')
    // Those of an archived base wait until it is restored.
    .where(sql<boolean>`not exists (select 1 from entries e where e.tenant_id = entry_drafts.tenant_id
      and e.id = entry_drafts.entry_id and e.state = 'archived')`)
    .where(sql<boolean>`not ${idOf(caller)}::uuid = any (authors)`)
    .executeTakeFirstOrThrow()
  return {
    inReview: await count('in-review'),
    mineToApprove: caller.permissions.has('knowledge:publish') ? Number(mine) : 0,
    drafts: await count('draft'),
    expiring: await count('expiring'),
    expired: await count('expired'),
    notYet: await count('not-yet'),
    neverHit: await count('never-hit'),
    conflicts: await count('conflict', conflicting),
  }
}
