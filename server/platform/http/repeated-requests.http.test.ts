import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createApiKey,
  createEntry,
  createMember,
  getPolicy,
  listApiKeys,
  listChannels,
  listEntries,
  listMembers,
  updateChannel,
  updateCurrentMember,
  updateEntry,
  updateMember,
  updatePolicy,
} from '../../../contract/index.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../../testing/running-server.ts'

let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  admin = await server.createMember(tenant, 'admin')
})
afterAll(() => server.stop())

const content = (key: string) => {
  const [entry] = libraryEntries
  if (entry === undefined) throw new Error('no entry to write')
  return { ...entry, key }
}
const make = (key: string, idempotencyKey: string, cookie = admin.cookie) =>
  server.call(createEntry, { cookie, body: content(key), headers: { 'idempotency-key': idempotencyKey } })
const countOf = async (key: string) =>
  (await server.call(listEntries, { cookie: admin.cookie, query: { search: key } })).body.total

describe('an Idempotency-Key', () => {
  it('gives the same reply to the same request, and does the work once', async () => {
    const key = randomUUID()
    const first = await make('once', key)
    const again = await make('once', key)
    expect(again.body).toEqual(first.body)
    expect([first.headers.get('idempotent-replay'), again.headers.get('idempotent-replay')]).toEqual([
      null,
      'true',
    ])
    expect(await countOf('once')).toBe(1)
  })

  it('repeats a refusal, too', async () => {
    const key = randomUUID()
    const first = await make('once', key)
    const again = await make('once', key)
    expect([first.status, again.status]).toEqual([409, 409])
    expect(again.body).toEqual(first.body)
  })

  it('refuses another body or another route under a used key', async () => {
    const key = randomUUID()
    await make('mine', key)
    const other = await make('other', key)
    expect([other.status, other.body]).toMatchObject([
      409,
      { error: { code: 'request/idempotency-key-reused' } },
    ])
    const elsewhere = await server.call(createApiKey, {
      cookie: admin.cookie,
      body: { name: 'k', permissions: ['audit:read'] },
      headers: { 'idempotency-key': key },
    })
    expect(elsewhere.status).toBe(409)
    expect(await countOf('other')).toBe(0)
  })

  it('has one effect when sent ten times at once', async () => {
    const key = randomUUID()
    const answers = await Promise.all(Array.from({ length: 10 }, () => make('at-once', key)))
    const codes = answers.map((answer) => (answer.status === 200 ? 'done' : JSON.stringify(answer.body)))
    expect(codes.filter((code) => code === 'done').length).toBeGreaterThanOrEqual(1)
    for (const code of codes.filter((one) => one !== 'done'))
      expect(code).toContain('idempotency-in-progress')
    expect(await countOf('at-once')).toBe(1)
    expect((await make('at-once', key)).status).toBe(200)
  })

  it('belongs to whoever sent it', async () => {
    const key = randomUUID()
    await make('by-admin', key)
    const operator = await server.createMember(tenant, 'knowledge-operator')
    const answer = await make('by-operator', key, operator.cookie)
    expect([answer.status, answer.body.key]).toEqual([200, 'by-operator'])
  })

  it('is refused in a form that could be anything', async () => {
    for (const key of ['short', 'a'.repeat(201), 'with space in it']) {
      expect((await make('never', key)).body).toMatchObject({ error: { code: 'request/invalid' } })
    }
  })

  describe('whose first request', () => {
    const sql = (text: string, ...values: unknown[]) => server.database.asOwner(text, values)
    const age = (key: string) =>
      sql(`update idempotency_keys set created_at = created_at - interval '61 seconds' where key = $1`, key)
    const codeOf = (answer: { body: unknown }) => (answer.body as { error?: { code: string } }).error?.code
    /** What the database does meanwhile, on each row that `when` tells; taken back at the end. */
    async function plant<T>(when: string, statement: string, work: () => Promise<T>): Promise<T> {
      await sql(`create function planted() returns trigger language plpgsql security definer
        set search_path = attune as $$ begin ${statement}; return new; end $$`)
      await sql(`create trigger planted ${when} for each row execute function planted()`)
      try {
        return await work()
      } finally {
        await sql('drop function planted cascade')
      }
    }
    const crash = `raise exception 'the process is no more'`

    it('was done and never answered is not done again, and says so', async () => {
      const key = randomUUID()
      await plant('before update of reply on idempotency_keys', crash, () => make('left-behind', key))
      expect(codeOf(await make('left-behind', key))).toBe('request/idempotency-in-progress')
      await age(key)
      const answers = await Promise.all([make('left-behind', key), make('left-behind', key)])
      expect(answers.map(({ status, body }) => [status, codeOf({ body })])).toEqual(
        Array(2).fill([409, 'request/idempotency-unknown']),
      )
      expect(await countOf('left-behind')).toBe(1)
      expect(codeOf(await make('another', key))).toBe('request/idempotency-key-reused')
    })

    it('ended before it had done anything is simply done', async () => {
      const key = randomUUID()
      const failed = await plant('before insert on entries', crash, () => make('begun', key))
      expect(failed.status).toBe(500)
      expect((await make('begun', key)).status).toBe(200)
      // The same of a process that was killed: its row stays, with no mark of anything done.
      await sql(
        `update idempotency_keys set status = null, reply = null, effect_at = null where key = $1`,
        key,
      )
      expect(codeOf(await make('begun', key))).toBe('request/idempotency-in-progress')
      await age(key)
      // Run again: what the first had not done in truth it would now do; here it was done, and is refused as a double.
      expect(codeOf(await make('begun', key))).toBe('knowledge/key-taken')
    })

    it('was so slow that a repetition took its key changes nothing any more', async () => {
      const key = randomUUID()
      const taken = `update attune.idempotency_keys set claim = gen_random_uuid() where status is null`
      const late = await plant('after insert on entries', taken, () => make('too-late', key))
      expect([late.status, codeOf(late)]).toEqual([409, 'request/idempotency-in-progress'])
      expect(await countOf('too-late')).toBe(0)
    })

    it('failed as it was about to commit is simply done', async () => {
      const key = randomUUID()
      const failed = await plant('before update of effect_at on idempotency_keys', crash, () =>
        make('cut-off', key),
      )
      expect([failed.status, await countOf('cut-off')]).toEqual([500, 0])
      expect((await make('cut-off', key)).status).toBe(200)
      expect(await countOf('cut-off')).toBe(1)
    })
  })

  it('is forgotten after a day', async () => {
    const key = randomUUID()
    const first = await make('kept-a-day', key)
    await server.database.asOwner(`update idempotency_keys set created_at = now() - interval '25 hours'`)
    await make('another', randomUUID())
    const rows = await server.database.asOwner('select key from idempotency_keys where key = $1', [key])
    expect(rows).toEqual([])
    const again = await make('kept-a-day', key)
    expect([first.status, again.status]).toEqual([200, 409])
  })

  it('keeps no reply in the database that can be read there', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const body = { name: 'a key made twice', permissions: ['audit:read'] }
    const first = await server.call(createApiKey, { cookie: admin.cookie, body, headers })
    const again = await server.call(createApiKey, { cookie: admin.cookie, body, headers })
    expect(again.body.secret).toBe(first.body.secret)
    const rows = await server.database.asOwner<{ reply: string }>(
      'select reply::text as reply from idempotency_keys',
    )
    const kept = rows.map((row) => row.reply).join('\n')
    expect(kept).not.toContain(first.body.secret)
    expect(kept).not.toContain('a key made twice')
  })
})

describe('If-Match', () => {
  const conflict = { error: { code: 'request/version-conflict' } }

  it('lets the first of two editors win, whatever is edited', async () => {
    const { cookie } = admin
    const entry = (await server.call(createEntry, { cookie, body: content('edited') })).body
    const channel = (await server.call(listChannels, { cookie })).body.items[0]
    const policy = (await server.call(getPolicy, { cookie })).body
    const member = await server.createMember(tenant, 'agent')
    const { items } = (await server.call(listMembers, { cookie })).body
    const version = items.find((one) => one.id === member.memberId)?.version ?? 0
    const races = [
      [updateEntry, { entryId: entry.id }, content('edited'), entry.version],
      [updateChannel, { channelId: channel?.id ?? '' }, { name: 'Chat' }, channel?.version ?? 0],
      [updatePolicy, {}, policy.document, policy.version],
      [updateMember, { memberId: member.memberId }, { name: 'Renamed' }, version],
    ] as const
    for (const [route, params, body, seen] of races) {
      const change = () => server.call(route, { cookie, params, body, headers: { 'if-match': `"${seen}"` } })
      const answers = await Promise.all([change(), change()])
      expect([route.name, ...answers.map((answer) => answer.status).sort()]).toEqual([route.name, 200, 412])
      expect((await change()).body).toMatchObject(conflict)
    }
  })

  it('lets the last admin go on being one', async () => {
    const params = { memberId: admin.memberId }
    const answer = await server.call(updateMember, { cookie: admin.cookie, params, body: { role: 'agent' } })
    expect(answer.body).toMatchObject({ error: { code: 'member/last-admin' } })
  })
})

describe('paging', () => {
  async function walk(
    fetchPage: (after?: string) => Promise<{ items: { id: string }[]; next?: string | undefined }>,
  ) {
    const seen: string[] = []
    for (let after: string | undefined, pages = 0; pages < 100; pages += 1) {
      const page = await fetchPage(after)
      seen.push(...page.items.map((item) => item.id))
      if (page.next === undefined) return seen
      after = page.next
    }
    throw new Error('paging does not end')
  }

  it('shows every row once, while others are added', async () => {
    const { cookie } = admin
    const fresh = await server.createTenant()
    const own = await server.createMember(fresh, 'admin')
    const key = (name: string) =>
      server.call(createApiKey, { cookie: own.cookie, body: { name, permissions: ['audit:read'] } })
    const before: string[] = []
    for (let index = 0; index < 12; index += 1) before.push((await key(`k${index}`)).body.apiKey.id)
    const seen = await walk(async (after) => {
      const { body } = await server.call(listApiKeys, {
        cookie: own.cookie,
        query: { limit: '5', ...(after === undefined ? {} : { after }) },
      })
      await key('later')
      return body
    })
    expect(new Set(seen).size).toBe(seen.length)
    expect(before.filter((id) => !seen.includes(id))).toEqual([])
    const all = await walk(async (after) => {
      const query = { limit: '1', ...(after === undefined ? {} : { after }) }
      return (await server.call(listEntries, { cookie, query })).body
    })
    const whole = (await server.call(listEntries, { cookie, query: { limit: '200' } })).body
    expect(all).toEqual(whole.items.map((item) => item.id))
    expect(all).toHaveLength(whole.total)
  })
})

describe('a cookie', () => {
  const headersOf = (headers: Record<string, string>) => ({
    cookie: admin.cookie,
    body: { name: 'Renamed' },
    headers,
  })

  it('lets no foreign page change anything', async () => {
    const own = new URL(server.url).host
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `https://${own}.evil.example` },
      { origin: 'http://127.0.0.1:1' },
      { 'sec-fetch-site': 'cross-site' },
    ] as Record<string, string>[]) {
      const answer = await server.call(updateCurrentMember, headersOf(headers))
      expect([headers, answer.status, answer.body]).toMatchObject([
        headers,
        403,
        { error: { code: 'request/cross-site' } },
      ])
    }
    const answer = await server.call(updateCurrentMember, headersOf({ origin: server.url }))
    expect(answer.status).toBe(200)
  })

  it('that was tampered with, shortened or made up signs nobody in', async () => {
    const [name, value = ''] = admin.cookie.split('=')
    const flipped = value.startsWith('A') ? `B${value.slice(1)}` : `A${value.slice(1)}`
    for (const bad of [flipped, value.slice(0, -1), '', "' or 1=1 --", 'A'.repeat(5_000), '%00']) {
      const answer = await server.call(getPolicy, { cookie: `${name}=${bad}` })
      expect([answer.status, answer.body]).toMatchObject([401, { error: { code: 'sign-in/required' } }])
    }
  })

  it('is kept from scripts and from other sites, and rides on no foreign origin’s permission', async () => {
    const response = await fetch(`${server.url}/api/v1/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
      body: JSON.stringify({ email: admin.email, password: admin.password }),
    })
    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=(Lax|Strict)/)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
  })

  it('is worth nothing after signing out, a changed password or removal', async () => {
    const { cookie } = admin
    const body = {
      email: `gone-${randomUUID()}@example.com`,
      name: 'Gone',
      role: 'agent',
      password: 'long enough 1',
    }
    const member = (await server.call(createMember, { cookie, body })).body
    const signInAgain = async () => {
      const response = await fetch(`${server.url}/api/v1/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: body.email, password: body.password }),
      })
      return response.headers.get('set-cookie')?.split(';')[0] ?? ''
    }
    const me = (session: string) =>
      fetch(`${server.url}/api/v1/me`, { headers: { cookie: session } }).then((response) => response.status)
    const [first, second, third] = [await signInAgain(), await signInAgain(), await signInAgain()]
    const send = (path: string, method: string, session: string, json?: unknown) =>
      fetch(`${server.url}/api/v1${path}`, {
        method,
        headers: { cookie: session, 'content-type': 'application/json' },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      })
    expect((await send('/sign-out', 'POST', first)).status).toBe(200)
    expect([await me(first), await me(second)]).toEqual([401, 200])
    await send('/me/password', 'POST', second, { current: body.password, next: 'another password' })
    expect([await me(second), await me(third)]).toEqual([200, 401])
    await send(`/members/${member.id}`, 'DELETE', cookie)
    expect(await me(second)).toBe(401)
  })
})
