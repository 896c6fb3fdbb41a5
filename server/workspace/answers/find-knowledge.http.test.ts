import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ConversationEvent,
  createApiKey,
  createBase,
  createEntry,
  findKnowledge,
  getConversation,
  listConversationEvents,
  sendAgentMessage,
  takeConversation,
  updateArticle,
} from '../../../contract/index.ts'
import type { CustomerClient } from '../../../testing/customer-client.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import { addTestArticle } from '../../../testing/knowledge-rows.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../../testing/running-server.ts'

let server: TestServerHandle
let tenant: TestTenant
let agent: TestMember
let admin: TestMember
let customer: CustomerClient
let articleId: string

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  agent = await server.createMember(tenant, 'agent')
  admin = await server.createMember(tenant, 'admin')
  await server.teach(
    tenant,
    libraryEntries.map((entry) =>
      entry.key === 'lost-card'
        ? { ...entry, internalAnswer: { en: 'Waive the fee for members of the council.' } }
        : entry,
    ),
  )
  const { cookie } = admin
  const { body: base } = await server.call(createBase, {
    cookie,
    body: { name: 'Inside', audience: 'internal' },
  })
  await server.call(createEntry, {
    cookie,
    body: {
      key: 'alarm-code',
      question: { en: 'How do I switch the burglar alarm off?' },
      answer: { en: 'The code lies in the safe.' },
      baseId: base.id,
      publish: true,
    },
  })
  articleId = await addTestArticle(server, tenant.id, '# Alarm\n\nThe burglar alarm is tested on Fridays.\n')
  customer = await server.customer(tenant)
})
afterAll(() => server.stop())

const find = async (who: { cookie?: string; bearer?: string }, text?: string) => {
  const answer = await server.call(findKnowledge, {
    ...who,
    params: { conversationId: customer.session.conversationId },
    body: text === undefined ? {} : { text },
  })
  expect(answer.status).toBe(200)
  return answer.body
}

describe('knowledge at the desk', () => {
  it('is found for what the customer asked last, in the conversation’s language', async () => {
    await customer.ask('转人工')
    expect(await find(agent)).toEqual({ question: '', entries: [], passages: [] })
    await customer.send({ type: 'message', text: '读者证找不到了' })
    const { question, entries } = await find(agent)
    expect(question).toBe('读者证找不到了')
    expect(entries[0]).toMatchObject({
      title: '读者证丢了怎么办？',
      audience: 'public',
      answer: { language: 'zh', text: '请先在应用里挂失，到服务台补办，工本费 5 元。' },
      // Nobody has put it into Chinese.
      internalAnswer: { language: 'en', text: 'Waive the fee for members of the council.' },
    })
    expect(entries[0]?.probability).toBeGreaterThan(0.5)
  })

  it('is found by words of question and answer, and as soon as it is published', async () => {
    const [renew] = (await find(agent, 'choose Renew in the app')).entries
    expect(renew?.title).toBe('借的书怎么续借？')
    expect((await find(agent, 'meeting room')).entries.map((one) => one.title)).not.toContain(
      'Meeting rooms?',
    )
    await server.call(createEntry, {
      cookie: admin.cookie,
      body: {
        key: 'rooms',
        question: { en: 'Meeting rooms?' },
        answer: {
          en: '**Dear {customer.name|reader}**, book a meeting room:\n\n- in the [app](https://a.example/)',
        },
        publish: true,
      },
    })
    const [rooms] = (await find(agent, 'meeting room')).entries
    expect(rooms?.title).toBe('Meeting rooms?')
    // In letters, as an agent sends it, with what it names filled in.
    expect(rooms?.answer?.text).toBe('Dear reader, book a meeting room:\n\n- in the app (https://a.example/)')
  })

  it('says what no customer may read, and shows it to nobody who may not read knowledge', async () => {
    const mine = await find(agent, 'burglar alarm')
    expect(mine.entries[0]).toMatchObject({
      title: 'How do I switch the burglar alarm off?',
      audience: 'internal',
      internalAnswer: { text: 'The code lies in the safe.' },
    })
    expect(mine.entries[0]).not.toHaveProperty('answer')
    expect(mine.passages).toMatchObject([{ audience: 'public', articleId }])

    const { body } = await server.call(createApiKey, {
      cookie: admin.cookie,
      body: { name: 'reader', permissions: ['conversations:read'] },
    })
    const reader = { bearer: body.secret }
    expect(JSON.stringify(await find(reader, 'burglar alarm'))).not.toContain('safe')
    expect(JSON.stringify(await find(reader, 'lost card'))).not.toContain('Waive')
    expect((await find(reader, 'lost card')).entries[0]?.answer?.text).toContain('5')

    const changed = await server.call(updateArticle, {
      cookie: admin.cookie,
      params: { articleId },
      body: { title: 'Alarm', language: 'en', audience: 'internal' },
    })
    expect(changed.status).toBe(200)
    expect((await find(agent, 'burglar alarm')).passages).toMatchObject([{ audience: 'internal' }])
    expect((await find(reader, 'burglar alarm')).passages).toEqual([])
  })

  it('is kept on record with the message it was put into, out of the customer’s sight', async () => {
    const { conversationId } = customer.session
    const params = { conversationId }
    const { cookie } = agent
    const { body: before } = await server.call(getConversation, { cookie, params })
    await server.call(takeConversation, { cookie, params, body: { ownerEpoch: before.ownerEpoch } })
    const [entry] = (await find(agent, 'lost card')).entries
    const { passages } = await find(agent, 'burglar alarm')
    const body = {
      clientId: randomUUID(),
      text: '请先挂失。',
      sources: [
        { kind: 'entry', id: entry?.entryId },
        { kind: 'passage', id: passages[0]?.passageId },
        // Taken away meanwhile: it keeps nobody from answering.
        { kind: 'entry', id: randomUUID() },
      ],
    }
    for (let time = 0; time < 2; time++)
      expect((await server.call(sendAgentMessage, { cookie, params, body })).status).toBe(200)
    const { body: log } = await server.call(listConversationEvents, { cookie, params, query: { after: '0' } })
    const used = (log.events as ConversationEvent[]).filter((event) => event.type === 'knowledge-used')
    expect(used).toMatchObject([
      {
        actor: { kind: 'agent', id: agent.memberId },
        body: {
          sources: [
            { kind: 'entry', entryId: entry?.entryId, entryVersion: 1 },
            { kind: 'passage', articleId, title: 'Alarm' },
          ],
        },
      },
    ])
    await customer.event('agent-message')
    expect(JSON.stringify(customer.frames)).not.toContain('knowledge-used')
  })
})
