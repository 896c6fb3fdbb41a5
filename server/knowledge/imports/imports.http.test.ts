import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import writeWorkbook from 'write-excel-file/node'
import {
  cancelImport,
  createEntry,
  exportTable,
  getImport,
  type ImportRow,
  type KnowledgeImport,
  listEntries,
  listImportRows,
  mapImport,
  runImport,
  updateEntry,
} from '../../../contract/index.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../../testing/running-server.ts'
import { applyImport } from '../index.ts'

let server: TestServerHandle
let tenant: TestTenant
let operator: TestMember

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  operator = await server.createMember(tenant, 'knowledge-operator')
})
afterAll(() => server.stop())

type Bytes = Uint8Array<ArrayBuffer>
const sheet = async (rows: unknown[][]): Promise<Bytes> =>
  new Uint8Array(await writeWorkbook(rows as never, { dateFormat: 'yyyy-mm-dd' } as never).toBuffer())

async function hand(fileName: string, bytes: Bytes | string, options: Record<string, string> = {}) {
  const search = new URLSearchParams({ fileName, ...options })
  const response = await fetch(`${server.url}/api/v1/knowledge/imports?${search}`, {
    method: 'POST',
    headers: { cookie: operator.cookie, 'content-type': 'application/octet-stream' },
    body: bytes,
  })
  const body = (await response.json()) as KnowledgeImport & { error?: { code: string } }
  return { status: response.status, body }
}

/** Waits until the import rests: nothing is done with it in the background. */
async function rest(importId: string): Promise<KnowledgeImport> {
  const look = async () =>
    (await server.call(getImport, { cookie: operator.cookie, params: { importId } })).body
  await expect
    .poll(async () => (await look()).state, { timeout: 60_000, interval: 30 })
    .not.toMatch(/reading|importing/)
  return look()
}
async function tried(fileName: string, bytes: Bytes | string, options?: Record<string, string>) {
  const started = await hand(fileName, bytes, options)
  expect(started.body.error).toBeUndefined()
  return rest(started.body.id)
}
async function rowsOf(importId: string, verdict?: string): Promise<ImportRow[]> {
  const query = { limit: '200', ...(verdict === undefined ? {} : { verdict }) }
  return (await server.call(listImportRows, { cookie: operator.cookie, params: { importId }, query })).body
    .items
}
async function run(importId: string): Promise<KnowledgeImport> {
  const started = await server.call(runImport, { cookie: operator.cookie, params: { importId } })
  expect(started.status).toBe(200)
  return rest(importId)
}
async function entries(search: string) {
  return (await server.call(listEntries, { cookie: operator.cookie, query: { search, limit: '200' } })).body
    .items
}
const exported = async (format: string, customers = false): Promise<Bytes> => {
  const response = await fetch(
    `${server.url}/api/v1${exportTable.path}?format=${format}&customers=${customers}`,
    {
      headers: { cookie: operator.cookie },
    },
  )
  expect(response.status).toBe(200)
  return new Uint8Array(await response.arrayBuffer())
}

describe('a spreadsheet', () => {
  it('is understood by its headers, tried row by row, and imported as a whole', async () => {
    const file = await sheet([
      ['我们的知识库 2026'],
      [],
      ['编号', '分类', '标准问', '相似问', '相似问2', '答案', '备注'],
      ['hours', '门店', '几点开门？', '什么时候营业\n营业时间', '周末开吗', '每天九点。', 'x'],
      ['refund', '售后', '怎么退款？', null, null, '在订单里申请。', null],
      ['broken', '售后', '怎么换货？', null, null, null, null],
    ])
    const before = await entries('')
    const first = await tried('知识.xlsx', file)
    expect(first).toMatchObject({
      state: 'ready',
      format: 'xlsx',
      kind: 'entries',
      counts: { rows: 3, create: 2, update: 0, unchanged: 0, refuse: 1 },
    })
    expect(first.columns.map((column) => column.field)).toEqual([
      'key',
      'category',
      'question',
      'similar',
      'similar',
      'answer',
      'ignore',
    ])
    expect(await rowsOf(first.id, 'refuse')).toMatchObject([
      { row: 6, key: 'broken', problems: [{ code: 'answer-missing' }] },
    ])
    const refused = await server.call(runImport, { cookie: operator.cookie, params: { importId: first.id } })
    expect([refused.status, refused.body]).toMatchObject([
      422,
      { error: { code: 'knowledge/import-invalid' } },
    ])
    expect(await entries('')).toEqual(before)

    const mended = await sheet([
      ['编号', '分类', '标准问', '相似问', '答案'],
      ['hours', '门店', '几点开门？', '什么时候营业\n营业时间\n周末开吗', '每天九点。'],
      ['refund', '售后', '怎么退款？', null, '在订单里申请。'],
      ['broken', '售后', '怎么换货？', null, '联系客服。'],
    ])
    const second = await tried('知识.xlsx', mended)
    expect(second.counts).toMatchObject({ rows: 3, create: 3, refuse: 0 })
    expect(await run(second.id)).toMatchObject({ state: 'done' })
    expect((await entries('hours'))[0]).toMatchObject({
      category: { zh: '门店' },
      question: { zh: '几点开门？' },
      similar: { zh: ['什么时候营业', '营业时间', '周末开吗'] },
      answer: { zh: '每天九点。' },
    })
    expect((await tried('again.xlsx', mended)).counts).toMatchObject({ unchanged: 3, create: 0, update: 0 })
  })

  it('says what an update would change, and keeps what the file has no column for', async () => {
    const file = await sheet([
      ['key', 'standard question', 'answer'],
      ['hours', '几点开门？', '每天八点。'],
    ])
    const report = await tried('k.xlsx', file)
    expect(report.counts).toMatchObject({ update: 1 })
    expect((await rowsOf(report.id))[0]?.changes).toEqual([
      { field: 'answer.zh', before: '每天九点。', after: '每天八点。' },
    ])
    await run(report.id)
    expect((await entries('hours'))[0]).toMatchObject({
      category: { zh: '门店' },
      answer: { zh: '每天八点。' },
    })
  })
})

describe('a text with separators', () => {
  it('is read in UTF-8 and GB18030 with commas, semicolons and tabs, as recognised or as chosen', async () => {
    const gb = new Uint8Array([
      ...Buffer.from('key;question;answer\r\ngb;'),
      ...[0xd7, 0xaa, 0xc8, 0xcb, 0xb9, 0xa4],
      ...Buffer.from(';'),
      ...[0xba, 0xc3],
      ...Buffer.from('\r\n'),
    ])
    const files: [string, Bytes | string][] = [
      ['utf-8 ,', '\ufeff"Key","Question","Answer"\r\n"gb","转人工","好"\r\n'],
      ['gb18030 ;', gb],
      ['utf-8 \t', 'key\tquestion\tanswer\ngb\t转人工\t好\n'],
    ]
    for (const [what, file] of files) {
      const report = await tried('k.csv', file)
      expect([what, report.counts, `${report.found.encoding} ${report.found.separator}`]).toMatchObject([
        what,
        { rows: 1, create: 1 },
        what,
      ])
      expect((await rowsOf(report.id))[0]).toMatchObject({ key: 'gb', title: '转人工' })
    }
    const told = await tried('k.csv', gb, { encoding: 'utf-8' })
    expect(told).toMatchObject({ state: 'failed', problem: { code: 'encoding' } })
  })

  it('is understood anew when the operator says what a column holds', async () => {
    const report = await tried('k.csv', 'x,y,z\nWhere is my parcel?,where parcel,On its way.\n')
    expect(report.columns.map((column) => column.field)).toEqual(['ignore', 'ignore', 'ignore'])
    expect(report).toMatchObject({ state: 'failed', problem: { code: 'no-columns' } })
    const columns = report.columns.map(({ header }, at) => ({
      header,
      field: ['question', 'similar', 'answer'][at],
      language: 'auto',
    }))
    await server.call(mapImport, {
      cookie: operator.cookie,
      params: { importId: report.id },
      body: { options: {}, columns },
    })
    const again = await rest(report.id)
    expect(again).toMatchObject({ state: 'ready', counts: { rows: 1, create: 1 } })
    await run(again.id)
    expect((await entries('parcel'))[0]).toMatchObject({
      key: 'Where is my parcel?',
      question: { en: 'Where is my parcel?' },
      similar: { en: ['where parcel'] },
    })
    // Without keys the question tells which entry it is.
    const update = await tried('k.csv', 'question,answer\nwhere is my PARCEL?,Almost there.\n')
    expect(update.counts).toMatchObject({ create: 0, update: 1 })
  })

  it('adds wordings of customers where it has neither questions nor answers', async () => {
    const file = 'key,text\ngb,x\nparcel-nowhere,text\n,what is the weather\n'
    const refused = await tried('w.csv', file)
    expect(refused).toMatchObject({ kind: 'wordings', counts: { rows: 3, refuse: 2, update: 1 } })
    const good = await tried(
      'w.csv',
      'key,text\nhours,when do you open\nhours,When do you OPEN\n,what is the weather\n',
    )
    expect(good.counts).toMatchObject({ update: 2, unchanged: 1, wordings: 2 })
    await run(good.id)
    expect((await entries('hours'))[0]?.customerWordings).toBe(1)
    expect((await tried('w.csv', 'key,text\nhours,when do you open\n')).counts).toMatchObject({
      unchanged: 1,
    })
  })
})

describe('rows that contradict each other', () => {
  it('names the row that has the same key or, without keys, the same question', async () => {
    const keyed = await tried('k.csv', 'key,question,answer\na,A?,1\nb,B?,2\na,C?,3\n')
    expect(await rowsOf(keyed.id, 'refuse')).toMatchObject([
      { row: 4, problems: [{ code: 'key-twice', parameters: { row: 2 } }] },
    ])
    const bare = await tried('k.csv', 'question,answer\nSame?,1\nsame ?,2\n')
    expect(await rowsOf(bare.id, 'refuse')).toMatchObject([
      { row: 3, problems: [{ code: 'question-twice', parameters: { row: 2 } }] },
    ])
  })

  it('remarks on a question that another entry has already', async () => {
    const report = await tried('k.csv', 'key,question,answer\nother,几点开门？,九点\n')
    expect((await rowsOf(report.id))[0]).toMatchObject({
      verdict: 'create',
      notes: [{ code: 'question-elsewhere', parameters: { key: 'hours' } }],
    })
  })
})

describe('running an import', () => {
  it('imports nothing when an entry was edited since the report, and tries the rows again', async () => {
    const report = await tried('k.csv', 'key,question,answer\nhours,几点开门？,十点。\nnew-1,New?,Yes.\n')
    const [entry] = await entries('hours')
    const { key, category, question, similar } = entry as NonNullable<typeof entry>
    await server.call(updateEntry, {
      cookie: operator.cookie,
      params: { entryId: entry?.id ?? '' },
      body: { key, category, question, similar, answer: { zh: '改过了。' } },
    })
    const back = await run(report.id)
    expect(back).toMatchObject({ state: 'ready', problem: { code: 'changed-meanwhile' } })
    expect(await entries('new-1')).toEqual([])
    expect((await rowsOf(report.id))[0]?.changes[0]).toMatchObject({ before: '改过了。', after: '十点。' })
    expect(await run(report.id)).toMatchObject({ state: 'done' })
  })

  it('changes nothing when it is given up, and cannot be run after that', async () => {
    const report = await tried('k.csv', 'key,question,answer\ngiven-up,Q?,A.\n')
    const { body } = await server.call(cancelImport, {
      cookie: operator.cookie,
      params: { importId: report.id },
    })
    expect(body.state).toBe('cancelled')
    const again = await server.call(runImport, { cookie: operator.cookie, params: { importId: report.id } })
    expect([again.status, again.body]).toMatchObject([409, { error: { code: 'import/not-now' } }])
    expect(await entries('given-up')).toEqual([])
  })
})

describe('an export', () => {
  it('comes back unchanged in every form, with what customers wrote', async () => {
    const awkward = [
      {
        key: '=cmd',
        question: { en: "=1+1 or '@x?" },
        answer: { en: '-2\n\n+3; "quoted", \ttab _x0041_ <b>' },
      },
      {
        key: 'two',
        question: { en: 'Two?', zh: '两种？' },
        similar: { zh: ['甲', '乙|丙'], en: ["'=a"] },
        answer: { zh: '好；是' },
      },
    ]
    const made = await tried('k.jsonl', awkward.map((one) => JSON.stringify(one)).join('\n'))
    await run(made.id)
    for (const format of ['xlsx', 'csv', 'jsonl']) {
      const report = await tried(`k.${format}`, await exported(format, true))
      expect([format, report.counts, await rowsOf(report.id, 'update')]).toMatchObject([
        format,
        { create: 0, update: 0, refuse: 0 },
        [],
      ])
      expect(report.counts.unchanged).toBeGreaterThan(4)
    }
    const csv = Buffer.from(await exported('csv')).toString()
    expect(csv.startsWith('\ufeff')).toBe(true)
    const cells = (parse(csv, { bom: true }) as string[][]).flat()
    expect(cells).toContain("'=cmd")
    expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([])
  })
})

describe('an import that is cut off', () => {
  it('has changed nothing, is done on the next try, and not a second time', async () => {
    const rows = Array.from({ length: 450 }, (_, at) => `cut-${at},Question ${at} of the cut?,Answer ${at}.`)
    const report = await tried('cut.csv', `key,question,answer\n${rows.join('\n')}\n`)
    const { modules } = server
    const { id } = report
    await modules.imports.run(tenant.id, id, undefined, 'here')
    // Gives up after the first chunk, as a process does that is told to leave.
    const leaving = new AbortController()
    const knowledge = { ...modules.knowledge }
    knowledge.advance = async (transaction, tenantId) => {
      const version = await modules.knowledge.advance(transaction, tenantId)
      leaving.abort(new Error('leaving'))
      return version
    }
    await expect(applyImport({ ...modules, knowledge }, tenant.id, id, leaving.signal)).rejects.toThrow(
      'leaving',
    )
    expect(await entries('of the cut')).toEqual([])
    expect((await modules.imports.get(tenant.id, id)).state).toBe('importing')
    await Promise.all([applyImport(modules, tenant.id, id), applyImport(modules, tenant.id, id)])
    await applyImport(modules, tenant.id, id)
    expect((await modules.imports.get(tenant.id, id)).state).toBe('done')
    const [row] = await server.database.asOwner<{ count: string; versions: string }>(
      `select count(*)::text as count, max(version)::text as versions from entries where tenant_id = $1 and key like 'cut-%'`,
      [tenant.id],
    )
    expect(row).toEqual({ count: '450', versions: '1' })
  })

  it('imports nothing when it is given up while it runs', async () => {
    const report = await tried('gone.csv', 'key,question,answer\ngone-1,Will it go?,Yes.\n')
    const { modules } = server
    await modules.imports.run(tenant.id, report.id, undefined, 'here')
    const knowledge = { ...modules.knowledge }
    knowledge.advance = async (transaction, tenantId) => {
      const version = await modules.knowledge.advance(transaction, tenantId)
      await fetch(`${server.url}/api/v1/knowledge/imports/${report.id}/cancel`, {
        method: 'POST',
        headers: { cookie: operator.cookie },
      })
      return version
    }
    await applyImport({ ...modules, knowledge }, tenant.id, report.id)
    expect((await modules.imports.get(tenant.id, report.id)).state).toBe('cancelled')
    expect(await entries('gone-1')).toEqual([])
  })
})

describe('a large import', () => {
  const lines = (count: number, text: string) =>
    `key,question,answer\n${Array.from({ length: count }, (_, at) => `big-${at},Big question number ${at}?,${text} ${at}.`).join('\n')}\n`
  const count = async (text: string) =>
    Number(
      (
        await server.database.asOwner<{ count: string }>(
          `select count(*)::text as count from answers where tenant_id = $1 and parts::text like '%' || $2 || '%'`,
          [tenant.id, text],
        )
      )[0]?.count,
    )

  it('goes in parts: goes on where it was cut off, lets others edit in between, and leaves their rows out', async () => {
    const report = await tried('big.csv', lines(2_300, 'First'))
    expect(report.counts).toMatchObject({ create: 2_300, refuse: 0 })
    const { modules } = server
    const { id } = report
    await modules.imports.run(tenant.id, id, undefined, 'here')
    const cut = new AbortController()
    let parts = 0
    const knowledge = { ...modules.knowledge }
    knowledge.advance = (transaction, tenantId) => {
      parts += 1
      if (parts === 3) cut.abort(new Error('killed'))
      return modules.knowledge.advance(transaction, tenantId)
    }
    await expect(applyImport({ ...modules, knowledge }, tenant.id, id, cut.signal)).rejects.toThrow('killed')
    const half = await modules.imports.get(tenant.id, id)
    expect(half).toMatchObject({ state: 'importing', progress: { done: 750, total: 2_300 } })
    expect(await count('First')).toBe(750)
    // In between anybody edits, also an entry that the file wants to add.
    const edited = await server.call(createEntry, {
      cookie: operator.cookie,
      body: { key: 'big-2000', question: { en: 'Mine?' }, answer: { en: 'Mine.' } },
    })
    expect(edited.status).toBe(200)
    await Promise.all([applyImport(modules, tenant.id, id), applyImport(modules, tenant.id, id)])
    expect(await modules.imports.get(tenant.id, id)).toMatchObject({
      state: 'done',
      counts: { create: 2_299, refuse: 1 },
      problem: { code: 'some-changed-meanwhile', parameters: { count: 1, keys: 'big-2000' } },
    })
    expect(await count('First')).toBe(2_299)
    expect((await entries('Mine?'))[0]?.answer).toEqual({ en: 'Mine.' })
    expect(await rowsOf(id, 'refuse')).toMatchObject([
      { key: 'big-2000', problems: [{ code: 'row-changed-meanwhile' }] },
    ])
  }, 60_000)

  it('says how far it came when it is given up', async () => {
    const report = await tried('big.csv', lines(2_300, 'Second'))
    const { modules } = server
    await modules.imports.run(tenant.id, report.id, undefined, 'here')
    const knowledge = { ...modules.knowledge }
    let parts = 0
    let given: Promise<unknown> | undefined
    knowledge.advance = (transaction, tenantId) => {
      parts += 1
      // Asked for while a part is written: it waits for that part, and for no other.
      if (parts === 2)
        given = server.call(cancelImport, { cookie: operator.cookie, params: { importId: report.id } })
      return modules.knowledge.advance(transaction, tenantId)
    }
    await applyImport({ ...modules, knowledge }, tenant.id, report.id)
    await given
    const over = await modules.imports.get(tenant.id, report.id)
    expect(over).toMatchObject({ state: 'cancelled', problem: { code: 'cancelled-partly' } })
    const done = Number(over.problem?.parameters.done)
    expect(done).toBeLessThan(2_300)
    expect(await count('Second')).toBe(done)
  }, 60_000)
})

describe('a file that is too much', () => {
  it('is refused by its size before it is read, and large ones do not hold others up', async () => {
    const large = await hand('large.xlsx', new Uint8Array(33 * 1024 * 1024)).catch(() => undefined)
    if (large !== undefined)
      expect([large.status, large.body.error?.code]).toEqual([413, 'request/too-large'])
    const lines = Array.from({ length: 10_000 }, (_, at) => `k${at},Question number ${at}?,Answer ${at}.`)
    const started = await hand('many.csv', `key,question,answer\n${lines.join('\n')}\n`)
    // Counted, not timed: while the rows are tried others get their answers, however slow the machine.
    const params = { importId: started.body.id }
    const look = () => server.call(getImport, { cookie: operator.cookie, params })
    let answered = 0
    for (; (await look()).body.state === 'reading'; answered += 1) await entries('hours')
    expect(answered).toBeGreaterThanOrEqual(5)
    const report = await rest(started.body.id)
    expect(report).toMatchObject({ state: 'ready', counts: { rows: 10_000, create: 10_000 } })
    await server.call(cancelImport, { cookie: operator.cookie, params: { importId: report.id } })
  }, 120_000)
})
