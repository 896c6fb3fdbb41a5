import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createEntry,
  createMember,
  errorBody,
  errorTable,
  getEntry,
  getPolicy,
  listApiKeys,
  listAuditEvents,
  listChannels,
  listConversations,
  listEntries,
  listMembers,
  listPolicyVersions,
  type PolicyDocument,
  signIn,
  startWebChatSession,
  takeConversation,
  updateCurrentMember,
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
let policy: PolicyDocument

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  admin = await server.createMember(tenant, 'admin')
  policy = (await server.call(getPolicy, { cookie: admin.cookie })).body.document
})
afterAll(() => server.stop())

const nul = '\u0000'
const loneSurrogate = '\ud83d'
const [entry] = libraryEntries
if (entry === undefined) throw new Error('no entry to write')

async function post(
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: admin.cookie, ...headers },
    body,
  })
  return codeOf(response)
}

/** `status code` of an answer, whose body has to have the contract's form. */
async function codeOf(response: Response): Promise<string> {
  const text = await response.text()
  if (response.ok) return String(response.status)
  const { error } = errorBody.parse(JSON.parse(text))
  expect(error.message).not.toMatch(/\{\w+\}/)
  expect(response.status).toBe(errorTable[error.code][0])
  return `${response.status} ${error.code}`
}

describe('a body that cannot be read', () => {
  const cases: [string, string | Uint8Array<ArrayBuffer>][] = [
    ['is cut off', '{"text": "hel'],
    ['is no JSON', 'text=hello'],
    [
      'is UTF-8 with a broken character',
      new Uint8Array([...Buffer.from('{"text":"'), 0xe4, 0xbd, 0x22, 0x7d]),
    ],
    [
      'is GB18030',
      new Uint8Array([...Buffer.from('{"text":"'), 0xd7, 0xaa, 0xc8, 0xcb, 0xb9, 0xa4, 0x22, 0x7d]),
    ],
    ['is UTF-16', new Uint8Array(Buffer.from('{"text":"hello"}', 'utf16le'))],
    ['opens 60,000 brackets', '['.repeat(60_000)],
  ]
  for (const [what, body] of cases) {
    it(`is refused with a code when it ${what}`, async () => {
      expect(await post('/ask', body)).toBe('400 request/not-json')
    })
  }

  it('is refused when it is nested without sense', async () => {
    expect(await post('/ask', `${'['.repeat(20_000)}${']'.repeat(20_000)}`)).toBe('400 request/invalid')
    expect(await post('/ask', `{"text":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`)).toBe(
      '400 request/invalid',
    )
  })

  it('is refused beyond the size of its route', async () => {
    expect(await post('/ask', JSON.stringify({ text: 'a'.repeat(1_000_000) }))).toBe('413 request/too-large')
  })

  it('is refused in another content-type, so that no form of a foreign page is taken', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      expect(await post('/ask', '{"text":"hello"}', { 'content-type': type })).toBe(
        '415 request/unsupported-media-type',
      )
    }
    expect(
      await post('/ask', '{"text":"hello"}', { 'content-type': 'application/json; charset=utf-8' }),
    ).toBe('200')
  })
})

describe('an address that names nothing', () => {
  it('is told from a request of the wrong form', async () => {
    const { cookie } = admin
    const named = await server.call(getEntry, { cookie, params: { entryId: 'not-an-id' } })
    expect(named.body).toMatchObject({ error: { code: 'request/invalid', parameters: { part: 'path' } } })
    const asked = await server.call(listEntries, { cookie, query: { limit: 'many' } })
    expect(asked.body).toMatchObject({ error: { code: 'request/invalid', parameters: { part: 'query' } } })
  })
})

describe('a body that says something else than it should', () => {
  it('is refused for unknown fields, on every level', async () => {
    expect(await post('/ask', '{"text":"hello","nonsense":1}')).toBe('400 request/invalid')
    const document = { ...policy, session: { ...policy.session, nonsense: 1 } }
    const answer = await server.call(updatePolicy, { cookie: admin.cookie, body: document })
    expect(answer.body).toMatchObject({ error: { code: 'request/invalid' } })
  })

  it('cannot reach a prototype', async () => {
    expect(await post('/ask', '{"text":"hello","__proto__":{"polluted":true}}')).toBe('400 request/invalid')
    expect(await post('/ask', '{"text":"hello","constructor":{"prototype":{"polluted":true}}}')).toBe(
      '400 request/invalid',
    )
    const content = JSON.stringify({ ...entry, key: 'proto' }).replace(
      '"en":',
      '"__proto__":{"polluted":true},"en":',
    )
    expect(await post('/knowledge/entries', content)).toMatch(/^(200|400 request\/invalid)$/)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('means its last value where a key stands twice, in the check and in what is kept', async () => {
    const text = JSON.stringify({ ...entry, key: 'first' }).replace(
      '"key":"first"',
      '"key":"first","key":"second"',
    )
    expect(await post('/knowledge/entries', text)).toBe('200')
    const { items } = (await server.call(listEntries, { cookie: admin.cookie })).body
    expect(items.map((one) => one.key)).toContain('second')
    expect(items.map((one) => one.key)).not.toContain('first')
  })

  it('is refused with characters that no database keeps', async () => {
    for (const bad of [nul, loneSurrogate, `${loneSurrogate}a`]) {
      const escaped = JSON.stringify({ text: `a${bad}b` })
      expect(await post('/ask', escaped)).toBe('400 request/invalid')
      const answers = await Promise.all([
        server.call(createEntry, { cookie: admin.cookie, body: { ...entry, key: `k${bad}` } }),
        server.call(createEntry, {
          cookie: admin.cookie,
          body: { ...entry, key: 'k2', answer: { en: `a${bad}` } },
        }),
        server.call(updateCurrentMember, { cookie: admin.cookie, body: { name: `n${bad}` } }),
        server.call(updatePolicy, {
          cookie: admin.cookie,
          body: { ...policy, hotQuestions: [`h${bad}`] },
        }),
        server.call(createMember, {
          cookie: admin.cookie,
          body: { email: 'a@example.com', name: `n${bad}`, role: 'agent', password: 'long enough 1' },
        }),
        server.call(startWebChatSession, { body: { channelKey: `k${bad}` } }),
        server.call(signIn, { body: { email: `a${bad}@example.com`, password: 'p' } }),
      ])
      for (const answer of answers) {
        expect(answer.status).toBeGreaterThanOrEqual(400)
        expect(answer.status).toBeLessThan(500)
      }
    }
  })

  it('is refused with numbers that no column holds', async () => {
    const params = { conversationId: '00000000-0000-7000-8000-000000000000' }
    for (const ownerEpoch of [1e12, -1e12, 1.5, 2 ** 53]) {
      const answer = await server.call(takeConversation, {
        cookie: admin.cookie,
        params,
        body: { ownerEpoch },
      })
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
    }
  })
})

describe('a list', () => {
  const lists = [
    listMembers,
    listApiKeys,
    listAuditEvents,
    listChannels,
    listConversations,
    listEntries,
    listPolicyVersions,
  ]
  for (const route of lists) {
    it(`refuses limits and cursors it did not give: ${route.name}`, async () => {
      for (const limit of ['0', '-1', '201', '1.5', 'all', '']) {
        const answer = await server.call(route, { cookie: admin.cookie, query: { limit } })
        expect([limit, answer.body]).toMatchObject([limit, { error: { code: 'request/invalid' } }])
      }
      const cursors = [
        nul,
        '-'.repeat(36),
        '%',
        "'; drop table members; --",
        '99999999999999999999_x',
        'NaN_a',
        '1e400',
      ]
      for (const after of [...cursors, '9'.repeat(30), `8640000000000001_${admin.memberId}`]) {
        const answer = await server.call(route, { cookie: admin.cookie, query: { after } })
        expect([after, answer.status < 500]).toEqual([after, true])
        if (answer.status !== 200) expect(answer.body).toMatchObject({ error: { code: 'request/invalid' } })
      }
    })
  }
})

describe('an address', () => {
  it('that is unknown or broken gets the same form of error', async () => {
    const get = async (path: string) =>
      codeOf(await fetch(`${server.url}${path}`, { headers: { cookie: admin.cookie } }))
    expect(await get('/api/v1/nothing-here')).toBe('404 request/not-found')
    expect(await get('/api/v1/knowledge/entries/not-an-id')).toBe('400 request/invalid')
    expect(await get(`/api/v1/knowledge/entries/${'a'.repeat(400)}`)).toMatch(/^4\d\d request/)
    expect(await get('/api/v1/knowledge/entries/%E0%A4%A')).toBe('400 request/invalid')
    expect(await get('/api/v1/members?limit=1&limit=2')).toBe('400 request/invalid')
    expect(await get('/api/v1/ask')).toBe('404 request/not-found')
    expect(await get('/api/v1/../../etc/passwd')).toBe('404 request/not-found')
  })

  it('is not taken out of the tree by an encoded path', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const { port } = new URL(server.url)
      const request = httpRequest({ port, path: '/api/v1/..%2f..%2f..%2fetc%2fpasswd' }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      request.on('error', reject).end()
    })
    expect(status).toBe(404)
  })

  it('tells a wrong version header from a conflict', async () => {
    const headers = { 'if-match': 'W/"latest"' }
    const answer = await server.call(updatePolicy, { cookie: admin.cookie, body: policy, headers })
    expect(answer.body).toMatchObject({ error: { code: 'request/invalid' } })
  })
})

describe('SQL, HTML and templates in content', () => {
  it('come back byte for byte and are never run', async () => {
    const text = `'); drop table attune.entries; -- <script>alert(1)</script> \${7*7} {{7*7}} %s \\u0041 🏦 转人工 \t"quoted"\\`
    const body = {
      ...entry,
      key: `k '; --`,
      question: { en: text },
      similar: { zh: [text] },
      answer: { en: text },
    }
    const made = await server.call(createEntry, { cookie: admin.cookie, body })
    expect(made.status).toBe(200)
    const read = await server.call(getEntry, { cookie: admin.cookie, params: { entryId: made.body.id } })
    expect(read.body).toMatchObject(body)
    expect(read.headers.get('content-type')).toContain('application/json')
    expect(read.headers.get('x-content-type-options')).toBe('nosniff')
    const found = await server.call(listEntries, {
      cookie: admin.cookie,
      query: { search: "'); drop table" },
    })
    expect(found.body.items.map((one) => one.key)).toEqual([`k '; --`])
    const wild = await server.call(listEntries, { cookie: admin.cookie, query: { search: '%_%\\' } })
    expect(wild.body.items).toEqual([])
  })
})
