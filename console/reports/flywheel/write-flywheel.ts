import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/universal'
import type { FlywheelFigures } from '../../../contract/insights/flywheel.ts'
import { type FlywheelColumn, type FlywheelReading, flywheelColumns } from './columns.ts'

export interface FlywheelTexts {
  sheet: string
  definitions: string
  day: string
  total: string
  head(key: FlywheelColumn['key']): string
  means(key: FlywheelColumn['key']): string
  low(head: string): string
  high(head: string): string
}

const text = (value: string, bold = false): Cell => ({
  value,
  type: String,
  ...(bold ? { fontWeight: 'bold' as const } : {}),
})
const formats = { count: '0', share: '0.0%', precision: '0.0%', money: '0.0000' } as const
const number = (value: number | undefined, format: string): Cell =>
  value === undefined ? null : { value: Math.round(value * 1e6) / 1e6, type: Number, format }

/** What stands in the file of a column: of a precision also between what it lies. */
function cellsOf({ form }: FlywheelColumn, { value, low, high }: FlywheelReading): Cell[] {
  const format = formats[form]
  return form === 'precision'
    ? [number(value, format), number(low, format), number(high, format)]
    : [number(value, format)]
}

/** The table as two sheets: the numbers, and what each means. */
export function writeFlywheel(
  report: { rows: readonly { day: string; figures: FlywheelFigures }[]; total: FlywheelFigures },
  texts: FlywheelTexts,
): Promise<Blob> {
  const row = (name: string, figures: FlywheelFigures, bold = false) => [
    text(name, bold),
    ...flywheelColumns.flatMap((column) => cellsOf(column, column.read(figures))),
  ]
  const heads = flywheelColumns.flatMap(({ key, form }) => {
    const head = texts.head(key)
    return form === 'precision' ? [head, texts.low(head), texts.high(head)] : [head]
  })
  const data: SheetData = [
    [text(texts.day, true), ...heads.map((head) => text(head, true))],
    ...report.rows.map(({ day, figures }) => row(day, figures)),
    row(texts.total, report.total, true),
  ]
  const definitions: SheetData = flywheelColumns.map(({ key }) => [
    text(texts.head(key), true),
    text(texts.means(key)),
  ])
  return writeExcelFile([
    {
      data,
      sheet: texts.sheet,
      columns: [{ width: 14 }, ...heads.map(() => ({ width: 16 }))],
      stickyRowsCount: 1,
    },
    { data: definitions, sheet: texts.definitions, columns: [{ width: 28 }, { width: 120 }] },
  ]).toBlob()
}
