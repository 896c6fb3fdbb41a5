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
  if (rows.length > 0) await transaction.insertInto('question_wordings').values(rows).execute()
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
