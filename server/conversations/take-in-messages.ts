import { sql } from 'kysely'
import type { Database } from '../platform/db/index.ts'

const batch = 100
/** A run takes little more: at the highest load, or when millions are due after a restore, customers come first. */
const mostMs = 100

/** Takes what was said since the last time into the words that searches look through. Returns how many messages it were. */
export async function takeInMessages(database: Database): Promise<number> {
  let taken = 0
  const until = performance.now() + mostMs
  do {
    const { rows } = await sql<{ taken: number }>`select take_in_messages(${batch}::int) as taken`.execute(
      database.unscoped,
    )
    taken += rows[0]?.taken ?? 0
    if ((rows[0]?.taken ?? 0) < batch) break
  } while (performance.now() < until)
  return taken
}
