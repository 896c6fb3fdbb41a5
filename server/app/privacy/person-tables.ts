import { sql } from 'kysely'
import type { TenantTransaction } from '../../platform/db/index.ts'
import { personalDataRegister } from '../personal-data.ts'

/** Follow what they are derived from, by trigger or sweep; the application cannot write them. */
const derived = new Set(['message_words', 'customer_words'])
/** Have a way of their own to be erased. */
const special = new Set([
  'conversation_events',
  'attachments',
  'customer_identities',
  'customer_notes',
  'customer_questions',
  'notifications',
  'wordings',
  'out_of_scope_wordings',
  'frozen_cases',
])

export interface PersonTable {
  name: string
  /** By what a row belongs to a customer. */
  by: 'id' | 'customer_id' | 'conversation_id'
  handedOut: string[]
  erased: string[]
}

/** Every table of the register whose rows belong to one customer, by themselves or by a conversation. */
export const personTables: readonly PersonTable[] = Object.entries(personalDataRegister).flatMap(
  ([name, { columns }]) => {
    const by =
      name === 'customers'
        ? ('id' as const)
        : 'conversation_id' in columns
          ? ('conversation_id' as const)
          : 'customer_id' in columns
            ? ('customer_id' as const)
            : undefined
    if (by === undefined || derived.has(name)) return []
    const ruled = (...rules: string[]) =>
      Object.keys(columns).filter((column) => rules.includes(columns[column] ?? ''))
    return [
      { name, by, handedOut: ruled('export', 'erase'), erased: special.has(name) ? [] : ruled('erase') },
    ]
  },
)

/** The message of an event without its words, still of the form the contract asks for. */
const withoutWords = sql`case
  when body ? 'parts' then (body - 'choice' - 'procedure') || '{"parts":[{"type":"text","text":""}]}'
  when type = 'message-left' then '{"contact":"","text":""}'
  when type = 'note-added' then '{"text":"","mentions":[]}'
  when type = 'wrapped-up' then body - 'note'
  when type = 'wording-confirmed' then '{"rules":[]}'
  when type = 'tool-form-asked' then body || '{"lines":[],"fields":[]}'
  when type = 'tool-settled' then body || '{"lines":[],"text":""}'
  when type = 'tool-proved' then body || '{"contact":""}'
  when type like 'tool-%' and body ? 'lines' then body || '{"lines":[]}'
  when type = 'procedure-changed' then (body - 'note') || '{"slots":[],"done":[]}'
  else body end`

/** Redacts the log of some conversations and empties what stands beside it; order, time and figures stay. */
export async function redactConversations(
  transaction: TenantTransaction,
  ids: readonly string[],
  at: Date,
): Promise<void> {
  if (ids.length === 0) return
  await sql`update conversation_events set redacted = true, body = ${withoutWords},
      actor_name = case when actor_kind = 'customer' then null else actor_name end
    where conversation_id = any(${ids}::uuid[]) and not redacted
      and (body ? 'parts' or type in ('message-left', 'note-added', 'wrapped-up', 'wording-confirmed') or actor_kind = 'customer' or type like 'tool-%' or type = 'procedure-changed')`.execute(
    transaction,
  )
  for (const table of personTables.filter((one) => one.by === 'conversation_id'))
    await emptyColumns(transaction, table, ids)
  // The number stays for the record of what was done; what a business system wrote beside it may tell of a person.
  await sql`update tool_calls set receipt = receipt || '{"lines":[]}'
    where conversation_id = any(${ids}::uuid[]) and receipt is not null`.execute(transaction)
  // Nobody is led on by what is not known any more.
  await sql`update procedure_runs set state = 'stopped', code = 'erased', ended_at = ${at}, due_at = null
    where conversation_id = any(${ids}::uuid[]) and ended_at is null`.execute(transaction)
  await sql`delete from notifications where conversation_id = any(${ids}::uuid[])`.execute(transaction)
  await emptyColumns(
    transaction,
    {
      name: 'conversations',
      by: 'id',
      handedOut: [],
      erased: personTables.find((one) => one.name === 'conversations')?.erased ?? [],
    },
    ids,
  )
  await sql`update conversations set erased_at = ${at} where id = any(${ids}::uuid[])`.execute(transaction)
}

/** Sets the erasable columns of rows to nothing: null where that is allowed, else the emptiest value of their type. */
export async function emptyColumns(
  transaction: TenantTransaction,
  { name, by, erased }: PersonTable,
  ids: readonly string[],
): Promise<void> {
  if (erased.length === 0 || ids.length === 0) return
  const { rows } = await sql<{ name: string; nullable: boolean; type: string }>`
    select attname as name, not attnotnull as nullable, atttypid::regtype::text as type
    from pg_attribute where attrelid = ${`attune.${name}`}::regclass and attname = any(${erased}::text[])`.execute(
    transaction,
  )
  const empty: Record<string, string> = { text: `''`, jsonb: `'{}'`, 'text[]': `'{}'`, bytea: `''` }
  const changes = rows.map((column) => {
    const value = column.nullable ? 'null' : empty[column.type]
    if (value === undefined)
      throw new Error(`${name}.${column.name} of type ${column.type} cannot be emptied`)
    return sql`${sql.ref(column.name)} = ${sql.raw(value)}`
  })
  await sql`update ${sql.table(name)} set ${sql.join(changes)} where ${sql.ref(by)} = any(${ids}::uuid[])`.execute(
    transaction,
  )
}
