import type { TenantTransaction } from '../platform/db/index.ts'

/** An e-mail address as it is looked up. */
export const provenEmail = (email: string): string | null => email.trim().toLowerCase() || null
/** A number as it is looked up: its digits, and the plus before them. */
export const provenPhone = (phone: string): string | null => phone.replace(/[^0-9+]/g, '') || null

/**
 * The customers whom the company's own page has vouched for on this channel with one of these contacts; two are enough to know that
 * it is not one alone. What agents or customers wrote of themselves counts for nothing.
 */
export async function findByContact(
  transaction: TenantTransaction,
  channelId: string,
  contact: { by: 'email' | 'phone'; spellings: readonly string[] },
): Promise<{ id: string; contact: string }[]> {
  const column = contact.by === 'email' ? ('proven_email' as const) : ('proven_phone' as const)
  const rows = await transaction
    .selectFrom('customers')
    .select(['customers.id', `customers.${column} as contact`])
    .where(`customers.${column}`, 'in', [...contact.spellings])
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('customer_identities')
          .select('subject')
          .whereRef('customer_identities.tenant_id', '=', 'customers.tenant_id')
          .whereRef('customer_identities.customer_id', '=', 'customers.id')
          .where('customer_identities.channel_id', '=', channelId),
      ),
    )
    .limit(2)
    .execute()
  return rows.map(({ id, contact: found }) => ({ id, contact: found ?? '' }))
}

/** The customer that the company's own id has been proven to be of on this channel. */
export async function findBySubject(
  transaction: TenantTransaction,
  channelId: string,
  subject: string,
): Promise<string | undefined> {
  const row = await transaction
    .selectFrom('customer_identities')
    .select('customer_id')
    .where('channel_id', '=', channelId)
    .where('subject', '=', subject)
    .executeTakeFirst()
  return row?.customer_id
}
