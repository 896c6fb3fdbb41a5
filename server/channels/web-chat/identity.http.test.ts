import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  checkPage,
  endFormerSecret,
  listChannels,
  listWebChatEvents,
  revealIdentitySecret,
  sendWebChatFrame,
  startWebChatSession,
  updateChannel,
} from '../../../contract/index.ts'
import { CustomerClient } from '../../../testing/customer-client.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../../testing/running-server.ts'
import { manualClock } from '../../platform/clock/index.ts'
import { openVault } from '../../platform/secrets/index.ts'
import { openCustomerTokens } from './customer-tokens.ts'

const clock = manualClock(new Date('2026-11-20T09:00:00Z'))
let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember

beforeAll(async () => {
  server = await startTestServer({ clock })
  tenant = await server.createTenant()
  admin = await server.createMember(tenant, 'admin')
})
afterAll(() => server.stop())

const plain = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))

async function channelOf(member: TestMember) {
  const { body } = await server.call(listChannels, { cookie: member.cookie })
  const channel = body.items[0]
  if (channel === undefined) throw new Error('the tenant has no channel')
  return channel
}

/** What HTTP and the socket say to a token. */
async function tryToken(token: string): Promise<string[]> {
  const overHttp = await server.call(listWebChatEvents, { bearer: token })
  const session = await server.startSession(tenant)
  const client = new CustomerClient(server.url, session)
  await client.connect({ token })
  client.disconnect()
  const frame = client.frames[0]
  const body = overHttp.body as unknown as { error?: { code: string } }
  return [body.error?.code ?? 'let in', frame?.type === 'error' ? frame.code : 'let in']
}

const refused = ['customer/token-invalid', 'customer/token-invalid']

describe('a customer token', () => {
  it('that was forged, changed, emptied of its signature or outlived is refused everywhere', async () => {
    const { token } = await server.startSession(tenant)
    expect(await tryToken(token)).toEqual(['let in', 'let in'])
    const [header = '', body = '', signature = ''] = token.split('.')
    const claims = claimsOf(token)
    const stranger = await server.startSession(tenant)
    const key = openVault(Buffer.alloc(32, 7)).derive('customer tokens')
    const sign = (change: object, secret: Uint8Array = key) =>
      new SignJWT({ ...claims, ...change }).setProtectedHeader({ alg: 'HS256' }).sign(secret)
    const forged = [
      `${plain({ alg: 'none' })}.${body}.`,
      `${plain({ alg: 'none' })}.${body}.${signature}`,
      `${plain({ alg: 'HS512' })}.${body}.${signature}`,
      `${header}.${plain({ ...claims, conversation: stranger.conversationId })}.${signature}`,
      `${header}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      `${header}.${body}.`,
      'a.b.c',
      await sign({}, new TextEncoder().encode('a guess of the key')),
      await sign({ exp: Math.floor(Date.now() / 1000) - 60 }),
      await sign({ iss: 'somebody-else' }),
      await sign({ aud: 'console' }),
      await sign({ sub: 'no-uuid' }),
    ]
    for (const one of forged) expect([one, await tryToken(one)]).toEqual([one, refused])
  })

  it('of another installation is refused', async () => {
    const { token } = await server.startSession(tenant)
    const claims = claimsOf(token)
    const elsewhere = openCustomerTokens(openVault(Buffer.alloc(32, 9)))
    const made = await elsewhere.issue({
      tenantId: claims.tenant,
      customerId: claims.sub,
      channelId: claims.channel,
      conversationId: claims.conversation,
    })
    expect(await tryToken(made)).toEqual(refused)
  })

  it('opens its own conversation alone', async () => {
    const mine = await server.customer(tenant)
    await mine.say('my secret')
    const other = await server.startSession(tenant)
    const seen = await server.call(listWebChatEvents, { bearer: other.token })
    expect(seen.body.events).toEqual([])
  })

  it('of another channel makes a new customer here', async () => {
    const foreign = await server.createTenant()
    const there = await server.startSession(foreign)
    const here = await server.startSession(tenant, { token: there.token })
    expect(here.customerId).not.toBe(there.customerId)
    const broken = await server.startSession(tenant, { token: 'not.a.token' })
    expect(broken.identified).toBe(false)
  })

  it('is no key to the console', async () => {
    const { token } = await server.startSession(tenant)
    expect((await server.call(listChannels, { bearer: token })).status).toBe(401)
  })
})

describe('a signed identity', () => {
  let secret: Uint8Array

  beforeAll(async () => {
    const params = { channelId: (await channelOf(admin)).id }
    const revealed = await server.call(revealIdentitySecret, { params, cookie: admin.cookie, body: {} })
    secret = new TextEncoder().encode(revealed.body.secret)
  })

  const identity = (claims: object, key = secret, expires: string | null = '5m') => {
    const jwt = new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' })
    return (expires === null ? jwt : jwt.setExpirationTime(expires)).sign(key)
  }
  const start = async (token: string) =>
    server.call(startWebChatSession, { body: { channelKey: tenant.channelKey, identity: token } })

  it('is believed, and gives the same customer in every browser', async () => {
    const token = await identity({ sub: 'u-1', name: 'Ming 小明', email: 'ming@example.com' })
    const [one, two] = [await start(token), await start(token)]
    expect(one.body).toMatchObject({ identified: true })
    expect(two.body.customerId).toBe(one.body.customerId)
    expect(two.body.conversationId).toBe(one.body.conversationId)
    const atOnce = await identity({ sub: 'u-2' })
    const many = await Promise.all(Array.from({ length: 5 }, () => start(atOnce)))
    expect(new Set(many.map((answer) => answer.body.customerId)).size).toBe(1)
    expect(new Set(many.map((answer) => answer.body.conversationId)).size).toBe(1)
  })

  it('is needed again: the browser’s token alone opens nothing of an identified customer', async () => {
    const first = await start(await identity({ sub: 'u-3' }))
    const later = await server.startSession(tenant, { token: first.body.token })
    expect(later.customerId).not.toBe(first.body.customerId)
    expect(later.identified).toBe(false)
  })

  it('is refused when it is forged, expired, endless, unsigned or says too little', async () => {
    const wrong = new TextEncoder().encode('a guess of the secret, long enough')
    const good = await identity({ sub: 'u-1' })
    const [, body = ''] = good.split('.')
    const bad = [
      await identity({ sub: 'u-1' }, wrong),
      await identity({ sub: 'u-1' }, secret, '-5m'),
      await identity({ sub: 'u-1' }, secret, null),
      await identity({ name: 'Nobody' }),
      await identity({ sub: '' }),
      await identity({ sub: 'x'.repeat(201) }),
      await identity({ sub: 42 }),
      `${plain({ alg: 'none' })}.${body}.`,
      `${plain({ alg: 'none' })}.${plain({ sub: 'u-1', exp: 9_999_999_999 })}.`,
      'not a token',
    ]
    for (const token of bad) {
      const answer = await start(token)
      expect([answer.status, answer.body]).toMatchObject([
        401,
        { error: { code: 'customer/identity-invalid' } },
      ])
    }
  })

  it('with characters no database keeps is refused with a code', async () => {
    for (const claims of [
      { sub: 'a\u0000b' },
      { sub: 'u-4', name: 'a\u0000b' },
      { sub: 'u-5', name: '\ud83d' },
    ]) {
      const answer = await start(await identity(claims))
      expect([claims, answer.status]).toEqual([claims, expect.toSatisfy((status: number) => status < 500)])
    }
  })

  it('of another tenant’s channel is refused, and the old secret is good beside the new one until it is ended', async () => {
    const foreign = await server.createTenant()
    const token = await identity({ sub: 'u-1' })
    const there = await server.call(startWebChatSession, {
      body: { channelKey: foreign.channelKey, identity: token },
    })
    expect(there.status).toBe(401)
    const params = { channelId: (await channelOf(admin)).id }
    const made = await server.call(revealIdentitySecret, {
      params,
      cookie: admin.cookie,
      body: { rotate: true },
    })
    expect((await start(token)).status).toBe(200)
    expect((await channelOf(admin)).formerSecret).toBe(true)
    const fresh = await identity({ sub: 'u-1' }, new TextEncoder().encode(made.body.secret))
    expect((await start(fresh)).status).toBe(200)
    await server.call(endFormerSecret, { params, cookie: admin.cookie })
    expect((await start(token)).status).toBe(401)
    expect((await start(fresh)).status).toBe(200)
    await server.call(revealIdentitySecret, { params, cookie: admin.cookie, body: { rotate: true } })
    await server.call(revealIdentitySecret, { params, cookie: admin.cookie, body: { rotate: true } })
    expect((await start(fresh)).status).toBe(401)
  })
})

describe('the look of a channel', () => {
  it('reaches the widget, falls back where nothing is written, and is held to real colours', async () => {
    const own = await server.createTenant()
    const boss = await server.createMember(own, 'admin')
    const params = { channelId: (await channelOf(boss)).id }
    const look = {
      color: '#AA3355',
      side: 'left',
      title: { en: 'Ask us', zh: '' },
      greeting: { zh: '您好，请说' },
    }
    const change = (body: unknown) => server.call(updateChannel, { params, cookie: boss.cookie, body })
    expect((await change({ look })).body.look).toEqual({ ...look, title: { en: 'Ask us' } })
    const { channel } = await server.startSession(own)
    expect(channel).toMatchObject({ brandColor: '#AA3355', title: { en: 'Ask us' } })
    expect(channel.welcome.zh).toBe('您好，请说')
    expect(channel.welcome.en).not.toBe('')
    for (const color of ['red', '#12345', 'url(javascript:1)', '#123456;x:y'])
      expect((await change({ look: { ...look, color } })).status).toBe(400)
  })

  it('and its list of pages can be tried before a customer does', async () => {
    const own = await server.createTenant()
    const boss = await server.createMember(own, 'admin')
    const params = { channelId: (await channelOf(boss)).id }
    const check = async (url: string) => {
      const { body } = await server.call(checkPage, { params, cookie: boss.cookie, body: { url } })
      return body.allowed
    }
    expect(await check('https://anywhere.example/page')).toBe(true)
    await server.call(updateChannel, {
      params,
      cookie: boss.cookie,
      body: { allowedOrigins: ['https://shop.example'] },
    })
    expect(await check('https://shop.example/a/page?x=1')).toBe(true)
    expect(await check('http://shop.example/')).toBe(false)
    expect(await check('https://shop.example.evil.example/')).toBe(false)
  })
})

describe('the allow-list of pages', () => {
  it('holds for starting a session, for frames over HTTP and for the socket', async () => {
    const listed = await server.createTenant()
    const boss = await server.createMember(listed, 'admin')
    const before = await server.startSession(listed)
    const params = { channelId: (await channelOf(boss)).id }
    const body = { allowedOrigins: ['https://shop.example/help?x=1'] }
    expect(
      (await server.call(updateChannel, { params, cookie: boss.cookie, body })).body.allowedOrigins,
    ).toEqual(['https://shop.example'])
    const tryOrigin = async (origin: string | undefined) => {
      const headers = origin === undefined ? {} : { origin }
      const frame = { type: 'message', clientId: randomUUID(), text: 'hello' }
      const answers = [
        await server.call(startWebChatSession, { body: { channelKey: listed.channelKey }, headers }),
        await server.call(sendWebChatFrame, { bearer: before.token, body: frame, headers }),
        await server.call(listWebChatEvents, { bearer: before.token, headers }),
      ]
      const client = new CustomerClient(server.url, before)
      await client.connect(origin === undefined ? {} : { origin })
      client.disconnect()
      return [...answers.map((answer) => answer.status), client.frames[0]?.type]
    }
    for (const origin of [
      'https://evil.example',
      'null',
      'http://shop.example',
      'https://shop.example.evil.example',
    ])
      expect([origin, ...(await tryOrigin(origin))]).toEqual([origin, 403, 403, 403, 'error'])
    expect(await tryOrigin('https://shop.example')).toEqual([200, 200, 200, 'ready'])
    // Without an Origin it is no browser's page.
    expect(await tryOrigin(undefined)).toEqual([200, 200, 200, 'ready'])
  })

  it('takes only addresses of pages', async () => {
    const params = { channelId: (await channelOf(admin)).id }
    for (const origin of ['*', 'null', 'shop.example', 'javascript:alert(1)', 'data:text/html,x']) {
      const answer = await server.call(updateChannel, {
        params,
        cookie: admin.cookie,
        body: { allowedOrigins: [origin] },
      })
      expect([origin, answer.status]).toEqual([origin, 400])
    }
  })
})

describe('limits of a channel', () => {
  it('hold sessions by address and messages by conversation, and say when to try again', async () => {
    const limited = await server.createTenant()
    const boss = await server.createMember(limited, 'admin')
    const params = { channelId: (await channelOf(boss)).id }
    const limits = { sessionsPerMinute: 2, messagesPerMinute: 3 }
    await server.call(updateChannel, { params, cookie: boss.cookie, body: { limits } })
    const start = () => server.call(startWebChatSession, { body: { channelKey: limited.channelKey } })
    const [first, second, third] = [await start(), await start(), await start()]
    expect([first.status, second.status, third.status]).toEqual([200, 200, 429])
    expect(third.body).toMatchObject({ error: { code: 'request/rate-limited' } })
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0)
    const say = (token: string) =>
      server.call(sendWebChatFrame, {
        bearer: token,
        body: { type: 'message', clientId: randomUUID(), text: 'hello' },
      })
    const said = [await say(first.body.token), await say(first.body.token), await say(first.body.token)]
    expect(said.map((answer) => answer.status)).toEqual([200, 200, 200])
    const over = await say(first.body.token)
    expect([over.status, Number(over.headers.get('retry-after')) > 0]).toEqual([429, true])
    expect((await say(second.body.token)).status).toBe(200)
    const client = await server.customer(limited, first.body)
    expect(await client.say('again')).toMatchObject({ type: 'error', code: 'request/rate-limited' })
    clock.advance(61_000)
    expect([(await start()).status, (await say(first.body.token)).status]).toEqual([200, 200])
  })
})
