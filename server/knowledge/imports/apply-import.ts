import { AsyncLocalStorage } from 'node:async_hooks'
import { detectLanguage } from '../../../language/index.ts'
import { type Database, isConnectionLost, type TenantTransaction } from '../../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../../platform/http/index.ts'
import { newId } from '../../platform/ids/index.ts'
import { recordAudit } from '../../tenants/index.ts'
import type { Knowledge } from '../knowledge.ts'
import { publishOrSubmit } from '../publish-or-submit.ts'
import type { ImportDependencies } from './read-import.ts'
import { requestReading } from './request-jobs.ts'

export interface ApplyDependencies extends ImportDependencies {
  knowledge: Knowledge
}

const rowsAtOnce = 200

/** Somebody edited an entry since the rows were tried: they are tried again, and nothing is imported. */
class Stale extends Error {
  readonly keys: string[]
  constructor(keys: string[]) {
    super(`changed meanwhile: ${keys.join(', ')}`)
    this.keys = keys
  }
}
class Cancelled extends Error {}

/**
 * Imports all rows of an import in one transaction, together with the word that it is done: after a crash it is either
 * done or begins anew, and never twice. Progress is told, and a cancellation heard, beside the transaction.
 */
export async function applyImport(
  dependencies: ApplyDependencies,
  tenantId: string,
  importId: string,
  signal?: AbortSignal,
): Promise<void> {
  const { database, clock, knowledge, log } = dependencies
  const outside = AsyncLocalStorage.snapshot()
  const progress = (done: number) => outside(() => tellProgress(database, tenantId, importId, done))
  try {
    await database.tenant(tenantId, async (transaction) => {
      const task = await transaction
        .selectFrom('imports')
        .select(['kind', 'created_by', 'actor_kind', 'actor_id', 'counts'])
        .where('id', '=', importId)
        .where('state', '=', 'importing')
        .executeTakeFirst()
      if (task === undefined) return
      const now = clock.now()
      const changedIn = await knowledge.advance(transaction, tenantId)
      const caller = callerOf(tenantId, task)
      const target = { transaction, tenantId, importId, now, by: task.created_by, caller, changedIn }
      let done = 0
      let behind = 0
      for (;;) {
        if (signal?.aborted) throw signal.reason
        const rows = await nextRows(transaction, importId, behind)
        const last = rows.at(-1)
        if (last === undefined) break
        behind = last.row
        await refuseStale(transaction, rows)
        for (const row of rows) await applyRow(target, row)
        done += rows.length
        await progress(done)
      }
      const { numUpdatedRows } = await transaction
        .updateTable('imports')
        .set((column) => ({
          state: 'done',
          bytes: null,
          problem: null,
          finished_at: now,
          progress_done: done,
          version: column('version', '+', 1),
        }))
        .where('id', '=', importId)
        .where('state', '=', 'importing')
        .executeTakeFirst()
      if (numUpdatedRows === 0n) throw new Cancelled()
      const { create, update, wordings } = task.counts
      await recordAudit(transaction, tenantId, caller, {
        at: now,
        action: 'knowledge-imported',
        target: { kind: 'import', id: importId },
        detail: { created: create, updated: update, wordings },
      })
    })
  } catch (error) {
    if (error instanceof Cancelled) return
    if (signal?.aborted || isConnectionLost(error)) throw error
    if (error instanceof Stale) return readAgain(dependencies, tenantId, importId, error.keys)
    log.error({ err: error, tenantId, importId }, 'an import failed')
    const problem =
      error instanceof ApiError
        ? { code: 'refused', parameters: { detail: error.message } }
        : { code: 'unexpected', parameters: {} }
    await database.tenant(tenantId, (transaction) =>
      transaction
        .updateTable('imports')
        .set((column) => ({
          state: 'failed',
          problem: JSON.stringify(problem),
          finished_at: clock.now(),
          version: column('version', '+', 1),
        }))
        .where('id', '=', importId)
        .where('state', '=', 'importing')
        .execute(),
    )
  }
}

async function tellProgress(
  database: Database,
  tenantId: string,
  importId: string,
  done: number,
): Promise<void> {
  const { numUpdatedRows } = await database.tenant(tenantId, (transaction) =>
    transaction
      .updateTable('imports')
      .set({ progress_done: done })
      .where('id', '=', importId)
      .where('state', '=', 'importing')
      .executeTakeFirst(),
  )
  if (numUpdatedRows === 0n) throw new Cancelled()
}

function nextRows(transaction: TenantTransaction, importId: string, behind: number) {
  return transaction
    .selectFrom('import_rows')
    .select(['row', 'verdict', 'key', 'entry_id', 'entry_version', 'content', 'customers'])
    .where('import_id', '=', importId)
    .where('verdict', 'in', ['create', 'update'])
    .where('row', '>', behind)
    .orderBy('row')
    .limit(rowsAtOnce)
    .execute()
}
type StoredRow = Awaited<ReturnType<typeof nextRows>>[number]

/** The knowledge is held since the transaction began: what is true here stays true to its end. */
async function refuseStale(transaction: TenantTransaction, rows: readonly StoredRow[]): Promise<void> {
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
  const stale = rows.filter(
    (row) =>
      row.entry_id !== null &&
      (!versions.has(row.entry_id) ||
        (row.entry_version !== null && versions.get(row.entry_id) !== row.entry_version)),
  )
  const taken =
    created.length === 0
      ? []
      : await transaction
          .selectFrom('entries')
          .select('key')
          .where('key', 'in', created)
          .where('state', '<>', 'archived')
          .execute()
  const keys = [...stale.map((row) => row.key), ...taken.map((row) => row.key)]
  if (keys.length > 0) throw new Stale(keys)
}

interface Target {
  transaction: TenantTransaction
  tenantId: string
  importId: string
  now: Date
  by: string
  caller: StaffCaller | 'system'
  changedIn: number
}

async function applyRow(target: Target, row: StoredRow): Promise<void> {
  const { transaction, content } = { ...target, content: row.content }
  let entryId = row.entry_id
  if (content !== null) {
    if (entryId === null) {
      entryId = newId()
      await publishOrSubmit(transaction, { ...target, id: entryId, content, version: 1, fresh: true })
    } else if (row.entry_version !== null) {
      await publishOrSubmit(transaction, {
        ...target,
        id: entryId,
        content,
        version: row.entry_version + 1,
        fresh: false,
      })
    }
  }
  if (row.customers.length > 0) await addWordings(target, entryId, row.customers)
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

async function readAgain(
  { database }: ApplyDependencies,
  tenantId: string,
  importId: string,
  keys: readonly string[],
): Promise<void> {
  const problem = {
    code: 'changed-meanwhile',
    parameters: { count: keys.length, keys: keys.slice(0, 3).join(', ') },
  }
  await database.tenant(tenantId, async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('imports')
      .set((column) => ({
        state: 'reading',
        problem: JSON.stringify(problem),
        progress_done: 0,
        version: column('version', '+', 1),
      }))
      .where('id', '=', importId)
      .where('state', '=', 'importing')
      .executeTakeFirst()
    if (numUpdatedRows > 0n) await requestReading(transaction, importId)
  })
}

/** Who started the import, as the audit names them. */
function callerOf(
  tenantId: string,
  task: { created_by: string; actor_kind: 'member' | 'api-key' | 'system'; actor_id: string | null },
): StaffCaller | 'system' {
  const { created_by: name, actor_id: id } = task
  if (id === null || task.actor_kind === 'system') return 'system'
  // The audit takes kind, id and name; the rest of a caller ended with the request.
  return { kind: task.actor_kind, tenantId, memberId: id, apiKeyId: id, name } as unknown as StaffCaller
}
