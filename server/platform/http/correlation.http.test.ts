import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEntry, sendWebChatFrame } from '../../../contract/index.ts'
import { CustomerClient } from '../../../testing/customer-client.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../../testing/running-server.ts'
import { createLog } from '../log/index.ts'

const lines: Record<string, unknown>[] = []
const destination = { write: (line: string) => void lines.push(JSON.parse(line)) }
let server: TestServerHandle
let tenant: TestTenant

beforeAll(async () => {
  server = await startTestServer({ log: createLog({ level: 'warn', destination }) })
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
})
afterAll(() => server.stop())

interface Caused {
  type: string
  correlation_id: string | null
}
const eventsOf = (conversationId: string) =>
  server.database.asOwner<Caused>(
    'select type, correlation_id from conversation_events where conversation_id = $1 order by seq',
    [conversationId],
  )
const recordsOf = async (conversationId: string) =>
  (
    await server.database.asOwner<{ id: string }>(
      `select record->>'correlationId' as id from decisions where conversation_id = $1 order by occurred_at`,
      [conversationId],
    )
  ).map(({ id }) => id)
const body = (text: string) => ({ type: 'message', clientId: randomUUID(), text })

describe('what a request causes', () => {
  it('carries its id: the reply’s header, what was written, the turn, its decision', async () => {
    const customer = await server.customer(tenant)
    const { conversationId, token } = customer.session
    const id = randomUUID()
    const sent = await server.call(sendWebChatFrame, {
      bearer: token,
      body: body('What are your opening hours?'),
      headers: { 'x-request-id': id },
    })
    expect(sent.headers.get('x-request-id')).toBe(id)
    await customer.event('assistant-message')
    const events = await eventsOf(conversationId)
    expect(events.map(({ type }) => type)).toEqual([
      'session-started',
      'customer-message',
      'assistant-message',
    ])
    expect(new Set(events.map((event) => event.correlation_id))).toEqual(new Set([id]))
    expect(await recordsOf(conversationId)).toEqual([id])
  })

  it('has an id of its own where the caller names none that could be one', async () => {
    const seen = new Set<string | null>()
    for (const named of ['x'.repeat(500), 'a b', '<script>'])
      seen.add(
        (await fetch(`${server.url}/api/v1/health`, { headers: { 'x-request-id': named } })).headers.get(
          'x-request-id',
        ),
      )
    expect(seen.size).toBe(3)
    for (const id of seen) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
  })

  it('is found in the log when it failed, under the id that the answer names', async () => {
    const { cookie } = await server.createMember(tenant, 'admin')
    await server.database.asOwner(
      `create function broken() returns trigger language plpgsql as $$ begin raise 'broken'; end $$`,
    )
    await server.database.asOwner(
      'create trigger broken before insert on entries for each row execute function broken()',
    )
    const failed = await server.call(createEntry, { cookie, body: { ...libraryEntries[0], key: 'broken' } })
    await server.database.asOwner('drop function broken cascade')
    expect(failed.status).toBe(500)
    const id = failed.headers.get('x-request-id')
    expect(failed.body).toMatchObject({ error: { parameters: { requestId: id } } })
    expect(lines.filter((line) => line.msg === 'request failed')).toMatchObject([{ requestId: id }])
  })
})

describe('what a frame causes', () => {
  it('has an id from frame to decision, and each frame another', async () => {
    const customer = await server.customer(tenant)
    for (let time = 0; time < 2; time += 1) await customer.ask('What are your opening hours?')
    const events = (await eventsOf(customer.session.conversationId)).filter(
      ({ type }) => type !== 'session-started',
    )
    const ids = events.map((event) => event.correlation_id)
    expect([ids[0], ids[2]]).toEqual([ids[1], ids[3]])
    expect(ids[0]).not.toBe(ids[2])
    expect(await recordsOf(customer.session.conversationId)).toEqual([ids[0], ids[2]])
  })

  it('keeps it when another process answers', async () => {
    const slow = await server.createTenant({ settle: { quietMs: 10_000, longestMs: 30_000 } })
    await server.teach(slow, libraryEntries)
    const other = await startTestServer({ beside: server.database })
    const before = await other.customer(slow)
    const { conversationId } = before.session
    await before.say('What are your opening hours?')
    await other.stop()
    const customer = new CustomerClient(server.url, before.session)
    await customer.connect()
    // As after kill -9: it never said goodbye, and its last heartbeat is a while ago.
    await server.database.asOwner(
      `insert into processes select turn_process, 'all', now(), now() - interval '5 seconds' from conversations where id = $1`,
      [conversationId],
    )
    await server.database.asOwner('update conversations set turn_due_at = now() where id = $1', [
      conversationId,
    ])
    await customer.event('assistant-message')
    const ids = new Set((await eventsOf(conversationId)).map((event) => event.correlation_id))
    expect([...ids]).toEqual([expect.any(String)])
    expect(await recordsOf(conversationId)).toEqual([...ids])
    customer.disconnect()
  })
})
