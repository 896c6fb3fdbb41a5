import writeWorkbook from 'write-excel-file/node'
import { workApart } from '../parsing/run-apart.ts'

/** Columns with long texts are wider. */
const widthOf = (rows: readonly string[][], column: number) =>
  Math.min(60, Math.max(12, ...rows.slice(0, 50).map((row) => (row[column]?.length ?? 0) + 2)))

workApart<{ rows: string[][]; sheet: string }, { bytes: Uint8Array }>(async ({ rows, sheet }, tell) => {
  const data = rows.map((row, index) =>
    row.map((text) =>
      text === ''
        ? null
        : {
            // Always text: nothing in it is a formula. Excel reads _x0041_ as a character; its own escape undoes that.
            type: String,
            value: text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_'),
            ...(index === 0 ? { fontWeight: 'bold' as const } : text.includes('\n') ? { wrap: true } : {}),
          },
    ),
  )
  const columns = (rows[0] ?? []).map((_, column) => ({ width: widthOf(rows, column) }))
  const bytes = await writeWorkbook(data, { sheet, columns, stickyRowsCount: 1 }).toBuffer()
  await tell({ bytes })
})
