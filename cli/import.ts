import { existsSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { ImportReport } from '../contract/index.ts'
import { importKnowledge } from '../server/knowledge/index.ts'
import { ApiError } from '../server/platform/http/index.ts'
import { trainTenant } from '../server/understanding/index.ts'
import { type Command, CommandError, oneWord, required, UsageError } from './command.ts'
import { importTable } from './import-table.ts'
import { tenantIdOf, withInstallation } from './installation.ts'

const formats = ['entries-jsonl', 'wordings-csv', 'table'] as const
const encodings = ['utf-8', 'gb18030'] as const
const largestBytes = 32 * 1024 * 1024

export const importCommand: Command = {
  summary: 'Import knowledge: entries (.jsonl, .xlsx, .csv) or customers’ wordings (.csv), all or nothing',
  usage: 'FILE --tenant TENANT [--format FORMAT] [--encoding gb18030] [--dry-run]',
  options: {
    tenant: { type: 'string', value: 'TENANT', meaning: 'short name of the tenant' },
    format: {
      type: 'string',
      value: 'FORMAT',
      meaning: 'entries-jsonl, wordings-csv or table; told by the file when absent',
    },
    encoding: { type: 'string', value: 'ENCODING', meaning: 'utf-8 (when absent) or gb18030' },
    'dry-run': { type: 'boolean', meaning: 'only report what would happen' },
  },
  explanation: `entries-jsonl: one entry a line, as export writes them, matched by key.
wordings-csv: the columns key,text; an empty key says that the text belongs to no entry.
table: .xlsx, or .csv with a header that names its columns (key, category, question, similar questions, answer).
The model is trained again afterwards: by the running server, or by this command when none runs.`,
  async run(input) {
    const tenant = required(input, 'tenant', 'TENANT')
    const file = oneWord(input, 'the file')
    const format = choose('format', input.text('format') ?? formatOf(file), formats)
    const encoding = choose('encoding', input.text('encoding') ?? 'utf-8', encodings)
    const bytes = readFileSync(file)
    if (bytes.length > largestBytes)
      throw new CommandError(
        'request/too-large',
        `${file} is larger than ${largestBytes} bytes; import it in parts.`,
      )
    const dryRun = input.flag('dry-run')
    if (format === 'table') return importTable(input, { tenant, file, bytes, dryRun })
    const { report, training } = await withInstallation(
      input,
      async ({ modules, working }): Promise<{ report: ImportReport; training: string | undefined }> => {
        const tenantId = await tenantIdOf(modules, tenant)
        const report = await importKnowledge(modules, {
          tenantId,
          caller: 'system',
          bytes,
          format,
          encoding,
          dryRun,
        })
        if (dryRun) return { report, training: undefined }
        // The import itself asked for a training; somebody who does jobs takes it within moments.
        if (working) return { report, training: 'The running server trains the model again.' }
        const trained = await trainTenant(modules, tenantId)
        return { report, training: trained ? 'The model was trained again.' : 'The model is up to date.' }
      },
    ).catch((error: unknown) => {
      if (error instanceof ApiError && error.detail?.report && !input.flag('json'))
        process.stderr.write(problemsOf(error.detail.report as ImportReport))
      throw error
    })
    if (input.flag('json')) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
    else process.stdout.write(describe(report, training))
    return report.failed > 0 ? 1 : 0
  },
}

function formatOf(file: string): string {
  const ending = extname(file).toLowerCase()
  if (ending === '.jsonl' || ending === '.ndjson') return 'entries-jsonl'
  if (ending === '.xlsx') return 'table'
  // Customers’ wordings have two columns of these names; anything else is a table of entries.
  if (ending === '.csv')
    return /^\ufeff?"?key"?\s*,\s*"?text"?\s*$/i.test(firstLine(file)) ? 'wordings-csv' : 'table'
  throw new UsageError(
    `The ending of ${file} does not tell its format; say --format ${formats.join(' or ')}.`,
  )
}

function firstLine(file: string): string {
  return existsSync(file) ? (readFileSync(file, 'utf8').split(/\r?\n/, 1)[0] ?? '') : 'key,text'
}

function choose<Value extends string>(name: string, found: string, known: readonly Value[]): Value {
  const value = known.find((one) => one === found.toLowerCase())
  if (value === undefined) throw new UsageError(`--${name} must be ${known.join(' or ')}, not "${found}".`)
  return value
}

function problemsOf({ problems, failed }: ImportReport): string {
  const lines = problems.map(({ row, code, detail }) => `  row ${row}: ${code}: ${detail}`)
  if (failed > problems.length) lines.push(`  … and ${failed - problems.length} more`)
  return lines.map((line) => `${line}\n`).join('')
}

function describe(report: ImportReport, training: string | undefined): string {
  const { rows, created, updated, unchanged, wordings, inReview, failed, dryRun } = report
  const counts = [
    `${rows} rows`,
    `${created} created`,
    `${updated} updated`,
    `${unchanged} unchanged`,
    `${wordings} wordings added`,
    ...(inReview > 0 ? [`${inReview} of them wait for review`] : []),
    `${failed} failed`,
  ]
  const head = dryRun ? 'Dry run, nothing was changed: ' : 'Imported: '
  return `${head}${counts.join(', ')}.\n${problemsOf(report)}${training === undefined ? '' : `${training}\n`}`
}
