import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addNote, searchConversations } from '../../contract/index.ts'
import type { CustomerClient } from '../../testing/customer-client.ts'
import { libraryEntries } from '../../testing/entries.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { takeInMessages } from './index.ts'

let server: TestServerHandle
let tenant: TestTenant
let agent: TestMember
let chinese: CustomerClient

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  agent = await server.createMember(tenant, 'agent')
  chinese = await server.customer(tenant)
  await chinese.ask('你好。我上周借的画册被雨淋湿了，要不要赔？谢谢')
  const english = await server.customer(tenant)
  await english.ask('My umbrella stayed in the reading room')
  await english.say('It is a GREEN umbrella, order number ＡＢ１２３４５')
})
afterAll(() => server.stop())

async function find(q: string, query: Record<string, string> = {}, cookie = agent.cookie) {
  const { status, body } = await server.call(searchConversations, { cookie, query: { q, ...query } })
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body
}
const texts = async (q: string) => (await find(q)).items.map((hit: { text: string }) => hit.text)

describe('searching', () => {
  it('finds a Chinese word within a sentence, and shows the sentence with the word marked', async () => {
    const { items } = await find('画册')
    expect(items).toHaveLength(1)
    const hit = items[0]!
    expect(hit.conversation.id).toBe(chinese.session.conversationId)
    expect(hit.from).toBe('customer')
    expect(hit.text).toBe('我上周借的画册被雨淋湿了，要不要赔？')
    expect(hit.marks.map(([from, to]: [number, number]) => hit.text.slice(from, to))).toEqual(['画册'])
    const at = chinese.events.find((event) => event.type === 'customer-message')?.seq
    expect(hit.seq).toBe(at)
  })

  it('finds one character, a long piece, beginnings, any case and width, and all of several words', async () => {
    expect(await texts('淋')).toHaveLength(1)
    expect(await texts('借的画册被雨淋湿')).toHaveLength(1)
    expect(await texts('umbrel')).toHaveLength(2)
    expect(await texts('green UMBRELLA')).toHaveLength(1)
    expect(await texts('ab123')).toHaveLength(1)
    expect(await texts('画册 赔')).toHaveLength(1)
  })

  it('finds nothing for what only looks alike', async () => {
    expect(await texts('册画')).toEqual([])
    expect(await texts('画册 green')).toEqual([])
    expect(await texts('mbrella')).toEqual([])
    expect(await texts('umbrella reading green')).toEqual([])
    for (const q of [`'); drop table x; --`, '&|!:*<->', '%_%', '\\'])
      expect([q, await texts(q)]).toEqual([q, []])
  })

  it('pages by key, newest first', async () => {
    const first = await find('umbrella', { limit: '1' })
    expect(first.items[0]?.text).toContain('GREEN')
    const second = await find('umbrella', { limit: '1', after: first.next ?? '' })
    expect(second.items[0]?.text).toContain('reading room')
    expect(second.next).toBeUndefined()
    const wrong = await server.call(searchConversations, {
      cookie: agent.cookie,
      query: { q: 'x', after: '1_2_3' },
    })
    expect(wrong.status).toBe(400)
  })

  it('finds customers by name, contact, identity and ids', async () => {
    const channelId = (await server.modules.channels.byKey(tenant.channelKey)).id
    const customer = await server.customer(tenant)
    await customer.ask('What are your opening hours?')
    const [row] = await server.database.asOwner<{ customer_id: string }>(
      'select customer_id from conversations where id = $1',
      [customer.session.conversationId],
    )
    const identity = { subject: 'reader-77', name: '欧阳明月', email: 'moon@library.example' }
    await server.modules.customers.identify(tenant.id, channelId, identity, row!.customer_id)
    const conversationId = customer.session.conversationId
    for (const q of [
      '欧阳',
      '明月',
      'moon@library',
      'MOON',
      'reader-77',
      row!.customer_id,
      row!.customer_id.slice(-4),
      conversationId,
    ])
      expect([q, (await find(q)).customers.map((one: { id: string }) => one.id)]).toEqual([
        q,
        [conversationId],
      ])
    expect((await find('阳明月亮')).customers).toEqual([])
    // What is erased of a customer is not found any more.
    await server.database.asOwner(`update customers set name = null, email = null where id = $1`, [
      row!.customer_id,
    ])
    await server.database.asOwner(`delete from customer_identities where customer_id = $1`, [
      row!.customer_id,
    ])
    for (const q of ['欧阳', 'moon', 'reader-77']) expect((await find(q)).customers).toEqual([])
  })

  it('forgets what was erased', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('My secret word is xylophone')
    expect(await texts('xylophone')).toHaveLength(1)
    const { conversationId } = customer.session
    await server.database.asOwner(
      `update conversation_events set body = '{"parts":[{"type":"text","text":""}]}', redacted = true
       where conversation_id = $1 and type = 'customer-message'`,
      [conversationId],
    )
    expect(await texts('xylophone')).toEqual([])
    const kept = await server.database.asOwner(
      `select 1 from message_words where conversation_id = $1 and words::text like '%xylophone%'`,
      [conversationId],
    )
    expect(kept).toEqual([])
  })

  it('forgets what is erased while its words are being taken in', async () => {
    const customer = await server.customer(tenant)
    await customer.say('The password is marmalade')
    const { conversationId } = customer.session
    const erase = `update conversation_events set body = '{"parts":[]}', redacted = true where conversation_id = $1 and type = 'customer-message'`
    const batch = new pg.Client({
      connectionString: server.database.urls.owner,
      options: '-c search_path=attune',
    })
    await batch.connect()
    await batch.query('begin; select take_in_messages(500)')
    const erased = server.database.asOwner(erase, [conversationId])
    await batch.query('commit')
    await batch.end()
    await erased
    expect(await texts('marmalade')).toEqual([])
    const kept = await server.database.asOwner(
      'select 1 from message_words where conversation_id = $1 and words @@ $2::tsquery',
      [conversationId, "'marmalade'"],
    )
    expect(kept).toEqual([])
    expect(
      await server.database.asOwner(
        `select words from message_words where conversation_id = $1 and seq = 2`,
        [conversationId],
      ),
    ).toEqual([])
  })

  it('finds notes, and files by their names', async () => {
    const { status } = await server.call(addNote, {
      cookie: agent.cookie,
      params: { conversationId: chinese.session.conversationId },
      body: { clientId: randomUUID(), text: '这位读者要求赔偿清单', mentions: [] },
    })
    expect(status).toBe(200)
    const { items } = await find('赔偿清单')
    expect(items.map((hit) => [hit.note, hit.from])).toEqual([[true, 'agent']])
    await server.database.asOwner(
      `insert into conversation_events (tenant_id, conversation_id, seq, id, type, occurred_at, actor_kind, body)
       select $1, $2, 900, gen_random_uuid(), 'customer-message', now(), 'customer',
         '{"parts":[{"type":"file","version":1,"name":"盖章回执.pdf","mediaType":"application/pdf","size":1,"attachmentId":"018f0000-0000-7000-8000-000000000001"}]}'`,
      [tenant.id, chinese.session.conversationId],
    )
    expect(await texts('盖章回执')).toEqual(['盖章回执.pdf'])
  })

  it('never looks into another tenant', async () => {
    const other = await server.createTenant()
    const stranger = await server.createMember(other, 'admin')
    for (const q of ['画册', 'umbrella', chinese.session.conversationId, randomUUID()]) {
      const found = await find(q, {}, stranger.cookie)
      expect([q, found.items, found.customers]).toEqual([q, [], []])
    }
  })

  it('finds a word that stands in thousands of newer messages, and a rare old one below them', async () => {
    const crowd = await server.createTenant()
    const member = await server.createMember(crowd, 'agent')
    const customer = await server.customer(crowd)
    await customer.say('老问题：钥匙丢了')
    await server.database.asOwner(
      `insert into conversation_events (tenant_id, conversation_id, seq, id, type, occurred_at, actor_kind, body)
       select $1, $2, n, gen_random_uuid(), 'customer-message', '2030-01-01Z'::timestamptz + n * interval '1 second',
         'customer', jsonb_build_object('parts', jsonb_build_array(jsonb_build_object('type', 'text', 'text', '又是钟表坏了' || n)))
       from generate_series(100, 4000) n`,
      [crowd.id, customer.session.conversationId],
    )
    // A run takes a little; the clock comes again and again.
    let taken = 1
    while (taken > 0) taken = await takeInMessages(server.database.database)
    expect((await find('钟表', { limit: '200' }, member.cookie)).items).toHaveLength(200)
    const old = await find('钥匙', {}, member.cookie)
    expect(old.items.map((hit: { text: string }) => hit.text)).toEqual(['老问题：钥匙丢了'])
    // Pages join without a gap where the newest end and the index begins.
    const seen = new Set<number>()
    let after: string | undefined
    do {
      const page = await find('钟表', { limit: '200', ...(after ? { after } : {}) }, member.cookie)
      for (const hit of page.items) seen.add(hit.seq)
      after = page.next
    } while (after !== undefined)
    expect(seen.size).toBe(3901)
  })
})
