import { parse } from 'csv-parse/sync'
import readWorkbook from 'read-excel-file/node'
import { decodeText } from './decode-text.ts'
import { FileProblem } from './file-problem.ts'
import { unguardCell } from './guard-cell.ts'
import { type GuardedZip, guardZip, isZip, refuseOldOffice } from './guard-zip.ts'

export interface TableOptions {
  encoding: 'auto' | 'utf-8' | 'gb18030'
  separator: 'auto' | ',' | ';' | '\t'
  sheet?: string | undefined
}

export interface FileTable {
  /** Every cell as text; a merged cell's text stands in each of the rows it covers. */
  rows: string[][]
  /** Rows as the file has them: what merged cells brought down from above is marked. */
  repeated: (row: number, column: number) => boolean
  sheets: string[]
  sheet?: string
  encoding?: string
  separator?: string
}

export const mostRows = 200_000
const mostColumns = 200
const none = () => false

/** Reads a spreadsheet or a text with separators as rows of texts. Throws `FileProblem`. */
export async function readTable(bytes: Buffer, options: TableOptions): Promise<FileTable> {
  if (bytes.length === 0) throw new FileProblem('empty')
  refuseOldOffice(bytes)
  const table = isZip(bytes) ? await readSpreadsheet(bytes, options) : readSeparated(bytes, options)
  if (table.rows.length > mostRows + 20) throw new FileProblem('too-many-rows', { rows: mostRows })
  if (table.rows.some((row) => row.length > mostColumns))
    throw new FileProblem('too-many-columns', { columns: mostColumns })
  return table
}

function readSeparated(bytes: Buffer, options: TableOptions): FileTable {
  const { text, encoding } = decodeText(bytes, options.encoding)
  const separator = options.separator === 'auto' ? guessSeparator(text) : options.separator
  try {
    const rows = parse(text, {
      delimiter: separator,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      to: mostRows + 21,
    }) as string[][]
    return { rows: rows.map((row) => row.map(unguardCell)), repeated: none, sheets: [], encoding, separator }
  } catch (error) {
    const { code, lines } = error as { code?: string; lines?: number }
    if (code === 'CSV_QUOTE_NOT_CLOSED') throw new FileProblem('quote-open', { line: lines ?? 0 })
    throw new FileProblem('damaged', { detail: (error as Error).message.slice(0, 200) })
  }
}

/** The separator that stands most often in the first line, outside quotes. */
function guessSeparator(text: string): ',' | ';' | '\t' {
  const counts = { ',': 0, ';': 0, '\t': 0 }
  let quoted = false
  for (let at = 0; at < text.length && at < 20_000; at++) {
    const one = text[at] as string
    if (one === '"') quoted = !quoted
    else if (!quoted && one === '\n' && counts[','] + counts[';'] + counts['\t'] > 0) break
    else if (!quoted && one in counts) counts[one as ','] += 1
  }
  const [best] = Object.entries(counts).sort((a, b) => b[1] - a[1])
  return best !== undefined && best[1] > 0 ? (best[0] as ',') : ','
}

async function readSpreadsheet(bytes: Buffer, options: TableOptions): Promise<FileTable> {
  const zip = await guardZip(bytes)
  if (!zip.names.has('xl/workbook.xml')) throw new FileProblem('not-a-spreadsheet')
  let sheets: { sheet: string; data: unknown[][] }[]
  try {
    sheets = (await readWorkbook(bytes, { trim: false })) as typeof sheets
  } catch (error) {
    throw new FileProblem('damaged', { detail: (error as Error).message.slice(0, 200) })
  }
  const chosen =
    sheets.find((one) => one.sheet === options.sheet) ??
    sheets.find((one) => one.data.length > 0) ??
    sheets[0]
  if (chosen === undefined) throw new FileProblem('empty')
  const rows = chosen.data.map((row) => row.map(textOf))
  const merges = await mergesOf(zip, chosen.sheet)
  return {
    rows,
    repeated: spread(rows, merges),
    sheets: sheets.map((one) => one.sheet),
    sheet: chosen.sheet,
  }
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) {
    if (Number.isNaN(cell.getTime())) return ''
    // A spreadsheet counts in days: half past three is a fraction that never quite fits.
    const [day = '', time = ''] = new Date(Math.round(cell.getTime() / 1000) * 1000).toISOString().split('T')
    return time.startsWith('00:00:00') ? day : `${day} ${time.slice(0, 5)}`
  }
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE'
  return String(cell)
}

interface Merge {
  left: number
  top: number
  right: number
  bottom: number
}

/** Merged cells of a sheet: found in the workbook's own files, as the library does not tell them. */
async function mergesOf(zip: GuardedZip, sheetName: string): Promise<Merge[]> {
  const workbook = (await zip.read('xl/workbook.xml'))?.toString() ?? ''
  const links = (await zip.read('xl/_rels/workbook.xml.rels'))?.toString() ?? ''
  for (const [tag] of workbook.matchAll(/<(?:\w+:)?sheet\s[^>]*>/g)) {
    if (plain(attribute(tag, 'name')) !== sheetName) continue
    const id = attribute(tag, 'r:id') ?? attribute(tag, 'id')
    const link = [...links.matchAll(/<Relationship\s[^>]*>/g)].find(([one]) => attribute(one, 'Id') === id)
    const target = link && attribute(link[0], 'Target')
    if (target === undefined) return []
    const sheet = await zip.read(target.startsWith('/') ? target.slice(1) : `xl/${target}`)
    if (sheet === undefined) return []
    // They stand behind the cells; a regular expression over the cells would cost a second.
    const from = sheet.lastIndexOf('</sheetData>')
    const tail = sheet.subarray(Math.max(0, from)).toString()
    return [...tail.matchAll(/<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"/g)].map(
      ([, left = 'A', top = '1', right = 'A', bottom = '1']) => ({
        left: columnOf(left),
        top: Number(top) - 1,
        right: columnOf(right),
        bottom: Number(bottom) - 1,
      }),
    )
  }
  return []
}

const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
const plain = (text: string | undefined) =>
  text
    ?.replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&')
const columnOf = (letters: string) =>
  [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1

/** Writes the text of each merged cell into the rows below that it covers. */
function spread(rows: string[][], merges: readonly Merge[]): FileTable['repeated'] {
  if (merges.length === 0) return none
  const marks = new Set<number>()
  for (const { left, top, bottom } of merges) {
    const text = rows[top]?.[left] ?? ''
    for (let row = top + 1; row <= bottom && row < rows.length; row++) {
      const cells = rows[row] as string[]
      while (cells.length <= left) cells.push('')
      cells[left] = text
      marks.add(row * 1_000 + left)
    }
  }
  return (row, column) => marks.has(row * 1_000 + column)
}
