import { isDeepStrictEqual } from 'node:util'
import { parse } from 'csv-parse/sync'
import { type EntryContent, entryContent, type ImportReport } from '../../contract/index.ts'
import { detectLanguage, normaliseText } from '../../language/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import { recordAudit } from '../tenants/index.ts'
import { loadContents } from './entry-store.ts'
import type { Knowledge } from './knowledge.ts'
import { publishOrSubmit } from './publish-or-submit.ts'
import { answerProblems, missingPictures } from './refuse-answers.ts'
import { nameOf } from './write-entry.ts'

export interface ImportInput {
  tenantId: string
  caller: StaffCaller | 'system'
  bytes: Uint8Array
  format: 'entries-jsonl' | 'wordings-csv'
  encoding: 'utf-8' | 'gb18030'
  dryRun: boolean
}

const mostRows = 200_000
const mostProblems = 100
const mostWordingLength = 1_000

type Report = ImportReport & { problems: { row: number; code: string; detail: string }[] }

/**
 * Imports a file as a whole or not at all. Throws `knowledge/import-unreadable` when it cannot be read, and
 * `knowledge/import-invalid` with the report when single rows are wrong and it is not a dry run.
 */
export async function importKnowledge(
  { database, clock, knowledge }: { database: Database; clock: Clock; knowledge: Knowledge },
  input: ImportInput,
): Promise<ImportReport> {
  const text = decode(input)
  const report: Report = {
    dryRun: input.dryRun,
    rows: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    wordings: 0,
    inReview: 0,
    failed: 0,
    problems: [],
  }
  const plan = input.format === 'entries-jsonl' ? readEntries(text, report) : readWordings(text, report)
  await database
    .tenant(input.tenantId, async (transaction) => {
      const now = clock.now()
      // Taken first: whoever edits meanwhile waits, so that what is compared here stays true. Undone on a dry run.
      const changedIn = await knowledge.advance(transaction, input.tenantId)
      const target = {
        transaction,
        tenantId: input.tenantId,
        now,
        by: nameOf(input.caller),
        caller: input.caller,
        changedIn,
        report,
      }
      if (plan.kind === 'entries') await applyEntries(target, plan.rows)
      else await applyWordings(target, plan.rows)
      if (input.dryRun) throw new DryRun()
      if (report.failed > 0)
        throw new ApiError(
          'knowledge/import-invalid',
          { failed: report.failed, rows: report.rows },
          { report },
        )
      report.knowledgeVersion = changedIn
      const { created, updated, wordings } = report
      await recordAudit(transaction, input.tenantId, input.caller, {
        at: now,
        action: 'knowledge-imported',
        detail: { created, updated, wordings },
      })
    })
    .catch((error: unknown) => {
      if (!(error instanceof DryRun)) throw error
    })
  return report
}

/** Ends a dry run: everything is undone. */
class DryRun extends Error {}

function decode(input: ImportInput): string {
  try {
    return new TextDecoder(input.encoding, { fatal: true }).decode(input.bytes)
  } catch {
    const other =
      input.encoding === 'utf-8'
        ? 'If it comes from Excel in Chinese, try the encoding GB18030.'
        : 'Try the encoding UTF-8.'
    throw new ApiError('knowledge/import-unreadable', {
      format: input.format,
      detail: `it is not ${input.encoding.toUpperCase()}. ${other}`,
    })
  }
}

function addProblem(report: Report, row: number, code: string, detail: string): void {
  report.failed += 1
  if (report.problems.length < mostProblems) report.problems.push({ row, code, detail: detail.slice(0, 300) })
}

interface EntryRow {
  row: number
  content: EntryContent
}

function readEntries(text: string, report: Report): { kind: 'entries'; rows: EntryRow[] } {
  const rows: EntryRow[] = []
  const seen = new Set<string>()
  const lines = text.split('\n')
  for (const line of lines) {
    if (line.trim() === '') continue
    report.rows += 1
    if (report.rows > mostRows) tooLong('entries-jsonl')
    const row = report.rows
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch (error) {
      addProblem(report, row, 'not-json', (error as Error).message)
      continue
    }
    const result = entryContent.safeParse(value)
    if (!result.success) {
      addProblem(
        report,
        row,
        'invalid',
        result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
      )
      continue
    }
    const [wrong] = answerProblems(result.data)
    if (wrong !== undefined) {
      const { code, field, language, line: at, value: found } = wrong
      addProblem(report, row, `answer-${code}`, `${field}.${language}, line ${at}: ${found}`)
    } else if (seen.has(result.data.key)) {
      addProblem(report, row, 'key-twice', `the key ${result.data.key} stands in an earlier row`)
    } else {
      seen.add(result.data.key)
      rows.push({ row, content: withoutEmptyLists(result.data) })
    }
  }
  if (report.rows === 0)
    throw new ApiError('knowledge/import-unreadable', { format: 'entries-jsonl', detail: 'it has no rows' })
  return { kind: 'entries', rows }
}

interface WordingRow {
  row: number
  key: string
  text: string
}

/** No similar questions in a language are the same as none written: the store keeps no trace of an empty list. */
function withoutEmptyLists(content: EntryContent): EntryContent {
  const similar = Object.fromEntries(Object.entries(content.similar).filter(([, list]) => list.length > 0))
  return { ...content, similar }
}

function readWordings(text: string, report: Report): { kind: 'wordings'; rows: WordingRow[] } {
  let records: Record<string, string>[]
  try {
    records = parse(text, {
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      bom: true,
      skip_empty_lines: true,
      to: mostRows + 1,
    })
  } catch (error) {
    throw new ApiError('knowledge/import-unreadable', {
      format: 'wordings-csv',
      detail: (error as Error).message,
    })
  }
  if (records.length > mostRows) tooLong('wordings-csv')
  const first = records[0]
  if (first === undefined || !('key' in first) || !('text' in first)) {
    throw new ApiError('knowledge/import-unreadable', {
      format: 'wordings-csv',
      detail: 'the first line has to name the columns key and text',
    })
  }
  const rows: WordingRow[] = []
  for (const record of records) {
    report.rows += 1
    const wording = (record.text ?? '').trim()
    if (wording === '') addProblem(report, report.rows, 'empty', 'the text is empty')
    else if (wording.length > mostWordingLength)
      addProblem(report, report.rows, 'too-long', `the text is longer than ${mostWordingLength} characters`)
    else if (!wording.isWellFormed() || wording.includes('\u0000'))
      addProblem(report, report.rows, 'not-text', 'the text holds invalid characters')
    else rows.push({ row: report.rows, key: (record.key ?? '').trim(), text: wording })
  }
  return { kind: 'wordings', rows }
}

function tooLong(format: string): never {
  throw new ApiError('knowledge/import-unreadable', {
    format,
    detail: `it has more than ${mostRows} rows; split it`,
  })
}

interface Target {
  transaction: TenantTransaction
  tenantId: string
  now: Date
  by: string
  caller: StaffCaller | 'system'
  changedIn: number
  report: Report
}

async function applyEntries(target: Target, rows: readonly EntryRow[]): Promise<void> {
  const { transaction, report } = target
  const known = await transaction.selectFrom('entries').selectAll().where('state', '<>', 'archived').execute()
  const contents = await loadContents(transaction, known)
  const byKey = new Map(known.map((entry) => [entry.key, entry]))
  for (const { row, content } of rows) {
    const [missing] = await missingPictures(transaction, content)
    if (missing !== undefined) {
      const { field, language, line, value } = missing
      addProblem(report, row, 'answer-picture', `${field}.${language}, line ${line}: ${value}`)
      continue
    }
    const before = byKey.get(content.key)
    if (before === undefined) {
      const went = await publishOrSubmit(transaction, {
        ...target,
        id: newId(),
        content,
        version: 1,
        fresh: true,
      })
      report.created += 1
      if (went === 'in-review') report.inReview += 1
    } else if (isDeepStrictEqual(contents.get(before.id)?.content, content)) {
      report.unchanged += 1
    } else {
      const went = await publishOrSubmit(transaction, {
        ...target,
        id: before.id,
        content,
        version: before.version + 1,
        fresh: false,
      })
      report.updated += 1
      if (went === 'in-review') report.inReview += 1
    }
  }
}

async function applyWordings(target: Target, rows: readonly WordingRow[]): Promise<void> {
  const { transaction, tenantId, changedIn, report } = target
  const entries = await transaction
    .selectFrom('entries')
    .select(['id', 'key'])
    .where('state', '<>', 'archived')
    .execute()
  const byKey = new Map(entries.map((entry) => [entry.key, entry.id]))
  const present = new Set<string>()
  for (const wording of await transaction.selectFrom('wordings').select(['entry_id', 'text']).execute()) {
    present.add(`${wording.entry_id} ${normaliseText(wording.text)}`)
  }
  for (const wording of await transaction.selectFrom('out_of_scope_wordings').select('text').execute()) {
    present.add(` ${normaliseText(wording.text)}`)
  }
  const additions: {
    tenant_id: string
    id: string
    entry_id: string
    language: 'en' | 'zh'
    kind: 'similar'
    origin: 'customer'
    position: number
    text: string
  }[] = []
  const foreign: { tenant_id: string; id: string; text: string; changed_in: number }[] = []
  const touched = new Set<string>()
  for (const { row, key, text } of rows) {
    const entryId = key === '' ? '' : byKey.get(key)
    if (entryId === undefined) {
      addProblem(report, row, 'key-unknown', `there is no entry with the key ${key}`)
      continue
    }
    const mark = `${entryId} ${normaliseText(text)}`
    if (present.has(mark)) {
      report.unchanged += 1
      continue
    }
    present.add(mark)
    if (entryId === '') {
      foreign.push({ tenant_id: tenantId, id: newId(), text, changed_in: changedIn })
    } else {
      touched.add(entryId)
      const language = detectLanguage(text) === 'zh' ? 'zh' : 'en'
      additions.push({
        tenant_id: tenantId,
        id: newId(),
        entry_id: entryId,
        language,
        kind: 'similar',
        origin: 'customer',
        position: 1_000_000,
        text,
      })
    }
    report.wordings += 1
  }
  for (let start = 0; start < additions.length; start += 2_000) {
    await transaction
      .insertInto('wordings')
      .values(additions.slice(start, start + 2_000))
      .execute()
  }
  for (let start = 0; start < foreign.length; start += 2_000) {
    await transaction
      .insertInto('out_of_scope_wordings')
      .values(foreign.slice(start, start + 2_000))
      .execute()
  }
  if (touched.size > 0) {
    await transaction
      .updateTable('entries')
      .set({ changed_in: changedIn })
      .where('id', 'in', [...touched])
      .execute()
  }
}
