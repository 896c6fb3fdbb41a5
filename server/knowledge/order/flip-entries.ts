import { sql } from 'kysely'
import type { Database, TenantTransaction } from '../../platform/db/index.ts'
import { lockKnowledge } from '../entry-store.ts'
import { baseSpan, basesOf } from '../write-entry.ts'
import { livenessOf } from './liveness.ts'

const mostTenants = 50

/** Sets anew which entries answer, of one base or of those whose time has come; gives the number that changed. */
export async function flipEntries(
  transaction: TenantTransaction,
  now: Date,
  which: { baseId: string } | 'due',
): Promise<number> {
  const bases = new Map((await basesOf(transaction)).map((base) => [base.id, base]))
  let select = transaction
    .selectFrom('entries')
    .select(['id', 'base_id', 'state', 'valid_from', 'valid_until', 'live', 'flip_at'])
  select = which === 'due' ? select.where('flip_at', '<=', now) : select.where('base_id', '=', which.baseId)
  let changed = 0
  /** Entries of a base mostly go the same way: one statement for each. */
  const groups = new Map<string, { live: boolean; flipAt: Date | null; ids: string[] }>()
  for (const row of await select.execute()) {
    const base = bases.get(row.base_id)
    if (base === undefined) continue
    const next = livenessOf(
      {
        published: row.state === 'published',
        validity: { from: row.valid_from, until: row.valid_until },
        base: baseSpan(base),
      },
      now,
    )
    if (next.live !== row.live) changed += 1
    if (next.live === row.live && next.flipAt?.getTime() === row.flip_at?.getTime()) continue
    const key = `${next.live} ${next.flipAt?.getTime()}`
    const group = groups.get(key) ?? { ...next, ids: [] }
    group.ids.push(row.id)
    groups.set(key, group)
  }
  for (const { live, flipAt, ids } of groups.values())
    await transaction
      .updateTable('entries')
      .set({ live, flip_at: flipAt })
      .where(sql<boolean>`id = any (${ids}::uuid[])`)
      .execute()
  return changed
}

/**
 * Lets entries begin and end to answer when their time comes, without anybody editing them. Safe to run twice, late or in
 * several processes at once: what is due is found again under the lock.
 */
export async function tickValidity(
  {
    database,
    knowledge,
  }: {
    database: Database
    knowledge: { advance(transaction: TenantTransaction, tenantId: string): Promise<number> }
  },
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ tenant_id: string }>`
    select tenant_id from tenants_with_due_entries(${now}, ${mostTenants})`.execute(database.unscoped)
  const failures: unknown[] = []
  for (const { tenant_id: tenantId } of rows)
    await database
      .tenant(tenantId, async (transaction) => {
        await lockKnowledge(transaction)
        const due = await transaction.selectFrom('entries').select('id').where('flip_at', '<=', now).execute()
        if (due.length === 0) return
        const changedIn = await knowledge.advance(transaction, tenantId)
        await flipEntries(transaction, now, 'due')
        await transaction
          .updateTable('entries')
          .set({ changed_in: changedIn })
          .where(sql<boolean>`id = any (${due.map((row) => row.id)}::uuid[])`)
          .execute()
      })
      .catch((error: unknown) => failures.push(error))
  // One tenant's trouble must not keep the others' entries from their time.
  if (failures.length > 0) throw new AggregateError(failures, 'some entries could not follow their dates')
  return rows.length
}
