import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listWebChatEvents, sendWebChatFrame } from '../../../contract/index.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../../testing/running-server.ts'

let server: TestServerHandle
let beside: TestServerHandle
let tenant: TestTenant

beforeAll(async () => {
  server = await startTestServer()
  beside = await startTestServer({ beside: server.database })
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
})
afterAll(async () => {
  await beside.stop()
  await server.stop()
})

const read = (token: string, query: Record<string, string> = {}, at = server) =>
  at.call(listWebChatEvents, { bearer: token, query })
const say = (token: string, text: string, at = server) =>
  at.call(sendWebChatFrame, { bearer: token, body: { type: 'message', clientId: randomUUID(), text } })

describe('a customer without a socket', () => {
  it('reads the same events, page by page, without what is for staff alone', async () => {
    const { token } = await server.startSession(tenant)
    await say(token, 'What are your opening hours?')
    const seen: number[] = []
    for (let after = 0; seen.length < 3; ) {
      const { body } = await read(token, { after: String(after), limit: '1', waitMs: '5000' })
      expect(body.events).toHaveLength(1)
      seen.push(...body.events.map((event) => event.seq))
      after = body.lastSeq
      expect(JSON.stringify(body.events)).not.toMatch(/confidence|decisionId/)
    }
    expect(seen).toEqual([1, 2, 3])
    expect((await read(token, { after: '3' })).body).toEqual({ events: [], lastSeq: 3 })
  })

  it('is answered as soon as something comes, also from another process, and not before', async () => {
    const { token } = await server.startSession(tenant)
    for (const [index, at] of [server, beside].entries()) {
      const after = (await read(token)).body.lastSeq
      const begun = performance.now()
      const waiting = read(token, { after: String(after), waitMs: '25000' })
      await read(token)
      await say(token, `message ${index}`, at)
      const { body } = await waiting
      expect(body.events.length).toBeGreaterThan(0)
      expect(body.events[0]?.seq).toBe(after + 1)
      expect(performance.now() - begun).toBeLessThan(20_000)
    }
  })

  it('waits as long as asked when nothing comes', async () => {
    const { token } = await server.startSession(tenant)
    const begun = performance.now()
    const { body } = await read(token, { waitMs: '400' })
    expect(body).toEqual({ events: [], lastSeq: 0 })
    expect(performance.now() - begun).toBeGreaterThanOrEqual(390)
  })

  it('may write frames that write, and is told that the others need a socket', async () => {
    const { token } = await server.startSession(tenant)
    for (const body of [{ type: 'ping' }, { type: 'typing', on: true }, { type: 'hello', token, after: 0 }]) {
      const answer = await server.call(sendWebChatFrame, { bearer: token, body })
      expect([answer.status, answer.body]).toMatchObject([400, { error: { code: 'request/invalid' } }])
    }
  })

  it('lets pages of other origins read replies, without cookies', async () => {
    const preflight = await fetch(`${server.url}/api/v1/web-chat/sessions`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://shop.example')
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull()
    const elsewhere = await fetch(`${server.url}/api/v1/members`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    })
    expect(elsewhere.headers.get('access-control-allow-origin')).toBeNull()
  })
})
