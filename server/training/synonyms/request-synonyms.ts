import { sql } from 'kysely'
import { type TenantTransaction, tenantOf } from '../../platform/db/index.ts'

/** It trains models to try what it found: nothing that each training should be followed by at once, or that is needed so soon. */
const waitMs = 3_600_000

/** Asks for synonyms to be looked for in the background: an hour after a training, however many others follow meanwhile. */
export async function requestSynonyms(transaction: TenantTransaction, now: Date): Promise<void> {
  const key = `synonyms ${tenantOf(transaction)}`
  const due = new Date(now.getTime() + waitMs)
  await sql`select attune.enqueue('learn-synonyms', '{}'::jsonb, ${due}, ${key}, 3, ${key})`.execute(
    transaction,
  )
}
