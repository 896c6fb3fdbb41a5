import type { KnownValue } from '../../models/index.ts'
import type { Database } from '../../platform/db/index.ts'

/** Attributes that hold a number to call, by what companies call them. */
const phoneNames = /phone|mobile|^tel|电话|手机/i

/** What the record of a conversation's customer holds that no model needs to see: names, addresses of theirs, numbers. */
export async function readKnown(
  database: Database,
  { tenantId, conversationId }: { tenantId: string; conversationId: string },
): Promise<KnownValue[]> {
  const row = await database.tenant(tenantId, (transaction) =>
    transaction
      .selectFrom('conversations')
      .innerJoin('customers', (join) =>
        join
          .onRef('customers.tenant_id', '=', 'conversations.tenant_id')
          .onRef('customers.id', '=', 'conversations.customer_id'),
      )
      .select(['customers.name', 'customers.email', 'customers.attributes', 'customers.proven'])
      .where('conversations.id', '=', conversationId)
      .executeTakeFirst(),
  )
  if (row === undefined) return []
  const { name, email, attributes, proven } = row
  // Agents may have changed what the identity said; people still call themselves either.
  const phones = [attributes, proven.attributes ?? {}].flatMap((all) =>
    Object.entries(all).flatMap(([key, value]) =>
      phoneNames.test(key) && typeof value === 'string' ? [value] : [],
    ),
  )
  return [
    ...[name, proven.name].flatMap((value) => (value ? [{ type: 'name', value }] : [])),
    ...[email, proven.email].flatMap((value) => (value ? [{ type: 'email', value }] : [])),
    ...phones.flatMap((value) => (value ? [{ type: 'phone', value }] : [])),
  ]
}
