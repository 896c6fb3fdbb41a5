import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  eraseCustomer,
  exportAuditEvents,
  exportCustomer,
  findCustomers,
  getBackupStatus,
  getConversation,
  getRetention,
  listAuditEvents,
  listConversationEvents,
  updateRetention,
} from '../../../contract/index.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../../testing/running-server.ts'
import { personTables } from './person-tables.ts'
import { applyRetention } from './retention.ts'

let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  admin = await server.createMember(tenant, 'admin')
})
afterAll(() => server.stop())

const secretWords = 'my purple umbrella 4711'
const code = (answer: { body: unknown }) =>
  (answer.body as { error?: { code: string } }).error?.code ?? 'done'

/** A conversation in which a customer wrote, left a contact, and closed. */
async function talk(close = true) {
  const customer = await server.customer(tenant)
  await customer.say(secretWords)
  await customer.event('assistant-message')
  await customer.send({ type: 'human' })
  await customer.send({
    type: 'leave-message',
    contact: '138-4711-0000',
    text: secretWords,
    name: 'Ming 4711',
  })
  if (close) {
    await customer.send({ type: 'close' })
    await customer.event('conversation-closed')
  }
  return customer.session
}
/** Everything in reach of the tenant that still holds the words. */
async function traces(id: string): Promise<string[]> {
  const found: string[] = []
  const tables = await server.database.asOwner<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'attune' and c.relkind = 'r' and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')`,
  )
  for (const { name } of tables) {
    const rows = await server.database.asOwner<{ row: string }>(
      `select to_jsonb(t)::text as row from ${name} t where tenant_id = $1 and to_jsonb(t)::text like '%' || $2 || '%'`,
      [tenant.id, id],
    )
    if (rows.some(({ row }) => /4711/.test(row))) found.push(name)
  }
  return found
}
const audit = async () =>
  (await server.call(listAuditEvents, { cookie: admin.cookie, query: { limit: '200' } })).body.items

describe('one customer', () => {
  it('is found, handed out table by table, erased down to the last word, and all of it recorded', async () => {
    const { customerId, conversationId } = await talk()
    const { cookie } = admin
    const params = { customerId }
    const found = await server.call(findCustomers, { cookie, body: { text: conversationId } })
    expect(found.body.items).toMatchObject([{ id: customerId, conversations: 1 }])
    const byContact = await server.call(findCustomers, { cookie, body: { text: '138-4711-0000' } })
    expect(byContact.body.items).toContainEqual(found.body.items[0])
    const other = await server.createTenant()
    const stranger = (await server.createMember(other, 'admin')).cookie
    const elsewhere = await server.call(findCustomers, { cookie: stranger, body: { text: '138-4711-0000' } })
    expect(elsewhere.body.items).toEqual([])
    const given = await server.call(exportCustomer, { cookie, params })
    expect(Object.keys(given.body.tables)).toEqual(
      expect.arrayContaining(['customers', 'conversations', 'conversation_events', 'decisions']),
    )
    expect(JSON.stringify(given.body.tables.conversation_events)).toContain(secretWords)
    expect(JSON.stringify(given.body)).not.toContain('tenant_id')
    expect(await traces(conversationId)).not.toEqual([])
    expect((await server.call(eraseCustomer, { cookie, params })).status).toBe(200)
    expect(await traces(conversationId)).toEqual([])
    expect(await traces(customerId)).toEqual([])
    const events = await server.call(listConversationEvents, { cookie, params: { conversationId } })
    expect(events.status).toBe(200)
    expect(JSON.stringify(events.body)).not.toContain('4711')
    expect((await server.call(getConversation, { cookie, params: { conversationId } })).status).toBe(200)
    const actions = (await audit())
      .filter((event) => event.target?.id === customerId)
      .map((event) => event.action)
    expect(actions).toEqual(['customer-erased', 'customer-exported'])
  })

  it('finds who left a contact by an index', async () => {
    const { conversationId } = await talk()
    await server.database.asOwner(
      `insert into conversations select (jsonb_populate_record(c, jsonb_build_object(
         'id', gen_random_uuid(), 'state', 'closed', 'left_contact', 'Guest-' || n || '@post.example'))).*
       from conversations c, generate_series(1, 3000) n where c.id = $1`,
      [conversationId],
    )
    try {
      await server.database.asOwner('analyze conversations')
      const [made] = await server.database.asOwner<{ body: string }>(
        `select prosrc as body from pg_proc where proname = 'customers_who_left'`,
      )
      const query = (made?.body ?? '')
        .replace('lower(contact)', `lower('guest-9@post.example')`)
        .replace('current_tenant()', `'${tenant.id}'`)
        .replace('limit most', 'limit 20')
      const plan = await server.database.asOwner<{ 'QUERY PLAN': string }>(`explain ${query}`)
      const steps = plan.map((step) => step['QUERY PLAN']).join('\n')
      expect(steps).toMatch(/conversations_left_contact/)
      expect(steps).toMatch(/Index Cond: .*lower\(left_contact\)/)
    } finally {
      await server.database.asOwner(`delete from conversations where left_contact like 'Guest-%'`)
    }
  })

  it('is not erased in the middle of a conversation, nor by another tenant', async () => {
    const { customerId } = await talk(false)
    const params = { customerId }
    expect(code(await server.call(eraseCustomer, { cookie: admin.cookie, params }))).toBe(
      'customer/in-conversation',
    )
    const foreign = await server.createMember(await server.createTenant(), 'admin')
    expect(code(await server.call(eraseCustomer, { cookie: foreign.cookie, params }))).toBe(
      'customer/not-found',
    )
    expect(code(await server.call(exportCustomer, { cookie: foreign.cookie, params }))).toBe(
      'customer/not-found',
    )
    const nothing = await server.call(exportCustomer, {
      cookie: admin.cookie,
      params: { customerId: randomUUID() },
    })
    expect(code(nothing)).toBe('customer/not-found')
  })

  it('is covered in every table that belongs to customers', () => {
    expect(personTables.map((table) => table.name)).toEqual(
      expect.arrayContaining([
        'customers',
        'customer_identities',
        'conversations',
        'conversation_events',
        'attachments',
        'customer_questions',
      ]),
    )
  })
})

describe('retention', () => {
  it('erases what is past its time, says what it did, and touches nothing that is open', async () => {
    const { cookie } = admin
    const [old, open, young] = [await talk(), await talk(false), await talk()]
    const body = { conversationDays: 30, decisionDays: 20, fileDays: null }
    const set = await server.call(updateRetention, { cookie, body })
    expect(set.body).toMatchObject(body)
    await server.database.asOwner(
      `update conversations set closed_at = closed_at - interval '31 days' where id = $1`,
      [old.conversationId],
    )
    await server.database.asOwner(
      `update decisions set occurred_at = occurred_at - interval '31 days' where conversation_id = any($1)`,
      [[old.conversationId, open.conversationId]],
    )
    const done = await applyRetention(server.modules, tenant.id, new Date())
    expect(done).toMatchObject({ conversations: 1, files: 0 })
    expect(done.decisions).toBeGreaterThan(0)
    expect(await traces(old.conversationId)).toEqual([])
    expect(await traces(open.conversationId)).not.toEqual([])
    expect(await traces(young.conversationId)).not.toEqual([])
    const left = await server.database.asOwner('select 1 from decisions where conversation_id = $1', [
      open.conversationId,
    ])
    expect(left.length).toBeGreaterThan(0)
    expect(await applyRetention(server.modules, tenant.id, new Date())).toEqual({
      conversations: 0,
      decisions: 0,
      files: 0,
    })
    const { body: state } = await server.call(getRetention, { cookie })
    expect(state.lastRun).toMatchObject({ conversations: 1 })
    const stale = await server.call(updateRetention, { cookie, body, headers: { 'if-match': '"1"' } })
    expect(code(stale)).toBe('request/version-conflict')
  })

  it('keeps everything where nothing is set', async () => {
    const other = await server.createTenant()
    expect(await applyRetention(server.modules, other.id, new Date(Date.now() + 1e12))).toEqual({
      conversations: 0,
      decisions: 0,
      files: 0,
    })
  })
})

describe('the audit', () => {
  it('is filtered, and handed out as a file that no spreadsheet works out', async () => {
    const { cookie } = admin
    const evil = '=HYPERLINK("https://evil.example")'
    await server.modules.members.add('system', tenant.id, {
      email: `x-${randomUUID()}@example.com`,
      name: 'X',
      role: 'agent',
      password: 'a good long password',
    })
    await server.database.asOwner(
      `update audit_events set actor_name = $1 where tenant_id = $2 and action = 'member-added' and actor_kind = 'system'`,
      [evil, tenant.id],
    )
    const some = await server.call(listAuditEvents, {
      cookie,
      query: { action: 'member-added', from: '2020-01-01T00:00:00Z' },
    })
    expect(some.body.items.length).toBeGreaterThan(0)
    expect(new Set(some.body.items.map((event) => event.action))).toEqual(new Set(['member-added']))
    const none = await server.call(listAuditEvents, { cookie, query: { until: '2020-01-01T00:00:00Z' } })
    expect(none.body.items).toEqual([])
    const file = await server.call(exportAuditEvents, { cookie, query: { action: 'member-added' } })
    expect(file.headers.get('content-type')).toContain('text/csv')
    const text = String(file.body)
    expect(text).toContain(`"'=HYPERLINK(""https://evil.example"")"`)
    expect(text).not.toMatch(/,"=/)
    expect((await audit())[0]?.action).toBe('audit-exported')
  })
})

describe('the backup', () => {
  it('is said to be missing where there is none', async () => {
    const { body } = await server.call(getBackupStatus, { cookie: admin.cookie })
    expect(body.findings).toContain('never')
  })
})
