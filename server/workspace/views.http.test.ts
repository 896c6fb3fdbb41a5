import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Conversation,
  type ConversationId,
  listConversations,
  sendAgentMessage,
  takeConversation,
} from '../../contract/index.ts'
import { ConsoleClient } from '../../testing/console-client.ts'
import type { CustomerClient } from '../../testing/customer-client.ts'
import { libraryEntries } from '../../testing/entries.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { manualClock } from '../platform/clock/index.ts'

const clock = manualClock(new Date('2026-11-20T09:00:00Z'))
let server: TestServerHandle
let tenant: TestTenant
let agent: TestMember
let other: TestMember

beforeAll(async () => {
  server = await startTestServer({ clock })
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  agent = await server.createMember(tenant, 'agent')
  other = await server.createMember(tenant, 'agent')
})
afterAll(() => server.stop())

async function list(query: Record<string, string>, cookie = agent.cookie) {
  const { status, body } = await server.call(listConversations, { cookie, query })
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body
}
const idsOf = (items: readonly Conversation[]) => items.map((one) => one.id)
const idOf = (customer: CustomerClient) => customer.session.conversationId as ConversationId

async function waiting(words = 'What are your opening hours?'): Promise<CustomerClient> {
  const customer = await server.customer(tenant)
  await customer.ask(words)
  await customer.send({ type: 'human' })
  await customer.event('owner-changed')
  clock.advance(60_000)
  return customer
}

async function take(customer: CustomerClient, member = agent): Promise<void> {
  const params = { conversationId: idOf(customer) }
  const [one] = (await list({ view: 'open', ids: idOf(customer) })).items
  const body = { ownerEpoch: one?.ownerEpoch }
  const { status } = await server.call(takeConversation, { cookie: member.cookie, params, body })
  expect(status).toBe(200)
}

async function reply(customer: CustomerClient, member = agent): Promise<void> {
  const body = { clientId: `reply-${Math.random().toString(36).slice(2)}`, text: 'One moment please' }
  const params = { conversationId: idOf(customer) }
  const { status } = await server.call(sendAgentMessage, { cookie: member.cookie, params, body })
  expect(status).toBe(200)
}

describe('views of the desk', () => {
  it('holds each conversation where it belongs, counts it, and orders as asked', async () => {
    const first = await waiting()
    const second = await waiting('借的书怎么续借？')
    const third = await waiting()
    const assisted = await server.customer(tenant)
    await assisted.ask('What are your opening hours?')
    expect(idsOf((await list({ view: 'queue' })).items)).toEqual([first, second, third].map(idOf))
    expect(idsOf((await list({ view: 'queue', sort: 'newest' })).items)).toEqual(
      [third, second, first].map(idOf),
    )
    await take(second)
    expect(idsOf((await list({ view: 'mine' })).items)).toEqual([idOf(second)])
    expect(idsOf((await list({ view: 'replied' })).items)).toEqual([])
    await reply(second)
    expect(idsOf((await list({ view: 'replied' })).items)).toEqual([idOf(second)])
    const { counts } = await list({ view: 'open' })
    expect(counts).toEqual({ mine: 1, queue: 2, replied: 1, assistant: 1, open: 4, closed: 0 })
    expect((await list({ view: 'open' }, other.cookie)).counts.mine).toBe(0)
    // Who waits first, the longest wait first; then those with whom it is quiet longest.
    expect(idsOf((await list({ view: 'open', sort: 'waiting' })).items)).toEqual(
      [first, third, second, assisted].map(idOf),
    )
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await list({ view: 'open', sort: 'waiting', limit: '1', ...(after ? { after } : {}) })
      seen.push(...idsOf(page.items))
      after = page.next
    } while (after !== undefined)
    expect(seen).toEqual([first, third, second, assisted].map(idOf))
  })

  it('filters by channel, language and ids', async () => {
    const zh = (await list({ view: 'open', language: 'zh' })).items
    expect(zh.length).toBeGreaterThan(0)
    expect(new Set(zh.map((one) => one.language))).toEqual(new Set(['zh']))
    const [any] = zh
    expect((await list({ view: 'open', channelId: any?.channel.id ?? '' })).items.length).toBe(4)
    expect((await list({ view: 'open', channelId: '018f0000-0000-7000-8000-000000000000' })).items).toEqual(
      [],
    )
    expect(idsOf((await list({ view: 'open', ids: any?.id ?? '' })).items)).toEqual([any?.id])
    expect((await list({ view: 'closed', ids: any?.id ?? '' })).items).toEqual([])
    const wrong = await server.call(listConversations, { cookie: agent.cookie, query: { ids: 'x,y' } })
    expect(wrong.status).toBe(400)
  })

  it('keeps unread marks for each member, on every page of theirs', async () => {
    const customer = await waiting()
    const row = async (member: TestMember) =>
      (await list({ view: 'queue', ids: idOf(customer) }, member.cookie)).items[0]
    const mark = async (member: TestMember) => (await row(member))?.unread
    expect([await mark(agent), await mark(other)]).toEqual([true, true])
    const page = new ConsoleClient(server.url, agent.cookie)
    const secondPage = new ConsoleClient(server.url, agent.cookie)
    const stranger = new ConsoleClient(server.url, other.cookie)
    await Promise.all([page.ready(), secondPage.ready(), stranger.ready()])
    const lastSeq = (await row(agent))?.lastSeq ?? 0
    page.send({ type: 'read', conversationId: idOf(customer), seq: lastSeq })
    const seen = await secondPage.until((frame) => frame.type === 'seen')
    expect(seen).toMatchObject({ conversationId: idOf(customer), seq: lastSeq })
    expect([await mark(agent), await mark(other)]).toEqual([false, true])
    expect(stranger.frames.some((frame) => frame.type === 'seen')).toBe(false)
    await customer.say('Are you still there?')
    expect(await mark(agent)).toBe(true)
    // What is beyond the end of the log cannot be read ahead, nor less than before.
    page.send({ type: 'read', conversationId: idOf(customer), seq: 2_000_000 })
    await secondPage.until((frame) => frame.type === 'seen' && frame.seq > lastSeq)
    await customer.say('Hello?')
    expect(await mark(agent)).toBe(true)
    for (const one of [page, secondPage, stranger]) one.close()
  })

  it('tells every member their own numbers when they change, and nobody another tenant’s', async () => {
    const stranger = await server.createMember(await server.createTenant(), 'admin')
    const [mine, theirs, foreign] = [agent, other, stranger].map(
      (member) => new ConsoleClient(server.url, member.cookie),
    ) as [ConsoleClient, ConsoleClient, ConsoleClient]
    await Promise.all([mine, theirs, foreign].map((page) => page.ready()))
    const { counts: before } = await list({ view: 'open' })
    const customer = await waiting()
    await mine.until((frame) => frame.type === 'counts' && frame.counts.queue === before.queue + 1)
    await take(customer)
    const own = await mine.until((frame) => frame.type === 'counts' && frame.counts.mine === before.mine + 1)
    expect(own).toMatchObject({ counts: { queue: before.queue } })
    await theirs.until((frame) => frame.type === 'counts' && frame.counts.open === before.open + 1)
    expect(theirs.frames.some((frame) => frame.type === 'counts' && frame.counts.mine > 0)).toBe(false)
    const all = foreign.frames.filter((frame) => frame.type === 'counts')
    expect(all.every((frame) => frame.type === 'counts' && frame.counts.open === 0)).toBe(true)
    for (const page of [mine, theirs, foreign]) page.close()
  })
})
