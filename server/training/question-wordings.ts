import { sql } from 'kysely'
import {
  addCustomerWordings,
  addOutOfScope,
  removeCustomerWordings,
  removeOutOfScope,
} from '../knowledge/index.ts'
import type { TenantTransaction } from '../platform/db/index.ts'

interface At {
  tenantId: string
  changedIn: number
}

/** Makes customers' questions wordings of an entry, or labelled as out of scope (`entryId` null). Returns how many were new. */
export async function makeWordings(
  transaction: TenantTransaction,
  { tenantId, changedIn }: At,
  questions: readonly { id: string; text: string }[],
  entryId: string | null,
): Promise<number> {
  const texts = questions.map((question) => question.text)
  const ids =
    entryId === null
      ? await addOutOfScope(transaction, { tenantId, changedIn, texts })
      : await addCustomerWordings(transaction, { tenantId, changedIn, texts, entryId })
  const rows = questions.flatMap((question, at) => {
    const id = ids[at]
    if (id === undefined) return []
    return [
      {
        tenant_id: tenantId,
        question_id: question.id,
        wording_id: entryId === null ? null : id,
        out_of_scope_id: entryId === null ? id : null,
      },
    ]
  })
  if (rows.length === 0) return 0
  await transaction.insertInto('question_wordings').values(rows).execute()
  // By its conversation a wording is found when its customer is to be forgotten, however long ago the question was.
  const of = sql`from question_wordings l join customer_questions q on q.tenant_id = l.tenant_id and q.id = l.question_id
    where l.tenant_id = w.tenant_id and l.question_id = any(${rows.map((row) => row.question_id)}::uuid[])`
  await sql`update wordings w set conversation_id = q.conversation_id ${of} and l.wording_id = w.id`.execute(
    transaction,
  )
  await sql`update out_of_scope_wordings w set conversation_id = q.conversation_id ${of} and l.out_of_scope_id = w.id`.execute(
    transaction,
  )
  return rows.length
}

/** Takes back what questions became. */
export async function takeBackWordings(
  transaction: TenantTransaction,
  { changedIn }: At,
  questionIds: readonly string[],
): Promise<void> {
  if (questionIds.length === 0) return
  const rows = await transaction
    .deleteFrom('question_wordings')
    .where('question_id', 'in', questionIds)
    .returning(['wording_id', 'out_of_scope_id'])
    .execute()
  await removeCustomerWordings(transaction, { changedIn, ids: rows.flatMap((row) => row.wording_id ?? []) })
  await removeOutOfScope(
    transaction,
    rows.flatMap((row) => row.out_of_scope_id ?? []),
  )
}
