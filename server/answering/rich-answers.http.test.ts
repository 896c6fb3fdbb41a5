import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  ask,
  createEntry,
  type EntryContent,
  getEntry,
  listEntries,
  type MessagePart,
  messagePart,
  saveDraft,
  updateEntry,
} from '../../contract/index.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../testing/running-server.ts'

let server: TestServerHandle
let tenant: TestTenant
let cookie: string

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  cookie = (await server.createMember(tenant, 'knowledge-operator')).cookie
})
afterAll(() => server.stop())

const returns: EntryContent = {
  key: 'returns',
  category: {},
  question: { en: 'How do I return a parcel?', zh: '包裹怎么退货？' },
  similar: { en: ['send my parcel back'], zh: ['我要退货'] },
  answer: {
    en: 'Hello {customer.name|there},\n\n1. Open **My orders**\n2. Write to [us](mailto:help@shop.example)\n\n[[Open]](https://shop.example/orders) [[How long?]](ask:How long does a refund take?)',
    zh: '您好，请打开 **我的订单**。',
  },
}
const richEnglish: MessagePart[] = [
  {
    type: 'text',
    text: 'Hello there,\n\n1. Open My orders\n2. Write to us (help@shop.example)',
    blocks: [
      { kind: 'paragraph', runs: [{ text: 'Hello ' }, { text: 'there' }, { text: ',' }] },
      {
        kind: 'list',
        ordered: true,
        start: 1,
        items: [
          { runs: [{ text: 'Open ' }, { text: 'My orders', bold: true }] },
          { runs: [{ text: 'Write to ' }, { text: 'us', href: 'mailto:help@shop.example' }] },
        ],
      },
    ],
  },
  {
    type: 'buttons',
    version: 1,
    buttons: [
      { kind: 'link', label: 'Open', href: 'https://shop.example/orders' },
      { kind: 'ask', label: 'How long?', question: 'How long does a refund take?' },
    ],
  },
]

describe('an answer with markup', () => {
  it('reaches the customer as parts that hold letters and looks, and in letters alone', async () => {
    const created = await server.call(createEntry, { cookie, body: returns })
    expect(created.status).toBe(200)
    // Its author finds it as it was written.
    const { body: entry } = await server.call(getEntry, { cookie, params: { entryId: created.body.id } })
    expect(entry.answer).toEqual(returns.answer)

    const customer = await server.customer(tenant)
    const english = await customer.ask('How do I return a parcel?')
    expect(english.body.parts).toEqual(richEnglish)
    for (const part of english.body.parts) expect(messagePart.parse(part)).toEqual(part)
    expect(english.body.sources).toHaveLength(1)
    const chinese = await customer.ask('包裹怎么退货？')
    expect(chinese.body.parts).toEqual([
      {
        type: 'text',
        text: '您好，请打开 我的订单。',
        blocks: [
          {
            kind: 'paragraph',
            runs: [{ text: '您好，请打开 ' }, { text: '我的订单', bold: true }, { text: '。' }],
          },
        ],
      },
    ])
    const tried = await server.call(ask, {
      cookie,
      body: { text: 'How do I return a parcel?', previous: [] },
    })
    expect(tried.body.text).toBe(
      'Hello there,\n\n1. Open My orders\n2. Write to us (help@shop.example)\nOpen: https://shop.example/orders\n[How long?]',
    )
    expect(tried.body.parts).toEqual(richEnglish)
    // Found by its words, not by its marks.
    const found = async (search: string) =>
      (await server.call(listEntries, { cookie, query: { search } })).body.total
    expect([await found('Open My orders'), await found('**My')]).toEqual([1, 0])
  })

  it('fills in the customer’s name as letters, whatever they call themselves', async () => {
    const customer = await server.customer(tenant)
    const name = '[x](javascript:alert(1)) **<img src=x onerror=alert(1)>**'
    await server.database.asOwner('update customers set name = $2 where id = $1', [
      customer.session.customerId,
      name,
    ])
    const { parts } = (await customer.ask('How do I return a parcel?')).body
    expect(parts[0]).toMatchObject({
      blocks: [{ kind: 'paragraph', runs: [{ text: 'Hello ' }, { text: name }, { text: ',' }] }, {}],
    })
  })

  it.each([
    ['[x](javascript:alert(1))', 'answer/link-not-allowed', 'javascript:alert(1)'],
    ['a\n\n[x](JaVa&#115;cript:alert(1))', 'answer/link-not-allowed', 'JaVa&#115;cript:alert(1)'],
    ['Dear {customer.nam|you}', 'answer/variable-unknown', 'customer.nam'],
    [
      '![x](https://evil.example/track.png)',
      'answer/picture-unknown',
      '![x](https://evil.example/track.png)',
    ],
    ['[[x]](data:text/html,x)', 'answer/button-malformed', '[[x]](data:text/html,x)'],
    ['- a\n  - b\n    - c', 'answer/nested-too-deep', 'c'],
    ['[[a]](ask:b) '.repeat(7), 'answer/too-many', 'buttons 7 > 6'],
  ])('is refused when saved: %j', async (text, code, value) => {
    const body = { ...returns, key: 'bad', answer: { en: text } }
    const refused = await server.call(createEntry, { cookie, body })
    expect([refused.status, refused.body]).toMatchObject([
      422,
      { error: { code, parameters: { field: 'answer', language: 'en', value } } },
    ])
    // Nor beside a published text, nor for agents alone, nor as a draft.
    const { items } = (await server.call(listEntries, { cookie, query: { search: 'returns' } })).body
    const params = { entryId: items[0]?.id ?? '' }
    const inside = { ...returns, internalAnswer: { zh: text } }
    const updated = await server.call(updateEntry, { cookie, params, body: inside })
    expect(updated.body).toMatchObject({ error: { code, parameters: { field: 'internal', language: 'zh' } } })
    const drafted = await server.call(saveDraft, { cookie, params, body: { content: inside } })
    expect(drafted.body).toMatchObject({ error: { code } })
  })
})
