import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  ask,
  changePassword,
  createApiKey,
  createEntry,
  createMember,
  getConversation,
  listAuditEvents,
  listChannels,
  revealIdentitySecret,
  sendAgentMessage,
  signIn,
  takeConversation,
  updateChannel,
} from '../../contract/index.ts'
import { CustomerClient } from '../../testing/customer-client.ts'
import { libraryEntries } from '../../testing/entries.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { createLog } from '../platform/log/index.ts'

const logged: string[] = []
const log = createLog({ level: 'trace', destination: { write: (line) => void logged.push(line) } })

/** What has to stay out of the log and, in clear, out of the database. */
const words = {
  question: 'Where is my order 4711 with the purple umbrella?',
  answer: 'Your umbrella travels by camel.',
  contact: '138-7777-0000',
  left: 'call me about the camel',
  agent: 'I have found the camel for you.',
  knowledge: 'Umbrellas are sold by weight.',
  password: 'a very private password',
  nextPassword: 'a later private password',
}

let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember
let apiKey: string
let identitySecret: string
let customerToken: string
let channelId: string

beforeAll(async () => {
  server = await startTestServer({ log })
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  admin = await server.createMember(tenant, 'admin')
  await liveThroughTheDay()
})
afterAll(() => server.stop())

/** A whole conversation, and everything with a secret in it. */
async function liveThroughTheDay(): Promise<void> {
  const { cookie } = admin
  const key = await server.call(createApiKey, {
    cookie,
    body: { name: 'key', permissions: ['knowledge:read'] },
    headers: { 'idempotency-key': randomUUID() },
  })
  apiKey = key.body.secret
  channelId = (await server.call(listChannels, { cookie })).body.items[0]?.id ?? ''
  const one = { params: { channelId }, cookie }
  const revealed = await server.call(revealIdentitySecret, {
    ...one,
    body: {},
    headers: { 'idempotency-key': randomUUID() },
  })
  identitySecret = revealed.body.secret
  await server.call(updateChannel, { ...one, body: { name: 'Chat' } })
  const customer = await server.customer(tenant)
  customerToken = customer.session.token
  await customer.say(words.question)
  await customer.event('assistant-message')
  await customer.send({ type: 'human' })
  await customer.send({ type: 'leave-message', contact: words.contact, text: words.left, name: 'Ming' })
  const { conversationId } = customer.session
  const desk = { params: { conversationId }, cookie }
  const { ownerEpoch } = (await server.call(getConversation, desk)).body
  await server.call(takeConversation, { ...desk, body: { ownerEpoch } })
  await server.call(sendAgentMessage, { ...desk, body: { clientId: randomUUID(), text: words.agent } })
  await customer.event('agent-message')
  await server.call(ask, { bearer: apiKey, body: { text: words.question } })
  const [entry] = libraryEntries
  await server.call(createEntry, {
    cookie,
    body: { ...entry, key: 'umbrella', answer: { en: words.knowledge } },
  })
  const body = { email: 'private@example.com', name: 'P', role: 'agent', password: words.password }
  await server.call(createMember, { cookie, body })
  const entered = await server.call(signIn, { body: { email: body.email, password: words.password } })
  const theirs = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
  await server.call(changePassword, {
    cookie: theirs,
    body: { current: words.password, next: words.nextPassword },
  })
  await provokeErrors(customer)
}

/** Errors are where secrets slip into logs. */
async function provokeErrors(customer: CustomerClient): Promise<void> {
  await server.call(signIn, { body: { email: 'private@example.com', password: words.password } })
  await server.call(ask, { bearer: `${apiKey}x`, body: { text: words.question } })
  await server.call(ask, { cookie: admin.cookie, body: { text: words.question, extra: words.answer } })
  const stranger = new CustomerClient(server.url, customer.session)
  await stranger.connect({ token: `${customerToken}x` })
  stranger.disconnect()
  customer.sendRaw(`{"type":"message","text":"${words.question}"`)
  await customer.send({ type: 'feedback', ofSeq: 2 ** 53 - 1, solved: true })
  const { modules } = server
  await modules.conversationLog
    .write({
      tenantId: tenant.id,
      conversationId: customer.session.conversationId,
      at: new Date(),
      events: [
        {
          type: 'customer-message',
          actor: { kind: 'customer', id: 'not a uuid' },
          body: { parts: [{ type: 'text', text: words.question }] },
        },
      ],
      preview: { text: words.question, from: 'customer' },
    })
    .catch(() => undefined)
}

/** Every row of every table as text, except where what people wrote belongs. */
async function dump(): Promise<Map<string, string>> {
  const tables = await server.database.asOwner<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'attune' AND table_type = 'BASE TABLE'`,
  )
  const rows = new Map<string, string>()
  for (const { name } of tables) {
    const found = await server.database.asOwner<{ row: string }>(
      `SELECT to_jsonb(t)::text AS row FROM attune.${name} t`,
    )
    rows.set(name, found.map((one) => one.row).join('\n'))
  }
  return rows
}

describe('secrets', () => {
  it('stand nowhere in the database in clear', async () => {
    const cookie = admin.cookie.split('=')[1] ?? ''
    const secrets = { apiKey, identitySecret, customerToken, cookie, ...pick('password', 'nextPassword') }
    for (const [table, text] of await dump()) {
      for (const [name, secret] of Object.entries(secrets)) {
        expect(secret.length).toBeGreaterThan(10)
        expect([table, name, text.includes(secret)]).toEqual([table, name, false])
        const hex = Buffer.from(secret).toString('hex')
        expect([table, name, text.includes(hex)]).toEqual([table, name, false])
      }
    }
  })

  it('are kept as argon2id where they are passwords', async () => {
    const rows = await server.database.asOwner<{ password_hash: string }>('SELECT password_hash FROM logins')
    expect(rows.length).toBeGreaterThan(1)
    for (const row of rows) expect(row.password_hash).toMatch(/^argon2id\$19456,2,1\$/)
  })

  it('sealed for one tenant do not open when copied to another', async () => {
    const foreign = await server.createTenant()
    const boss = await server.createMember(foreign, 'admin')
    const { items } = (await server.call(listChannels, { cookie: boss.cookie })).body
    const theirs = items[0]?.id ?? ''
    await server.database.asOwner(
      'UPDATE channels SET identity_secret = (SELECT identity_secret FROM channels WHERE id = $1) WHERE id = $2',
      [channelId, theirs],
    )
    const revealed = await server.call(revealIdentitySecret, {
      params: { channelId: theirs },
      cookie: boss.cookie,
      body: {},
    })
    expect(revealed.status).toBe(500)
    expect(JSON.stringify(revealed.body)).not.toContain(identitySecret)
  })

  it('and what people wrote stay out of the audit log', async () => {
    const { body } = await server.call(listAuditEvents, { cookie: admin.cookie, query: { limit: '200' } })
    expect(body.items.map((event) => event.action)).toEqual(
      expect.arrayContaining([
        'api-key-created',
        'identity-secret-revealed',
        'channel-changed',
        'member-added',
      ]),
    )
    const text = JSON.stringify(body)
    for (const [name, value] of Object.entries({ ...words, apiKey, identitySecret, customerToken }))
      expect([name, text.includes(value)]).toEqual([name, false])
  })

  it('are not copied into decision records, either', async () => {
    const rows = await server.database.asOwner<{ record: string }>(
      'SELECT record::text AS record FROM decisions',
    )
    expect(rows.length).toBeGreaterThan(0)
    for (const { record } of rows) expect(record).not.toMatch(/umbrella|order 4711/)
  })
})

describe('the log at its most talkative', () => {
  it('says something', () => {
    expect(logged.length).toBeGreaterThan(0)
    expect(logged.join('')).toMatch(/"level":"(debug|warn|error)"/)
  })

  it('holds no message, no token, no cookie and no password', () => {
    const text = logged.join('')
    const cookie = admin.cookie.split('=')[1] ?? ''
    const secrets = { ...words, apiKey, identitySecret, customerToken, cookie, email: 'private@example.com' }
    for (const [name, secret] of Object.entries(secrets)) {
      const line = logged.find((one) => one.includes(secret))
      expect([name, line]).toEqual([name, undefined])
      expect(text.includes(encodeURIComponent(secret))).toBe(false)
    }
  })
})

function pick<Name extends keyof typeof words>(...names: Name[]): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, words[name]])) as Record<Name, string>
}
