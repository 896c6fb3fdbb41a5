import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ConversationEvent,
  getConversation,
  listConversationEvents,
  takeConversation,
  updateCurrentMember,
} from '../../../contract/index.ts'
import { CustomerClient } from '../../../testing/customer-client.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../../testing/running-server.ts'

let first: TestServerHandle
let second: TestServerHandle
const opened: CustomerClient[] = []
beforeAll(async () => {
  first = await startTestServer()
  second = await startTestServer({ beside: first.database })
})
afterAll(async () => {
  for (const customer of opened) customer.disconnect()
  await second.stop()
  await first.stop()
})

async function company(settle?: { quietMs: number; longestMs: number }) {
  const tenant = await first.createTenant(settle === undefined ? {} : { settle })
  await first.teach(tenant, libraryEntries)
  return { tenant, agent: await first.createMember(tenant, 'agent') }
}

async function waiting(server: TestServerHandle, tenant: TestTenant): Promise<CustomerClient> {
  const customer = await server.customer(tenant)
  await customer.ask('I want to talk to a human')
  await customer.event('owner-changed')
  return customer
}

const repliesOf = (events: readonly ConversationEvent[]) =>
  events.filter((event) => event.type === 'assistant-message')

describe('a queue that nobody serves, in two processes', () => {
  it('is read on by another when the one that was to do it is killed, once', async () => {
    const { tenant } = await company({ quietMs: 10_000, longestMs: 30_000 })
    const third = await startTestServer({ beside: first.database })
    const before = await waiting(third, tenant)
    const { conversationId } = before.session
    await before.say('What are your opening hours?')
    await third.stop()
    // As after kill -9: it never said goodbye, and its last heartbeat is a while ago.
    await first.database.asOwner(
      `insert into processes select turn_process, 'all', now(), now() - interval '5 seconds' from conversations where id = $1`,
      [conversationId],
    )
    await first.database.asOwner('update conversations set turn_due_at = now() where id = $1', [
      conversationId,
    ])
    const customer = new CustomerClient(second.url, before.session)
    opened.push(customer)
    await customer.connect()
    await customer.until(() => repliesOf(customer.events).length === 2, 'the answer')
    expect(repliesOf(customer.events)[1]?.body).toMatchObject({ kind: 'answer' })
    const rows = await first.database.asOwner<{ owner_kind: string; count: number }>(
      `select owner_kind, (select count(*)::int from decisions d where d.conversation_id = c.id) as count
       from conversations c where id = $1`,
      [conversationId],
    )
    expect(rows).toEqual([{ owner_kind: 'queue', count: 2 }])
  })

  it('falls silent in one when somebody takes it in the other', async () => {
    const { tenant, agent } = await company()
    for (let round = 0; round < 4; round += 1) {
      const customer = await waiting(second, tenant)
      const one = { params: { conversationId: customer.session.conversationId }, cookie: agent.cookie }
      const { ownerEpoch } = (await first.call(getConversation, one)).body
      const [taken] = await Promise.all([
        first.call(takeConversation, { ...one, body: { ownerEpoch } }),
        customer.say('What are your opening hours?'),
      ])
      expect(taken.status).toBe(200)
      await customer.say('How do I renew a borrowed book?')
      const { events } = (await first.call(listConversationEvents, { ...one, query: {} })).body
      const at =
        events.find((event) => event.type === 'owner-changed' && event.body.reason === 'taken')?.seq ?? 0
      expect(repliesOf(events).filter(({ seq }) => seq > at)).toEqual([])
      expect((await first.call(getConversation, one)).body.owner).toMatchObject({ kind: 'agent' })
    }
  })

  it('is left to people who are there in either', async () => {
    const { tenant, agent } = await company()
    const customer = await waiting(second, tenant)
    await first.call(updateCurrentMember, { cookie: agent.cookie, body: { presence: 'online' } })
    await customer.until(
      () => customer.frames.findLast((frame) => frame.type === 'queue')?.queue?.onDuty === true,
      'somebody on duty',
    )
    await customer.say('What are your opening hours?')
    await first.call(updateCurrentMember, { cookie: agent.cookie, body: { presence: 'away' } })
    await customer.until(
      () => customer.frames.findLast((frame) => frame.type === 'queue')?.queue?.onDuty === false,
      'nobody on duty',
    )
    const answer = await customer.ask('How do I renew a borrowed book?')
    expect(answer.body.kind).toBe('answer')
    expect(repliesOf(customer.events)).toHaveLength(2)
    // Nothing is due for ever.
    const due = await first.database.asOwner(
      'select id from conversations where id = $1 and (turn_due_at is not null or answered_seq < last_customer_seq)',
      [customer.session.conversationId],
    )
    expect(due).toEqual([])
  })
})
