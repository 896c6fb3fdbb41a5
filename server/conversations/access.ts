import { sql } from 'kysely'
import type { Conversation } from '../../contract/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError } from '../platform/http/index.ts'

/** Conversations as staff see them: one select for lists and single ones. Those without a word said are not shown. */
export function selectConversations(transaction: TenantTransaction) {
  return transaction
    .selectFrom('conversations')
    .innerJoin('customers', (join) =>
      join
        .onRef('customers.tenant_id', '=', 'conversations.tenant_id')
        .onRef('customers.id', '=', 'conversations.customer_id'),
    )
    .innerJoin('channels', (join) =>
      join
        .onRef('channels.tenant_id', '=', 'conversations.tenant_id')
        .onRef('channels.id', '=', 'conversations.channel_id'),
    )
    .leftJoin('members', (join) =>
      join
        .onRef('members.tenant_id', '=', 'conversations.tenant_id')
        .onRef('members.id', '=', 'conversations.owner_id'),
    )
    .selectAll('conversations')
    .select((expression) => [
      'customers.name as customer_name',
      'channels.kind as channel_kind',
      'channels.name as channel_name',
      'members.name as owner_name',
      expression
        .exists(
          expression
            .selectFrom('customer_identities')
            .select(sql`1`.as('one'))
            .whereRef('customer_identities.tenant_id', '=', 'conversations.tenant_id')
            .whereRef('customer_identities.customer_id', '=', 'conversations.customer_id'),
        )
        .as('identified'),
    ])
    .where('conversations.last_seq', '>', 0)
}

type ConversationRow = Awaited<ReturnType<ReturnType<typeof selectConversations>['executeTakeFirstOrThrow']>>

const optional = <Key extends string, Value>(key: Key, value: Value | null | undefined) =>
  (value === null || value === undefined ? {} : { [key]: value }) as Partial<Record<Key, Value>>

export function presentConversation(row: ConversationRow): Conversation {
  return {
    id: row.id,
    customer: {
      id: row.customer_id,
      // Told apart in lists while nothing is known: the end of the id.
      name: row.customer_name ?? `#${row.customer_id.slice(-4)}`,
      identified: Boolean(row.identified),
    },
    channel: { id: row.channel_id, kind: row.channel_kind, name: row.channel_name },
    state: row.state,
    owner: { kind: row.owner_kind, ...optional('id', row.owner_id), ...optional('name', row.owner_name) },
    ownerEpoch: row.owner_epoch,
    ...optional('language', row.language),
    lastSeq: row.last_seq,
    session: row.session,
    preview: row.preview,
    previewFrom: row.preview_from,
    ...optional('handoverReason', row.handover_reason),
    ...optional('emotion', row.emotion),
    ...optional('urgency', row.urgency),
    ...optional('queuedAt', row.queued_at?.toISOString()),
    ...optional('waitingSince', row.waiting_since?.toISOString()),
    ...optional('leftContact', row.left_contact),
    customerReadSeq: row.customer_read_seq,
    createdAt: row.created_at.toISOString(),
    lastMessageAt: row.last_message_at.toISOString(),
    ...optional('closedAt', row.closed_at?.toISOString()),
  } as Conversation
}

/** The only way to load a conversation for staff. Throws `conversation/not-found`, also for another tenant's. */
export async function accessConversation(
  database: Database,
  tenantId: string,
  conversationId: string,
): Promise<Conversation> {
  const row = await database.tenant(tenantId, (transaction) =>
    selectConversations(transaction).where('conversations.id', '=', conversationId).executeTakeFirst(),
  )
  if (row === undefined) throw new ApiError('conversation/not-found')
  return presentConversation(row)
}

/** The record of the customer whom a conversation is with, and the language it is in. */
export function findCustomerOf(
  database: Database,
  { tenantId, conversationId }: { tenantId: string; conversationId: string },
) {
  return database.tenant(tenantId, (transaction) =>
    transaction
      .selectFrom('conversations')
      .innerJoin('customers', (join) =>
        join
          .onRef('customers.tenant_id', '=', 'conversations.tenant_id')
          .onRef('customers.id', '=', 'conversations.customer_id'),
      )
      .select([
        'conversations.language',
        'customers.locale',
        'customers.name',
        'customers.email',
        'customers.attributes',
        'customers.proven',
      ])
      .where('conversations.id', '=', conversationId)
      .executeTakeFirst(),
  )
}
