import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/universal'
import type { Metric, Reading } from './metrics.ts'
import type { ReportTable } from './report-table.ts'

export interface WorkbookTexts {
  sheet: string
  definitions: string
  dimension: string
  total: string
  before: string
  /** Head of a column, with its unit. */
  head(key: string): string
  means(key: string): string
  /** "3 of 7". */
  few(over: number, under: number): string
}

/** Names come from people: always text, so that nothing a name begins with can be read as a formula. */
const text = (value: string, bold = false): Cell => ({
  value,
  type: String,
  ...(bold ? { fontWeight: 'bold' as const } : {}),
})

function cellOf(metric: Metric, reading: Reading, few: WorkbookTexts['few']): Cell {
  const { value, over, under } = reading
  if (value === undefined) return under === undefined || under === 0 ? null : text(few(over ?? 0, under))
  const format = { count: '0', share: '0.0%', span: '0.0', time: '0', average: '0.0' }[metric.form]
  // What is shown with one digit is what is written.
  return { value: metric.form === 'share' ? Math.round(value * 1000) / 1000 : value, type: Number, format }
}

/** The table as two sheets: the numbers, and what each means. */
export async function writeWorkbook(table: ReportTable, texts: WorkbookTexts): Promise<Blob> {
  const row = (name: string, readings: readonly Reading[], bold = false) => [
    text(name, bold),
    ...table.columns.map((metric, index) => cellOf(metric, readings[index] ?? {}, texts.few)),
  ]
  const data: SheetData = [
    [text(texts.dimension, true), ...table.columns.map((metric) => text(texts.head(metric.key), true))],
    ...table.rows.map((one) => row(one.name, one.readings)),
    row(texts.total, table.total, true),
    row(texts.before, table.before),
  ]
  const definitions: SheetData = table.columns.map((metric) => [
    text(texts.head(metric.key), true),
    text(texts.means(metric.key)),
  ])
  const columns = [{ width: 24 }, ...table.columns.map(() => ({ width: 16 }))]
  return writeExcelFile([
    { data, sheet: texts.sheet, columns, stickyRowsCount: 1 },
    { data: definitions, sheet: texts.definitions, columns: [{ width: 28 }, { width: 120 }] },
  ]).toBlob()
}
