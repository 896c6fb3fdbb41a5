import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  addNote,
  type ConversationEvent,
  getHandoverSummary,
  listColleagues,
  listConversationEvents,
  listConversations,
  listNotifications,
  listWebChatEvents,
  readNotifications,
} from '../../contract/index.ts'
import { ConsoleClient } from '../../testing/console-client.ts'
import { libraryEntries } from '../../testing/entries.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'

let server: TestServerHandle
let beside: TestServerHandle
let tenant: TestTenant
let agent: TestMember
let colleague: TestMember

beforeAll(async () => {
  server = await startTestServer()
  beside = await startTestServer({ beside: server.database })
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  agent = await server.createMember(tenant, 'agent')
  colleague = await server.createMember(tenant, 'agent')
})
afterAll(async () => {
  await beside.stop()
  await server.stop()
})

const secret = 'He has complained to the director before'

function note(conversationId: string, text = secret, mentions: string[] = [], at = server) {
  return at.call(addNote, {
    cookie: agent.cookie,
    params: { conversationId },
    body: { clientId: randomUUID(), text, mentions },
  })
}
async function eventsOf(conversationId: string): Promise<ConversationEvent[]> {
  const { body } = await server.call(listConversationEvents, {
    cookie: agent.cookie,
    params: { conversationId },
    query: { after: '0' },
  })
  return body.events as ConversationEvent[]
}
const inbox = async (member: TestMember) =>
  (await server.call(listNotifications, { cookie: member.cookie })).body

describe('an internal note', () => {
  it('stands in the log for staff, once, and changes nothing else', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('What are your opening hours?')
    const { conversationId } = customer.session
    const row = async () => {
      const { body } = await server.call(listConversations, { cookie: agent.cookie, query: { view: 'open' } })
      return body.items.find((one) => one.id === conversationId)
    }
    const before = await row()
    const body = { clientId: randomUUID(), text: secret }
    const call = { cookie: agent.cookie, params: { conversationId }, body }
    const answers = await Promise.all([server, beside, server].map((at) => at.call(addNote, call)))
    expect(answers.map((one) => one.body.duplicate).sort()).toEqual([false, true, true])
    const noted = (await eventsOf(conversationId)).filter((one) => one.type === 'note-added')
    expect(noted).toMatchObject([{ actor: { kind: 'agent', id: agent.memberId }, body: { text: secret } }])
    expect(await row()).toEqual({ ...before, lastSeq: answers[0]?.body.seq })
  })

  it('reaches its customer on no way: socket, resume, a new client, HTTP, long poll', async () => {
    const customer = await server.customer(tenant)
    const answer = await customer.ask('What are your opening hours?')
    const { conversationId, token } = customer.session
    const hidden = [
      (await note(conversationId)).body.seq,
      (await note(conversationId, secret, [], beside)).body.seq,
    ]
    expect(hidden).toEqual([answer.seq + 1, answer.seq + 2])

    // A poll that waits is not woken by a note, and gives it away by nothing.
    const begun = performance.now()
    const waiting = server.call(listWebChatEvents, {
      bearer: token,
      query: { after: String(answer.seq), waitMs: '600' },
    })
    await note(conversationId)
    expect((await waiting).body).toEqual({ events: [], lastSeq: answer.seq })
    expect(performance.now() - begun).toBeGreaterThan(550)

    const second = await customer.ask('I lost my reader card. What now?')
    const all = await server.call(listWebChatEvents, { bearer: token, query: { after: '0' } })
    expect(all.body.lastSeq).toBe(second.seq)
    await note(conversationId)
    customer.disconnect()
    await customer.connect()
    const fresh = await server.customer(tenant, customer.session)
    await fresh.event('assistant-message', answer.seq)
    for (const frames of [customer.frames, fresh.frames, all.body.events]) {
      expect(JSON.stringify(frames)).not.toContain(secret)
      expect(JSON.stringify(frames)).not.toContain('note-added')
    }
    // The end of the log is, for the customer, the last thing meant for them.
    const ready = customer.frames.findLast((frame) => frame.type === 'ready')
    expect(ready).toMatchObject({ lastSeq: second.seq })
    // What follows on something hidden says on what it follows, so that no client waits for it.
    const follows = customer.frames.flatMap((frame) => (frame.type === 'event' ? [frame] : []))
    const gaps = follows.filter((frame) => frame.after !== undefined)
    expect(gaps.map((frame) => [frame.after, frame.event.seq])).toEqual([[answer.seq, answer.seq + 4]])
  })

  it('is in no summary, and the assistant does not take it for something said', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('What are your opening hours?')
    const { conversationId } = customer.session
    await note(conversationId)
    const summary = await server.call(getHandoverSummary, {
      cookie: agent.cookie,
      params: { conversationId },
    })
    expect(summary.status).toBe(200)
    expect(JSON.stringify(summary.body)).not.toContain(secret)
    expect((await customer.ask('I lost my reader card. What now?')).body.kind).toBe('answer')
  })

  it('is refused when it is empty and where there is no such conversation', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('hello')
    const empty = await note(customer.session.conversationId, '   ')
    expect(empty.body).toMatchObject({ error: { code: 'message/empty' } })
    expect((await note(randomUUID())).body).toMatchObject({ error: { code: 'conversation/not-found' } })
  })
})

describe('a mention', () => {
  it('tells the member at once, in every process, and counts until it is read', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('What are your opening hours?')
    const { conversationId } = customer.session
    const consoles = [server, beside].map((at) => new ConsoleClient(at.url, colleague.cookie))
    const own = new ConsoleClient(server.url, agent.cookie)
    await Promise.all([...consoles, own].map((one) => one.ready()))
    expect((await inbox(colleague)).unread).toBe(0)

    const mentioned = [colleague.memberId, agent.memberId, randomUUID()]
    const { body } = await note(conversationId, '@colleague please look', mentioned)
    for (const one of consoles) await one.until((frame) => frame.type === 'notified')
    expect(await inbox(colleague)).toMatchObject({
      unread: 1,
      items: [{ kind: 'mention', conversationId, seq: body.seq, text: '@colleague please look' }],
    })
    // Who mentions themselves need not be told.
    expect((await inbox(agent)).items).toEqual([])
    expect(own.frames.some((frame) => frame.type === 'notified')).toBe(false)

    await server.call(readNotifications, { cookie: colleague.cookie, body: { conversationId: randomUUID() } })
    expect((await inbox(colleague)).unread).toBe(1)
    await server.call(readNotifications, { cookie: colleague.cookie, body: { conversationId } })
    expect(await inbox(colleague)).toMatchObject({ unread: 0, items: [{ readAt: expect.any(String) }] })
    for (const one of [...consoles, own]) one.close()
  })

  it('pages through many, and names nobody of another tenant', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('What are your opening hours?')
    const { conversationId } = customer.session
    const foreign = await server.createMember(await server.createTenant(), 'agent')
    const reader = await server.createMember(tenant, 'agent')
    for (let index = 0; index < 5; index += 1)
      await note(conversationId, `note ${index}`, [reader.memberId, foreign.memberId])
    const seen: string[] = []
    for (let after: string | undefined; ; ) {
      const query = { limit: '2', ...(after === undefined ? {} : { after }) }
      const { body } = await server.call(listNotifications, { cookie: reader.cookie, query })
      seen.push(...body.items.map((one) => one.text))
      after = body.next
      if (after === undefined) break
    }
    expect(seen).toEqual([4, 3, 2, 1, 0].map((index) => `note ${index}`))
    expect((await inbox(foreign)).items).toEqual([])
    const [last] = (await eventsOf(conversationId)).slice(-1)
    expect(last?.body).toMatchObject({ mentions: [{ id: reader.memberId }] })
  })

  it('can be of any colleague, with how much they have open', async () => {
    const { body } = await server.call(listColleagues, { cookie: agent.cookie })
    const one = body.items.find((item) => item.id === colleague.memberId)
    expect(one).toMatchObject({ role: 'agent', serves: true, open: 0 })
  })
})
