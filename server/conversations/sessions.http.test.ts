import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  closeConversation,
  getConversation,
  handBackConversation,
  listConversations,
  plainText,
  removeMember,
  sendAgentMessage,
  takeConversation,
  updateCurrentMember,
} from '../../contract/index.ts'
import type { CustomerClient } from '../../testing/customer-client.ts'
import { libraryEntries } from '../../testing/entries.ts'
import { findLogFaults } from '../../testing/log-faults.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { manualClock } from '../platform/clock/index.ts'
import { returnDeserted, tickIdle } from './index.ts'

const clock = manualClock(new Date('2026-11-20T09:00:00Z'))
const session = { remindAfterSeconds: 600, closeAfterSeconds: 900, reopenWithinSeconds: 86_400 }
const day = 86_400_000

let server: TestServerHandle
let tenant: TestTenant
let agent: TestMember

beforeAll(async () => {
  server = await startTestServer({ clock })
  tenant = await server.createTenant({ session })
  await server.teach(tenant, libraryEntries)
  agent = await server.createMember(tenant, 'agent')
})
afterAll(() => server.stop())

const tick = () =>
  tickIdle(
    {
      database: server.database.database,
      log: server.modules.conversationLog,
      policies: server.modules.policies,
    },
    clock.now(),
  )
const pass = async (milliseconds: number) => {
  clock.advance(milliseconds)
  await tick()
}
const stateOf = async (customer: CustomerClient) =>
  (
    await server.call(getConversation, {
      params: { conversationId: customer.session.conversationId },
      cookie: agent.cookie,
    })
  ).body
const typesOf = (customer: CustomerClient) => customer.events.map((event) => event.type)
const noticesOf = (customer: CustomerClient) =>
  customer.events.flatMap((event) =>
    event.type === 'assistant-message' && event.body.kind === 'notice' ? [plainText(event.body.parts)] : [],
  )

/** As the agent who takes what waits: what each step answers. */
function desk(customer: CustomerClient) {
  const one = { params: { conversationId: customer.session.conversationId }, cookie: agent.cookie }
  return {
    take: async () =>
      server.call(takeConversation, { ...one, body: { ownerEpoch: (await stateOf(customer)).ownerEpoch } }),
    say: (text: string) => server.call(sendAgentMessage, { ...one, body: { clientId: randomUUID(), text } }),
    handBack: (to: 'assistant' | 'queue') => server.call(handBackConversation, { ...one, body: { to } }),
    close: () => server.call(closeConversation, one),
  }
}

describe('silence', () => {
  it('is asked about once, then the conversation closes; two looks at once do it once', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('What are your opening hours?')
    await pass(599_000)
    expect((await stateOf(customer)).lastSeq).toBe(3)
    clock.advance(2_000)
    await Promise.all([tick(), tick(), tick()])
    await customer.until(() => noticesOf(customer).length === 1, 'a reminder')
    await pass(899_000)
    expect((await stateOf(customer)).state).toBe('open')
    clock.advance(2_000)
    await Promise.all([tick(), tick(), tick()])
    const closed = await customer.event('conversation-closed')
    expect(closed.body.reason).toBe('idle')
    expect(noticesOf(customer)).toHaveLength(2)
    await pass(day)
    expect((await stateOf(customer)).lastSeq).toBe(closed.seq)
    expect(findLogFaults(customer.events)).toEqual([])
  })

  it('begins anew with every word of the customer', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('What are your opening hours?')
    await pass(601_000)
    await customer.until(() => noticesOf(customer).length === 1, 'a reminder')
    await pass(600_000)
    await customer.ask('How do I renew a borrowed book?')
    await pass(500_000)
    expect((await stateOf(customer)).state).toBe('open')
    await pass(200_000)
    await customer.until(() => noticesOf(customer).length === 2, 'a second reminder')
  })

  it('never closes a conversation that waits for a person', async () => {
    const asked = await server.customer(tenant)
    await asked.ask('转人工')
    const returned = await server.customer(tenant)
    await returned.ask('转人工')
    await desk(returned).take()
    await desk(returned).say('One moment, please.')
    await desk(returned).handBack('queue')
    const left = await server.customer(tenant)
    await left.send({ type: 'leave-message', contact: 'a@example.com', text: 'Call me' })
    for (let days = 0; days < 3; days += 1) await pass(day)
    for (const customer of [asked, returned, left]) {
      expect(await stateOf(customer)).toMatchObject({ state: 'open', owner: { kind: 'queue' } })
      expect(typesOf(customer)).not.toContain('conversation-closed')
    }
  })

  it('after an agent’s last word closes without the assistant speaking', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('转人工')
    await desk(customer).take()
    await desk(customer).say('Is anything else open?')
    await pass(601_000)
    await pass(901_000)
    await customer.event('conversation-closed')
    expect(noticesOf(customer)).toEqual([])
  })

  it('after the customer’s last word never closes what an agent owes an answer', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('转人工')
    await desk(customer).take()
    await desk(customer).say('Tell me more.')
    await customer.say('It is about my card.')
    await pass(3 * day)
    expect((await stateOf(customer)).state).toBe('open')
  })

  it('is not asked about where the policy says so, and still closes', async () => {
    const quiet = await server.createTenant({ session: { ...session, remindAfterSeconds: 0 } })
    await server.teach(quiet, libraryEntries)
    const customer = await server.customer(quiet)
    await customer.ask('What are your opening hours?')
    await pass(901_000)
    await customer.event('conversation-closed')
    expect(noticesOf(customer)).toHaveLength(1)
  })
})

describe('an agent who is not coming', () => {
  const look = () =>
    returnDeserted(
      {
        database: server.database.database,
        log: server.modules.conversationLog,
        queue: server.modules.queue,
      },
      clock.now(),
    )

  async function served(member: TestMember) {
    const customer = await server.customer(tenant)
    await customer.ask('转人工')
    const one = { params: { conversationId: customer.session.conversationId }, cookie: member.cookie }
    const { ownerEpoch } = await stateOf(customer)
    await server.call(takeConversation, { ...one, body: { ownerEpoch } })
    await server.call(sendAgentMessage, { ...one, body: { clientId: randomUUID(), text: 'Hello' } })
    return customer
  }

  it('loses the conversation to the queue when the customer waits, and only then', async () => {
    const member = await server.createMember(tenant, 'agent')
    await server.modules.members.seen(tenant.id, member.memberId, 'online')
    const [quiet, waiting] = [await served(member), await served(member)]
    await waiting.say('Are you still there?')
    const since = clock.now().toISOString()
    clock.advance(299_000)
    await look()
    expect((await stateOf(waiting)).owner.kind).toBe('agent')
    clock.advance(2_000)
    await Promise.all([look(), look(), look()])
    await waiting.until(() => waiting.events.at(-1)?.type === 'owner-changed', 'a change of owner')
    expect(await stateOf(waiting)).toMatchObject({
      owner: { kind: 'queue' },
      queuedAt: since,
      waitingSince: since,
    })
    expect((await stateOf(quiet)).owner.kind).toBe('agent')
    expect(findLogFaults(waiting.events)).toEqual([])
    clock.advance(day)
    await tick()
    expect((await stateOf(waiting)).state).toBe('open')
  })

  it('keeps it while the console is open, however long the answer takes', async () => {
    const member = await server.createMember(tenant, 'agent')
    const customer = await served(member)
    await customer.say('Take your time.')
    clock.advance(800_000)
    await server.modules.members.seen(tenant.id, member.memberId)
    await look()
    expect((await stateOf(customer)).owner.kind).toBe('agent')
  })

  it('was removed: what waits for them goes to the queue at once', async () => {
    const member = await server.createMember(tenant, 'agent')
    const admin = await server.createMember(tenant, 'admin')
    const customer = await served(member)
    await customer.say('Hello?')
    await server.call(removeMember, { params: { memberId: member.memberId }, cookie: admin.cookie })
    await look()
    expect((await stateOf(customer)).owner.kind).toBe('queue')
  })
})

describe('a conversation handed back to the assistant', () => {
  it('is answered at once where the customer waits for a reply', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('转人工')
    await desk(customer).take()
    await desk(customer).say('You can ask the assistant about that.')
    await customer.say('Thanks, then:')
    const open = await customer.say('What are your opening hours?')
    await desk(customer).handBack('assistant')
    const reply = await customer.event('assistant-message', open.type === 'ack' ? open.seq : 0)
    expect(reply.body.kind).toBe('answer')
    expect(plainText(reply.body.parts)).toContain('9:00')
    expect(findLogFaults(customer.events)).toEqual([])
    expect((await stateOf(customer)).owner.kind).toBe('assistant')
  })

  it('hears nothing a second time when everything had its reply', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('转人工')
    await desk(customer).take()
    await desk(customer).handBack('assistant')
    const started = await customer.event('session-started', 2)
    const reply = await customer.ask('What are your opening hours?')
    expect(
      customer.events.filter((event) => event.type === 'assistant-message' && event.seq > started.seq),
    ).toEqual([reply])
  })
})

describe('a conversation', () => {
  it('that was closed opens again as a new session with the assistant', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('转人工')
    await desk(customer).take()
    await desk(customer).close()
    await customer.event('conversation-closed')
    const answer = await customer.ask('What are your opening hours?')
    expect(answer.body.kind).toBe('answer')
    expect(await stateOf(customer)).toMatchObject({ state: 'open', session: 2, owner: { kind: 'assistant' } })
    expect(await stateOf(customer)).not.toHaveProperty('handoverReason')
    expect(findLogFaults(customer.events)).toEqual([])
  })

  it('closed by the customer is closed once', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('What are your opening hours?')
    await Promise.all([customer.send({ type: 'close' }), customer.send({ type: 'close' })])
    await customer.ask('What are your opening hours?')
    expect(typesOf(customer).filter((type) => type === 'conversation-closed')).toHaveLength(1)
  })

  it('is gone on with while it is recent, and a new one begins after that', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('What are your opening hours?')
    await customer.send({ type: 'close' })
    clock.advance(day - 60_000)
    const again = await server.startSession(tenant, { token: customer.session.token })
    expect(again.conversationId).toBe(customer.session.conversationId)
    clock.advance(120_000)
    const later = await server.startSession(tenant, { token: customer.session.token })
    expect(later.conversationId).not.toBe(customer.session.conversationId)
    expect(later.customerId).toBe(customer.session.customerId)
    const old = await customer.say('Is anybody here?')
    expect(old).toMatchObject({ type: 'error', code: 'conversation/closed' })
    const next = await server.customer(tenant, later)
    expect((await next.ask('What are your opening hours?')).body.kind).toBe('answer')
  })

  it('is the same for six tabs that open at once', async () => {
    const first = await server.startSession(tenant)
    const tabs = await Promise.all(
      Array.from({ length: 6 }, () => server.startSession(tenant, { token: first.token })),
    )
    expect(new Set(tabs.map((tab) => tab.conversationId))).toEqual(new Set([first.conversationId]))
    const clients = await Promise.all(tabs.map((tab) => server.customer(tenant, tab)))
    await clients[0]?.ask('What are your opening hours?')
    for (const client of clients) {
      await client.event('assistant-message')
      expect(client.events.map((event) => event.seq)).toEqual([1, 2, 3])
    }
  })

  it('that begins anew in six tabs at once is one conversation', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('What are your opening hours?')
    await customer.send({ type: 'close' })
    clock.advance(2 * day)
    const { token, conversationId } = customer.session
    const tabs = await Promise.all(Array.from({ length: 6 }, () => server.startSession(tenant, { token })))
    const ids = new Set(tabs.map((tab) => tab.conversationId))
    expect(ids.size).toBe(1)
    expect(ids).not.toContain(conversationId)
  })

  it('shows what came while the customer was away, in order and once', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('转人工')
    await desk(customer).take()
    customer.disconnect()
    for (let index = 0; index < 5; index += 1) await desk(customer).say(`line ${index}`)
    await customer.connect()
    await customer.until(
      () => typesOf(customer).filter((type) => type === 'agent-message').length === 5,
      'five lines',
    )
    expect(customer.events.map((event) => event.seq)).toEqual(customer.events.map((_, index) => index + 1))
  })
})

describe('with nobody on duty', () => {
  it('the customer leaves a message once, and finds it in the queue with the contact', async () => {
    const alone = await server.createTenant({ session })
    const member = await server.createMember(alone, 'agent')
    const customer = await server.customer(alone)
    const reply = await customer.ask('转人工')
    expect(reply.body.parts.at(-1)).toEqual({ type: 'form', form: 'leave-message' })
    const form = { type: 'leave-message', name: 'Ming', contact: '138 0000 0000', text: '请回电' } as const
    const clientId = randomUUID()
    await Promise.all([customer.send(form, clientId), customer.send(form, clientId)])
    await customer.event('message-left')
    expect(typesOf(customer).filter((type) => type === 'message-left')).toHaveLength(1)
    await customer.until(() => noticesOf(customer).length === 1, 'thanks')
    expect(noticesOf(customer)[0]).toContain('留言已收到')
    const queue = await server.call(listConversations, { query: { view: 'queue' }, cookie: member.cookie })
    expect(queue.body.items).toMatchObject([{ leftContact: '138 0000 0000', owner: { kind: 'queue' } }])
  })

  it('an empty form is refused with a code', async () => {
    const customer = await server.customer(tenant)
    for (const form of [
      { contact: ' ', text: 'Hello' },
      { contact: 'a@example.com', text: '\n' },
    ]) {
      const answer = await customer.send({ type: 'leave-message', ...form })
      expect(answer).toMatchObject({ type: 'error', code: 'message/empty' })
    }
  })

  it('a message left in a closed conversation opens it for people', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('What are your opening hours?')
    await customer.send({ type: 'close' })
    await customer.send({ type: 'leave-message', contact: 'a@example.com', text: 'One more thing' })
    expect(await stateOf(customer)).toMatchObject({
      state: 'open',
      owner: { kind: 'queue' },
      leftContact: 'a@example.com',
    })
    expect(findLogFaults(customer.events)).toEqual([])
  })
})

describe('with somebody on duty', () => {
  const presence = (state: 'online' | 'away', member = agent) =>
    server.call(updateCurrentMember, { cookie: member.cookie, body: { presence: state } })
  const lastQueue = (customer: CustomerClient) => customer.frames.findLast((frame) => frame.type === 'queue')

  it('the customer is told the place in the queue, and the form when the last agent leaves', async () => {
    const staffed = await server.createTenant({ session })
    const member = await server.createMember(staffed, 'agent')
    await presence('online', member)
    const first = await server.customer(staffed)
    const reply = await first.ask('转人工')
    expect(reply.body.parts).toHaveLength(1)
    expect(plainText(reply.body.parts)).toContain('转接')
    await first.until(() => lastQueue(first) !== undefined, 'a place in the queue')
    expect(lastQueue(first)).toMatchObject({ queue: { position: 1, onDuty: true } })
    clock.advance(1_000)
    const second = await server.customer(staffed)
    await second.ask('转人工')
    await second.until(() => lastQueue(second) !== undefined, 'a place in the queue')
    expect(lastQueue(second)).toMatchObject({ queue: { position: 2, onDuty: true } })
    await presence('away', member)
    for (const customer of [first, second]) {
      const nobody = () => {
        const frame = lastQueue(customer)
        return frame?.type === 'queue' && frame.queue?.onDuty === false
      }
      await customer.until(nobody, 'nobody on duty')
    }
    const late = await server.customer(staffed)
    expect((await late.ask('转人工')).body.parts.at(-1)).toMatchObject({ type: 'form' })
  })

  it('an agent whose console fell silent for a minute is no longer counted', async () => {
    const staffed = await server.createTenant({ session })
    const member = await server.createMember(staffed, 'agent')
    await presence('online', member)
    clock.advance(61_000)
    const customer = await server.customer(staffed)
    expect((await customer.ask('转人工')).body.parts.at(-1)).toMatchObject({ type: 'form' })
  })

  it('a left message stays with the agent who already serves', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('转人工')
    await desk(customer).take()
    await customer.send({ type: 'leave-message', contact: 'a@example.com', text: 'I have to go' })
    expect(await stateOf(customer)).toMatchObject({
      owner: { kind: 'agent', id: agent.memberId },
      leftContact: 'a@example.com',
    })
  })
})
