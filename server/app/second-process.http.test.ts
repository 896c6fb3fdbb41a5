import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  ask,
  getConversation,
  getPolicy,
  listEntries,
  plainText,
  sendAgentMessage,
  sendWebChatFrame,
  takeConversation,
  updateCurrentMember,
  updateEntry,
  updatePolicy,
} from '../../contract/index.ts'
import { ConsoleClient } from '../../testing/console-client.ts'
import { CustomerClient } from '../../testing/customer-client.ts'
import { libraryEntries } from '../../testing/entries.ts'
import { findLogFaults } from '../../testing/log-faults.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'

let first: TestServerHandle
let second: TestServerHandle
let tenant: TestTenant
let agent: TestMember
let admin: TestMember
const opened: { close(): void }[] = []

beforeAll(async () => {
  first = await startTestServer()
  second = await startTestServer({ beside: first.database })
  tenant = await first.createTenant()
  await first.teach(tenant, libraryEntries)
  agent = await first.createMember(tenant, 'agent')
  admin = await first.createMember(tenant, 'admin')
})
afterAll(async () => {
  for (const one of opened) one.close()
  await second.stop()
  await first.stop()
})

async function consoleAt(server: TestServerHandle, member: TestMember): Promise<ConsoleClient> {
  const client = new ConsoleClient(server.url, member.cookie)
  opened.push(client)
  await client.ready()
  return client
}

describe('two processes on one database', () => {
  it('carry a conversation between a customer on one and an agent on the other', async () => {
    const customer = await first.customer(tenant)
    await customer.ask('转人工')
    const { conversationId } = customer.session
    const desk = await consoleAt(second, agent)
    desk.send({ type: 'watch', conversationId })
    const one = { params: { conversationId }, cookie: agent.cookie }
    const { ownerEpoch } = (await second.call(getConversation, one)).body
    await second.call(takeConversation, { ...one, body: { ownerEpoch } })
    expect((await customer.event('owner-changed', 4)).body.to.kind).toBe('agent')
    await second.call(sendAgentMessage, {
      ...one,
      body: { clientId: randomUUID(), text: 'Hello from over here.' },
    })
    expect(plainText((await customer.event('agent-message')).body.parts)).toBe('Hello from over here.')

    const ack = await customer.say('And hello back.')
    const seq = ack.type === 'ack' ? ack.seq : 0
    await desk.until(
      (frame) =>
        frame.type === 'conversation-changed' &&
        frame.conversationId === conversationId &&
        frame.lastSeq === seq,
    )
    customer.sendRaw({ type: 'typing', on: true })
    await desk.until((frame) => frame.type === 'customer-typing' && frame.on)
    customer.sendRaw({ type: 'read', seq })
    await desk.until((frame) => frame.type === 'customer-read' && frame.seq === seq)
    desk.send({ type: 'typing', conversationId, on: true })
    await customer.until(() => customer.frames.some((frame) => frame.type === 'typing' && frame.on), 'typing')
    desk.send({ type: 'read', conversationId, seq })
    await customer.until(
      () => customer.frames.some((frame) => frame.type === 'read' && frame.seq === seq),
      'read',
    )
    expect(findLogFaults(customer.events)).toEqual([])
  })

  it('show one conversation to tabs of the same customer on both', async () => {
    const one = await first.customer(tenant)
    const other = new CustomerClient(second.url, one.session)
    opened.push({ close: () => other.disconnect() })
    await other.connect()
    await Promise.all([one.ask('What are your opening hours?'), other.event('assistant-message')])
    await other.ask('How do I renew a borrowed book?')
    await one.until(() => one.events.length === other.events.length, 'the same events')
    expect(one.events.map((event) => event.id)).toEqual(other.events.map((event) => event.id))
    expect(findLogFaults(one.events)).toEqual([])
  })

  it('answer from knowledge that was edited through the other a moment ago', async () => {
    const customer = await second.customer(tenant)
    expect(plainText((await customer.ask('How high is the overdue fine?')).body.parts)).toContain(
      'Twenty pence',
    )
    const { items } = (await first.call(listEntries, { query: { search: 'late-fee' }, cookie: admin.cookie }))
      .body
    const entry = items[0]
    if (entry === undefined) throw new Error('the entry is missing')
    const { key, category, question, similar } = entry
    const body = { key, category, question, similar, answer: { en: 'Nothing: fines were abolished.' } }
    const changed = await first.call(updateEntry, {
      params: { entryId: entry.id },
      cookie: admin.cookie,
      body,
    })
    expect(changed.status).toBe(200)
    expect(plainText((await customer.ask('How high is the overdue fine?')).body.parts)).toBe(
      'Nothing: fines were abolished.',
    )
    const asked = await second.call(ask, {
      cookie: admin.cookie,
      body: { text: 'How high is the overdue fine?' },
    })
    expect(asked.body.text).toBe('Nothing: fines were abolished.')
  })

  it('follow a policy that was changed through the other from the next turn on', async () => {
    const own = await first.createTenant()
    await first.teach(own, libraryEntries)
    const boss = await first.createMember(own, 'admin')
    const customer = await second.customer(own)
    expect((await customer.ask('What are your opening hours?')).body.kind).toBe('answer')
    const { document } = (await first.call(getPolicy, { cookie: boss.cookie })).body
    const scenes = [{ key: 'default', categories: [], threshold: 1, offerThreshold: 1, offerCount: 1 }]
    await first.call(updatePolicy, { cookie: boss.cookie, body: { ...document, scenes } })
    expect((await customer.ask('What are your opening hours?')).body.kind).toBe('handover')
  })

  it('tell a customer on one their place in the queue when the other has handed over', async () => {
    const own = await first.createTenant()
    const customer = await second.customer(own)
    await first.call(sendWebChatFrame, {
      bearer: customer.session.token,
      body: { type: 'human', clientId: randomUUID() },
    })
    const place = () => customer.frames.findLast((frame) => frame.type === 'queue')
    await customer.until(() => place() !== undefined, 'a place in the queue')
    expect(place()).toMatchObject({ queue: { position: 1 } })
  })

  it('count whoever is on duty on either', async () => {
    const own = await first.createTenant()
    const member = await first.createMember(own, 'agent')
    await first.call(updateCurrentMember, { cookie: member.cookie, body: { presence: 'online' } })
    const customer = await second.customer(own)
    expect((await customer.ask('转人工')).body.parts).toHaveLength(1)
  })
})

describe('a process that died', () => {
  /** A customer whose message waits for an answer of a process that is no more, now connected to a living one. */
  async function orphan(): Promise<CustomerClient> {
    const third = await startTestServer({ beside: first.database })
    const waiting = await first.createTenant({ settle: { quietMs: 10_000, longestMs: 30_000 } })
    await first.teach(waiting, libraryEntries)
    const before = await third.customer(waiting)
    await before.say('What are your opening hours?')
    await third.stop()
    // As after kill -9: it never said goodbye, and its last heartbeat is a while ago.
    await first.database.asOwner(
      `insert into processes select turn_process, 'all', now(), now() - interval '5 seconds' from conversations where id = $1`,
      [before.session.conversationId],
    )
    await first.database.asOwner('update conversations set turn_due_at = now() where id = $1', [
      before.session.conversationId,
    ])
    const customer = new CustomerClient(second.url, before.session)
    opened.push({ close: () => customer.disconnect() })
    await customer.connect()
    return customer
  }

  it('leaves its turns to the others, who answer them within seconds and once', async () => {
    const customer = await orphan()
    const begun = performance.now()
    const answer = await customer.event('assistant-message')
    // Of a process that seems to be alive they would be taken after twelve.
    expect(performance.now() - begun).toBeLessThan(11_000)
    expect(plainText(answer.body.parts)).toContain('9:00')
    await first.call(sendWebChatFrame, {
      bearer: customer.session.token,
      body: { type: 'message', clientId: randomUUID(), text: '转人工' },
    })
    await customer.event('owner-changed')
    expect(customer.events.filter((event) => event.type === 'assistant-message')).toHaveLength(2)
  })

  it('leaves bursts that had not ended when it stopped to the others', async () => {
    const third = await startTestServer({ beside: first.database })
    const waiting = await first.createTenant({ settle: { quietMs: 1_500, longestMs: 2_000 } })
    await first.teach(waiting, libraryEntries)
    const customer = await third.customer(waiting)
    await customer.say('What are your opening hours?')
    await third.stop()
    const moved = new CustomerClient(second.url, customer.session)
    opened.push({ close: () => moved.disconnect() })
    await moved.connect()
    const answer = await moved.event('assistant-message')
    expect(plainText(answer.body.parts)).toContain('9:00')
    expect(findLogFaults(moved.events)).toEqual([])
  })

  it('frees its jobs: the next one does them', async () => {
    const own = await first.createTenant()
    await first.modules.knowledge.create(
      'system',
      own.id,
      libraryEntries[0] as (typeof libraryEntries)[number],
    )
    const jobs = new pg.Client({ connectionString: first.database.superuserUrl })
    await jobs.connect()
    try {
      // As after kill -9: the job and its queue are locked by a worker that nobody hears of.
      await jobs.query(
        `update graphile_worker._private_jobs set locked_by = 'dead', locked_at = now() - interval '1 hour', run_at = now()`,
      )
      await jobs.query(
        `update graphile_worker._private_job_queues set locked_by = 'dead', locked_at = now() - interval '1 hour'`,
      )
      const third = await startTestServer({ beside: first.database })
      try {
        const trained = async () =>
          (await jobs.query('select 1 from attune.models where tenant_id = $1', [own.id])).rowCount
        await expect.poll(trained, { timeout: 30_000, interval: 100 }).toBe(1)
      } finally {
        await third.stop()
      }
    } finally {
      await jobs.end()
    }
  })
})

describe('the console’s socket', () => {
  it('opens for signed-in members of the console’s own pages alone', async () => {
    const refusal = async (cookie: string, origin?: string) => {
      const client = new ConsoleClient(first.url, cookie, origin)
      opened.push(client)
      return client.ready().then(
        () => 'ready',
        (error: Error) => error.message,
      )
    }
    expect(await refusal('attune_session=made-up')).toContain('401')
    expect(await refusal(agent.cookie, 'https://evil.example')).toContain('403')
    expect(await refusal(agent.cookie, first.url)).toBe('ready')
  })

  it('tells nothing about another tenant’s conversations, whatever is asked for', async () => {
    const foreign = await first.createTenant()
    const spy = await consoleAt(first, await first.createMember(foreign, 'admin'))
    const customer = await first.customer(tenant)
    const { conversationId } = customer.session
    spy.send({ type: 'watch', conversationId })
    spy.send({ type: 'typing', conversationId, on: true })
    spy.send({ type: 'read', conversationId, seq: 1 })
    spy.send('{"type":"watch"')
    spy.send('{"type":"watch","conversationId":"x"}')
    await customer.ask('What are your opening hours?')
    customer.sendRaw({ type: 'typing', on: true })
    spy.send({ type: 'ping' })
    await spy.until((frame) => frame.type === 'pong')
    const told = spy.frames.filter((frame) => !['ready', 'pong', 'error'].includes(frame.type))
    // Of its own tenant it may hear: that nothing is there.
    for (const frame of told) {
      expect(frame.type).toBe('counts')
      expect(Object.values((frame as { counts: Record<string, number> }).counts).every((n) => n === 0)).toBe(
        true,
      )
    }
    expect(spy.frames.filter((frame) => frame.type === 'error').map((frame) => frame.code)).toEqual([
      'request/not-json',
      'request/invalid',
    ])
    expect(JSON.stringify(spy.frames)).not.toContain(conversationId)
  })
})
