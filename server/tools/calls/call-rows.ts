import { type Selectable, sql } from 'kysely'
import type { Language } from '../../../contract/index.ts'
import type { Database, Tables, TenantTransaction } from '../../platform/db/index.ts'

export type CallRow = Selectable<Tables['tool_calls']>

/** A conversation as a call of a tool needs to know it. */
export interface CallPlace {
  tenantId: string
  conversationId: string
  channelId: string
  customerId: string
  ownerKind: 'assistant' | 'queue' | 'agent'
  ownerId: string | null
  ownerEpoch: number
  state: 'open' | 'closed'
  language: Language
  timeZone: string
  /** The company's id of the customer, where it was proven on this channel and by whoever asks. */
  subject: string | undefined
  /** When whoever asks has entered a code beside it. */
  codeAt?: Date | undefined
}

/** Where a conversation stands. With `lock`, nobody becomes its owner before the transaction ends. */
export async function readPlace(
  transaction: TenantTransaction,
  tenantId: string,
  conversationId: string,
  lock = false,
): Promise<CallPlace | undefined> {
  if (lock) await sql`select 1 from conversations where id = ${conversationId} for share`.execute(transaction)
  const row = await transaction
    .selectFrom('conversations')
    .innerJoin('customers', 'customers.id', 'conversations.customer_id')
    .innerJoin('tenants', 'tenants.tenant_id', 'conversations.tenant_id')
    .select([
      'conversations.channel_id',
      'conversations.customer_id',
      'conversations.owner_kind',
      'conversations.owner_id',
      'conversations.owner_epoch',
      'conversations.state',
      'conversations.language',
      'customers.locale',
      'tenants.locale as tenant_locale',
      'tenants.time_zone',
    ])
    .select((expression) =>
      expression
        .selectFrom('customer_identities')
        .select('subject')
        .whereRef('customer_identities.customer_id', '=', 'conversations.customer_id')
        .whereRef('customer_identities.channel_id', '=', 'conversations.channel_id')
        .orderBy('proven_at', 'desc')
        .limit(1)
        .as('subject'),
    )
    .where('conversations.id', '=', conversationId)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const spoken = row.language === 'en' || row.language === 'zh' ? row.language : undefined
  const locale = row.locale ?? row.tenant_locale
  return {
    tenantId,
    conversationId,
    channelId: row.channel_id,
    customerId: row.customer_id,
    ownerKind: row.owner_kind,
    ownerId: row.owner_id,
    ownerEpoch: row.owner_epoch,
    state: row.state,
    language: spoken ?? (locale === 'zh-CN' ? 'zh' : 'en'),
    timeZone: row.time_zone,
    subject: row.subject ?? undefined,
  }
}

export const findCall = (
  database: Database,
  tenantId: string,
  callId: string,
): Promise<CallRow | undefined> =>
  database.tenant(tenantId, (transaction) =>
    transaction.selectFrom('tool_calls').selectAll().where('id', '=', callId).executeTakeFirst(),
  )

/** All customers together. */
const everybody = '00000000-0000-0000-0000-000000000000'

/**
 * Counts one call against the limits of a day; false, and nothing counted by the caller's rolled-back transaction, where one is
 * reached. The database counts, so that two processes cannot both take the last one.
 */
export async function countUse(
  transaction: TenantTransaction,
  use: {
    tenantId: string
    tool: string
    customerId: string
    day: string
    limits: { customerDay?: number | undefined; tenantDay?: number | undefined }
  },
): Promise<boolean> {
  for (const [who, most] of [
    [use.customerId, use.limits.customerDay],
    [everybody, use.limits.tenantDay],
  ] as const) {
    const { rows } = await sql<{ count: number }>`
      insert into tool_uses as u (tenant_id, tool, customer_id, day, count)
      values (${use.tenantId}, ${use.tool}, ${who}, ${use.day}, 1)
      on conflict (tenant_id, tool, customer_id, day) do update set count = u.count + 1
      where u.count < ${most ?? 2_000_000_000}
      returning count`.execute(transaction)
    if (rows.length === 0) return false
  }
  return true
}

/** The calendar day of a moment in a zone. */
export const dayIn = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at)
