import { sql } from 'kysely'
import { type TenantTransaction, tenantOf } from '../../platform/db/index.ts'

/** Asks for synonyms to be looked for in the background, after a training: as often as that, and no oftener. */
export async function requestSynonyms(transaction: TenantTransaction, now: Date): Promise<void> {
  const key = `synonyms ${tenantOf(transaction)}`
  await sql`select attune.enqueue('learn-synonyms', '{}'::jsonb, ${now}, ${key}, 3, ${key})`.execute(
    transaction,
  )
}
