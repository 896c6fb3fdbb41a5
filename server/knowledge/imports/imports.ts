import type { Selectable } from 'kysely'
import type { ImportOptions, ImportRow, ImportVerdict, KnowledgeImport } from '../../../contract/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, Tables, TenantTransaction } from '../../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../../platform/http/index.ts'
import { newId } from '../../platform/ids/index.ts'
import { idOf, nameOf } from '../write-entry.ts'
import { requestImporting, requestReading } from './request-jobs.ts'

type Row = Selectable<Tables['imports']>

export interface Imports {
  /** Keeps the file and has it read: by a job, or with `here` by whoever called. */
  start(
    caller: StaffCaller | 'system',
    tenantId: string,
    file: { fileName: string; bytes: Uint8Array; options: ImportOptions },
    where?: 'job' | 'here',
  ): Promise<KnowledgeImport>
  get(tenantId: string, importId: string): Promise<KnowledgeImport>
  list(
    tenantId: string,
    query: { after?: string | undefined; limit: number },
  ): Promise<{ items: KnowledgeImport[]; next?: string }>
  rows(
    tenantId: string,
    importId: string,
    query: { after?: string | undefined; limit: number; verdict?: ImportVerdict | undefined },
  ): Promise<{ items: ImportRow[]; next?: string }>
  map(
    tenantId: string,
    importId: string,
    wanted: {
      options: ImportOptions
      columns?:
        | readonly Pick<KnowledgeImport['columns'][number], 'header' | 'field' | 'language'>[]
        | undefined
    },
    ifMatch: number | undefined,
  ): Promise<KnowledgeImport>
  run(
    tenantId: string,
    importId: string,
    ifMatch: number | undefined,
    where?: 'job' | 'here',
  ): Promise<KnowledgeImport>
  cancel(tenantId: string, importId: string): Promise<KnowledgeImport>
}

const noCounts: KnowledgeImport['counts'] = {
  rows: 0,
  create: 0,
  update: 0,
  unchanged: 0,
  refuse: 0,
  wordings: 0,
}
/** Files of imports that nobody finished are kept this long. */
const keptMs = 7 * 24 * 3_600_000

export function openImports({ database, clock }: { database: Database; clock: Clock }): Imports {
  async function load(transaction: TenantTransaction, importId: string): Promise<Row> {
    const row = await transaction
      .selectFrom('imports')
      .selectAll()
      .where('id', '=', importId)
      .executeTakeFirst()
    if (row === undefined) throw new ApiError('import/not-found')
    return row
  }
  /** Moves an import on if it stands where the caller saw it. Throws `import/not-now`. */
  async function move(
    transaction: TenantTransaction,
    importId: string,
    from: readonly KnowledgeImport['state'][],
    ifMatch: number | undefined,
    set: Partial<Record<'state' | 'options' | 'columns' | 'problem', string | null>> & {
      finished_at?: Date
      bytes?: null
    },
  ): Promise<KnowledgeImport> {
    const before = await load(transaction, importId)
    if (ifMatch !== undefined && ifMatch !== before.version) throw new ApiError('request/version-conflict')
    const moved = await transaction
      .updateTable('imports')
      .set({ ...(set as object), progress_done: 0, version: before.version + 1 })
      .where('id', '=', importId)
      .where('state', 'in', [...from])
      .where('version', '=', before.version)
      .returningAll()
      .executeTakeFirst()
    if (moved === undefined) throw new ApiError('import/not-now', { state: before.state })
    return present(moved)
  }

  return {
    start(caller, tenantId, file, where = 'job') {
      const now = clock.now()
      const id = newId()
      return database.tenant(tenantId, async (transaction) => {
        await transaction
          .updateTable('imports')
          .set({ bytes: null, state: 'cancelled', finished_at: now })
          .where('state', 'in', ['reading', 'ready', 'failed'])
          .where('bytes', 'is not', null)
          .where('created_at', '<', new Date(now.getTime() - keptMs))
          .execute()
        const row = await transaction
          .insertInto('imports')
          .values({
            tenant_id: tenantId,
            id,
            file_name: file.fileName,
            size: file.bytes.byteLength,
            bytes: Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength),
            kind: null,
            format: null,
            state: 'reading',
            options: JSON.stringify(file.options),
            found: JSON.stringify({ sheets: [] }),
            columns: JSON.stringify([]),
            counts: JSON.stringify(noCounts),
            problem: null,
            created_at: now,
            created_by: nameOf(caller),
            finished_at: null,
            actor_kind: caller === 'system' ? 'system' : caller.kind,
            actor_id: idOf(caller),
          })
          .returningAll()
          .executeTakeFirstOrThrow()
        if (where === 'job') await requestReading(transaction, id)
        return present(row)
      })
    },
    get: (tenantId, importId) =>
      database.tenant(tenantId, async (transaction) => present(await load(transaction, importId))),
    list: (tenantId, query) =>
      database.tenant(tenantId, async (transaction) => {
        let select = transaction.selectFrom('imports').selectAll()
        if (query.after !== undefined) select = select.where('id', '<', query.after)
        const rows = await select
          .orderBy('id', 'desc')
          .limit(query.limit + 1)
          .execute()
        const items = rows.slice(0, query.limit).map(present)
        return rows.length > query.limit ? { items, next: items.at(-1)?.id ?? '' } : { items }
      }),
    rows: (tenantId, importId, query) =>
      database.tenant(tenantId, async (transaction) => {
        await load(transaction, importId)
        let select = transaction.selectFrom('import_rows').selectAll().where('import_id', '=', importId)
        if (query.verdict !== undefined) select = select.where('verdict', '=', query.verdict)
        if (query.after !== undefined) {
          const after = Number(query.after)
          if (!Number.isSafeInteger(after))
            throw new ApiError('request/invalid', { detail: 'query.after: a row' })
          select = select.where('row', '>', after)
        }
        const rows = await select
          .orderBy('row')
          .limit(query.limit + 1)
          .execute()
        const items = rows.slice(0, query.limit).map(
          ({ row, verdict, key, title, changes, problems, notes }): ImportRow => ({
            row,
            verdict,
            key,
            title,
            changes,
            problems,
            notes,
          }),
        )
        return rows.length > query.limit ? { items, next: String(items.at(-1)?.row) } : { items }
      }),
    map: (tenantId, importId, wanted, ifMatch) =>
      database.tenant(tenantId, async (transaction) => {
        const columns = (wanted.columns ?? []).map((column) => ({ ...column, samples: [] }))
        const moved = await move(transaction, importId, ['reading', 'ready', 'failed'], ifMatch, {
          state: 'reading',
          options: JSON.stringify(wanted.options),
          columns: JSON.stringify(columns),
          problem: null,
        })
        await requestReading(transaction, importId)
        return moved
      }),
    run: (tenantId, importId, ifMatch, where = 'job') =>
      database.tenant(tenantId, async (transaction) => {
        const { counts, state } = await load(transaction, importId)
        if (state === 'ready' && counts.refuse > 0)
          throw new ApiError('knowledge/import-invalid', { failed: counts.refuse, rows: counts.rows })
        const moved = await move(transaction, importId, ['ready'], ifMatch, {
          state: 'importing',
          problem: null,
        })
        await transaction
          .updateTable('imports')
          .set({ progress_total: counts.create + counts.update })
          .where('id', '=', importId)
          .execute()
        if (where === 'job') await requestImporting(transaction, importId)
        return { ...moved, progress: { done: 0, total: counts.create + counts.update } }
      }),
    cancel: (tenantId, importId) =>
      database.tenant(tenantId, async (transaction) => {
        // Held: of an import in parts, the one that is being written comes to its end first.
        const held = await transaction
          .selectFrom('imports')
          .select(['state', 'progress_row', 'progress_done', 'progress_total'])
          .where('id', '=', importId)
          .forUpdate()
          .executeTakeFirst()
        const partly = held?.state === 'importing' && held.progress_row >= 0
        const parameters = { done: held?.progress_done ?? 0, total: held?.progress_total ?? 0 }
        const cancelled = await move(
          transaction,
          importId,
          ['reading', 'ready', 'importing', 'failed'],
          undefined,
          {
            state: 'cancelled',
            bytes: null,
            finished_at: clock.now(),
            ...(partly ? { problem: JSON.stringify({ code: 'cancelled-partly', parameters }) } : {}),
          },
        )
        return cancelled
      }),
  }
}

function present(row: Row): KnowledgeImport {
  return {
    id: row.id as KnowledgeImport['id'],
    fileName: row.file_name,
    size: row.size,
    ...(row.kind === null ? {} : { kind: row.kind }),
    ...(row.format === null ? {} : { format: row.format }),
    state: row.state,
    options: row.options,
    found: row.found,
    columns: row.columns,
    counts: row.counts,
    progress: { done: row.progress_done, total: row.progress_total },
    ...(row.problem === null ? {} : { problem: row.problem }),
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at.toISOString() }),
    version: row.version,
  }
}
