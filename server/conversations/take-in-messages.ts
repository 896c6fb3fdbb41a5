import { sql } from 'kysely'
import type { Database } from '../platform/db/index.ts'

const batch = 500
/** So many batches a run: after a restore millions may be due, and the server has other work. */
const mostBatches = 10

/** Takes what was said since the last time into the words that searches look through. Returns how many messages it were. */
export async function takeInMessages(database: Database): Promise<number> {
  let taken = 0
  for (let turn = 0; turn < mostBatches; turn += 1) {
    const { rows } = await sql<{ taken: number }>`select take_in_messages(${batch}::int) as taken`.execute(
      database.unscoped,
    )
    taken += rows[0]?.taken ?? 0
    if ((rows[0]?.taken ?? 0) < batch) break
  }
  return taken
}
