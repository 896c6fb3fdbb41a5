import { sql } from 'kysely'
import type { Database } from '../platform/db/index.ts'
import type { FileStore } from '../platform/files/index.ts'
import type { Log } from '../platform/log/index.ts'

const unsentMs = 24 * 3_600_000
const everyMs = 10 * 60_000
const strayEveryMs = 24 * 3_600_000
const mostAtOnce = 500

export interface SweepOptions {
  database: Database
  store: FileStore
  log: Log
}

/** A task of the clock that looks every ten minutes, and once a day through the whole store. */
export function sweepTask(options: SweepOptions): (now: Date) => Promise<void> {
  let swept = 0
  let searched = 0
  return async (now) => {
    if (now.getTime() - swept < everyMs) return
    swept = now.getTime()
    await sweepAttachments(options, now)
    if (now.getTime() - searched < strayEveryMs) return
    searched = now.getTime()
    await removeStrayFiles(options, now)
  }
}

/** Drops what was uploaded and not sent within a day, and the bytes that nothing refers to any more. */
export async function sweepAttachments({ database, store, log }: SweepOptions, now: Date): Promise<void> {
  const before = new Date(now.getTime() - unsentMs)
  const { rows: old } = await sql<{ tenant_id: string; id: string; said: boolean }>`
    select * from unsettled_attachments(${before}, ${mostAtOnce})`.execute(database.unscoped)
  for (const { tenant_id, id, said } of old) {
    await database.tenant(tenant_id, async (transaction) => {
      if (said) {
        await transaction.updateTable('attachments').set({ settled: true }).where('id', '=', id).execute()
        return
      }
      await transaction
        .deleteFrom('attachments')
        .where('id', '=', id)
        .where('settled', '=', false)
        .where(sql<boolean>`coalesce(claimed_at, created_at) < ${before}`)
        .execute()
    })
  }
  const { rows: unused } = await sql<{ tenant_id: string; hash: string }>`
    select * from unreferenced_files(${now}, ${mostAtOnce})`.execute(database.unscoped)
  for (const { tenant_id, hash } of unused) await removeUnreferenced({ database, store }, tenant_id, hash)
  const broken = await store.sweepIncoming(before)
  if (old.length + unused.length + broken > 0)
    log.debug({ attachments: old.length, files: unused.length, broken }, 'files were swept')
}

/** Holds the row of the bytes, so that whoever uploads the same now waits and stores them anew. */
async function removeUnreferenced(
  { database, store }: Pick<SweepOptions, 'database' | 'store'>,
  tenantId: string,
  hash: string,
): Promise<void> {
  await database.tenant(tenantId, async (transaction) => {
    const held = await transaction
      .selectFrom('files')
      .select('hash')
      .where('hash', '=', hash)
      .forUpdate()
      .executeTakeFirst()
    if (held === undefined) return
    const user = await transaction
      .selectFrom('attachments')
      .select('id')
      .where('hash', '=', hash)
      .limit(1)
      .executeTakeFirst()
    if (user !== undefined) return
    await store.remove(tenantId, hash)
    await transaction.deleteFrom('files').where('hash', '=', hash).execute()
  })
}

/** Bytes that a process stored just before it was killed have no row. */
export async function removeStrayFiles({ database, store, log }: SweepOptions, now: Date): Promise<void> {
  const before = new Date(now.getTime() - unsentMs)
  let removed = 0
  for await (const { tenantId, hash, modifiedAt } of store.list()) {
    if (modifiedAt >= before) continue
    const stray = await database
      .tenant(tenantId, async (transaction) => {
        // Taking the row's place keeps everybody else off these bytes until they are gone.
        const taken = await transaction
          .insertInto('files')
          .values({ tenant_id: tenantId, hash, size: 1, created_at: now })
          .onConflict((conflict) => conflict.doNothing())
          .returning('hash')
          .executeTakeFirst()
        if (taken === undefined) return false
        await store.remove(tenantId, hash)
        await transaction.deleteFrom('files').where('hash', '=', hash).execute()
        return true
      })
      // A folder of a tenant that this database does not know is not ours to clear.
      .catch((error: unknown) => {
        if ((error as { code?: string }).code === '23503') return false
        throw error
      })
    if (stray) removed += 1
  }
  if (removed > 0) log.info({ removed }, 'files without an owner were removed')
}
