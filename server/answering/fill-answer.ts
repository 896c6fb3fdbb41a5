import { findAnswerPictures } from '../attachments/index.ts'
import type { Customers } from '../customers/index.ts'
import type { Database } from '../platform/db/index.ts'
import type { AnswerFilling } from './turn.ts'

/** What answers may name of a customer and a company, read when an answer names something. */
export async function fillAnswer(
  { database, customers }: { database: Database; customers: Customers },
  tenantId: string,
  customerId: string | undefined,
  pictures: readonly string[],
): Promise<AnswerFilling> {
  const [[tenant, found], customer] = await Promise.all([
    database.tenant(
      tenantId,
      async (transaction) =>
        [
          await transaction.selectFrom('tenants').select('name').executeTakeFirst(),
          await findAnswerPictures(transaction, pictures),
        ] as const,
    ),
    customerId === undefined ? undefined : customers.find(tenantId, customerId),
  ])
  return {
    ...(found.size === 0 ? {} : { pictures: found }),
    ...(tenant === undefined ? {} : { company: tenant.name }),
    ...(customer?.name ? { customerName: customer.name } : {}),
  }
}
