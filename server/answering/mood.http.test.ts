import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ConversationId,
  closeConversation,
  type DecisionId,
  getConversation,
  getDecision,
  getHandoverSummary,
  listConversations,
  type MessagePart,
  plainText,
  takeConversation,
} from '../../contract/index.ts'
import { libraryEntries } from '../../testing/entries.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { defaultPolicy } from '../policy/index.ts'

let server: TestServerHandle
/** Answers everybody alike. */
let calm: TestTenant
/** Hands whoever is furious or abusive to people. */
let strict: TestTenant
let agent: TestMember
let strictAgent: TestMember

beforeAll(async () => {
  server = await startTestServer()
  calm = await server.createTenant()
  strict = await server.createTenant({
    scenes: [{ key: 'default', whenFurious: 'handover', whenAbusive: 'handover' }],
  })
  await server.teach(calm, libraryEntries)
  await server.teach(strict, libraryEntries)
  agent = await server.createMember(calm, 'agent')
  strictAgent = await server.createMember(strict, 'agent')
})
afterAll(() => server.stop())

const furious = '骗子！马上给我退钱，不退我去12315告你们！！！'
const one = (conversationId: ConversationId, member = agent) => ({
  params: { conversationId },
  cookie: member.cookie,
})

async function decisionOf(conversationId: ConversationId) {
  const { rows } = await server.modules.database.tenant(strict.id, (transaction) =>
    sql<{ id: DecisionId }>`select id from decisions where conversation_id = ${conversationId}`.execute(
      transaction,
    ),
  )
  const answer = await server.call(getDecision, {
    params: { conversationId, decisionId: rows[0]?.id as DecisionId },
    cookie: strictAgent.cookie,
  })
  return answer.body
}

describe('a customer’s mood', () => {
  it('stands at the conversation, in the list, the summary and the decision record', async () => {
    const customer = await server.customer(calm)
    const { conversationId } = customer.session
    await customer.ask(furious)
    const { body } = await server.call(getConversation, one(conversationId))
    expect(body).toMatchObject({ emotion: 'furious', urgency: 'high' })
    // A short word in between calms nobody down.
    await customer.ask('转人工')
    const list = await server.call(listConversations, { query: { view: 'queue' }, cookie: agent.cookie })
    expect(list.body.items.find((item) => item.id === conversationId)).toMatchObject({
      emotion: 'furious',
      urgency: 'high',
    })
    const summary = await server.call(getHandoverSummary, one(conversationId))
    expect(summary.body).toMatchObject({ emotion: 'furious', urgency: 'high' })
  })

  it('follows what is said to an agent, and is forgotten with the session', async () => {
    const customer = await server.customer(calm)
    const { conversationId } = customer.session
    await customer.ask('I want to talk to a person')
    const { ownerEpoch } = (await server.call(getConversation, one(conversationId))).body
    await server.call(takeConversation, { ...one(conversationId), body: { ownerEpoch } })
    await customer.say('this is the fourth time I ask, your service is terrible and nobody does anything')
    expect((await server.call(getConversation, one(conversationId))).body.emotion).toMatch(/angry|furious/)
    await customer.say('thank you so much, that solved it, you have been really helpful')
    expect((await server.call(getConversation, one(conversationId))).body.emotion).toBe('grateful')
    await server.call(closeConversation, { ...one(conversationId), body: {} })
    await customer.ask('转人工')
    const again = (await server.call(getConversation, one(conversationId))).body
    expect(again.session).toBe(2)
    expect(again).not.toHaveProperty('emotion')
  })

  it('is not shown to the customer', async () => {
    const customer = await server.customer(calm)
    await customer.ask(furious)
    expect(JSON.stringify(customer.frames)).not.toMatch(/furious|emotion/)
  })

  it('changes nothing where the policy says nothing', async () => {
    const customer = await server.customer(calm)
    const reply = await customer.ask('You thieves!!! What are your opening hours?')
    expect(reply.body.handoverReason).toBeUndefined()
  })
})

describe('a scene that hands over', () => {
  it('lets people meet whoever is furious, with a reason and words of its own', async () => {
    const customer = await server.customer(strict)
    const { conversationId } = customer.session
    const reply = await customer.ask(furious)
    expect(reply.body.kind).toBe('handover')
    expect(plainText(reply.body.parts)).toContain('心情')
    const { body } = await server.call(getConversation, one(conversationId, strictAgent))
    expect(body).toMatchObject({ owner: { kind: 'queue' }, handoverReason: 'furious', emotion: 'furious' })
    expect((await decisionOf(conversationId)).understood).toMatchObject({
      emotion: 'furious',
      urgency: 'high',
    })
  })

  it('does the same for abuse, and records the cue by its place alone', async () => {
    const customer = await server.customer(strict)
    const { conversationId } = customer.session
    await customer.ask('shut up you stupid bot')
    const { body } = await server.call(getConversation, one(conversationId, strictAgent))
    expect(body.handoverReason).toMatch(/abusive|furious/)
    const record = await decisionOf(conversationId)
    expect(record.understood.cues).toContainEqual(
      expect.objectContaining({ kind: 'abuse', start: expect.any(Number), end: expect.any(Number) }),
    )
    expect(JSON.stringify(record)).not.toContain('stupid')
  })

  it('warns first where it says so, in the customer’s language, and hands over who goes on', async () => {
    const warning = await server.createTenant({ scenes: [{ key: 'default', whenAbusive: 'warn' }] })
    await server.teach(warning, libraryEntries)
    const customer = await server.customer(warning)
    const warned = await customer.ask('shut up you stupid bot')
    expect(warned.body).toMatchObject({ kind: 'notice' })
    expect(plainText(warned.body.parts)).toContain('with respect')
    const answer = await customer.ask('What are your opening hours?')
    expect(answer.body.kind).toBe('answer')
    expect((await customer.ask('shut up you stupid bot')).body.kind).toBe('handover')
  })

  it('answers everybody else', async () => {
    const customer = await server.customer(strict)
    const reply = await customer.ask('What are your opening hours?')
    expect(reply.body.kind).toBe('answer')
  })
})

describe('how the assistant puts it', () => {
  const texts = (message: { body: { parts: MessagePart[] } }) =>
    message.body.parts.flatMap((part) => (part.type === 'text' ? [part.text] : []))

  it('begins with care where the mood has just turned, once, and with nothing where the company has no words for it', async () => {
    const scenes = [{ key: 'default', threshold: 0 }]
    const open = await server.createTenant({ scenes })
    const plain = await server.createTenant({
      scenes,
      texts: { ...defaultPolicy.texts, mood: { upset: { en: '', zh: '' }, worried: { en: '', zh: '' } } },
    })
    const angry = '气死我了，你们图书馆到底几点开门！！！'
    for (const [tenant, said] of [
      [open, ['给您添麻烦了，非常抱歉。', '我们每天 9:00 至 20:00 开放。']],
      [plain, ['我们每天 9:00 至 20:00 开放。']],
    ] as const) {
      await server.teach(tenant, libraryEntries)
      const customer = await server.customer(tenant)
      expect(texts(await customer.ask('图书馆几点开门？'))).toEqual(['我们每天 9:00 至 20:00 开放。'])
      expect(texts(await customer.ask(angry))).toEqual(said)
      expect(texts(await customer.ask(angry))).toEqual(['我们每天 9:00 至 20:00 开放。'])
    }
  })

  it('says what it says again in the next way', async () => {
    const tenant = await server.createTenant({
      texts: { ...defaultPolicy.texts, greeting: { en: 'Hello!\n---\nHi, what is it about?', zh: '您好' } },
    })
    await server.teach(tenant, libraryEntries)
    const customer = await server.customer(tenant)
    const said = [await customer.ask('hello'), await customer.ask('hello'), await customer.ask('hello')]
    expect(said.flatMap(texts)).toEqual(['Hello!', 'Hi, what is it about?', 'Hello!'])
  })
})
