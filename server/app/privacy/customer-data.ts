import { sql } from 'kysely'
import type { CustomerMatch } from '../../../contract/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import { afterCommit, type Database, type TenantTransaction } from '../../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../../platform/http/index.ts'
import { isId } from '../../platform/ids/index.ts'
import { recordAudit } from '../../tenants/index.ts'
import { forgetWordings } from '../../training/index.ts'
import { dropBytes, type EraseDependencies, eraseConversations } from './erase-conversations.ts'
import { emptyColumns, personTables } from './person-tables.ts'

const mostFound = 20

/** What is kept about one customer: finding, handing out, erasing. */
export function openCustomerData(options: EraseDependencies & { database: Database; clock: Clock }) {
  const { database, clock } = options

  async function conversationsOf(transaction: TenantTransaction, customerId: string) {
    // Nobody who refers to them waits, and so nobody waits for each other.
    const known = await sql`select 1 from customers where id = ${customerId}::uuid for no key update`.execute(
      transaction,
    )
    if (known.rows.length === 0) throw new ApiError('customer/not-found')
    const { rows } = await sql<{ id: string; state: string }>`
      select id, state from conversations where customer_id = ${customerId}::uuid order by id for no key update`.execute(
      transaction,
    )
    return rows
  }
  const record = (transaction: TenantTransaction, caller: StaffCaller, action: string, id: string) =>
    recordAudit(transaction, caller.tenantId, caller, {
      at: clock.now(),
      action,
      target: { kind: 'customer', id },
    })

  return {
    find: (caller: StaffCaller, text: string): Promise<CustomerMatch[]> =>
      database.tenant(caller.tenantId, async (transaction) => {
        const id = isId(text) ? text.toLowerCase() : null
        const begins = `${text.replace(/[\\%_]/g, '\\$&')}%`
        const { rows } = await sql<{
          id: string
          name: string | null
          email: string | null
          created_at: Date
          subjects: string[]
          conversations: number
        }>`select c.id, c.name, c.email, c.created_at,
            array(select subject from customer_identities i where i.customer_id = c.id order by 1) as subjects,
            (select count(*)::int from conversations v where v.customer_id = c.id) as conversations
          from customers c
          where lower(c.email) = lower(${text}) or c.name ilike ${begins} or c.id = ${id}::uuid
            or exists (select 1 from customer_identities i where i.customer_id = c.id and i.subject = ${text})
            or exists (select 1 from conversations v where v.customer_id = c.id and v.id = ${id}::uuid)
            or c.id in (select customer_id from customers_who_left(${text}, ${mostFound}))
          order by c.id desc limit ${mostFound}`.execute(transaction)
        return rows.map((row) => ({
          id: row.id as CustomerMatch['id'],
          ...(row.name === null ? {} : { name: row.name }),
          ...(row.email === null ? {} : { email: row.email }),
          subjects: row.subjects,
          conversations: row.conversations,
          createdAt: row.created_at.toISOString(),
        }))
      }),
    export: (caller: StaffCaller, customerId: string) =>
      database.tenant(caller.tenantId, async (transaction) => {
        const ids = (await conversationsOf(transaction, customerId)).map((one) => one.id)
        const tables: Record<string, Record<string, unknown>[]> = {}
        for (const { name, by, handedOut } of personTables) {
          if (handedOut.length === 0) continue
          const of = by === 'conversation_id' ? ids : [customerId]
          // The customer's own conversations stand in a table of their own.
          const { rows } = await sql<{ row: Record<string, unknown> }>`
            select to_jsonb(t) as row from (select ${sql.join(handedOut.map((column) => sql.ref(column)))}
            from ${sql.table(name)} where ${sql.ref(by)} = any(${of}::uuid[])) t`.execute(transaction)
          tables[name] = rows.map(({ row }) => row)
        }
        await record(transaction, caller, 'customer-exported', customerId)
        return { customerId, exportedAt: clock.now().toISOString(), tables }
      }),
    erase: (caller: StaffCaller, customerId: string): Promise<void> =>
      database.tenant(caller.tenantId, async (transaction) => {
        const conversations = await conversationsOf(transaction, customerId)
        if (conversations.some((one) => one.state === 'open')) throw new ApiError('customer/in-conversation')
        const ids = conversations.map((one) => one.id)
        await forgetWordings(transaction, options.knowledge, {
          tenantId: caller.tenantId,
          conversationIds: ids,
        })
        const now = clock.now()
        const files = await eraseConversations(options, transaction, ids, now)
        if (files > 0) afterCommit(transaction, () => dropBytes(options, now))
        await sql`delete from customer_identities where customer_id = ${customerId}::uuid`.execute(
          transaction,
        )
        await sql`delete from customer_notes where customer_id = ${customerId}::uuid`.execute(transaction)
        for (const table of personTables.filter((one) => one.by !== 'conversation_id'))
          await emptyColumns(transaction, table, [customerId])
        await record(transaction, caller, 'customer-erased', customerId)
      }),
  }
}
export type CustomerData = ReturnType<typeof openCustomerData>
