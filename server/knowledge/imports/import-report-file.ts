import {
  fieldWord,
  type ImportRow,
  importWord,
  type Locale,
  problemWord,
  verdictWord,
} from '../../../contract/index.ts'
import { writeSheet } from '../exports/write-sheet.ts'
import type { Imports } from './imports.ts'

const atOnce = 2_000

/** The report on every row of an import as a spreadsheet. */
export async function importReportFile(
  imports: Imports,
  tenantId: string,
  importId: string,
  locale: Locale,
): Promise<Uint8Array> {
  const header = (['row', 'result', 'key', 'title', 'changes', 'notes'] as const).map((word) =>
    importWord(locale, word),
  )
  const lines = [header]
  let after: string | undefined
  do {
    const page = await imports.rows(tenantId, importId, { limit: atOnce, after })
    for (const row of page.items) lines.push(lineOf(row, locale))
    after = page.next
  } while (after !== undefined)
  return writeSheet(lines, importWord(locale, 'result'))
}

function lineOf(row: ImportRow, locale: Locale): string[] {
  const changes = row.changes.map(({ field, before, after }) => {
    const was = before === '' ? '' : ` (${importWord(locale, 'from')}: ${before})`
    return `${fieldWord(locale, field)}: ${after}${was}`
  })
  const words = [...row.problems, ...row.notes].map((problem) => problemWord(locale, problem))
  return [
    String(row.row),
    verdictWord(locale, row.verdict),
    row.key,
    row.title,
    changes.join('\n').slice(0, 30_000),
    words.join('\n').slice(0, 30_000),
  ]
}
