import type { Database } from '../platform/db/index.ts'
import { loadContents } from './entry-store.ts'

const pageSize = 500

/** Every live entry as one line of JSON each, in the form that import takes. */
export async function exportEntries(database: Database, tenantId: string): Promise<string> {
  const lines: string[] = []
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
      for (const row of rows) lines.push(`${JSON.stringify(contents.get(row.id)?.content)}\n`)
      behind = rows.at(-1)?.key ?? behind
      return rows.length
    })
    if (count < pageSize) return lines.join('')
  }
}

/** Standard questions of the entries with these keys, in the order of the keys; unknown keys are left out. */
export async function questionsOf(
  database: Database,
  tenantId: string,
  keys: readonly string[],
): Promise<Partial<Record<'en' | 'zh', string>>[]> {
  if (keys.length === 0) return []
  return database.tenant(tenantId, async (transaction) => {
    const rows = await transaction
      .selectFrom('entries')
      .select(['id', 'key', 'category', 'valid_from', 'valid_until'])
      .where('live', '=', true)
      .where('key', 'in', [...keys])
      .execute()
    const contents = await loadContents(transaction, rows)
    return keys.flatMap((key) => {
      const row = rows.find((one) => one.key === key)
      const content = row === undefined ? undefined : contents.get(row.id)?.content
      return content === undefined ? [] : [content.question]
    })
  })
}
