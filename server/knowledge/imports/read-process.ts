import type { ImportColumn, ImportOptions, KnowledgeImport } from '../../../contract/index.ts'
import { FileProblem } from '../parsing/file-problem.ts'
import { isZip } from '../parsing/guard-zip.ts'
import { readTable } from '../parsing/read-table.ts'
import { workApart } from '../parsing/run-apart.ts'
import { findHeader, guessColumn } from './guess-columns.ts'
import { type FileRow, kindOf, planRows } from './plan-rows.ts'
import { readLines } from './read-lines.ts'

export interface ReadInput {
  fileName: string
  bytes: Uint8Array
  options: ImportOptions
  /** What the operator said the columns hold; guessed when absent. */
  columns?: readonly Pick<ImportColumn, 'header' | 'field' | 'language'>[]
}
export interface Shape {
  kind: NonNullable<KnowledgeImport['kind']>
  format: NonNullable<KnowledgeImport['format']>
  columns: ImportColumn[]
  found: KnowledgeImport['found']
  rows: number
}
export type ReadMessage = { shape: Shape } | { rows: FileRow[] }

const rowsAtOnce = 500
const sampleLength = 60
const mostSamples = 3

async function read(input: ReadInput, tell: (message: ReadMessage) => Promise<void>): Promise<void> {
  const bytes = Buffer.from(input.bytes.buffer, input.bytes.byteOffset, input.bytes.byteLength)
  const { shape, rows } =
    /\.(jsonl|ndjson)$/i.test(input.fileName) && !isZip(bytes)
      ? readJsonLines(bytes, input)
      : await readRows(bytes, input)
  await tell({ shape: { ...shape, rows: rows.length } })
  for (let start = 0; start < rows.length; start += rowsAtOnce)
    await tell({ rows: rows.slice(start, start + rowsAtOnce) })
}

type Read = { shape: Omit<Shape, 'rows'>; rows: FileRow[] }

function readJsonLines(bytes: Buffer, input: ReadInput): Read {
  const { rows, encoding } = readLines(bytes, input.options.encoding)
  if (rows.length === 0) throw new FileProblem('empty')
  return { shape: { kind: 'entries', format: 'jsonl', columns: [], found: { sheets: [], encoding } }, rows }
}

async function readRows(bytes: Buffer, input: ReadInput): Promise<Read> {
  const table = await readTable(bytes, input.options)
  const header = findHeader(table.rows)
  if (header < 0) throw new FileProblem('empty')
  const width = table.rows.reduce((most, row) => Math.max(most, row.length), 0)
  const columns = Array.from({ length: width }, (_, at): ImportColumn => {
    const title = (table.rows[header]?.[at] ?? '').trim().slice(0, 200)
    const said = input.columns?.[at]
    return {
      header: title,
      samples: samplesOf(table.rows, header, at),
      // What was said about another sheet's columns does not fit here.
      ...(said !== undefined && said.header === title
        ? { field: said.field, language: said.language }
        : guessColumn(title)),
    }
  })
  const { rows: _, repeated, sheets, sheet, encoding, separator } = table
  return {
    shape: {
      kind: kindOf(columns),
      format: isZip(bytes) ? 'xlsx' : 'csv',
      columns,
      found: {
        sheets,
        ...(sheet === undefined ? {} : { sheet }),
        ...(encoding === undefined ? {} : { encoding }),
        ...(separator === undefined ? {} : { separator }),
      },
    },
    rows: planRows(table.rows, header, columns, repeated),
  }
}

function samplesOf(rows: readonly (readonly string[])[], header: number, column: number): string[] {
  const samples: string[] = []
  for (let row = header + 1; row < rows.length && samples.length < mostSamples; row++) {
    const text = (rows[row]?.[column] ?? '').trim()
    if (text !== '' && !samples.includes(text.slice(0, sampleLength)))
      samples.push(text.slice(0, sampleLength))
  }
  return samples
}

workApart(read)
