import { sql } from 'kysely'
import type { TenantTransaction } from '../platform/db/index.ts'

/** Rows older than this tell nobody anything. */
const keptMs = 24 * 3_600_000

/** Codes of more than a day ago, so many at once. */
export async function forgetOldCodes(transaction: TenantTransaction, now: Date, most: number): Promise<void> {
  await sql`delete from identity_codes where id in
    (select id from identity_codes where created_at < ${new Date(now.getTime() - keptMs)} limit ${most})`.execute(
    transaction,
  )
}
