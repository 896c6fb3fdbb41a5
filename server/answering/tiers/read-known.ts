import { findCustomerOf } from '../../conversations/index.ts'
import type { KnownValue } from '../../models/index.ts'
import type { Database } from '../../platform/db/index.ts'

/** Attributes that hold a number to call, by what companies call them. */
const phoneNames = /phone|mobile|^tel|电话|手机/i

/** What the record of a conversation's customer holds that no model needs to see: names, addresses of theirs, numbers. */
export async function readKnown(
  database: Database,
  conversation: { tenantId: string; conversationId: string },
): Promise<KnownValue[]> {
  const row = await findCustomerOf(database, conversation)
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
