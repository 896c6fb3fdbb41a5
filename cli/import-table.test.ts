import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import writeWorkbook from 'write-excel-file/node'
import { createCategory, listEntries } from '../contract/index.ts'
import { environmentFor, runCommandHere } from '../testing/command-line.ts'
import { libraryEntries } from '../testing/entries.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../testing/running-server.ts'

// Processes are begun one after the other: seconds on a quiet machine, more on a busy one.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 })

let folder: string
let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember
let environment: Record<string, string>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attune-cli-'))
  server = await startTestServer()
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  admin = await server.createMember(tenant, 'admin')
  environment = environmentFor(server.database.urls, join(folder, 'data'))
  const name = { en: 'Fees', zh: '费用' }
  const { status } = await server.call(createCategory, {
    cookie: admin.cookie,
    body: { name, fourEyes: true },
  })
  expect(status).toBe(200)
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

function bring(name: string, content: string | Uint8Array, ...more: string[]) {
  const path = join(folder, name)
  writeFileSync(path, content)
  return runCommandHere(['import', path, '--tenant', tenant.slug, ...more], environment)
}
const found = async (search: string) =>
  (await server.call(listEntries, { cookie: admin.cookie, query: { search } })).body.items

describe('attune import of a table', () => {
  it('takes a workbook, sends what needs four eyes into review, and says so', async () => {
    const sheet = [
      ['编号', '分类', '标准问', '相似问', '答案'],
      ['wifi', '阅览室', '有无线网吗？', '能连 Wi-Fi 吗\n无线密码', '有，密码在借书台。'],
      ['scan-fee', '费用', '扫描多少钱？', null, '每页五毛。'],
    ]
    const bytes = new Uint8Array(await writeWorkbook(sheet as never, {} as never).toBuffer())
    const dry = await bring('k.xlsx', bytes, '--dry-run')
    expect([dry.err, dry.code, dry.out]).toEqual([
      '',
      0,
      'Nothing was changed: 2 rows, 2 created, 0 updated, 0 unchanged, 0 wordings added, 0 refused.\n',
    ])
    expect(await found('wifi')).toEqual([])
    const { code, out } = await bring('k.xlsx', bytes)
    expect([code, out]).toEqual([
      0,
      'Imported: 2 rows, 2 created, 0 updated, 0 unchanged, 0 wordings added, 0 refused; 1 waits for review.\n',
    ])
    expect((await found('wifi'))[0]).toMatchObject({
      state: 'published',
      answer: { zh: '有，密码在借书台。' },
    })
    expect((await found('scan-fee'))[0]).toMatchObject({ state: 'draft', draft: { state: 'in-review' } })
  })

  it('takes a .csv with the header of a table in UTF-8 and GB18030, and imports nothing of one with a wrong row', async () => {
    const gb = Buffer.concat([
      Buffer.from('key,question,answer\ngb,'),
      Buffer.from('bcb8b5e3bfaac3c5', 'hex'),
      Buffer.from(','),
      Buffer.from('bec5b5e3', 'hex'),
      Buffer.from('\n'),
    ])
    expect(await bring('gb.csv', gb, '--encoding', 'gb18030')).toMatchObject({ code: 0 })
    expect((await found('gb'))[0]).toMatchObject({ question: { zh: '几点开门' }, answer: { zh: '九点' } })
    const wrong = await bring('wrong.csv', 'key,question,answer\nx1,One?,Yes.\nx2,Two?,\n')
    expect(wrong.code).toBe(1)
    expect(wrong.err).toContain('row 3: ')
    expect(await found('x1')).toEqual([])
    const none = await bring('none.xlsx', 'not a workbook')
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining('knowledge/import-unreadable') })
  })

  it('counts in the older form what waits for review, too', async () => {
    const line = {
      key: 'copy-fee',
      category: { en: 'Fees' },
      question: { en: 'Copies?' },
      answer: { en: 'A penny.' },
    }
    const { out } = await bring('k.jsonl', `${JSON.stringify(line)}\n`)
    expect(out).toContain('1 of them wait for review')
    expect((await found('copy-fee'))[0]).toMatchObject({ state: 'draft', draft: { state: 'in-review' } })
  })
})
