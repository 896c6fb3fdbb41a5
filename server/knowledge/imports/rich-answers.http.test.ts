import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  createEntry,
  type EntryContent,
  exportTable,
  getImport,
  type KnowledgeImport,
  listEntries,
  listImportRows,
  problemWord,
  runImport,
} from '../../../contract/index.ts'
import { startTestServer, type TestServerHandle } from '../../../testing/running-server.ts'

let server: TestServerHandle
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

// Every file is read in a process of its own.
const patient = { timeout: 60_000 }

const rich: EntryContent = {
  key: 'returns',
  category: {},
  question: { en: 'How do I return a parcel?', zh: '包裹怎么退货？' },
  similar: { en: ['send it back'], zh: ['我要退货'] },
  answer: {
    en: 'Hello {customer.name|there},\n\n1. Open **My *orders***\n2. Choose:\n  - [a shop](https://shop.example/a?b=1&c=(d))\n  - \\*home\\*\n\n[[Open "it"]](https://shop.example/orders) [[How, long?]](ask:How long?)',
    zh: '您好{customer.name|}，请打开**我的订单**。\n\n[[多久到账？]](ask:退款多久到账？)',
  },
}

async function operatorOf() {
  const { cookie } = await server.createMember(await server.createTenant(), 'knowledge-operator')
  async function tried(fileName: string, body: Uint8Array<ArrayBuffer> | string): Promise<KnowledgeImport> {
    const response = await fetch(`${server.url}/api/v1/knowledge/imports?fileName=${fileName}`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/octet-stream' },
      body,
    })
    return rest(((await response.json()) as KnowledgeImport).id)
  }
  async function rest(importId: string): Promise<KnowledgeImport> {
    const look = async () => (await server.call(getImport, { cookie, params: { importId } })).body
    await expect
      .poll(async () => (await look()).state, { timeout: 60_000, interval: 30 })
      .not.toMatch(/reading|importing/)
    return look()
  }
  return {
    cookie,
    tried,
    async run(importId: string) {
      expect((await server.call(runImport, { cookie, params: { importId } })).status).toBe(200)
      return rest(importId)
    },
    async exported(format: string) {
      const path = `${server.url}/api/v1${exportTable.path}?format=${format}&customers=false`
      return new Uint8Array(await (await fetch(path, { headers: { cookie } })).arrayBuffer())
    },
    entries: async () => (await server.call(listEntries, { cookie })).body.items,
  }
}

it(
  'brings answers with all their looks through every kind of file, into the same company and another',
  patient,
  async () => {
    const one = await operatorOf()
    expect((await server.call(createEntry, { cookie: one.cookie, body: rich })).status).toBe(200)
    for (const format of ['xlsx', 'csv', 'jsonl']) {
      const file = await one.exported(format)
      expect([format, (await one.tried(`out.${format}`, file)).counts]).toMatchObject([
        format,
        { rows: 1, unchanged: 1, refuse: 0 },
      ])
      if (format === 'csv') continue
      const other = await operatorOf()
      const read = await other.tried(`out.${format}`, file)
      expect([format, read.state, read.counts]).toMatchObject([format, 'ready', { create: 1, refuse: 0 }])
      expect((await other.run(read.id)).state).toBe('done')
      const [entry] = await other.entries()
      expect([format, entry?.answer]).toEqual([format, rich.answer])
    }
  },
)

it(
  'tells the row and the line of what cannot be published, in words of both languages',
  patient,
  async () => {
    const one = await operatorOf()
    const line = (key: string, answer: string) =>
      JSON.stringify({ ...rich, key, question: { en: key }, answer: { en: answer } })
    const read = await one.tried(
      'bad.jsonl',
      [
        line('link', 'a\n[x](javascript:alert(1))'),
        line('variable', '{who}'),
        line('picture', '![x](https://evil.example/a.png)'),
        line('foreign', '![x](picture:018f0000-0000-7000-8000-000000000000)'),
        line('button', '[[x]](vbscript:x)'),
        line('good', '**<img src=x onerror=alert(1)>** is letters'),
      ].join('\n'),
    )
    expect(read.counts).toMatchObject({ rows: 6, refuse: 5, create: 1 })
    const { items } = (
      await server.call(listImportRows, {
        cookie: one.cookie,
        params: { importId: read.id },
        query: { limit: '10' },
      })
    ).body
    const problems = items.flatMap((row) => row.problems)
    expect(problems.map((problem) => problem.code)).toEqual([
      'answer-link',
      'answer-variable',
      'answer-picture',
      'answer-picture',
      'answer-button',
    ])
    const [first] = problems
    expect(first && problemWord('en', first)).toBe(
      'Answer (English), line 2: nothing can be linked to “javascript:alert(1)”. Use https://, mailto: or tel:.',
    )
    for (const problem of problems) expect(problemWord('zh-CN', problem)).toMatch(/^答案（英文）第 \d 行/)
  },
)
