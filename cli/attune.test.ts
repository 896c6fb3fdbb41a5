import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ask, exportKnowledge, listEntries } from '../contract/index.ts'
import type { AskResult } from '../server/answering/index.ts'
import { environmentFor, runCommand, runCommandHere } from '../testing/command-line.ts'
import { libraryEntries } from '../testing/entries.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../testing/running-server.ts'
import { askCommand } from './ask.ts'
import { type Command, helpOf, readInput, UsageError } from './command.ts'
import { commands } from './commands.ts'

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
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const attune = (...words: string[]) => runCommandHere(words, environment)
/** As a process of its own, as people run it: for what its start, end and pipes are part of. */
const attuneApart = (...words: string[]) => runCommand(words, environment)

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('attune', () => {
  it('lists its commands, and says what each takes', async () => {
    const { code, out } = await attuneApart('--help')
    expect(code).toBe(0)
    for (const [name, command] of Object.entries(commands)) {
      expect(out).toContain(`  ${name} `)
      expect(helpOf(name, command)).toContain(`Usage: npm run attune -- ${name} `)
    }
    const help = await attune('ask', '--help')
    expect(help).toEqual({ code: 0, out: helpOf('ask', askCommand), err: '' })
  })

  it.each([
    [['ask', 'Hello?'], '--tenant TENANT is missing'],
    [['ask', '--tenant', 'x'], 'the question is missing'],
    [['ask', 'two', 'words', '--tenant', 'x'], 'put quotes around the question'],
    [['ask', 'Hello?', '--tenant', 'x', '--colour', 'blue'], "Unknown option '--colour'"],
    [['ask', '', '--tenant', 'x'], 'text: '],
    [['import', 'knowledge.txt', '--tenant', 'x'], 'does not tell its format'],
    [['import', 'a.csv', '--tenant', 'x', '--encoding', 'latin1'], '--encoding must be utf-8 or gb18030'],
    [['member', 'remove'], 'Say add, password or drop-second-factor'],
    [['member', 'password', '--email', 'anna'], '"anna" is no e-mail address'],
    [['member', 'password', '--email', 'a@b.co', '--password', 'short'], 'at least 10 characters'],
    [['backup'], '--out DIR is missing'],
    [['restore'], 'the folder of the backup is missing'],
  ])('does not understand %j', async ([name = '', ...words], sentence) => {
    const command = commands[name] as Command
    const run = async () => command.run(readInput(command, words))
    await expect(run()).rejects.toThrow(sentence)
    await expect(run()).rejects.toBeInstanceOf(UsageError)
  })

  it('exits with 2 and a sentence when it is not understood', async () => {
    const unknown = await attuneApart('aks')
    expect(unknown).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^There is no command "aks"\./),
    })
    const wrong = await attune('ask', 'Hello?')
    expect(wrong).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^--tenant TENANT is missing\./),
    })
  })

  it('exits with 1, a code and a sentence when something cannot be done', async () => {
    const unknown = await attuneApart('ask', 'Hello?', '--tenant', 'nobody')
    expect(unknown.code).toBe(1)
    expect(unknown.err).toMatch(/^tenant\/not-found: There is no tenant "nobody"\. Known are /)
    const json = await attune('ask', 'Hello?', '--tenant', 'nobody', '--json')
    expect(JSON.parse(json.out)).toMatchObject({ error: { code: 'tenant/not-found' } })
    const nothing = await runCommandHere([
      'ask',
      'Hello?',
      '--tenant',
      'x',
      '--data',
      join(folder, 'nothing'),
    ])
    expect(nothing).toMatchObject({ code: 1, out: '' })
    expect(nothing.err).toContain('no-data: There is no installation in ')
    const missing = await attune('import', join(folder, 'missing.jsonl'), '--tenant', tenant.slug)
    expect(missing).toMatchObject({ code: 1 })
    expect(missing.err).toContain('enoent: ')
  })
})

describe('attune ask', () => {
  it('prints exactly what the API replies', async () => {
    const { out, code } = await attuneApart(
      'ask',
      'What are your opening hours?',
      '--tenant',
      tenant.slug,
      '--json',
    )
    expect(code).toBe(0)
    const said = JSON.parse(out) as AskResult
    const reply = await server.call(ask, {
      cookie: admin.cookie,
      body: { text: 'What are your opening hours?', previous: [] },
    })
    expect(timeless(said)).toEqual(timeless(reply.body as AskResult))
    expect(said).toMatchObject({ outcome: 'answer', text: 'We are open every day from 9:00 to 20:00.' })
  })

  it('tells a person outcome, text, confidence, rule and candidates', async () => {
    const { out } = await attune('ask', '读者证丢了怎么办', '--tenant', tenant.slug)
    expect(out).toMatch(/^answer\n/)
    expect(out).toContain('请先在应用里挂失')
    expect(out).toMatch(/confidence {2}[01]\.\d\d {2}answers from 0\.85/)
    expect(out).toMatch(/rule {8}[a-z-]+, scene /)
    expect(out).toMatch(/candidates {2}[01]\.\d\d {2}读者证丢了怎么办？/)
  })

  it('takes earlier questions into account as the API does', async () => {
    const body = { text: 'And on Sundays?', previous: ['What are your opening hours?'] }
    const words = ['ask', body.text, '--previous', body.previous[0] ?? '', '--tenant', tenant.slug, '--json']
    const reply = await server.call(ask, { cookie: admin.cookie, body })
    expect(timeless(JSON.parse((await attune(...words)).out) as AskResult)).toEqual(
      timeless(reply.body as AskResult),
    )
  })
})

/** Without what differs between two runs of the same. */
function timeless({ decision, ...reply }: AskResult) {
  const { occurredAt: _, correlationId: _request, steps, ...same } = decision
  return { ...reply, decision: { ...same, steps: steps.map(({ name }) => name) } }
}

describe('attune import and export', () => {
  it('exports what the API exports, and imports it again without a change', async () => {
    const path = join(folder, 'out.jsonl')
    const exported = await attune('export', '--tenant', tenant.slug, '--out', path)
    expect(exported.out).toBe(`Exported ${libraryEntries.length} entries to ${path}.\n`)
    const reply = await server.call(exportKnowledge, { cookie: admin.cookie })
    expect(readFileSync(path, 'utf8')).toBe(reply.body)
    expect((await attuneApart('export', '--tenant', tenant.slug)).out).toBe(reply.body)
    const { out } = await attune('import', path, '--tenant', tenant.slug, '--json')
    expect(JSON.parse(out)).toMatchObject({
      rows: libraryEntries.length,
      unchanged: libraryEntries.length,
      created: 0,
    })
  })

  it('reports a dry run and changes nothing', async () => {
    const entry = { key: 'wifi', question: { en: 'Is there Wi-Fi?' }, answer: { en: 'Yes.' } }
    const path = file('new.jsonl', `${JSON.stringify(entry)}\n`)
    const { out, code } = await attune('import', path, '--tenant', tenant.slug, '--dry-run')
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Dry run, nothing was changed: 1 rows, 1 created/),
    })
    expect(await total()).toBe(libraryEntries.length)
  })

  it('imports nothing of a file with a wrong row, and names the row', async () => {
    const entry = { key: 'wifi', question: { en: 'Is there Wi-Fi?' }, answer: { en: 'Yes.' } }
    const path = file('wrong.jsonl', `${JSON.stringify(entry)}\n{"key": "x"}\n`)
    const { code, err } = await attune('import', path, '--tenant', tenant.slug)
    expect(code).toBe(1)
    expect(err).toContain('row 2: invalid: ')
    expect(err).toContain('knowledge/import-invalid: 1 of 2 rows are not valid. Nothing was imported')
    expect(await total()).toBe(libraryEntries.length)
  })

  it('reads customers’ wordings in GB18030 when told, and says so when not', async () => {
    // "key,text" and 几点开门呀 in GB18030.
    const bytes = Buffer.concat([
      Buffer.from('key,text\nopening-hours,'),
      Buffer.from('bcb8b5e3bfaac3c5d1bd', 'hex'),
    ])
    const path = file('wordings.csv', bytes)
    const wrong = await attune('import', path, '--tenant', tenant.slug)
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('try the encoding GB18030') })
    const { out } = await attune('import', path, '--tenant', tenant.slug, '--encoding', 'gb18030', '--json')
    expect(JSON.parse(out)).toMatchObject({ rows: 1, wordings: 1, failed: 0 })
  })

  async function total(): Promise<number> {
    const { body } = await server.call(listEntries, { cookie: admin.cookie })
    return (body as { total: number }).total
  }
})

describe('attune member', () => {
  it('adds a member whose password is shown once and works', async () => {
    const { out, code } = await attune(
      'member',
      'add',
      '--tenant',
      tenant.slug,
      '--email',
      'eva@example.com',
      '--role',
      'agent',
    )
    expect(code).toBe(0)
    expect(await signIn('eva@example.com', /shown this once: (\S+)/.exec(out)?.[1])).toBe(200)
    const twice = await attune(
      'member',
      'add',
      '--tenant',
      tenant.slug,
      '--email',
      'eva@example.com',
      '--role',
      'agent',
    )
    expect(twice).toMatchObject({ code: 1, err: expect.stringContaining('member/email-taken: ') })
  })

  it('gives a locked-out member another password and ends their sessions', async () => {
    const { out } = await attune('member', 'password', '--email', admin.email, '--json')
    const { password, tenants } = JSON.parse(out) as { password: string; tenants: string[] }
    expect(tenants).toEqual([tenant.slug])
    expect(await signIn(admin.email, admin.password)).toBe(401)
    expect(await signIn(admin.email, password)).toBe(200)
    expect((await server.call(listEntries, { cookie: admin.cookie })).status).toBe(401)
    const unknown = await attune('member', 'password', '--email', 'nobody@example.com')
    expect(unknown).toMatchObject({ code: 1, err: 'member/not-found: There is no such member.\n' })
  })

  async function signIn(email: string, password: string | undefined): Promise<number> {
    const response = await fetch(`${server.url}/api/v1/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    })
    return response.status
  }
})

describe('attune doctor', () => {
  interface Report {
    ok: boolean
    findings: { name: string; level: string; found: string }[]
  }
  const doctor = async (more: Record<string, string> = {}) => {
    const { code, out } = await runCommandHere(['doctor', '--json'], { ...environment, ...more })
    const report = JSON.parse(out) as Report
    return { code, report, level: (name: string) => report.findings.find((one) => one.name === name)?.level }
  }

  it('finds a healthy installation in order', async () => {
    const { code, report, level } = await doctor()
    expect(report.findings.filter((one) => one.level === 'broken')).toEqual([])
    expect({ code, ok: report.ok }).toEqual({ code: 0, ok: true })
    for (const name of [
      'node',
      'packages',
      'database',
      'migrations',
      'tenant wall',
      'processes',
      'jobs',
      'turns',
    ])
      expect(level(name), name).toBe('ok')
    const tenantFinding = report.findings.find((one) => one.name === `tenant ${tenant.slug}`)
    expect(tenantFinding?.found).toMatch(/\d+ entries, model trained.*not yet calibrated: \d+ labelled/)
  })

  it('sees a hole in the tenant wall', async () => {
    await server.database.asOwner('alter table customers no force row level security')
    const { code, level } = await doctor()
    await server.database.asOwner('alter table customers force row level security')
    expect({ code, wall: level('tenant wall') }).toEqual({ code: 1, wall: 'broken' })
  })

  it('sees secrets open to others, wrong settings, a database out of reach', async () => {
    const path = join(folder, 'data', 'secrets.json')
    chmodSync(path, 0o644)
    expect((await doctor()).level('secrets')).toBe('broken')
    chmodSync(path, 0o600)
    const wrong = await doctor({ ATTUNE_PROT: '1' })
    expect({ code: wrong.code, level: wrong.level('settings') }).toEqual({ code: 1, level: 'broken' })
    const away = await doctor({ DATABASE_URL: 'postgresql://x:y@127.0.0.1:1/z' })
    expect({ code: away.code, level: away.level('database') }).toEqual({ code: 1, level: 'broken' })
  })

  it('sees a port that another program holds', async () => {
    const { port } = new URL(server.url)
    const served = await doctor({ ATTUNE_PORT: port })
    expect(served.level('port')).toBe('ok')
    const { createServer } = await import('node:net')
    const other = createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const taken = await doctor({ ATTUNE_PORT: String((other.address() as { port: number }).port) })
    other.close()
    expect({ code: taken.code, level: taken.level('port') }).toEqual({ code: 1, level: 'broken' })
  })
})
