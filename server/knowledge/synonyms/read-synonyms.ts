import type { Synonym } from '../../../language/index.ts'
import type { TenantTransaction } from '../../platform/db/index.ts'

/** Pairs in use, always in the same order. */
export async function readSynonyms(transaction: TenantTransaction): Promise<Synonym[]> {
  const rows = await transaction
    .selectFrom('synonyms')
    .select(['term', 'stands_for'])
    .where('state', '=', 'in-use')
    .orderBy('term')
    .execute()
  return rows.map(({ term, stands_for }) => ({ term, standsFor: stands_for }))
}
