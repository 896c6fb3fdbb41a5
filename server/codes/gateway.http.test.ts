import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { getCodeSettings, updateCodeSettings } from '../../contract/index.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { askCode, countedRefund, enterCode, pressTool, vouchFor } from '../../testing/tools/proving.ts'

/** A company's own gateway for text messages. */
let gateway: Server
let host: string
let answers: 'takes' | 'breaks' = 'takes'
const calls: { headers: Record<string, unknown>; body: string }[] = []
let server: TestServerHandle
let second: TestServerHandle
let tenant: TestTenant
let admin: TestMember
const done: (string | undefined)[] = []

beforeAll(async () => {
  gateway = createServer((request, reply) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      calls.push({ headers: request.headers, body })
      reply.writeHead(answers === 'takes' ? 202 : 503).end()
    })
  })
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(gateway.address() as AddressInfo).port}`
  server = await startTestServer({ privateHosts: [host] })
  second = await startTestServer({ privateHosts: [host], beside: server.database })
  tenant = await server.createTenant()
  admin = await server.createMember(tenant, 'admin')
  for (const { modules } of [server, second]) modules.tools.register(countedRefund(done), tenant.id)
  await vouchFor(server, tenant, 'lin', { phone: '138-0013-8000' })
  const saved = await server.call(updateCodeSettings, {
    cookie: admin.cookie,
    body: {
      email: null,
      phone: { url: `http://${host}/sms`, callingCode: '86', secret: 'shared' },
      perHour: 20,
    },
  })
  expect(saved.status).toBe(200)
})
afterAll(async () => {
  await second?.stop()
  await server?.stop()
  gateway?.close()
})

async function asked() {
  const customer = await server.customer(tenant)
  await customer.say('hello')
  await pressTool(server, tenant, customer)
  const { body, seq } = await customer.event('tool-proof-asked')
  return { customer, callId: body.callId, by: body.by, seq }
}

it('signs what it sends to the gateway; the code is entered at another process, once of two at the same time', async () => {
  const { customer, callId, by, seq } = await asked()
  expect(by).toEqual(['phone'])
  const { body } = await askCode(server, customer, callId, '+86 138 0013 8000', 'phone')
  await server.modules.codes.drain()
  const call = calls.at(-1)!
  const timestamp = String(call.headers['attune-timestamp'])
  const signature = createHmac('sha256', 'shared').update(`${timestamp}.${call.body}`).digest('hex')
  expect(call.headers['attune-signature']).toBe(`v1=${signature}`)
  const message = JSON.parse(call.body) as { to: string; code: string; text: string }
  expect(message.to).toBe('+8613800138000')
  expect(message.text).toContain(message.code)
  const both = await Promise.all(
    [server, second].map((one) => enterCode(one, customer, body.codeId, message.code)),
  )
  expect(both.map(({ status }) => status)).toEqual([200, 200])
  const card = await customer.event('tool-confirmation-asked', seq)
  const token = both.find(({ status }) => status === 200)!.body.token
  const proven = await server.customer(tenant, { ...customer.session, token })
  const { callId: cardId, inputHash } = card.body
  await proven.send({ type: 'tool-confirm', callId: cardId, inputHash, accepted: true })
  expect((await proven.event('tool-settled', seq)).body).toMatchObject({ outcome: 'done' })
  expect(done).toEqual(['lin'])
})

it('says nothing to the customer of a gateway that is broken, and counts it for the admin', async () => {
  answers = 'breaks'
  const { customer, callId } = await asked()
  expect((await askCode(server, customer, callId, '13800138000', 'phone')).status).toBe(200)
  await server.modules.codes.drain()
  const { lately } = (await server.call(getCodeSettings, { cookie: admin.cookie })).body
  expect(lately.phone).toEqual({ sent: 1, failed: 1, lastFailure: 'refused' })
})

it('sends nothing to a number of another country that has the digits of a customer’s', async () => {
  answers = 'takes'
  // 131 2234 5678 as the company's page writes it, and a number of Chicago.
  await vouchFor(server, tenant, 'wei', { phone: '13122345678' })
  const before = calls.length
  const { customer, callId } = await asked()
  const foreign = await askCode(server, customer, callId, '+1 312 234 5678', 'phone')
  expect(foreign.status).toBe(200)
  await server.modules.codes.drain()
  expect(calls.slice(before)).toEqual([])

  // However it is spelled at home, it is theirs.
  for (const typed of ['131 2234 5678', '+86 13122345678', '0086 131 2234 5678', '8613122345678']) {
    const { body } = await askCode(server, customer, callId, typed, 'phone')
    expect(body.codeId).toBeDefined()
  }
  await server.modules.codes.drain()
  const sentTo = calls.slice(before).map(({ body }) => (JSON.parse(body) as { to: string }).to)
  expect(sentTo).toEqual(Array(4).fill('+8613122345678'))
})
