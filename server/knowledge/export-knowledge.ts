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
  // Asked for each session of each visitor: nothing but what is shown is read.
  const rows = await database.tenant(tenantId, (transaction) =>
    transaction
      .selectFrom('entries')
      .innerJoin('wordings', 'wordings.entry_id', 'entries.id')
      .select(['entries.key', 'wordings.language', 'wordings.text'])
      .where('entries.live', '=', true)
      .where('entries.key', 'in', [...keys])
      .where('wordings.kind', '=', 'standard')
      .execute(),
  )
  const questions = Map.groupBy(rows, (row) => row.key)
  return keys.flatMap((key) => {
    const question = questions.get(key)
    return question === undefined ? [] : [Object.fromEntries(question.map((one) => [one.language, one.text]))]
  })
}
