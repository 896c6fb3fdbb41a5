import { randomUUID } from 'node:crypto'
import { updateWorklist } from '../server/training/index.ts'
import type { TestServerHandle, TestTenant } from './running-server.ts'

/** Asks each question as a customer of its own, and reads them into the worklist as the job does. */
export async function askAndCollect(
  server: TestServerHandle,
  tenant: TestTenant,
  questions: readonly string[],
): Promise<void> {
  for (const question of questions) {
    const customer = await server.customer(tenant)
    await customer.ask(question)
    customer.disconnect()
  }
  await updateWorklist(server.modules, tenant.id)
}

/** One open group with one question, and a row in each table about it, in a conversation that the tenant has. */
export async function fillWorklist(
  server: TestServerHandle,
  tenant: TestTenant,
): Promise<{ groupId: string; questionId: string }> {
  const one = async (text: string) =>
    (await server.database.asOwner<{ id: string }>(text, [tenant.id]))[0]?.id ?? ''
  const groupId = randomUUID()
  const questionId = randomUUID()
  const values = [tenant.id, groupId, questionId]
  const conversationId = await one('select id from conversations where tenant_id = $1 limit 1')
  const wordingId = await one('select id from wordings where tenant_id = $1 limit 1')
  const at = `'2026-11-21T09:00:00Z'`
  for (const [text, more] of [
    [`insert into worklist_progress (tenant_id, collected_until, grouped_at) values ($1, ${at}, ${at})`],
    [
      `insert into worklist_groups (tenant_id, id, phrases, created_at, updated_at)
       values ($1, $2, '["thesis"]', ${at}, ${at})`,
    ],
    [
      `insert into customer_questions (tenant_id, id, conversation_id, input_from, input_to, reply_seq, occurred_at, kind,
         language, text, confidence, group_id)
       values ($1, $3, $4, 1, 1, 2, ${at}, 'unanswered', 'en', 'Where can I print my thesis?', 0.2, $2)`,
      conversationId,
    ],
    [
      `insert into question_labels (tenant_id, id, question_id, origin, verdict, labelled_by, created_at)
       values ($1, $2, $3, 'labelled', 'wrong', $2, ${at})`,
    ],
    [
      `insert into question_wordings (tenant_id, question_id, wording_id) select $1, $3, $4 where $2::text is not null`,
      wordingId,
    ],
  ] as const)
    await server.database.asOwner(text, valuesFor(text, more === undefined ? values : [...values, more]))
  return { groupId, questionId }
}

/** Only what the statement names; the database refuses values of unknown type. */
function valuesFor(text: string, values: readonly string[]): string[] {
  const last = Math.max(...[...text.matchAll(/\$(\d)/g)].map((match) => Number(match[1])))
  return values.slice(0, last)
}

/** A frozen question, and a version that was judged by it; `teach` has made one. */
export async function fillFrozenCases(
  server: TestServerHandle,
  tenant: TestTenant,
): Promise<{ caseId: string; versionId: string }> {
  const caseId = randomUUID()
  await server.database.asOwner(
    `insert into frozen_cases (tenant_id, id, text, digest, language, expects, source, created_at, created_by)
     values ($1, $2, 'Who wrote Faust?', $3, 'en', 'no-answer', 'by-hand', '2026-11-22T09:00:00Z', 'Operator')`,
    [tenant.id, caseId, caseId],
  )
  const [version] = await server.database.asOwner<{ model_id: string }>(
    'select model_id from version_verdicts where tenant_id = $1',
    [tenant.id],
  )
  return { caseId, versionId: version?.model_id ?? '' }
}

/** A valid body for each route about frozen questions that takes one. */
export const frozenBodies: Record<string, () => unknown> = {
  freezeCase: () => ({ text: `Who wrote ${randomUUID()}?`, expects: 'no-answer' }),
  updateFrozenCase: () => ({ expects: 'no-answer' }),
}
