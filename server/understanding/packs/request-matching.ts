import { sql } from 'kysely'
import { type TenantTransaction, tenantOf } from '../../platform/db/index.ts'

const shortestWaitMs = 500
/** One of less than this is no burden: its turn comes at once. */
const lightMs = 30_000
const waitPerMatching = 20
const longestWaitMs = 3_600_000

/**
 * Asks for the entries to be compared with the packs in the background, as part of the transaction that made it necessary.
 * Nothing happens where the tenant takes wordings from no trade, unless `always`.
 */
export async function requestMatching(
  transaction: TenantTransaction,
  now: Date,
  always = false,
): Promise<void> {
  const choice = await transaction.selectFrom('pack_choices').select(['trades', 'took_ms']).executeTakeFirst()
  if (choice === undefined || (choice.trades.length === 0 && !always)) return
  const waitMs =
    choice.took_ms < lightMs ? shortestWaitMs : Math.min(longestWaitMs, waitPerMatching * choice.took_ms)
  const key = `match ${tenantOf(transaction)}`
  const runAt = new Date(now.getTime() + (always ? 0 : waitMs))
  await sql`select attune.enqueue('match-packs', '{}'::jsonb, ${runAt}, ${key}, 5, ${key})`.execute(
    transaction,
  )
}
