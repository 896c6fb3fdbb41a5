import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { listConversationEvents, plainText, sendWebChatFrame } from '../../../contract/index.ts'
import { CustomerClient } from '../../../testing/customer-client.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import { findLogFaults } from '../../../testing/log-faults.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../../testing/running-server.ts'

let server: TestServerHandle
let tenant: TestTenant
let agent: TestMember

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  agent = await server.createMember(tenant, 'agent')
})
afterAll(() => server.stop())

const limit = 8_000
const answers = (customer: CustomerClient) => customer.ask('What are your opening hours?')
const errorsOf = (customer: CustomerClient) =>
  customer.frames.flatMap((frame) => (frame.type === 'error' ? [frame.code] : []))

/** Sends raw bytes and resolves with the code of the next error. */
async function errorAfter(customer: CustomerClient, frame: unknown): Promise<string | undefined> {
  const seen = errorsOf(customer).length
  customer.sendRaw(frame)
  await customer.until(() => errorsOf(customer).length > seen, 'an error')
  return errorsOf(customer).at(-1)
}

/** A socket by hand: what it was closed with. */
function rawSocket(): {
  socket: WebSocket
  opened: Promise<void>
  closed: Promise<number>
  frames: string[]
} {
  const socket = new WebSocket(`${server.url.replace(/^http/, 'ws')}/api/v1/web-chat/socket`)
  const frames: string[] = []
  socket.on('error', () => undefined)
  socket.on('message', (bytes) => frames.push(String(bytes)))
  const opened = new Promise<void>((resolve) => socket.once('open', () => resolve()))
  const closed = new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)))
  return { socket, opened, closed, frames }
}

describe('a message', () => {
  it('of 8,000 characters is taken whole, in any script', async () => {
    for (const character of ['a', '字']) {
      const customer = await server.customer(tenant)
      const text = character.repeat(limit)
      expect((await customer.say(text)).type).toBe('ack')
      const event = await customer.event('customer-message')
      expect(plainText(event.body.parts)).toBe(text)
    }
  })

  it('of 8,001 is refused with a code, and the conversation goes on', async () => {
    const customer = await server.customer(tenant)
    const refused = await customer.say('字'.repeat(limit + 1))
    expect(refused).toMatchObject({ type: 'error', code: 'message/too-long', parameters: { limit } })
    const body = { type: 'message', clientId: randomUUID(), text: 'a'.repeat(limit + 1) }
    const overHttp = await server.call(sendWebChatFrame, { bearer: customer.session.token, body })
    expect([overHttp.status, overHttp.body]).toMatchObject([400, { error: { code: 'request/invalid' } }])
    expect((await answers(customer)).body.kind).toBe('answer')
    expect(findLogFaults(customer.events)).toEqual([])
  })

  it('of a megabyte costs the connection, not the conversation', async () => {
    const customer = await server.customer(tenant)
    await answers(customer)
    const body = { type: 'message', clientId: randomUUID(), text: 'a'.repeat(1_000_000) }
    const overHttp = await server.call(sendWebChatFrame, { bearer: customer.session.token, body })
    expect([overHttp.status, overHttp.body]).toMatchObject([413, { error: { code: 'request/too-large' } }])
    const { socket, opened, closed } = rawSocket()
    await opened
    socket.send(JSON.stringify({ type: 'hello', token: customer.session.token, after: 0 }))
    socket.send(JSON.stringify(body))
    expect(await closed).toBe(1009)
    expect((await answers(customer)).body.kind).toBe('answer')
    expect(customer.events.map((event) => event.seq)).toEqual([1, 2, 3, 4, 5])
  })

  it('comes back byte for byte, whatever it looks like', async () => {
    const customer = await server.customer(tenant)
    const texts = [
      `'); delete from conversation_events; --`,
      '<img src=x onerror=alert(1)><script>alert(document.cookie)</script>',
      '{"type":"close"}',
      '{{constructor}} <%= process.exit() %> %n %s \\u0000 \\x00',
      '转人工？不是！👩‍👩‍👧‍👦 🏦 ﷽ zero\u200bwidth \u202eright-to-left a\u0301',
      'line one\r\nline two\tand a tab',
    ]
    for (const text of texts) expect((await customer.say(text)).type).toBe('ack')
    await customer.until(
      () => customer.events.filter((event) => event.type === 'customer-message').length === texts.length,
      'all messages',
    )
    const read = await server.call(listConversationEvents, {
      params: { conversationId: customer.session.conversationId },
      query: { after: '0' },
      cookie: agent.cookie,
    })
    for (const events of [customer.events, read.body.events]) {
      const seen = events.flatMap((event) =>
        event.type === 'customer-message' ? [plainText(event.body.parts)] : [],
      )
      expect(seen).toEqual(texts)
    }
  })

  it('without content, with half a character or NUL is refused', async () => {
    const customer = await server.customer(tenant)
    expect(await customer.say(' \n\t ')).toMatchObject({ code: 'message/empty' })
    for (const text of ['a\u0000b', '\ud83d', 'x\udc00y']) {
      expect(await customer.say(text)).toMatchObject({ type: 'error', code: 'request/invalid' })
      const left = await customer.send({ type: 'leave-message', contact: text, text: 'hello' })
      expect(left).toMatchObject({ type: 'error', code: 'request/invalid' })
    }
    expect((await answers(customer)).body.kind).toBe('answer')
  })
})

describe('a frame', () => {
  it('that makes no sense gets a code, and the socket stays', async () => {
    const customer = await server.customer(tenant)
    expect(await errorAfter(customer, '{"type":"mess')).toBe('request/not-json')
    const senseless: unknown[] = [
      null,
      [],
      'hello',
      42,
      {},
      { type: 'unknown', clientId: randomUUID() },
      { type: '__proto__' },
      { type: 'message' },
      { type: 'message', clientId: 'short', text: 'a' },
      { type: 'message', clientId: randomUUID(), text: 42 },
      { type: 'message', clientId: randomUUID(), text: 'a', extra: true },
      { type: 'feedback', clientId: randomUUID(), ofSeq: -1, solved: true },
      { type: 'choice', clientId: randomUUID(), ofSeq: 1, optionId: 'x'.repeat(65) },
    ]
    for (const frame of senseless)
      expect(await errorAfter(customer, JSON.stringify(frame))).toBe('request/invalid')
    expect(await errorAfter(customer, `{"type":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)).toBe(
      'request/invalid',
    )
    expect((await answers(customer)).body.kind).toBe('answer')
  })

  it('about a sequence number that no log reaches gets a code that says not to repeat it', async () => {
    const customer = await server.customer(tenant)
    for (const ofSeq of [2 ** 31, 2 ** 53 - 1]) {
      const feedback = await customer.send({ type: 'feedback', ofSeq, solved: true })
      expect(feedback).toMatchObject({
        type: 'error',
        code: expect.stringMatching(/^(request\/invalid|message\/not-found)$/),
      })
    }
    customer.sendRaw({ type: 'read', seq: 2 ** 53 - 1 })
    expect((await answers(customer)).body.kind).toBe('answer')
  })

  it('that is binary ends the socket', async () => {
    const { socket, opened, closed } = rawSocket()
    await opened
    socket.send(Buffer.from([0xd7, 0xaa, 0xc8, 0xcb, 0xb9, 0xa4]))
    expect(await closed).toBe(1003)
  })

  it('in a text that is no UTF-8 ends the socket', async () => {
    const { socket, opened, closed } = rawSocket()
    await opened
    socket.send(Buffer.from([0xc8, 0xcb]), { binary: false })
    expect(await closed).toBe(1007)
  })

  it('sent in one breath with hello waits for it: nothing is refused, nothing lost', async () => {
    const customer = await server.customer(tenant)
    const { conversationId } = customer.session
    const { socket, opened, frames } = rawSocket()
    await opened
    const clientId = randomUUID()
    for (const frame of [
      { type: 'hello', token: customer.session.token, after: 0 },
      { type: 'typing', on: true },
      { type: 'read', seq: 1 },
      { type: 'message', clientId, text: 'What are your opening hours?' },
    ])
      socket.send(JSON.stringify(frame))
    const heard = () => frames.map((one) => JSON.parse(one) as { type: string; clientId?: string })
    await expect.poll(() => heard().find((one) => one.type === 'ack')?.clientId).toBe(clientId)
    expect(heard().filter((one) => one.type === 'error')).toEqual([])
    expect(heard()[0]).toMatchObject({ type: 'ready', conversationId })
    socket.terminate()
  })

  it('before hello is refused and ends the socket', async () => {
    const { socket, opened, closed, frames } = rawSocket()
    await opened
    socket.send(JSON.stringify({ type: 'message', clientId: randomUUID(), text: 'hello' }))
    expect(await closed).toBe(4401)
    expect(frames[0]).toContain('customer/token-invalid')
  })

  it('hello said twice, even at once, delivers every event once', async () => {
    const session = await server.startSession(tenant)
    const customer = new CustomerClient(server.url, session)
    const connecting = customer.connect()
    await connecting
    const hello = { type: 'hello', token: session.token, after: 0 }
    customer.sendRaw(hello)
    customer.sendRaw(hello)
    await answers(customer)
    expect(customer.events.map((event) => event.seq)).toEqual([1, 2, 3])
    customer.disconnect()

    const { socket, opened, frames } = rawSocket()
    await opened
    for (let count = 0; count < 5; count += 1) socket.send(JSON.stringify(hello))
    const pong = () => frames.some((frame) => frame.includes('pong'))
    await expect.poll(() => frames.filter((frame) => frame.includes('"event"')).length).toBe(3)
    socket.send('{"type":"ping"}')
    await expect.poll(pong).toBe(true)
    expect(frames.filter((frame) => frame.includes('"ready"'))).toHaveLength(1)
    expect(frames.filter((frame) => frame.includes('"event"'))).toHaveLength(3)
    socket.terminate()
  })

  it('hello from ahead of the log begins anew instead of losing what comes', async () => {
    const customer = await server.customer(tenant)
    await answers(customer)
    const { socket, opened, frames } = rawSocket()
    await opened
    socket.send(JSON.stringify({ type: 'hello', token: customer.session.token, after: 900 }))
    await expect.poll(() => frames.filter((frame) => frame.includes('"event"')).length).toBe(3)
    socket.terminate()
  })
})

describe('a flood', () => {
  it('of messages on one socket is held back with a code, and what was acknowledged is there', async () => {
    const customer = await server.customer(tenant)
    const results = await Promise.all(
      Array.from({ length: 300 }, (_, index) => customer.say(`flood ${index}`)),
    )
    const acknowledged = results.filter((result) => result.type === 'ack')
    const refused = results.filter((result) => result.type === 'error')
    expect(acknowledged.length).toBeGreaterThanOrEqual(64)
    for (const one of refused) expect(one).toMatchObject({ code: 'request/rate-limited' })
    const written = () => customer.events.filter((event) => event.type === 'customer-message').length
    await customer.until(() => written() === acknowledged.length, 'every acknowledged message')
    expect(findLogFaults(customer.events)).toEqual([])
    const other = await server.customer(tenant)
    expect((await answers(other)).body.kind).toBe('answer')
  })

  it('of typing, read marks and pings disturbs nobody', async () => {
    const customer = await server.customer(tenant)
    const answer = await answers(customer)
    for (let index = 0; index < 2_000; index += 1) {
      customer.sendRaw({ type: 'typing', on: index % 2 === 0 })
      customer.sendRaw({ type: 'read', seq: answer.seq })
    }
    customer.sendRaw({ type: 'ping' })
    await customer.until(() => customer.frames.some((frame) => frame.type === 'pong'), 'pong')
    const other = await server.customer(tenant)
    expect((await answers(other)).body.kind).toBe('answer')
  })
})
