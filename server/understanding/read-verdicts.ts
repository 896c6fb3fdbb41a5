import type { TenantTransaction } from '../platform/db/index.ts'

/** A labelled question with what a model that had not seen it said. */
export interface LabelledVerdict {
  text: string
  confidence: number
  /** What it took the question for. */
  entryId: string | null
  /** What it really means; null: no entry. */
  rightId: string | null
  right: boolean
  /** Where a customer asked it; null for what was imported. */
  conversationId: string | null
}

export interface Verdicts {
  trainedAt: Date
  /** Knowledge version that the model covers. */
  knowledge: number
  verdicts: LabelledVerdict[]
}

/** What the calibration of the model in force was measured on; undefined before the first training. Words erased since are left out. */
export async function readVerdicts(transaction: TenantTransaction): Promise<Verdicts | undefined> {
  const row = await transaction
    .selectFrom('tenant_versions as v')
    .innerJoin('models as m', (join) =>
      join.onRef('m.tenant_id', '=', 'v.tenant_id').onRef('m.id', '=', 'v.model_id'),
    )
    .leftJoin('calibrations as c', (join) =>
      join.onRef('c.tenant_id', '=', 'm.tenant_id').onRef('c.model_id', '=', 'm.id'),
    )
    .select(['m.created_at', 'm.knowledge', 'c.verdicts'])
    .executeTakeFirst()
  if (row === undefined) return undefined
  const stored = row.verdicts ?? []
  const labelled = new Map<string, { text: string; entryId: string | null; conversationId: string | null }>()
  if (stored.length > 0) {
    const wordings = await transaction
      .selectFrom('wordings')
      .select(['id', 'text', 'entry_id', 'conversation_id'])
      .where('origin', '=', 'customer')
      .execute()
    for (const { id, text, entry_id, conversation_id } of wordings)
      labelled.set(id, { text, entryId: entry_id, conversationId: conversation_id })
    const foreign = await transaction
      .selectFrom('out_of_scope_wordings')
      .select(['id', 'text', 'conversation_id'])
      .execute()
    for (const { id, text, conversation_id } of foreign)
      labelled.set(id, { text, entryId: null, conversationId: conversation_id })
  }
  return {
    trainedAt: row.created_at,
    knowledge: row.knowledge,
    verdicts: stored.flatMap(([wordingId, confidence, entryId, right]) => {
      const label = labelled.get(wordingId)
      if (label === undefined) return []
      const { text, entryId: rightId, conversationId } = label
      return [{ text, confidence, entryId, rightId, right: right === 1, conversationId }]
    }),
  }
}
