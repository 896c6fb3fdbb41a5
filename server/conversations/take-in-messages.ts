import { sql } from 'kysely'
import type { Database } from '../platform/db/index.ts'
import { inPieces, type Pace } from '../platform/pace/index.ts'

const batch = 25
/** After a restore millions may be due: a run ends, the next goes on. */
const mostMs = 1_500

/** Takes what was said since the last time into the words that searches look through. Returns how many messages it were. */
export async function takeInMessages(database: Database, pace: Pace = () => 1): Promise<number> {
  let taken = 0
  await inPieces(
    async () => {
      const { rows } = await sql<{ taken: number }>`select take_in_messages(${batch}::int) as taken`.execute(
        database.unscoped,
      )
      const some = rows[0]?.taken ?? 0
      taken += some
      return { left: some === batch }
    },
    { pace, mostMs },
  )
  return taken
}
