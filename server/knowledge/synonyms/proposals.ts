import type { LearnedSynonym, Synonym, SynonymEffect } from '../../../language/index.ts'
import type { TenantTransaction } from '../../platform/db/index.ts'
import { newId } from '../../platform/ids/index.ts'

/** Who changed what nobody decided about. */
const machine = 'system'

export interface Finds {
  tenantId: string
  learned: readonly LearnedSynonym[]
  effects: readonly SynonymEffect[]
  now: Date
}

/** Pairs in use, by where they come from. */
export async function readUsed(
  transaction: TenantTransaction,
): Promise<Record<'own' | 'learned', Synonym[]>> {
  const rows = await transaction
    .selectFrom('synonyms')
    .select(['term', 'stands_for', 'origin'])
    .where('state', '=', 'in-use')
    .orderBy('term')
    .execute()
  const of = (origin: 'own' | 'learned') =>
    rows
      .filter((row) => row.origin === origin)
      .map(({ term, stands_for }) => ({ term, standsFor: stands_for }))
  return { own: of('own'), learned: of('learned') }
}

/**
 * Proposes what was learned now, takes back what is not found any more, and notes what speaks for and against what there is. What did
 * harm on questions held back is not proposed; what somebody decided stays decided. Returns how many wait for somebody.
 */
export async function keepProposals(
  transaction: TenantTransaction,
  { tenantId, learned, effects, now }: Finds,
): Promise<number> {
  const effectOf = new Map(effects.map((effect) => [keyOf(effect.term, effect.standsFor), effect]))
  const found = new Map(learned.map((pair) => [keyOf(pair.term, pair.standsFor), pair]))
  const rows = await transaction.selectFrom('synonyms').selectAll().forUpdate().execute()
  const taken = new Set(rows.filter(({ state }) => state === 'in-use').map(({ term }) => term))
  let waiting = 0
  for (const row of rows) {
    const key = keyOf(row.term, row.stands_for)
    const pair = found.get(key)
    found.delete(key)
    const effect = effectOf.get(key)
    const harmful = effect !== undefined && effect.worse > effect.better
    if (row.state === 'proposed' && (pair === undefined || harmful || taken.has(row.term))) {
      await transaction.deleteFrom('synonyms').where('id', '=', row.id).execute()
      continue
    }
    if (row.state === 'proposed') waiting++
    const seen = { ...(pair === undefined ? {} : evidenceOf(pair)), ...effectColumns(effect) }
    if (Object.keys(seen).length > 0)
      await transaction.updateTable('synonyms').set(seen).where('id', '=', row.id).execute()
  }
  for (const [key, pair] of found) {
    const effect = effectOf.get(key)
    if (taken.has(pair.term) || (effect !== undefined && effect.worse > effect.better)) continue
    const inserted = await transaction
      .insertInto('synonyms')
      .values({
        tenant_id: tenantId,
        id: newId(),
        term: pair.term,
        stands_for: pair.standsFor,
        state: 'proposed',
        origin: 'learned',
        ...evidenceOf(pair),
        ...effectColumns(effect),
        updated_at: now,
        updated_by: machine,
      })
      // Somebody added it while it was looked for.
      .onConflict((conflict) => conflict.columns(['tenant_id', 'term', 'stands_for']).doNothing())
      .executeTakeFirst()
    waiting += Number(inserted.numInsertedOrUpdatedRows ?? 0)
  }
  return waiting
}

const keyOf = (term: string, standsFor: string): string => `${term}\n${standsFor}`

function evidenceOf({
  confidence,
  wordings,
  customers,
  entries,
  messages,
  likeness,
  examples,
}: LearnedSynonym) {
  const rounded = (share: number) => Number(share.toFixed(3))
  return {
    evidence: JSON.stringify({
      confidence: rounded(confidence),
      wordings,
      customers,
      entries,
      messages,
      likeness: rounded(likeness),
    }),
    confidence: rounded(confidence),
    examples,
  }
}

const effectColumns = (effect: SynonymEffect | undefined) =>
  effect === undefined ? {} : { better: effect.better, worse: effect.worse }
