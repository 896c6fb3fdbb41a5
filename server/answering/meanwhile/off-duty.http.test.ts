import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getConversation, sendAgentMessage, setOwnStatus, takeConversation } from '../../../contract/index.ts'
import { ConsoleClient } from '../../../testing/console-client.ts'
import type { CustomerClient } from '../../../testing/customer-client.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import { findLogFaults } from '../../../testing/log-faults.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../../testing/running-server.ts'
import { returnDeserted } from '../../conversations/index.ts'

const minute = 60_000
let skippedMs = 0
const clock = { now: () => new Date(Date.now() + skippedMs) }
let first: TestServerHandle
let second: TestServerHandle

beforeAll(async () => {
  // Without what happens by itself: the test says when, and looks from both processes at once.
  first = await startTestServer({ clock, role: 'web' })
  second = await startTestServer({ clock, role: 'web', beside: first.database })
})
afterAll(async () => {
  await second.stop()
  await first.stop()
})

const status = (member: TestMember, wanted: string) =>
  first.call(setOwnStatus, { cookie: member.cookie, body: { status: wanted } })
const rowOf = async (customer: CustomerClient, by: TestMember) =>
  (
    await first.call(getConversation, {
      params: { conversationId: customer.session.conversationId },
      cookie: by.cookie,
    })
  ).body

/** So much later, with these consoles open all the time, both processes look at once, twice. */
async function pass(tenant: TestTenant, minutes: number, open: readonly TestMember[]): Promise<void> {
  skippedMs += minutes * minute
  for (const member of open) await first.modules.members.seen(tenant.id, member.memberId)
  for (let time = 0; time < 2; time += 1)
    await Promise.all(
      [first, second].map(({ modules: { database, conversationLog: log, queue } }) =>
        returnDeserted({ database, log, queue }, clock.now()),
      ),
    )
}

async function company(policy: Parameters<TestServerHandle['createTenant']>[0] = {}) {
  const tenant = await first.createTenant(policy)
  await first.teach(tenant, libraryEntries)
  const [agent, colleague] = [
    await first.createMember(tenant, 'agent'),
    await first.createMember(tenant, 'agent'),
  ]
  await status(agent, 'online')
  return { tenant, agent, colleague }
}

/** A customer of the other process who talks to the agent, and has just written again. */
async function served(tenant: TestTenant, agent: TestMember, words: string): Promise<CustomerClient> {
  const customer = await second.customer(tenant)
  await customer.ask('I want to talk to a human')
  await customer.event('owner-changed')
  const one = { params: { conversationId: customer.session.conversationId }, cookie: agent.cookie }
  const { ownerEpoch } = await rowOf(customer, agent)
  expect((await first.call(takeConversation, { ...one, body: { ownerEpoch } })).status).toBe(200)
  await first.call(sendAgentMessage, { ...one, body: { clientId: randomUUID(), text: 'Hello, one moment.' } })
  await customer.event('agent-message')
  await customer.say(words)
  return customer
}
const changesOf = (customer: CustomerClient) =>
  customer.events.flatMap((event) => (event.type === 'owner-changed' ? [event.body.reason] : []))
const lastSeq = (customer: CustomerClient) => customer.events.at(-1)?.seq ?? 0

describe('an agent who goes off duty with the console open', () => {
  it('loses to colleagues on duty who waits for them: in turn, told to both sides, once', async () => {
    const { tenant, agent, colleague } = await company()
    await status(colleague, 'online')
    const customer = await served(tenant, agent, 'Are you still there?')
    const since = (await rowOf(customer, agent)).waitingSince
    const desk = new ConsoleClient(first.url, colleague.cookie)
    await desk.ready()
    await status(agent, 'lunch')

    await pass(tenant, 4, [agent, colleague])
    expect((await rowOf(customer, agent)).owner).toMatchObject({ kind: 'agent', id: agent.memberId })
    await pass(tenant, 2, [agent, colleague])
    await customer.until(() => changesOf(customer).at(-1) === 'returned-to-queue', 'the queue')
    expect(await rowOf(customer, colleague)).toMatchObject({
      owner: { kind: 'queue' },
      queuedAt: since,
      waitingSince: since,
    })
    expect(changesOf(customer).filter((reason) => reason === 'returned-to-queue')).toHaveLength(1)
    // The customer sees where they stand, the colleague that somebody waits; nobody answers in their stead.
    await customer.until(() => {
      const place = customer.frames.findLast((frame) => frame.type === 'queue')
      return place?.queue?.position === 1 && place.queue.onDuty
    }, 'a place in the queue')
    await desk.until((frame) => frame.type === 'counts' && frame.counts.queue === 1)
    desk.close()
    const { ownerEpoch } = await rowOf(customer, colleague)
    const params = { conversationId: customer.session.conversationId }
    const taken = await first.call(takeConversation, {
      params,
      cookie: colleague.cookie,
      body: { ownerEpoch },
    })
    expect(taken.status).toBe(200)
    expect(findLogFaults(customer.events)).toEqual([])
  })

  it('leaves to the assistant what nobody else is there for', async () => {
    const { tenant, agent } = await company()
    const customer = await served(tenant, agent, 'What are your opening hours?')
    await status(agent, 'away')
    const before = lastSeq(customer)
    await pass(tenant, 6, [agent])
    const answer = await customer.event('assistant-message', before)
    expect(answer.body.kind).toBe('answer')
    expect((await rowOf(customer, agent)).owner).toEqual({ kind: 'queue' })
  })

  it('keeps who waits for nothing, and who wraps up keeps all', async () => {
    const { tenant, agent } = await company()
    const wraps = await served(tenant, agent, 'Please have a look.')
    await status(agent, 'wrap-up')
    await pass(tenant, 6, [agent])
    expect((await rowOf(wraps, agent)).owner.kind).toBe('agent')
    await first.call(sendAgentMessage, {
      params: { conversationId: wraps.session.conversationId },
      cookie: agent.cookie,
      body: { clientId: randomUUID(), text: 'Done.' },
    })
    await status(agent, 'away')
    await pass(tenant, 60, [agent])
    expect((await rowOf(wraps, agent)).owner.kind).toBe('agent')
  })
})

describe('an agent who stays on duty', () => {
  it('keeps who waits for as long as it takes', async () => {
    const { tenant, agent } = await company()
    const customer = await served(tenant, agent, 'Take your time.')
    await pass(tenant, 180, [agent])
    expect((await rowOf(customer, agent)).owner.kind).toBe('agent')
  })

  it('though the house is closed has a quarter of an hour: a console left open at night answers nobody', async () => {
    const closed = { week: Array.from({ length: 7 }, () => []), dates: {} }
    const { tenant, agent } = await company({ hours: closed })
    const customer = await served(tenant, agent, 'What are your opening hours?')
    const before = lastSeq(customer)
    await pass(tenant, 14, [agent])
    expect((await rowOf(customer, agent)).owner.kind).toBe('agent')
    await pass(tenant, 2, [agent])
    expect((await customer.event('assistant-message', before)).body.kind).toBe('answer')
    expect((await rowOf(customer, agent)).owner).toEqual({ kind: 'queue' })
  })
})
