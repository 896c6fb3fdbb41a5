import type { Customers } from '../customers/index.ts'
import type { Database } from '../platform/db/index.ts'
import type { AnswerFilling } from './turn.ts'

/** What answers may name of a customer and a company, read when an answer names something. */
export async function fillAnswer(
  { database, customers }: { database: Database; customers: Customers },
  tenantId: string,
  customerId: string | undefined,
): Promise<AnswerFilling> {
  const [tenant, customer] = await Promise.all([
    database.tenant(tenantId, (transaction) =>
      transaction.selectFrom('tenants').select('name').executeTakeFirst(),
    ),
    customerId === undefined ? undefined : customers.find(tenantId, customerId),
  ])
  return {
    ...(tenant === undefined ? {} : { company: tenant.name }),
    ...(customer?.name ? { customerName: customer.name } : {}),
  }
}
