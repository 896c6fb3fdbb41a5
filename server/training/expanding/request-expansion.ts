import { sql } from 'kysely'
import { type TenantTransaction, tenantOf } from '../../platform/db/index.ts'

/** Edits come in series, and a question that is still being found is not worth a model's work. */
const pauseMs = 3_000

/** Asks for new and changed entries to be expanded in the background, where the tenant has switched that on. */
export async function requestExpansion(
  transaction: TenantTransaction,
  now: Date,
  afterMs = pauseMs,
): Promise<void> {
  const settings = await transaction.selectFrom('expansion_settings').select('enabled').executeTakeFirst()
  if (settings?.enabled !== true) return
  const key = `expand ${tenantOf(transaction)}`
  const runAt = new Date(now.getTime() + afterMs)
  await sql`select attune.enqueue('expand-entries', '{}'::jsonb, ${runAt}, ${key}, 5, ${key})`.execute(
    transaction,
  )
}
