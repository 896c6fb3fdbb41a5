import type { CustomerFile } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import { recordAudit } from '../tenants/index.ts'

export interface CustomerChange {
  name?: string | undefined
  email?: string | undefined
  labels?: string[] | undefined
  attributes?: Record<string, string> | undefined
}

/** What is known about a customer, and what agents add to it. Throws `customer/not-found`, also for another tenant's. */
export interface CustomerFiles {
  read(caller: StaffCaller, customerId: string): Promise<CustomerFile>
  update(
    caller: StaffCaller,
    customerId: string,
    change: CustomerChange,
    ifMatch: number | undefined,
  ): Promise<CustomerFile>
  addNote(caller: StaffCaller, customerId: string, text: string): Promise<CustomerFile>
}

const mostConversations = 20
const mostNotes = 50

const textsOnly = (values: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  )

async function readFile(transaction: TenantTransaction, customerId: string): Promise<CustomerFile> {
  const row = await transaction
    .selectFrom('customers')
    .selectAll()
    .where('id', '=', customerId)
    .executeTakeFirst()
  if (row === undefined) throw new ApiError('customer/not-found')
  const identities = await transaction
    .selectFrom('customer_identities')
    .innerJoin('channels', (join) =>
      join
        .onRef('channels.tenant_id', '=', 'customer_identities.tenant_id')
        .onRef('channels.id', '=', 'customer_identities.channel_id'),
    )
    .select(['channels.name as channel', 'subject', 'proven_at'])
    .where('customer_id', '=', customerId)
    .orderBy('proven_at')
    .limit(50)
    .execute()
  const conversations = await transaction
    .selectFrom('conversations')
    .select(['id', 'state', 'preview', 'last_message_at'])
    .where('customer_id', '=', customerId)
    .where('last_seq', '>', 0)
    .orderBy('last_message_at', 'desc')
    .limit(mostConversations)
    .execute()
  const notes = await transaction
    .selectFrom('customer_notes')
    .select(['id', 'text', 'created_by', 'created_at'])
    .where('customer_id', '=', customerId)
    .orderBy('id', 'desc')
    .limit(mostNotes)
    .execute()
  const { name, email, attributes = {} } = row.proven
  return {
    id: row.id as CustomerFile['id'],
    name: row.name ?? '',
    email: row.email ?? '',
    ...(row.locale === null ? {} : { locale: row.locale }),
    labels: row.labels,
    attributes: textsOnly(row.attributes ?? {}),
    proven: {
      ...(name === undefined ? {} : { name }),
      ...(email === undefined ? {} : { email }),
      attributes,
    },
    identities: identities.map((one) => ({
      channel: one.channel,
      subject: one.subject,
      provenAt: one.proven_at.toISOString(),
    })),
    conversations: conversations.map((one) => ({
      id: one.id as CustomerFile['conversations'][number]['id'],
      state: one.state,
      preview: one.preview,
      lastMessageAt: one.last_message_at.toISOString(),
    })),
    notes: notes.map((one) => ({
      id: one.id,
      text: one.text,
      by: one.created_by,
      at: one.created_at.toISOString(),
    })),
    createdAt: row.created_at.toISOString(),
    version: row.version,
  }
}

export function openCustomerFiles({ database, clock }: { database: Database; clock: Clock }): CustomerFiles {
  return {
    read: (caller, customerId) =>
      database.tenant(caller.tenantId, (transaction) => readFile(transaction, customerId)),
    update: (caller, customerId, change, ifMatch) =>
      database.tenant(caller.tenantId, async (transaction) => {
        const before = await transaction
          .selectFrom('customers')
          .select('version')
          .where('id', '=', customerId)
          .forUpdate()
          .executeTakeFirst()
        if (before === undefined) throw new ApiError('customer/not-found')
        if (ifMatch !== undefined && ifMatch !== before.version)
          throw new ApiError('request/version-conflict')
        const { name, email, labels, attributes } = change
        await transaction
          .updateTable('customers')
          .set({
            ...(name === undefined ? {} : { name: name.trim() || null }),
            ...(email === undefined ? {} : { email: email || null }),
            ...(labels === undefined ? {} : { labels: [...new Set(labels)] }),
            ...(attributes === undefined ? {} : { attributes: JSON.stringify(attributes) }),
            version: before.version + 1,
          })
          .where('id', '=', customerId)
          .execute()
        // Which fields, never what stands in them.
        await recordAudit(transaction, caller.tenantId, caller, {
          at: clock.now(),
          action: 'customer-changed',
          target: { kind: 'customer', id: customerId },
          detail: { fields: Object.keys(change) },
        })
        return readFile(transaction, customerId)
      }),
    addNote: (caller, customerId, text) =>
      database.tenant(caller.tenantId, async (transaction) => {
        await readFile(transaction, customerId)
        await transaction
          .insertInto('customer_notes')
          .values({
            tenant_id: caller.tenantId,
            id: newId(),
            customer_id: customerId,
            text,
            created_at: clock.now(),
            created_by: caller.name,
          })
          .execute()
        return readFile(transaction, customerId)
      }),
  }
}
