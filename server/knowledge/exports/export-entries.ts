import type { Locale } from '../../../contract/index.ts'
import type { Database } from '../../platform/db/index.ts'
import { loadContents } from '../entry-store.ts'
import { guardCell } from '../parsing/guard-cell.ts'
import { type ExportedEntry, tableOf } from './table-of.ts'
import { writeSheet } from './write-sheet.ts'

export type ExportFormat = 'xlsx' | 'csv' | 'jsonl'
export interface ExportOptions {
  format: ExportFormat
  locale: Locale
  /** With what customers wrote, too. */
  customers: boolean
}

const pageSize = 500

/** Every published entry, in a form that import takes: importing it again changes nothing. */
export async function exportFile(
  database: Database,
  tenantId: string,
  { format, locale, customers }: ExportOptions,
): Promise<Uint8Array> {
  const entries = await readEntries(database, tenantId, customers)
  if (format === 'jsonl') return Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
  const rows = tableOf(entries, locale)
  // Excel takes a .csv for UTF-8 only when a byte order mark says so.
  if (format === 'csv') return Buffer.from(`\ufeff${rows.map(csvLine).join('')}`)
  return writeSheet(rows, locale === 'zh-CN' ? '知识' : 'Knowledge')
}

const csvLine = (cells: readonly string[]): string =>
  `${cells
    .map((cell) => guardCell(cell))
    .map((cell) => (/[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',')}\r\n`

async function readEntries(
  database: Database,
  tenantId: string,
  customers: boolean,
): Promise<ExportedEntry[]> {
  const entries: ExportedEntry[] = []
  let behind = ''
  for (;;) {
    const count = await database.tenant(tenantId, async (transaction) => {
      const rows = await transaction
        .selectFrom('entries')
        .select(['id', 'key', 'category', 'valid_from', 'valid_until'])
        .where('state', '=', 'published')
        .where('key', '>', behind)
        .orderBy('key')
        .limit(pageSize)
        .execute()
      const contents = await loadContents(transaction, rows)
      const written = new Map<string, string[]>()
      if (customers && rows.length > 0) {
        const wordings = await transaction
          .selectFrom('wordings')
          .select(['entry_id', 'text'])
          .where('origin', '=', 'customer')
          .where(
            'entry_id',
            'in',
            rows.map((row) => row.id),
          )
          .orderBy('id')
          .execute()
        for (const { entry_id, text } of wordings)
          written.set(entry_id, [...(written.get(entry_id) ?? []), text])
      }
      for (const row of rows) {
        const content = contents.get(row.id)?.content
        const own = written.get(row.id)
        if (content !== undefined)
          entries.push({ ...content, ...(own === undefined ? {} : { customers: own }) })
      }
      behind = rows.at(-1)?.key ?? behind
      return rows.length
    })
    if (count < pageSize) return entries
  }
}
