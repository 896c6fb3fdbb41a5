import type { EntryContent, ImportColumn, ImportProblem, Language } from '../../../contract/index.ts'
import { detectLanguage, normaliseText } from '../../../language/index.ts'
import { cleanLine, cleanSimilar, cleanText } from './clean-content.ts'

/** What a row says about an entry; what it does not say stays as it is. */
export interface FileRow {
  row: number
  /** Absent where the file has no keys: the entry is found by its question. */
  key?: string
  patch: Partial<Omit<EntryContent, 'key' | 'categoryId' | 'baseId'>>
  /** The row is the whole entry, as in .jsonl: what it does not say is not there. */
  whole?: boolean
  customers: string[]
  problems: ImportProblem[]
}

type PlannedColumn = Pick<ImportColumn, 'field' | 'language'>

/** A file with neither questions nor answers adds wordings of customers to entries that are there. */
export function kindOf(columns: readonly PlannedColumn[]): 'entries' | 'wordings' {
  const has = (field: string) => columns.some((column) => column.field === field)
  return has('customers') && !has('question') && !has('answer') && !has('similar') ? 'wordings' : 'entries'
}

const brokenFormula = /^#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)$/

/**
 * Rows of a table below its header as what they say about entries. A row without key, question and answer goes on with
 * the one above it: one similar question a row is a common way to write them.
 */
export function planRows(
  rows: readonly (readonly string[])[],
  header: number,
  columns: readonly PlannedColumn[],
  repeated: (row: number, column: number) => boolean,
): FileRow[] {
  const planned: FileRow[] = []
  const wordings = kindOf(columns) === 'wordings'
  const placesOf = (field: ImportColumn['field']) =>
    columns.flatMap((column, at) => (column.field === field ? [at] : []))
  const identity = [...placesOf('key'), ...placesOf('question'), ...placesOf('answer')]
  for (let index = header + 1; index < rows.length; index++) {
    const cells = (rows[index] as string[]).map((cell) => cleanText(cell))
    const used = columns.some((column, at) => column.field !== 'ignore' && (cells[at] ?? '') !== '')
    if (!used) continue
    const above = planned.at(-1)
    const own = (at: number) => (cells[at] ?? '') !== '' && !repeated(index, at)
    const goesOn = !wordings && above !== undefined && !identity.some(own)
    const row = goesOn ? above : { row: index + 1, patch: {}, customers: [], problems: [] }
    readCells(row, cells, columns, goesOn)
    if (!goesOn) planned.push(row)
  }
  for (const row of planned) {
    for (const [language, texts] of Object.entries(row.patch.similar ?? {}))
      (row.patch.similar as Record<string, string[]>)[language] = cleanSimilar(texts as string[])
  }
  if (!wordings) refuseTwice(planned)
  return planned
}

function readCells(
  row: FileRow,
  cells: readonly string[],
  columns: readonly PlannedColumn[],
  goesOn: boolean,
): void {
  const first = columns.findIndex((column) => column.field === 'question')
  const language: Language =
    detectLanguage(
      cells[first >= 0 && cells[first] ? first : cells.findIndex((cell) => cell !== '')] ?? '',
    ) === 'zh'
      ? 'zh'
      : 'en'
  for (const [at, column] of columns.entries()) {
    const text = cells[at] ?? ''
    if (brokenFormula.test(text) && column.field !== 'ignore')
      row.problems.push({ code: 'formula-broken', parameters: { column: at + 1, value: text } })
    const which = column.language === 'auto' ? language : column.language
    switch (column.field) {
      case 'key':
        if (!goesOn) row.key = cleanLine(text)
        break
      case 'customers':
        row.customers.push(...text.split('\n').map(cleanLine).filter(Boolean))
        break
      case 'similar': {
        const list = row.patch.similar ?? {}
        row.patch.similar = { ...list, [which]: [...(list[which] ?? []), ...text.split('\n')] }
        break
      }
      case 'category': {
        if (goesOn) break
        const before = row.patch.category?.[which]
        const joined = [before, cleanLine(text)].filter(Boolean).join(' / ')
        row.patch.category = { ...row.patch.category, [which]: joined }
        break
      }
      case 'question':
      case 'answer': {
        if (goesOn) break
        const one = column.field === 'question' ? cleanLine(text) : text
        row.patch[column.field] = {
          ...row.patch[column.field],
          [which]: row.patch[column.field]?.[which] || one,
        }
        break
      }
    }
  }
}

/** How an entry without a key is known: by its question. */
export function questionMark(text: string): string {
  const normal = normaliseText(text)
  // How it is punctuated makes no other question of it; signs as in C# do.
  return normal.replace(/[\s?!.,;:~…'"，。、；：？！～“”‘’]+/g, '') || normal
}

/** The same key, or in a file without keys the same question, cannot stand for two entries. */
export function refuseTwice(rows: readonly FileRow[]): void {
  const seen = new Map<string, number>()
  for (const row of rows) {
    const keyed = row.key !== undefined && row.key !== ''
    const question = row.patch.question?.zh || row.patch.question?.en || ''
    const mark = keyed ? `k ${row.key}` : `q ${questionMark(question)}`
    if (mark === 'q ') continue
    const before = seen.get(mark)
    if (before === undefined) seen.set(mark, row.row)
    else row.problems.push({ code: keyed ? 'key-twice' : 'question-twice', parameters: { row: before } })
  }
}
