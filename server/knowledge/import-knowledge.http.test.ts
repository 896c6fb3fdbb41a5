import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  ask,
  type EntryContent,
  exportKnowledge,
  getUnderstanding,
  type ImportReport,
  listAuditEvents,
  listEntries,
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
let operator: TestMember

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  operator = await server.createMember(tenant, 'admin')
})
afterAll(() => server.stop())

interface Imported {
  status: number
  /** The report, or the error with the report beside it. */
  body: ImportReport & {
    error?: { code: string; message: string; parameters: object }
    report?: ImportReport
  }
}

async function importFile(
  content: string | Uint8Array<ArrayBuffer>,
  query: Record<string, string> = {},
): Promise<Imported> {
  const search = new URLSearchParams({ format: 'entries-jsonl', ...query })
  const response = await fetch(`${server.url}/api/v1/knowledge/import?${search}`, {
    method: 'POST',
    headers: { cookie: operator.cookie, 'content-type': 'application/octet-stream' },
    body: content,
  })
  return { status: response.status, body: (await response.json()) as Imported['body'] }
}
const wordings = (content: string | Uint8Array<ArrayBuffer>, query: Record<string, string> = {}) =>
  importFile(content, { format: 'wordings-csv', ...query })
const jsonl = (entries: readonly unknown[]) => entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
const keys = async () =>
  (await server.call(listEntries, { cookie: operator.cookie, query: { limit: '200' } })).body.items.map(
    (one) => one.key,
  )
const version = async () =>
  (await server.call(getUnderstanding, { cookie: operator.cookie })).body.knowledgeVersion

const small = (key: string, change: Partial<EntryContent> = {}) => ({
  key,
  question: { en: `What about ${key}?` },
  answer: { en: `This about ${key}.` },
  ...change,
})

describe('importing entries', () => {
  it('adds what is new, changes what changed, and leaves the same file unchanged', async () => {
    const file = jsonl(libraryEntries)
    const first = await importFile(file)
    expect(first.body).toMatchObject({
      rows: 4,
      created: 4,
      updated: 0,
      unchanged: 0,
      failed: 0,
      problems: [],
    })
    expect((await importFile(file)).body).toMatchObject({ created: 0, updated: 0, unchanged: 4 })
    const [entry, ...rest] = libraryEntries
    const changed = jsonl([{ ...entry, answer: { en: 'At ten.' } }, ...rest])
    expect((await importFile(changed)).body).toMatchObject({ created: 0, updated: 1, unchanged: 3 })
    const exported = await server.call(exportKnowledge, { cookie: operator.cookie })
    expect((await importFile(String(exported.body))).body).toMatchObject({ updated: 0, unchanged: 4 })
  })

  it('finds the same entry unchanged however it was written down', async () => {
    const one = small('forms', { similar: { en: [], zh: ['表格在哪里'] }, category: {} })
    await importFile(jsonl([one]))
    const again = JSON.stringify({
      answer: one.answer,
      category: {},
      similar: { zh: ['表格在哪里'] },
      question: one.question,
      key: 'forms',
    })
    expect((await importFile(`\n\r\n${again}\r\n\n`)).body).toMatchObject({
      rows: 1,
      updated: 0,
      unchanged: 1,
    })
    expect((await importFile(jsonl([one]))).body).toMatchObject({ rows: 1, updated: 0, unchanged: 1 })
  })

  it('changes nothing on a dry run, and says what it would', async () => {
    const before = [await keys(), await version()]
    const report = await importFile(jsonl([small('dry'), { key: 'broken' }]), { dryRun: 'true' })
    expect(report.status).toBe(200)
    expect(report.body).toMatchObject({
      dryRun: true,
      rows: 2,
      created: 1,
      failed: 1,
      problems: [{ row: 2 }],
    })
    expect([await keys(), await version()]).toEqual(before)
  })

  it('imports nothing when one row is wrong, and says which rows and why', async () => {
    const before = [await keys(), await version()]
    const lines = [
      JSON.stringify(small('good-1')),
      '{"key":"cut off',
      JSON.stringify(small('good-2')),
      JSON.stringify({ ...small('extra'), nonsense: 1 }),
      JSON.stringify(small('good-1')),
      JSON.stringify({ key: 'no-answer', question: { en: 'Why?' } }),
      JSON.stringify(small('half', { answer: { en: 'a\ud800' } })),
      JSON.stringify(small('nul', { answer: { en: 'a\u0000' } })),
      JSON.stringify(small('long', { question: { en: 'q'.repeat(501) } })),
      '[]',
      'null',
    ]
    const { status, body } = await importFile(lines.join('\n'))
    expect([status, body.error]).toMatchObject([
      422,
      { code: 'knowledge/import-invalid', parameters: { failed: 9, rows: 11 } },
    ])
    expect(body.report?.problems.map(({ row, code }) => `${row} ${code}`)).toEqual([
      '2 not-json',
      '4 invalid',
      '5 key-twice',
      '6 invalid',
      '7 invalid',
      '8 invalid',
      '9 invalid',
      '10 invalid',
      '11 invalid',
    ])
    expect([await keys(), await version()]).toEqual(before)
  })

  it('lists a hundred problems of a file that is wrong throughout', async () => {
    const { body } = await importFile('nonsense\n'.repeat(5_000))
    expect(body.report).toMatchObject({ rows: 5_000, failed: 5_000 })
    expect(body.report?.problems).toHaveLength(100)
  })

  it('reads UTF-8 with a byte order mark, and GB18030 when told so', async () => {
    const marked = new Uint8Array([0xef, 0xbb, 0xbf, ...Buffer.from(jsonl([small('marked')]))])
    expect((await importFile(marked)).body).toMatchObject({ created: 1 })
    const chinese = new Uint8Array([
      ...Buffer.from('{"key":"gb","question":{"zh":"'),
      ...[0xd7, 0xaa, 0xc8, 0xcb, 0xb9, 0xa4],
      ...Buffer.from('"},"answer":{"zh":"'),
      ...[0xba, 0xc3],
      ...Buffer.from('"}}\n'),
    ])
    const wrong = await importFile(chinese)
    expect([wrong.status, wrong.body.error]).toMatchObject([400, { code: 'knowledge/import-unreadable' }])
    expect(wrong.body.error?.message).toContain('GB18030')
    expect((await importFile(chinese, { encoding: 'gb18030' })).body).toMatchObject({ created: 1 })
    const found = await server.call(listEntries, { cookie: operator.cookie, query: { search: '转人工' } })
    expect(found.body.items).toMatchObject([{ key: 'gb', question: { zh: '转人工' }, answer: { zh: '好' } }])
  })

  it('refuses a file that is empty or too long with a code', async () => {
    for (const file of ['', '\n\n', ' \r\n']) {
      expect((await importFile(file)).body.error?.code).toBe('knowledge/import-unreadable')
    }
    const long = await importFile('{}\n'.repeat(200_001), { dryRun: 'true' })
    expect(long.body.error).toMatchObject({ code: 'knowledge/import-unreadable' })
    expect(long.body.error?.message).toContain('200000')
  })

  it('does not run what it imports', async () => {
    const evil = `'); drop table attune.entries; -- <script>alert(1)</script>`
    await importFile(
      jsonl([small(`evil`, { question: { en: evil }, answer: { en: evil }, similar: { en: [evil] } })]),
    )
    const exported = String((await server.call(exportKnowledge, { cookie: operator.cookie })).body)
    const row = exported.split('\n').find((line) => line.includes('"evil"')) ?? '{}'
    expect(JSON.parse(row)).toMatchObject({
      question: { en: evil },
      answer: { en: evil },
      similar: { en: [evil] },
    })
  })

  it('is done once when two import the same file at once', async () => {
    const file = jsonl([small('both-1'), small('both-2')])
    const reports = await Promise.all([importFile(file), importFile(file)])
    const sums = reports.map(({ body }) => [body.created, body.unchanged]).sort()
    expect(sums).toEqual([
      [0, 2],
      [2, 0],
    ])
  })

  it('is written into the audit log with counts, and no content', async () => {
    const { body } = await server.call(listAuditEvents, { cookie: operator.cookie, query: { limit: '200' } })
    const imports = body.items.filter((event) => event.action === 'knowledge-imported')
    expect(imports.length).toBeGreaterThan(3)
    for (const event of imports)
      expect(Object.keys(event.detail).sort()).toEqual(['created', 'updated', 'wordings'])
  })
})

describe('importing customers’ wordings', () => {
  it('adds each wording once, whether it names an entry or none', async () => {
    const file =
      'key,text\nopening-hours,is the place open now\nopening-hours,Is the place OPEN now\n,what is the weather\n'
    expect((await wordings(file)).body).toMatchObject({ rows: 3, wordings: 2, unchanged: 1, failed: 0 })
    expect((await wordings(file)).body).toMatchObject({ rows: 3, wordings: 0, unchanged: 3 })
    const entries = await server.call(listEntries, {
      cookie: operator.cookie,
      query: { search: 'opening-hours' },
    })
    expect(entries.body.items[0]?.customerWordings).toBe(1)
  })

  it('keeps them when the operator rewrites the entry, and keeps them out of the export', async () => {
    const [entry] = libraryEntries
    await importFile(jsonl([{ ...entry, answer: { en: 'Rewritten.' } }]))
    const entries = await server.call(listEntries, {
      cookie: operator.cookie,
      query: { search: 'opening-hours' },
    })
    expect(entries.body.items[0]?.customerWordings).toBe(1)
    expect(String((await server.call(exportKnowledge, { cookie: operator.cookie })).body)).not.toContain(
      'is the place open',
    )
  })

  it('imports nothing with an unknown key, an empty text or one that is too long', async () => {
    const rows = [
      'opening-hours,a good one',
      'no-such-key,a text',
      'opening-hours,',
      `opening-hours,${'x'.repeat(1_001)}`,
    ]
    const { status, body } = await wordings(`key,text\n${rows.join('\n')}\n`)
    expect(status).toBe(422)
    expect(body.report?.problems.map(({ row, code }) => `${row} ${code}`).sort()).toEqual([
      '2 key-unknown',
      '3 empty',
      '4 too-long',
    ])
    expect((await wordings('key,text\nopening-hours,a good one\n', { dryRun: 'true' })).body.wordings).toBe(1)
  })

  it('reads what spreadsheets write: a byte order mark, quotes, semicolons inside, GB18030', async () => {
    const excel = `\ufeff"Key","Text"\r\n"opening-hours","when, exactly; do you ""open""?"\r\n`
    expect((await wordings(excel, { dryRun: 'true' })).body).toMatchObject({ rows: 1, wordings: 1 })
    const gb = new Uint8Array([...Buffer.from('key,text\nopening-hours,'), 0xbf, 0xaa, 0xc3, 0xc5, 0x0a])
    expect((await wordings(gb, { dryRun: 'true' })).body.error?.code).toBe('knowledge/import-unreadable')
    expect((await wordings(gb, { dryRun: 'true', encoding: 'gb18030' })).body).toMatchObject({ wordings: 1 })
  })

  it('names the line of a file that is no table', async () => {
    for (const file of [
      'key,text\nopening-hours,one,two\n',
      'key,text\n"opening-hours,never closed\n',
      'a,b\n1,2\n',
      '',
    ]) {
      const { status, body } = await wordings(file)
      expect([status, body.error?.code]).toEqual([400, 'knowledge/import-unreadable'])
    }
    expect((await wordings('key,text\nopening-hours,one,two\n')).body.error?.message).toMatch(/line 2/)
  })

  it('refuses 200,001 rows', async () => {
    const { body } = await wordings(`key,text\n${',x\n'.repeat(200_001)}`, { dryRun: 'true' })
    expect(body.error?.message).toContain('200000')
  })
})

describe('what was imported', () => {
  it('is found in the next answer', async () => {
    await importFile(
      jsonl([
        small('parking', {
          question: { en: 'Where can I park my car at the library?' },
          answer: { en: 'Behind the house.' },
        }),
      ]),
    )
    const answer = await server.call(ask, {
      cookie: operator.cookie,
      body: { text: 'Where can I park my car at the library?' },
    })
    expect(answer.body.decision.found[0]?.title).toBe('Where can I park my car at the library?')
  })
})
