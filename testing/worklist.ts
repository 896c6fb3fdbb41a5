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

/** A worklist with one open group, and at least one row in each of its tables. */
export async function fillWorklist(
  server: TestServerHandle,
  tenant: TestTenant,
): Promise<{ groupId: string; questionId: string }> {
  await askAndCollect(server, tenant, [
    'Can I print my thesis on your printers?',
    'Where can I print my thesis?',
    'Is there a printer for my thesis?',
  ])
  const one = async (text: string) =>
    (await server.database.asOwner<{ id: string }>(text, [tenant.id]))[0]?.id ?? ''
  const questionId = await one(
    'select id from customer_questions where tenant_id = $1 and group_id is not null limit 1',
  )
  const foreignId = await one('select id from out_of_scope_wordings where tenant_id = $1')
  const wordingId = await one('select id from wordings where tenant_id = $1')
  await server.database.asOwner(
    `insert into question_labels (tenant_id, id, question_id, origin, verdict, labelled_by, created_at)
     values ($1, $2, $3, 'labelled', 'wrong', $2, '2026-11-21T09:00:00Z')`,
    [tenant.id, randomUUID(), questionId],
  )
  await server.database.asOwner(
    `insert into question_wordings (tenant_id, question_id, wording_id, out_of_scope_id) values ($1, $2, $3, $4)`,
    [tenant.id, questionId, foreignId === '' ? wordingId : null, foreignId === '' ? null : foreignId],
  )
  return {
    groupId: await one(`select id from worklist_groups where tenant_id = $1 and state = 'open'`),
    questionId,
  }
}
