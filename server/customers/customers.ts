import { sql } from 'kysely'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { newId } from '../platform/ids/index.ts'
import { findBySubject, provenEmail, provenPhone } from './find-by-contact.ts'

export interface Customer {
  id: string
  name: string | undefined
  identified: boolean
}

/** What a signed identity says about a customer. */
export interface ProvenIdentity {
  subject: string
  name?: string | undefined
  email?: string | undefined
  attributes?: Record<string, string> | undefined
}

export interface Customers {
  /** A customer of whom nothing is known. */
  createAnonymous(tenantId: string, locale: string | undefined): Promise<Customer>
  /**
   * The customer behind a proven identity: the known one, else `anonymousId` becomes it (when that one has no identity
   * yet), else a new one. What the identity says about name and e-mail is taken over.
   */
  identify(
    tenantId: string,
    channelId: string,
    identity: ProvenIdentity,
    anonymousId: string | undefined,
  ): Promise<Customer>
  /** The customer that the company's id is of, in a transaction of the caller's: the known one, else a new one. */
  identifyIn(
    transaction: TenantTransaction,
    tenantId: string,
    channelId: string,
    subject: string,
  ): Promise<string>
  find(tenantId: string, customerId: string): Promise<Customer | undefined>
}

export function openCustomers({ database, clock }: { database: Database; clock: Clock }): Customers {
  async function create(
    transaction: TenantTransaction,
    tenantId: string,
    locale: string | undefined,
  ): Promise<string> {
    const id = newId()
    await transaction
      .insertInto('customers')
      .values({
        tenant_id: tenantId,
        id,
        name: null,
        email: null,
        locale: locale ?? null,
        created_at: clock.now(),
      })
      .execute()
    return id
  }

  /** The customer behind a proven identity, made where nobody is. */
  async function become(
    transaction: TenantTransaction,
    tenantId: string,
    channelId: string,
    subject: string,
    anonymousId?: string,
  ): Promise<string> {
    // Two tabs may prove the same identity at once: one goes first.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${channelId} ${subject}`}, 0))`.execute(
      transaction,
    )
    const known = await findBySubject(transaction, channelId, subject)
    if (known !== undefined) return known
    const id = (await adopt(transaction, anonymousId)) ?? (await create(transaction, tenantId, undefined))
    await transaction
      .insertInto('customer_identities')
      .values({
        tenant_id: tenantId,
        customer_id: id,
        channel_id: channelId,
        subject,
        proven_at: clock.now(),
      })
      .execute()
    return id
  }

  return {
    identifyIn: become,
    async createAnonymous(tenantId, locale) {
      const id = await database.tenant(tenantId, (transaction) => create(transaction, tenantId, locale))
      return { id, name: undefined, identified: false }
    },
    async identify(tenantId, channelId, identity, anonymousId) {
      return database.tenant(tenantId, async (transaction) => {
        const id = await become(transaction, tenantId, channelId, identity.subject, anonymousId)
        const proven = {
          ...(identity.name === undefined ? {} : { name: identity.name }),
          ...(identity.email === undefined ? {} : { email: identity.email }),
          ...(identity.attributes === undefined ? {} : { attributes: identity.attributes }),
        }
        if (Object.keys(proven).length > 0) {
          await transaction
            .updateTable('customers')
            .set({
              proven: sql`proven || ${JSON.stringify(proven)}::jsonb`,
              ...(identity.name === undefined ? {} : { name: identity.name }),
              ...(identity.email === undefined
                ? {}
                : { email: identity.email, proven_email: provenEmail(identity.email) }),
              ...(identity.attributes?.phone === undefined
                ? {}
                : { proven_phone: provenPhone(identity.attributes.phone) }),
            })
            .where('id', '=', id)
            .execute()
        }
        const row = await transaction
          .selectFrom('customers')
          .select('name')
          .where('id', '=', id)
          .executeTakeFirst()
        return { id, name: row?.name ?? undefined, identified: true }
      })
    },
    async find(tenantId, customerId) {
      const row = await database.tenant(tenantId, (transaction) =>
        transaction
          .selectFrom('customers')
          .select((expression) => [
            'customers.id',
            'customers.name',
            expression
              .exists(
                expression
                  .selectFrom('customer_identities')
                  .select('subject')
                  .whereRef('customer_identities.customer_id', '=', 'customers.id'),
              )
              .as('identified'),
          ])
          .where('customers.id', '=', customerId)
          .executeTakeFirst(),
      )
      if (row === undefined) return undefined
      return { id: row.id, name: row.name ?? undefined, identified: Boolean(row.identified) }
    },
  }
}

/** `anonymousId` when that customer exists and nobody has been proven to be it. */
async function adopt(
  transaction: TenantTransaction,
  anonymousId: string | undefined,
): Promise<string | undefined> {
  if (anonymousId === undefined) return undefined
  const row = await transaction
    .selectFrom('customers')
    .select('id')
    .where('id', '=', anonymousId)
    // Two people proven at once in one browser must not become the same customer.
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) return undefined
  const taken = await transaction
    .selectFrom('customer_identities')
    .select('subject')
    .where('customer_id', '=', anonymousId)
    .limit(1)
    .executeTakeFirst()
  return taken === undefined ? row.id : undefined
}
