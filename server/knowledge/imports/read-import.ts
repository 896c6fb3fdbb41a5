import type { KnowledgeImport } from '../../../contract/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import { type Database, isConnectionLost, type TenantTransaction } from '../../platform/db/index.ts'
import type { Log } from '../../platform/log/index.ts'
import { needsFourEyes } from '../drafts.ts'
import { FileProblem } from '../parsing/file-problem.ts'
import { runApart } from '../parsing/run-apart.ts'
import { missingPictures } from '../refuse-answers.ts'
import { type ComparedRow, compareRow, keyFor, type PresentEntry, wordProblem } from './compare-rows.ts'
import { type FileRow, questionMark } from './plan-rows.ts'
import { type QuestionBook, readPresent, readQuestions, readWordingMarks } from './present-entries.ts'
import type { ReadInput, ReadMessage, Shape } from './read-process.ts'

export interface ImportDependencies {
  database: Database
  clock: Clock
  log: Log
}

const limits = { megabytes: 1_536, milliseconds: 600_000 }

/** The import went another way meanwhile: cancelled, or read again with other columns. */
class Overtaken extends Error {}

/**
 * Reads an import's file and tries every row against what is there. May run twice: rows of an earlier try are replaced,
 * and only the version that was asked for becomes ready.
 */
export async function readImport(
  { database, clock, log }: ImportDependencies,
  tenantId: string,
  importId: string,
  signal?: AbortSignal,
): Promise<void> {
  const inTenant = <Value>(work: (transaction: TenantTransaction) => Promise<Value>) =>
    database.tenant(tenantId, work)
  const task = await inTenant(async (transaction) => {
    const row = await transaction
      .selectFrom('imports')
      .selectAll()
      .where('id', '=', importId)
      .where('state', '=', 'reading')
      .executeTakeFirst()
    if (row !== undefined)
      await transaction.deleteFrom('import_rows').where('import_id', '=', importId).execute()
    return row
  })
  if (task?.bytes === undefined || task.bytes === null) return
  const counts: KnowledgeImport['counts'] = {
    rows: 0,
    create: 0,
    update: 0,
    unchanged: 0,
    refuse: 0,
    wordings: 0,
  }
  const mine = (transaction: TenantTransaction) =>
    transaction
      .updateTable('imports')
      .where('id', '=', importId)
      .where('state', '=', 'reading')
      .where('version', '=', task.version)
  let shape: Shape | undefined
  let book: QuestionBook | undefined
  const foreign = new Set<string>()
  const input: ReadInput = {
    fileName: task.file_name,
    bytes: task.bytes,
    options: task.options,
    ...(task.columns.length > 0 ? { columns: task.columns } : {}),
  }
  try {
    await runApart<ReadMessage>(new URL('./read-process.ts', import.meta.url), input, {
      ...limits,
      signal,
      async onMessage(message) {
        if ('shape' in message) {
          shape = message.shape
          book = await inTenant(readQuestions)
          if (shape.kind === 'wordings') for (const mark of await inTenant(readForeign)) foreign.add(mark)
        } else if (shape !== undefined && book !== undefined) {
          const { kind } = shape
          const questions = book
          await inTenant(async (transaction) => {
            const compared =
              kind === 'entries'
                ? await compareEntries(transaction, message.rows, questions)
                : await compareWordings(transaction, message.rows, foreign)
            await storeRows(transaction, tenantId, importId, compared)
            for (const row of compared) count(counts, row)
          })
        }
        const { numUpdatedRows } = await inTenant((transaction) =>
          mine(transaction)
            .set({ progress_done: counts.rows, progress_total: shape?.rows ?? 0 })
            .executeTakeFirst(),
        )
        if (numUpdatedRows === 0n) throw new Overtaken()
      },
    })
    if (
      shape !== undefined &&
      shape.format !== 'jsonl' &&
      shape.columns.every((one) => one.field === 'ignore')
    )
      throw new FileProblem('no-columns')
    if (shape === undefined || counts.rows === 0) throw new FileProblem('empty')
    const { kind, format, columns, found } = shape
    await inTenant((transaction) =>
      mine(transaction)
        .set({
          state: 'ready',
          kind,
          format,
          columns: JSON.stringify(columns),
          found: JSON.stringify(found),
          counts: JSON.stringify(counts),
          progress_done: 0,
          progress_total: 0,
          problem: task.problem?.code === 'changed-meanwhile' ? JSON.stringify(task.problem) : null,
          version: task.version + 1,
        })
        .execute(),
    )
  } catch (error) {
    if (error instanceof Overtaken) return
    if (signal?.aborted || isConnectionLost(error)) throw error
    if (!(error instanceof FileProblem))
      log.error({ err: error, tenantId, importId }, 'an import could not be read')
    const { code, parameters } = error instanceof FileProblem ? error : { code: 'unexpected', parameters: {} }
    await inTenant((transaction) =>
      mine(transaction)
        .set({
          state: 'failed',
          problem: JSON.stringify({ code, parameters }),
          ...(shape === undefined
            ? {}
            : {
                kind: shape.kind,
                format: shape.format,
                columns: JSON.stringify(shape.columns),
                found: JSON.stringify(shape.found),
              }),
          finished_at: clock.now(),
          version: task.version + 1,
        })
        .execute(),
    )
  }
}

function count(counts: KnowledgeImport['counts'], row: ComparedRow): void {
  counts.rows += 1
  counts[row.verdict] += 1
  counts.wordings += row.customers.length
}

async function readForeign(transaction: TenantTransaction): Promise<string[]> {
  const rows = await transaction.selectFrom('out_of_scope_wordings').select('text').execute()
  return rows.map((row) => questionMark(row.text))
}

const questionOf = (row: FileRow) => row.patch.question?.zh || row.patch.question?.en || ''

async function compareEntries(
  transaction: TenantTransaction,
  rows: readonly FileRow[],
  book: QuestionBook,
): Promise<ComparedRow[]> {
  const keyed = (row: FileRow) => row.key !== undefined && row.key !== ''
  const ids = rows.flatMap((row) => (keyed(row) ? [] : (book.idOf(questionOf(row)) ?? [])))
  const keyOf = (row: FileRow) => (keyed(row) ? (row.key as string) : keyFor(questionOf(row)))
  const keys = rows.map(keyOf).filter((key) => key !== '')
  const { byKey, byId } = await readPresent(transaction, { keys, ids })
  const presentOf = (row: FileRow) =>
    (keyed(row) ? undefined : byId.get(book.idOf(questionOf(row)) ?? '')) ?? byKey.get(keyOf(row))
  const withWordings = rows.flatMap((row) => (row.customers.length > 0 ? (presentOf(row)?.id ?? []) : []))
  const marks = await readWordingMarks(transaction, withWordings)
  const compared: ComparedRow[] = []
  for (const row of rows) {
    const present = presentOf(row)
    const known = marks.get(present?.id ?? '')
    const elsewhere = keyed(row) ? book.keyOf(questionOf(row)) : undefined
    const one = compareRow(row, present, elsewhere, (text) => known?.has(questionMark(text)) ?? false)
    compared.push(await noteReview(transaction, await refuseForeignPictures(transaction, one), present))
  }
  return compared
}

/** A picture is named by its id: it has to lie here already. */
async function refuseForeignPictures(transaction: TenantTransaction, row: ComparedRow): Promise<ComparedRow> {
  if (row.content === null) return row
  const missing = await missingPictures(transaction, row.content)
  if (missing.length === 0) return row
  const problems = missing.slice(0, 10).map(wordProblem)
  return { ...row, verdict: 'refuse', problems, changes: [], content: null, customers: [] }
}

/** What needs a second pair of eyes is not published by a file: it becomes a draft in review. */
async function noteReview(
  transaction: TenantTransaction,
  row: ComparedRow,
  present: PresentEntry | undefined,
): Promise<ComparedRow> {
  if (row.content === null) return row
  const place = present === undefined ? undefined : { category_id: present.categoryId ?? null }
  if (!(await needsFourEyes(transaction, place, row.content))) return row
  return { ...row, notes: [...row.notes, { code: 'goes-to-review', parameters: {} }] }
}

const longestWording = 1_000

/** Rows of key and wording; an empty key says that it belongs to no entry. */
async function compareWordings(
  transaction: TenantTransaction,
  rows: readonly FileRow[],
  foreign: Set<string>,
): Promise<ComparedRow[]> {
  const { byKey } = await readPresent(transaction, { keys: rows.flatMap((row) => row.key || []), ids: [] })
  const marks = await readWordingMarks(
    transaction,
    [...byKey.values()].map((entry) => entry.id),
  )
  return rows.map((row): ComparedRow => {
    const key = row.key ?? ''
    const entry = byKey.get(key)
    const known = key === '' ? foreign : (marks.get(entry?.id ?? '') ?? new Set<string>())
    const problems = [...row.problems]
    if (key !== '' && entry === undefined) problems.push({ code: 'key-unknown', parameters: { key } })
    if (row.customers.length === 0) problems.push({ code: 'text-missing', parameters: {} })
    for (const text of row.customers)
      if (text.length > longestWording)
        problems.push({
          code: 'too-long',
          parameters: { field: 'customers', length: text.length, limit: longestWording },
        })
    const customers =
      problems.length > 0 ? [] : [...new Set(row.customers)].filter((text) => !known.has(questionMark(text)))
    for (const text of customers) known.add(questionMark(text))
    if (entry !== undefined) marks.set(entry.id, known)
    return {
      row: row.row,
      verdict: problems.length > 0 ? 'refuse' : customers.length > 0 ? 'update' : 'unchanged',
      key: key.slice(0, 200),
      title: row.customers.join('\n').slice(0, 300),
      changes: [],
      problems,
      notes: [],
      entryId: entry?.id ?? null,
      entryVersion: null,
      content: null,
      customers,
    }
  })
}

async function storeRows(
  transaction: TenantTransaction,
  tenantId: string,
  importId: string,
  rows: readonly ComparedRow[],
): Promise<void> {
  if (rows.length === 0) return
  await transaction
    .insertInto('import_rows')
    .values(
      rows.map((row) => ({
        tenant_id: tenantId,
        import_id: importId,
        row: row.row,
        verdict: row.verdict,
        key: row.key,
        title: row.title,
        entry_id: row.entryId,
        entry_version: row.entryVersion,
        content: row.content === null ? null : JSON.stringify(row.content),
        customers: JSON.stringify(row.customers),
        changes: JSON.stringify(row.changes),
        problems: JSON.stringify(row.problems),
        notes: JSON.stringify(row.notes),
      })),
    )
    .execute()
}
