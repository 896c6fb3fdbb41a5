import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ConversationEvent,
  closeConversation,
  getConversation,
  handBackConversation,
  listConversationEvents,
  sendAgentMessage,
  sendWebChatFrame,
  takeConversation,
} from '../../contract/index.ts'
import { libraryEntries } from '../../testing/entries.ts'
import { findLogFaults } from '../../testing/log-faults.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { defaultPolicy } from '../policy/index.ts'

let server: TestServerHandle
let beside: TestServerHandle
let tenant: TestTenant
let agent: TestMember
let second: TestMember
let supervisor: TestMember

beforeAll(async () => {
  server = await startTestServer()
  beside = await startTestServer({ beside: server.database })
  // Nobody here counts as on duty, and in a queue that nobody serves the assistant may speak: here only an owner speaks.
  tenant = await server.createTenant({
    scenes: defaultPolicy.scenes.map((scene) => ({ ...scene, unattended: 'silent' as const })),
  })
  await server.teach(tenant, libraryEntries)
  agent = await server.createMember(tenant, 'agent')
  second = await server.createMember(tenant, 'agent')
  supervisor = await server.createMember(tenant, 'supervisor')
})
afterAll(async () => {
  await beside.stop()
  await server.stop()
})

async function eventsOf(conversationId: string): Promise<ConversationEvent[]> {
  const query = { after: '0', limit: '500' }
  const answer = await server.call(listConversationEvents, {
    params: { conversationId },
    query,
    cookie: agent.cookie,
  })
  return answer.body.events as ConversationEvent[]
}
const conversationOf = async (conversationId: string) =>
  (await server.call(getConversation, { params: { conversationId }, cookie: agent.cookie })).body

describe('a message sent again', () => {
  it('stands in the log once: in a row, at once and through two processes', async () => {
    const session = await server.startSession(tenant)
    const send = (at: TestServerHandle, clientId: string) =>
      at.call(sendWebChatFrame, {
        bearer: session.token,
        body: { type: 'message', clientId, text: 'What are your opening hours?' },
      })
    const id = 'sent-again-1'
    const answers = [await send(server, id), await send(server, id)]
    answers.push(...(await Promise.all([server, beside, server, beside].map((at) => send(at, id)))))
    expect(new Set(answers.map((answer) => answer.body.seq))).toEqual(new Set([2]))
    const other = await Promise.all(
      Array.from({ length: 6 }, (_, index) => send(index % 2 ? server : beside, 'at-once-1')),
    )
    expect(new Set(other.map((answer) => answer.body.seq)).size).toBe(1)
    const events = await eventsOf(session.conversationId)
    expect(
      events.filter((event) => event.type === 'customer-message').map((event) => event.clientId),
    ).toEqual([id, 'at-once-1'])
  })

  it('by an agent stands in the log once, too', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('转人工')
    const { conversationId } = customer.session
    const one = { params: { conversationId }, cookie: agent.cookie }
    await server.call(takeConversation, {
      ...one,
      body: { ownerEpoch: (await conversationOf(conversationId)).ownerEpoch },
    })
    const body = { clientId: 'agent-once-1', text: 'Hello' }
    const answers = await Promise.all(
      [server, beside, server].map((at) => at.call(sendAgentMessage, { ...one, body })),
    )
    expect(answers.map((answer) => answer.body.duplicate).sort()).toEqual([false, true, true])
    expect(new Set(answers.map((answer) => answer.body.seq)).size).toBe(1)
  })
})

describe('the sequence of a conversation', () => {
  it('has no gap and no double under fifty writers in two processes', async () => {
    const session = await server.startSession(tenant)
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 ? server : beside).call(sendWebChatFrame, {
          bearer: session.token,
          body: {
            type: 'message',
            clientId: `writer-${String(index).padStart(3, '0')}`,
            text: `message ${index}`,
          },
        }),
      ),
    )
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200))
    const events = await eventsOf(session.conversationId)
    const written = events.filter((event) => event.type === 'customer-message')
    expect(written).toHaveLength(50)
    expect(findLogFaults(events)).toEqual([])
    const bySeq = new Map(written.map((event) => [event.clientId, event.seq]))
    for (const answer of answers) expect(bySeq.get(answer.body.clientId ?? '')).toBe(answer.body.seq)
  })
})

describe('ownership', () => {
  it('goes to exactly one of many who take at once, through two processes', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('I want a human')
    const { conversationId } = customer.session
    const { ownerEpoch } = await conversationOf(conversationId)
    const take = (at: TestServerHandle, member: TestMember) =>
      at.call(takeConversation, { params: { conversationId }, cookie: member.cookie, body: { ownerEpoch } })
    const answers = await Promise.all([
      take(server, agent),
      take(beside, second),
      take(beside, supervisor),
      take(server, second),
    ])
    const owner = (await conversationOf(conversationId)).owner.id
    const winners = answers.filter((answer) => answer.status === 200)
    expect(winners.length).toBeGreaterThanOrEqual(1)
    for (const winner of winners) expect(winner.body.owner.id).toBe(owner)
    for (const loser of answers.filter((answer) => answer.status !== 200))
      expect(loser.body).toMatchObject({ error: { code: 'conversation/taken' } })
    const events = await eventsOf(conversationId)
    expect(
      events.filter((event) => event.type === 'owner-changed' && event.body.to.kind === 'agent'),
    ).toHaveLength(1)
  })

  it('stays with one while everybody takes, hands back, closes and speaks at once', async () => {
    const customer = await server.customer(tenant)
    const { conversationId } = customer.session
    await customer.ask('What are your opening hours?')
    const staff = [agent, second, supervisor]
    const act = async (member: TestMember, step: number) => {
      const at = step % 2 ? server : beside
      const one = { params: { conversationId }, cookie: member.cookie }
      const { ownerEpoch } = await conversationOf(conversationId)
      const actions = [
        () => at.call(takeConversation, { ...one, body: { ownerEpoch } }),
        () => at.call(sendAgentMessage, { ...one, body: { clientId: randomUUID(), text: `step ${step}` } }),
        () => at.call(handBackConversation, { ...one, body: { to: step % 3 ? 'assistant' : 'queue' } }),
        () => at.call(closeConversation, one),
      ]
      const action = actions[step % actions.length]
      const answer = await action?.()
      expect(answer?.status).toBeLessThan(500)
    }
    for (let round = 0; round < 12; round += 1) {
      await Promise.all([
        ...staff.map((member, index) => act(member, round + index)),
        customer.say(round % 3 ? 'How do I renew a borrowed book?' : '转人工'),
      ])
    }
    const events = await eventsOf(conversationId)
    expect(findLogFaults(events)).toEqual([])
    expect(events.filter((event) => event.type === 'owner-changed').length).toBeGreaterThan(2)
  })

  it('is a supervisor’s to take from an agent, and no other agent’s', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('转人工')
    const { conversationId } = customer.session
    const take = async (member: TestMember) => {
      const { ownerEpoch } = await conversationOf(conversationId)
      return server.call(takeConversation, {
        params: { conversationId },
        cookie: member.cookie,
        body: { ownerEpoch },
      })
    }
    expect((await take(agent)).status).toBe(200)
    expect((await take(second)).body).toMatchObject({ error: { code: 'conversation/taken' } })
    expect((await take(supervisor)).body.owner.id).toBe(supervisor.memberId)
    const body = { clientId: randomUUID(), text: 'still me' }
    const late = await server.call(sendAgentMessage, {
      params: { conversationId },
      cookie: agent.cookie,
      body,
    })
    expect(late.body).toMatchObject({ error: { code: 'conversation/not-owner' } })
  })
})
