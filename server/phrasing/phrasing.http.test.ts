import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ConversationEvent,
  checkWording,
  createQuickPhrase,
  createWordingRule,
  getConversation,
  listConversationEvents,
  listQuickPhrases,
  removeQuickPhrase,
  sendAgentMessage,
  takeConversation,
  updateQuickPhrase,
  updateWordingRule,
  type WordingRuleContent,
} from '../../contract/index.ts'
import type { CustomerClient } from '../../testing/customer-client.ts'
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
let other: TestMember
let supervisor: TestMember

beforeAll(async () => {
  server = await startTestServer()
  beside = await startTestServer({ beside: server.database })
  tenant = await server.createTenant()
  agent = await server.createMember(tenant, 'agent')
  other = await server.createMember(tenant, 'agent')
  supervisor = await server.createMember(tenant, 'supervisor')
})
afterAll(async () => {
  await beside.stop()
  await server.stop()
})

const errorOf = (answer: { body: unknown }) =>
  (answer.body as { error?: { code: string; parameters: Record<string, unknown> } }).error

describe('quick phrases', () => {
  const content = (code: string, change: object = {}) => ({
    shared: false,
    folder: 'Refunds',
    code,
    title: 'Refund',
    texts: { zh: '{{customer.name}}您好，订单{{order.number}}已退款。', en: '' },
    ...change,
  })
  const add = (member: TestMember, body: object) =>
    server.call(createQuickPhrase, { cookie: member.cookie, body })
  const codesOf = async (member: TestMember) =>
    (await server.call(listQuickPhrases, { cookie: member.cookie })).body.items.map((one) => one.code).sort()

  it('belong to one member or to all, and only supervisors change what is shared', async () => {
    const mine = await add(agent, content('mine'))
    expect(mine.status).toBe(200)
    expect(errorOf(await add(agent, content('ours', { shared: true })))?.code).toBe('access/forbidden')
    const shared = await add(supervisor, content('ours', { shared: true }))
    expect(await codesOf(agent)).toEqual(['mine', 'ours'])
    expect(await codesOf(other)).toEqual(['ours'])
    const change = (member: TestMember, id: string, body: object, version = 1) =>
      server.call(updateQuickPhrase, {
        cookie: member.cookie,
        params: { quickPhraseId: id },
        body,
        headers: { 'if-match': `"${version}"` },
      })
    expect(errorOf(await change(other, mine.body.id, content('mine')))?.code).toBe('quick-phrase/not-found')
    expect(errorOf(await change(agent, shared.body.id, content('ours')))?.code).toBe('access/forbidden')
    expect((await change(agent, mine.body.id, content('mine2'))).body).toMatchObject({ version: 2 })
    expect(errorOf(await change(agent, mine.body.id, content('mine3')))?.code).toBe(
      'request/version-conflict',
    )
    const gone = await server.call(removeQuickPhrase, {
      cookie: agent.cookie,
      params: { quickPhraseId: mine.body.id },
    })
    expect(gone.status).toBe(200)
    expect(await codesOf(agent)).toEqual(['ours'])
  })

  it('have one code each, and name no variable that does not exist', async () => {
    await add(agent, content('twice'))
    expect(errorOf(await add(agent, content('TWICE')))).toMatchObject({ code: 'quick-phrase/code-taken' })
    expect((await add(other, content('twice'))).status).toBe(200)
    const unknown = await add(agent, content('typo', { texts: { zh: '', en: 'Dear {{customer.nam}}' } }))
    expect(errorOf(unknown)).toMatchObject({
      code: 'quick-phrase/unknown-variable',
      parameters: { variable: 'customer.nam' },
    })
    expect(errorOf(await add(agent, content('none', { texts: { zh: ' ', en: '' } })))?.code).toBe(
      'message/empty',
    )
  })
})

describe('wording rules', () => {
  let customer: CustomerClient
  let id: string
  const rule = (change: Partial<WordingRuleContent>): WordingRuleContent => ({
    name: 'No private contact',
    kind: 'words',
    expression: '加微信\nwhatsapp',
    action: 'block',
    hint: 'Stay in this channel.',
    enabled: true,
    ...change,
  })
  const add = async (change: Partial<WordingRuleContent>) =>
    server.call(createWordingRule, { cookie: supervisor.cookie, body: rule(change) })
  const send = (text: string, confirmedRules?: string[], clientId: string = randomUUID(), at = server) =>
    at.call(sendAgentMessage, {
      cookie: agent.cookie,
      params: { conversationId: id },
      body: { clientId, text, ...(confirmedRules === undefined ? {} : { confirmedRules }) },
    })
  async function events(): Promise<ConversationEvent[]> {
    const { body } = await server.call(listConversationEvents, {
      cookie: agent.cookie,
      params: { conversationId: id },
      query: { after: '0' },
    })
    return body.events as ConversationEvent[]
  }

  beforeAll(async () => {
    customer = await server.customer(tenant)
    await customer.ask('转人工')
    id = customer.session.conversationId
    const { body } = await server.call(getConversation, {
      cookie: agent.cookie,
      params: { conversationId: id },
    })
    await server.call(takeConversation, {
      cookie: agent.cookie,
      params: { conversationId: id },
      body: { ownerEpoch: body.ownerEpoch },
    })
  })

  it('keep what they block from the customer, at once and in every process', async () => {
    const sentBefore = randomUUID()
    expect((await send('请加微信', undefined, sentBefore)).status).toBe(200)
    const made = await add({})
    for (const at of [server, beside]) {
      const refused = await send('我们加 微信聊吧', [made.body.id], randomUUID(), at)
      expect(refused.status).toBe(422)
      expect(errorOf(refused)).toMatchObject({
        code: 'wording/blocked',
        parameters: { rule: 'No private contact', words: '加 微信', ruleId: made.body.id },
      })
    }
    // What was sent before the rule and only lost its acknowledgement is sent.
    expect((await send('请加微信', undefined, sentBefore)).body).toMatchObject({ duplicate: true })
    expect((await events()).filter((event) => event.type === 'agent-message')).toHaveLength(1)
    await server.call(updateWordingRule, {
      cookie: supervisor.cookie,
      params: { wordingRuleId: made.body.id },
      body: rule({ enabled: false }),
      headers: { 'if-match': '"1"' },
    })
    expect((await send('加微信')).status).toBe(200)
  })

  it('let through what the agent confirms, and keep the confirmation with the message', async () => {
    const made = await add({ name: 'Promises', kind: 'pattern', expression: '保证*退款', action: 'warn' })
    const text = '我保证给您退款'
    const asked = await send(text)
    expect([asked.status, errorOf(asked)?.code]).toEqual([409, 'wording/unconfirmed'])
    expect(errorOf(await send(text, [randomUUID()]))?.code).toBe('wording/unconfirmed')
    const sent = await send(text, [made.body.id])
    expect(sent.status).toBe(200)
    const log = await events()
    const [message, confirmed] = log.slice(-2)
    expect([message?.type, message?.seq]).toEqual(['agent-message', sent.body.seq])
    expect(confirmed).toMatchObject({
      type: 'wording-confirmed',
      actor: { id: agent.memberId },
      body: { rules: [{ id: made.body.id, name: 'Promises', words: '保证给您退款' }] },
    })
    await customer.event('agent-message', (message?.seq ?? 0) - 1)
    expect(JSON.stringify(customer.frames)).not.toContain('wording-confirmed')
    // Nothing to confirm leaves nothing behind.
    await send('您好', [made.body.id])
    expect((await events()).at(-1)?.type).toBe('agent-message')
  })

  it('can be tried before they are saved, and are refused when they cannot be matched', async () => {
    const tried = await server.call(checkWording, {
      cookie: agent.cookie,
      body: { text: 'call me on WhatsApp', rule: rule({ enabled: false }) },
    })
    expect(tried.body.findings).toMatchObject([{ words: 'WhatsApp', from: 11, to: 19, action: 'block' }])
    const broken = await add({ kind: 'pattern', expression: '((a)b' })
    expect(errorOf(broken)).toMatchObject({
      code: 'wording-rule/expression-invalid',
      parameters: { reason: 'unbalanced' },
    })
  })
})
