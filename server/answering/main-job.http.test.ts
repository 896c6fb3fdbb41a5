import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  closeConversation,
  getConversation,
  getDecision,
  getHandoverSummary,
  handBackConversation,
  listConversations,
  plainText,
  sendAgentMessage,
  takeConversation,
} from '../../contract/index.ts'
import { libraryEntries } from '../../testing/entries.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'

let server: TestServerHandle
let tenant: TestTenant
let agent: TestMember
let second: TestMember

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  agent = await server.createMember(tenant, 'agent')
  second = await server.createMember(tenant, 'agent')
})
afterAll(() => server.stop())

describe('the main job', () => {
  it('answers what the knowledge contains, with its source, in the language of the question', async () => {
    const customer = await server.customer(tenant)
    const english = await customer.ask('What are your opening hours?')
    expect(english.body).toMatchObject({
      kind: 'answer',
      sources: [{ title: 'What are your opening hours?' }],
    })
    expect(plainText(english.body.parts)).toBe('We are open every day from 9:00 to 20:00.')
    const chinese = await customer.ask('读者证丢了怎么办')
    expect(plainText(chinese.body.parts)).toContain('挂失')
  })

  it('shows the customer no confidence and no decision id', async () => {
    const customer = await server.customer(tenant)
    const answer = await customer.ask('How do I renew a borrowed book?')
    expect(answer.body).not.toHaveProperty('confidence')
    expect(answer.body).not.toHaveProperty('decisionId')
  })

  it('hands over at once when a person is asked for, and says that nobody is there', async () => {
    const customer = await server.customer(tenant)
    const reply = await customer.ask('转人工')
    expect(reply.body.kind).toBe('handover')
    expect(reply.body.parts.at(-1)).toEqual({ type: 'form', form: 'leave-message' })
    const changed = await customer.event('owner-changed')
    expect(changed.body).toMatchObject({ to: { kind: 'queue' }, reason: 'customer-asked' })
  })

  it('goes from the customer to an agent, back to the assistant and to its end', async () => {
    const customer = await server.customer(tenant)
    const { conversationId } = customer.session
    await customer.ask('What does it cost to return a book late?')
    await customer.send({ type: 'human' })
    await customer.event('owner-changed')
    const one = { params: { conversationId }, cookie: agent.cookie }

    const queue = await server.call(listConversations, { query: { view: 'queue' }, cookie: agent.cookie })
    expect(queue.body.items.map((item) => item.id)).toContain(conversationId)
    const conversation = (await server.call(getConversation, one)).body
    const summary = await server.call(getHandoverSummary, one)
    expect(summary.body).toMatchObject({ reason: 'customer-asked' })
    expect(summary.body.asked.map((line) => line.text).join(' ')).toContain('return a book late')

    const attempts = await Promise.all(
      [agent, second].map((member) =>
        server.call(takeConversation, {
          ...one,
          cookie: member.cookie,
          body: { ownerEpoch: conversation.ownerEpoch },
        }),
      ),
    )
    expect(attempts.map((attempt) => attempt.status).sort()).toEqual([200, 409])
    const winner = attempts[0]?.status === 200 ? agent : second
    const loser = winner === agent ? second : agent

    const refused = await server.call(sendAgentMessage, {
      ...one,
      cookie: loser.cookie,
      body: { clientId: 'client-id-1', text: 'Hello' },
    })
    expect(refused.body).toMatchObject({ error: { code: 'conversation/not-owner' } })
    const sent = await server.call(sendAgentMessage, {
      ...one,
      cookie: winner.cookie,
      body: { clientId: 'client-id-2', text: 'I am here.' },
    })
    const again = await server.call(sendAgentMessage, {
      ...one,
      cookie: winner.cookie,
      body: { clientId: 'client-id-2', text: 'I am here.' },
    })
    expect(again.body).toEqual({ seq: sent.body.seq, duplicate: true })
    expect(plainText((await customer.event('agent-message')).body.parts)).toBe('I am here.')

    // A person owns it: the assistant keeps silent.
    const before = customer.events.filter((event) => event.type === 'assistant-message').length
    const waiting = await customer.say('What are your opening hours?')
    const answers = () => customer.events.filter((event) => event.type === 'assistant-message')
    expect(answers()).toHaveLength(before)
    await server.call(handBackConversation, { ...one, cookie: winner.cookie, body: { to: 'assistant' } })
    // What nobody had replied to is the first turn of the new session.
    await customer.event('assistant-message', waiting.type === 'ack' ? waiting.seq : 0)
    const answer = await customer.ask('How do I renew a borrowed book?')
    expect(answer.body.kind).toBe('answer')
    expect(answers()).toHaveLength(before + 2)

    await server.call(closeConversation, { ...one, cookie: winner.cookie })
    await customer.event('conversation-closed')
    await customer.ask('What are your opening hours?')
    expect(
      customer.events.filter((event) => event.type === 'session-started').map((event) => event.body),
    ).toEqual([
      { session: 1, reason: 'first-contact' },
      { session: 2, reason: 'handed-back' },
      { session: 3, reason: 'reopened' },
    ])
    expect(customer.events.map((event) => event.seq)).toEqual(customer.events.map((_, index) => index + 1))
  })

  it('keeps a decision record that names what was found and which rule decided', async () => {
    const customer = await server.customer(tenant)
    const { conversationId } = customer.session
    await customer.ask('I lost my reader card. What now?')
    const rows = await server.database.asOwner<{ id: string }>(
      'select id from decisions where conversation_id = $1',
      [conversationId],
    )
    const decision = await server.call(getDecision, {
      params: { conversationId, decisionId: rows[0]?.id ?? '' },
      cookie: agent.cookie,
    })
    expect(decision.body).toMatchObject({
      inputFrom: 2,
      inputTo: 2,
      replySeq: 3,
      decided: { outcome: 'answer', rule: 'confidence-at-or-above-threshold', threshold: 0.85 },
      tier: 'local',
    })
    expect(decision.body.found[0]).toMatchObject({ title: 'I lost my reader card. What now?' })
    expect(decision.body.steps.map((step) => step.name)).toEqual([
      'understand',
      'retrieve',
      'decide',
      'draft',
      'check',
    ])
  })

  it('answers a burst once', async () => {
    // Long enough for a burst to be one, also where each message takes its time to be written.
    const unhurried = await server.createTenant({ settle: { quietMs: 600, longestMs: 10_000 } })
    await server.teach(unhurried, libraryEntries)
    const customer = await server.customer(unhurried)
    await Promise.all([
      customer.say('hello'),
      customer.say('tell me please'),
      customer.say('What are your opening hours?'),
    ])
    await customer.event('assistant-message')
    await customer.ask('How high is the overdue fine?')
    expect(customer.events.filter((event) => event.type === 'assistant-message')).toHaveLength(2)
  })
})
