import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { libraryEntries } from '../../testing/entries.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../testing/running-server.ts'
import { type Database, openDatabase } from '../platform/db/index.ts'
import { newId } from '../platform/ids/index.ts'
import { silentLog } from '../platform/log/index.ts'
import { projectConversations, projectInsights } from './index.ts'

/** So many conversations come before the planner hears of more than the first few. */
const grown = 3_000
const changed = 8
/** Rows of a table that a look-up by key of each changed conversation may read at most. */
const mostRead = 20 * changed

let server: TestServerHandle
let tenant: TestTenant
let ids: string[]

beforeAll(async () => {
  server = await startTestServer({ role: 'web' })
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  const customer = await server.customer(tenant)
  await customer.ask('What are your opening hours?')
  await projectInsights(server.modules)
  const { asOwner } = server.database
  const tables = [
    'conversations',
    'conversation_events',
    'decisions',
    'insight_facts',
    'insight_conversations',
    'insight_pending',
  ]
  // What the planner knows by now is all that it knows until statistics are taken again.
  for (const table of tables) await asOwner(`analyze attune.${table}`)
  const { conversationId } = customer.session
  const rows = await asOwner<{ id: string }>(
    `insert into attune.conversations
     select (jsonb_populate_record(c, jsonb_build_object('id', made.id, 'state', 'closed', 'closed_at', c.created_at))).*
     from attune.conversations c, (select gen_random_uuid() as id from generate_series(1, $2::int)) made
     where c.id = $1 returning id`,
    [conversationId, grown],
  )
  const all = rows.map((row) => row.id)
  for (const table of ['conversation_events', 'decisions', 'insight_facts', 'insight_conversations'])
    await asOwner(
      `insert into attune.${table}
       select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'conversation_id', made.id))).*
       from attune.${table} t, unnest($2::uuid[]) as made (id) where t.conversation_id = $1`,
      [conversationId, all],
    )
  ids = all.slice(0, changed)
})
afterAll(() => server.stop())

/** Rows that a session of its own has read of each table by the end of a tenant's transaction. */
async function readsOf(work: (database: Database) => Promise<unknown>): Promise<Record<string, number>> {
  const own = openDatabase({
    connectionString: server.database.urls.application,
    log: silentLog(),
    poolSize: 1,
  })
  let read: { table: string; read: number }[] = []
  const tenantOf: Database['tenant'] = (tenantId, inside) =>
    own.tenant(tenantId, async (transaction) => {
      const result = await inside(transaction)
      const { rows } = await sql<{ table: string; read: number }>`
        select relname as table, (coalesce(idx_tup_fetch, 0) + seq_tup_read)::int as read
        from pg_stat_xact_user_tables`.execute(transaction)
      read = rows
      return result
    })
  try {
    await work({ ...own, tenant: tenantOf })
  } finally {
    await own.close()
  }
  // Partitions are named for their table and the month.
  const sum: Record<string, number> = {}
  for (const { table, read: rows } of read) {
    const name = table.replace(/_\d.*|_default$/, '')
    sum[name] = (sum[name] ?? 0) + rows
  }
  return sum
}

it('writes into some conversations without reading the others of a tenant that has just grown', async () => {
  const items = ids.map((id) => ({
    tenantId: tenant.id,
    conversationId: id,
    at: new Date().toISOString(),
    events: [
      {
        id: newId(),
        type: 'note-added',
        actorKind: 'system',
        body: { text: 'A note', mentions: [], noteId: newId() },
      },
    ],
  }))
  const read = await readsOf((database) =>
    database.tenant(tenant.id, async (transaction) => {
      const { rows } = await sql<{ results: { outcome: string }[] }>`
        select attune.write_conversations(${JSON.stringify(items)}::jsonb) as results`.execute(transaction)
      expect(rows[0]?.results.map((one) => one.outcome)).toEqual(ids.map(() => 'written'))
    }),
  )
  expect(read.conversations).toBeGreaterThan(0)
  expect(read.conversations).toBeLessThan(mostRead)
})

it('counts some conversations without reading the others of a tenant that has just grown', async () => {
  await server.database.asOwner(
    `update attune.insight_conversations set through_seq = 0, state = (select state from attune.insight_conversations
       where conversation_id <> all($1::uuid[]) limit 1) where conversation_id = any($1::uuid[])`,
    [ids],
  )
  const read = await readsOf((database) =>
    projectConversations({ ...server.modules, database }, tenant.id, ids),
  )
  for (const table of [
    'conversations',
    'conversation_events',
    'decisions',
    'insight_facts',
    'insight_pending',
  ])
    expect([table, (read[table] ?? 0) < mostRead || read[table]]).toEqual([table, true])
})
