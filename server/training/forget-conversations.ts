import { sql } from 'kysely'
import { type Knowledge, removeCustomerWordings, removeOutOfScope } from '../knowledge/index.ts'
import type { TenantTransaction } from '../platform/db/index.ts'
import { forgetFrozenCases } from './frozen/frozen-cases.ts'

interface Forget {
  tenantId: string
  conversationIds: readonly string[]
}

/** Forgets what customers asked in these conversations, and the phrases that only they used. */
export async function forgetQuestions(
  transaction: TenantTransaction,
  { conversationIds }: Omit<Forget, 'tenantId'>,
): Promise<void> {
  if (conversationIds.length === 0) return
  const gone = await transaction
    .deleteFrom('customer_questions')
    .where('conversation_id', 'in', conversationIds)
    .returning(['group_id', 'text'])
    .execute()
  const texts = Map.groupBy(gone, (row) => row.group_id)
  texts.delete(null)
  for (const [groupId, rows] of texts)
    await sql`
      update worklist_groups g set version = version + 1, phrases = (
        select coalesce(jsonb_agg(p.phrase order by p.place), '[]')
        from jsonb_array_elements_text(g.phrases) with ordinality as p (phrase, place)
        where strpos(${rows.map((row) => row.text.toLowerCase()).join('\n')}, lower(p.phrase)) = 0
          or exists (select from customer_questions q where q.tenant_id = g.tenant_id and q.group_id = g.id
            and strpos(lower(q.text), lower(p.phrase)) > 0))
      where g.id = ${groupId}::uuid`.execute(transaction)
}

/** Unlearns what became wordings in these conversations. Models that know them go with the next training. */
export async function forgetWordings(
  transaction: TenantTransaction,
  knowledge: Pick<Knowledge, 'advance'>,
  { tenantId, conversationIds }: Forget,
): Promise<void> {
  if (conversationIds.length === 0) return
  await forgetFrozenCases(transaction, conversationIds)
  const of = (table: 'wordings' | 'out_of_scope_wordings') =>
    transaction.selectFrom(table).select('id').where('conversation_id', 'in', conversationIds).execute()
  const found = { wordings: await of('wordings'), outOfScope: await of('out_of_scope_wordings') }
  if (found.wordings.length + found.outOfScope.length === 0) return
  const changedIn = await knowledge.advance(transaction, tenantId)
  const ids = found.wordings.map((row) => row.id)
  const outOfScope = found.outOfScope.map((row) => row.id)
  await transaction
    .deleteFrom('question_wordings')
    .where((column) =>
      column.or([
        ...(ids.length > 0 ? [column('wording_id', 'in', ids)] : []),
        ...(outOfScope.length > 0 ? [column('out_of_scope_id', 'in', outOfScope)] : []),
      ]),
    )
    .execute()
  await removeCustomerWordings(transaction, { changedIn, ids })
  await removeOutOfScope(transaction, outOfScope)
  await sql`update models set holds_erased = true where tenant_id = current_tenant()`.execute(transaction)
}
