import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Article,
  archiveArticle,
  ask,
  getArticle,
  getDecision,
  listPassages,
  publishArticle,
  searchPassages,
  updateArticle,
} from '../../../contract/index.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import { makePdf, makeWord, makeZip } from '../../../testing/make-files.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../../testing/running-server.ts'

let server: TestServerHandle
let tenant: TestTenant
let operator: TestMember

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  operator = await server.createMember(tenant, 'admin')
})
afterAll(() => server.stop())

async function hand(fileName: string, bytes: Uint8Array, articleId?: string) {
  const path = articleId === undefined ? '' : `/${articleId}/versions`
  const response = await fetch(
    `${server.url}/api/v1/knowledge/articles${path}?${new URLSearchParams({ fileName })}`,
    { method: 'POST', headers: { cookie: operator.cookie }, body: new Uint8Array(bytes) },
  )
  const { id } = (await response.json()) as Article
  const look = async () =>
    (await server.call(getArticle, { cookie: operator.cookie, params: { articleId: id } })).body
  await expect
    .poll(async () => (await look()).latest.state, { timeout: 60_000, interval: 50 })
    .not.toBe('reading')
  return look()
}
const passagesOf = async (articleId: string) =>
  (await server.call(listPassages, { cookie: operator.cookie, params: { articleId } })).body.items
const publish = (articleId: string, number: number) =>
  server.call(publishArticle, { cookie: operator.cookie, params: { articleId }, body: { number } })
const search = async (text: string, more: object = {}) =>
  (await server.call(searchPassages, { cookie: operator.cookie, body: { text, ...more } })).body.items

describe('a document', () => {
  it('in Markdown becomes passages under their headings, without its markup', async () => {
    const source = [
      '---\ntitle: meta\n---\n# 退换货规则\n\n总则：<script>alert(1)</script>七天内可退。![图](a.png)\n',
      '## 运费\n\n质量问题的退货运费由商家承担。\n\n| 地区 | 运费 |\n|---|---|\n| 上海 | 10 元 |\n| 新疆 | 25 元 |\n',
      '## 时限\n\n- 退款在三个工作日内到账。\n- 节假日顺延。\n',
    ].join('\n')
    const article = await hand('退换货.md', Buffer.from(source))
    expect(article).toMatchObject({
      title: '退换货规则',
      language: 'zh',
      published: 0,
      latest: { state: 'ready', format: 'markdown' },
    })
    expect(article.latest.losses.map((loss) => loss.code)).toEqual(['pictures', 'markup'])
    const passages = await passagesOf(article.id)
    expect(passages.map(({ headings }) => headings.join(' / '))).toEqual([
      '退换货规则',
      '退换货规则 / 运费',
      '退换货规则 / 时限',
    ])
    expect(passages[1]?.text).toContain('地区: 新疆; 运费: 25 元')
    expect(JSON.stringify(passages)).not.toMatch(/script|meta|<|!\[/)
  })

  it('from Word keeps headings and tables and says what it lost', async () => {
    const word = makeWord(
      [
        '# Warranty',
        'All parts: two years.',
        '## Batteries',
        'Batteries have six months.',
        '| Part | Months |',
        '| Lamp | 12 |',
      ],
      '<w:sectPr><w:cols w:num="2"/></w:sectPr>',
    )
    const article = await hand('warranty.docx', word)
    expect(article).toMatchObject({ title: 'Warranty', language: 'en', latest: { format: 'docx' } })
    expect(article.latest.losses).toEqual([{ code: 'columns', parameters: { count: 1 } }])
    const passages = await passagesOf(article.id)
    expect(passages.at(-1)).toMatchObject({ headings: ['Warranty', 'Batteries'] })
    expect(passages.at(-1)?.text).toContain('Part: Lamp; Months: 12')
  })

  it('from PDF keeps pages and headings and names pages without text', async () => {
    const lines = ['# Delivery', 'Parcels leave within one day.', 'Tracking starts the next morning.']
    const article = await hand('delivery.pdf', makePdf([lines, []]))
    expect(article.latest).toMatchObject({ state: 'ready', format: 'pdf', pages: 2 })
    expect(article.latest.losses).toEqual([{ code: 'scanned-pages', parameters: { count: 1, pages: '2' } }])
    expect(await passagesOf(article.id)).toMatchObject([
      { headings: ['Delivery'], page: 1, text: expect.stringContaining('Parcels leave within one day.') },
    ])
    const scanned = await hand('scan.pdf', makePdf([[], []]))
    expect(scanned.latest).toMatchObject({ state: 'failed', problem: { code: 'only-pictures' } })
  })

  it('from HTML gives its text alone', async () => {
    const html =
      '<html><head><title>Help</title><style>p{}</style></head><body><nav>Menu</nav><h1>Pickup</h1><p onclick="x()">Bring your <b>card</b>.</p><script>evil()</script><table><tr><th>Day</th><th>Open</th></tr><tr><td>Monday</td><td>9–18</td></tr></table><img src=x></body></html>'
    const article = await hand('help.html', Buffer.from(html))
    expect(article).toMatchObject({ title: 'Help' })
    const [passage] = await passagesOf(article.id)
    expect(passage).toMatchObject({ headings: ['Pickup'], text: 'Bring your card.\nDay: Monday; Open: 9–18' })
  })

  it('that cannot be read says why', async () => {
    const ole = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)])
    const files: [string, Buffer, string][] = [
      ['old.doc', ole, 'old-office'],
      ['locked.docx', Buffer.concat([ole, Buffer.from('EncryptedPackage', 'utf16le')]), 'password'],
      ['cut.pdf', makePdf([['x']]).subarray(0, 60), 'damaged'],
      ['sheet.docx', makeZip({ 'xl/workbook.xml': '<x/>' }), 'not-a-document'],
      ['empty.md', Buffer.from('\n\n'), 'no-text'],
      ['bomb.docx', makeZip({ 'word/document.xml': Buffer.alloc(64 * 1024 * 1024) }), 'zip-bomb'],
    ]
    for (const [name, bytes, code] of files)
      expect([name, (await hand(name, bytes)).latest]).toMatchObject([
        name,
        { state: 'failed', problem: { code } },
      ])
  })
})

describe('published passages', () => {
  it('are found with the sentence that holds the words, replaced by a newer version, and gone with the archive', async () => {
    const first = await hand(
      'lamp.md',
      Buffer.from('# Lamps\n\nA lamp costs nothing. Reading lamps are lent for a week.\n'),
    )
    expect(await search('reading lamps lent')).toEqual([])
    expect((await publish(first.id, 1)).status).toBe(200)
    const [found] = await search('For how long are reading lamps lent?')
    expect(found).toMatchObject({ title: 'Lamps', headings: ['Lamps'], number: 1 })
    const [from = 0, to = 0] = found?.spans[0] ?? []
    expect(found?.text.slice(from, to)).toBe('Reading lamps are lent for a week.')

    await hand('lamp.md', Buffer.from('# Lamps\n\nReading lamps are lent for a month.\n'), first.id)
    expect((await search('reading lamps lent'))[0]?.text).toContain('week')
    await publish(first.id, 2)
    expect((await search('reading lamps lent'))[0]?.text).toContain('month')

    const { title, language } = first
    const inside = { title, language, audience: 'internal', validFrom: '2999-01-01T00:00:00Z' }
    await server.call(updateArticle, {
      cookie: operator.cookie,
      params: { articleId: first.id },
      body: inside,
    })
    expect(await search('reading lamps lent')).toEqual([])
    await server.call(updateArticle, {
      cookie: operator.cookie,
      params: { articleId: first.id },
      body: { title, language, audience: 'internal' },
    })
    expect(await search('reading lamps lent', { audience: 'public' })).toEqual([])
    expect(await search('reading lamps lent')).toHaveLength(1)
    await server.call(archiveArticle, { cookie: operator.cookie, params: { articleId: first.id } })
    expect(await search('reading lamps lent')).toEqual([])
  })

  it('stand in the decision as evidence and are never what the assistant says', async () => {
    const secret = 'The binding machine in the cellar takes glue of type seven.'
    const article = await hand('binding.md', Buffer.from(`# Binding\n\n${secret}\n`))
    await publish(article.id, 1)
    const question = 'Which glue does the binding machine take?'
    const tried = await server.call(ask, { cookie: operator.cookie, body: { text: question } })
    expect(tried.body.decision.passages?.[0]).toMatchObject({ title: 'Binding', text: secret })
    expect(tried.body.text).not.toContain('glue of type')
    const customer = await server.customer(tenant)
    const answer = await customer.ask(question)
    expect(JSON.stringify(answer.body)).not.toContain('glue of type')
    const conversationId = customer.session.conversationId
    const [row] = await server.database.asOwner<{ id: string; record: string }>(
      'select id, record::text from decisions where conversation_id = $1',
      [conversationId],
    )
    expect(row?.record).not.toContain('glue of type')
    const decision = await server.call(getDecision, {
      cookie: operator.cookie,
      params: { conversationId, decisionId: row?.id ?? '' },
    })
    expect(decision.body.passages?.[0]).toMatchObject({ title: 'Binding', text: secret })
  })
})
