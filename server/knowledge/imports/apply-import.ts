import { AsyncLocalStorage } from 'node:async_hooks'
import { type Selectable, sql } from 'kysely'
import { type ImportProblem, importedWhole } from '../../../contract/index.ts'
import {
  type Database,
  isConnectionLost,
  type Tables,
  type TenantTransaction,
} from '../../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../../platform/http/index.ts'
import { recordAudit } from '../../tenants/index.ts'
import type { Knowledge } from '../knowledge.ts'
import { applyRows, nextRows, type StoredRow, staleRows, type Target } from './apply-rows.ts'
import type { ImportDependencies } from './read-import.ts'
import { requestReading } from './request-jobs.ts'

export interface ApplyDependencies extends ImportDependencies {
  knowledge: Knowledge
}

const rowsAtOnce = 200
/** Of an import in parts: so many rows hold others up for a moment only. */
const rowsAPart = 250

/** Somebody edited an entry since the rows were tried: they are tried again, and nothing is imported. */
class Stale extends Error {
  readonly keys: string[]
  constructor(keys: string[]) {
    super(`changed meanwhile: ${keys.join(', ')}`)
    this.keys = keys
  }
}
class Cancelled extends Error {}

type Task = Pick<
  Selectable<Tables['imports']>,
  'kind' | 'created_by' | 'actor_kind' | 'actor_id' | 'counts' | 'progress_row' | 'progress_done'
>
const taskColumns = [
  'kind',
  'created_by',
  'actor_kind',
  'actor_id',
  'counts',
  'progress_row',
  'progress_done',
] as const

/**
 * Imports what was tried. Up to `importedWhole` rows go in one transaction, together with the word that they are done: all or
 * nothing. More go in parts, each with the word how far it came: after a crash it goes on there, and others edit in between.
 */
export async function applyImport(
  dependencies: ApplyDependencies,
  tenantId: string,
  importId: string,
  signal?: AbortSignal,
): Promise<void> {
  const { database, clock, log } = dependencies
  try {
    const task = await database.tenant(tenantId, (transaction) =>
      transaction
        .selectFrom('imports')
        .select(taskColumns)
        .where('id', '=', importId)
        .where('state', '=', 'importing')
        .executeTakeFirst(),
    )
    if (task === undefined) return
    if (task.counts.create + task.counts.update <= importedWhole)
      await applyWhole(dependencies, tenantId, importId, task, signal)
    else while (await applyPart(dependencies, tenantId, importId)) signal?.throwIfAborted()
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
          problem: sql<string>`case when progress_row < 0 then ${JSON.stringify(problem)}::jsonb
            else jsonb_build_object('code', 'stopped-partly', 'parameters',
              jsonb_build_object('done', progress_done, 'total', progress_total)) end`,
          finished_at: clock.now(),
          version: column('version', '+', 1),
        }))
        .where('id', '=', importId)
        .where('state', '=', 'importing')
        .execute(),
    )
  }
}

/** Progress is told, and a cancellation heard, beside the transaction. */
async function applyWhole(
  { database, clock, knowledge }: ApplyDependencies,
  tenantId: string,
  importId: string,
  task: Task,
  signal: AbortSignal | undefined,
): Promise<void> {
  const outside = AsyncLocalStorage.snapshot()
  const progress = (done: number) => outside(() => tellProgress(database, tenantId, importId, done))
  await database.tenant(tenantId, async (transaction) => {
    const target = await targetOf({ clock, knowledge }, transaction, tenantId, importId, task)
    let done = 0
    let inReview = 0
    for (let behind = -1; ; ) {
      if (signal?.aborted) throw signal.reason
      const rows = await nextRows(transaction, importId, behind, rowsAtOnce)
      const last = rows.at(-1)
      if (last === undefined) break
      behind = last.row
      // The knowledge is held since the transaction began: what is true here stays true to its end.
      const stale = await staleRows(transaction, rows)
      if (stale.length > 0) throw new Stale(stale.map((row) => row.key))
      inReview += await applyRows(target, rows)
      done += rows.length
      await progress(done)
    }
    const counts = { ...task.counts, ...(inReview > 0 ? { inReview } : {}) }
    await finish(target, { counts, done, problem: null })
  })
}

/** One part of a large import, and how far it came. Returns whether there may be more. */
async function applyPart(
  { database, clock, knowledge }: ApplyDependencies,
  tenantId: string,
  importId: string,
): Promise<boolean> {
  return database.tenant(tenantId, async (transaction) => {
    // Held, so that a second one who does the same waits, and nobody cancels what is being written.
    const task = await transaction
      .selectFrom('imports')
      .select([...taskColumns, 'problem'])
      .where('id', '=', importId)
      .where('state', '=', 'importing')
      .forUpdate()
      .executeTakeFirst()
    if (task === undefined) return false
    const rows = await nextRows(transaction, importId, task.progress_row, rowsAPart)
    const last = rows.at(-1)
    const target = await targetOf({ clock, knowledge }, transaction, tenantId, importId, task)
    const { problem, progress_done: before } = task
    if (last === undefined) {
      await finish(target, {
        counts: task.counts,
        done: before,
        problem: problem?.code === 'some-changed-meanwhile' ? problem : null,
      })
      return false
    }
    const stale = await staleRows(transaction, rows)
    if (stale.length > 0) await leaveOut(transaction, importId, stale)
    const inReview = await applyRows(
      target,
      rows.filter((row) => !stale.includes(row)),
    )
    const { counts } = task
    const left = (verdict: string) => stale.filter((row) => row.verdict === verdict).length
    await transaction
      .updateTable('imports')
      .set({
        progress_row: last.row,
        progress_done: before + rows.length,
        counts: JSON.stringify({
          ...counts,
          create: counts.create - left('create'),
          update: counts.update - left('update'),
          refuse: counts.refuse + stale.length,
          ...(inReview + (counts.inReview ?? 0) > 0 ? { inReview: inReview + (counts.inReview ?? 0) } : {}),
        }),
        ...(stale.length === 0
          ? {}
          : { problem: JSON.stringify(leftOut(counts.refuse + stale.length, stale, problem)) }),
      })
      .where('id', '=', importId)
      .execute()
    return true
  })
}

const leftOut = (
  count: number,
  stale: readonly StoredRow[],
  before: ImportProblem | null,
): ImportProblem => ({
  code: 'some-changed-meanwhile',
  parameters: {
    count,
    keys: [before?.parameters.keys, ...stale.map((row) => row.key)]
      .filter((key) => key !== undefined)
      .slice(0, 3)
      .join(', '),
  },
})

async function leaveOut(
  transaction: TenantTransaction,
  importId: string,
  stale: readonly StoredRow[],
): Promise<void> {
  await transaction
    .updateTable('import_rows')
    .set({
      verdict: 'refuse',
      problems: JSON.stringify([{ code: 'row-changed-meanwhile', parameters: {} }]),
    })
    .where('import_id', '=', importId)
    .where(
      'row',
      'in',
      stale.map((row) => row.row),
    )
    .execute()
}

/** Holds the knowledge from here on. */
async function targetOf(
  { clock, knowledge }: Pick<ApplyDependencies, 'clock' | 'knowledge'>,
  transaction: TenantTransaction,
  tenantId: string,
  importId: string,
  task: Task,
): Promise<Target> {
  const now = clock.now()
  const changedIn = await knowledge.advance(transaction, tenantId)
  const caller = callerOf(tenantId, task)
  return { transaction, tenantId, importId, now, by: task.created_by, caller, changedIn }
}

async function finish(
  { transaction, tenantId, importId, now, caller }: Target,
  { counts, done, problem }: { counts: Task['counts']; done: number; problem: ImportProblem | null },
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('imports')
    .set((column) => ({
      state: 'done',
      bytes: null,
      problem: problem === null ? null : JSON.stringify(problem),
      counts: JSON.stringify(counts),
      finished_at: now,
      progress_done: done,
      version: column('version', '+', 1),
    }))
    .where('id', '=', importId)
    .where('state', '=', 'importing')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new Cancelled()
  const { create, update, wordings } = counts
  await recordAudit(transaction, tenantId, caller, {
    at: now,
    action: 'knowledge-imported',
    target: { kind: 'import', id: importId },
    detail: { created: create, updated: update, wordings },
  })
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
