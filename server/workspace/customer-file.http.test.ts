import { SignJWT } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  addCustomerNote,
  getCustomerFile,
  listChannels,
  revealIdentitySecret,
  updateCustomer,
} from '../../contract/index.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'

let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember
let agent: TestMember
beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  admin = await server.createMember(tenant, 'admin')
  agent = await server.createMember(tenant, 'agent')
})
afterAll(() => server.stop())

async function identity(claims: object): Promise<string> {
  const { body } = await server.call(listChannels, { cookie: admin.cookie })
  const answer = await server.call(revealIdentitySecret, {
    cookie: admin.cookie,
    params: { channelId: body.items[0]?.id ?? '' },
    body: {},
  })
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(answer.body.secret))
}

it('tells what was proven from what agents wrote, and keeps them apart when they change it', async () => {
  const claims = { sub: 'c-7', name: 'Wang Fang', email: 'wf@example.com', attributes: { tier: 'gold' } }
  const session = await server.startSession(tenant, { identity: await identity(claims) })
  const customer = await server.customer(tenant, session)
  await customer.ask('hello')
  const params = { customerId: session.customerId }
  const read = async () => (await server.call(getCustomerFile, { cookie: agent.cookie, params })).body
  const file = await read()
  expect(file).toMatchObject({
    name: 'Wang Fang',
    proven: { name: 'Wang Fang', email: 'wf@example.com', attributes: { tier: 'gold' } },
    identities: [{ subject: 'c-7' }],
    conversations: [{ id: session.conversationId, state: 'open' }],
    attributes: {},
    labels: [],
  })
  const change = (body: object, version: number) =>
    server.call(updateCustomer, {
      cookie: agent.cookie,
      params,
      body,
      headers: { 'if-match': `"${version}"` },
    })
  const body = { name: 'Ms Wang', labels: ['VIP', 'VIP'], attributes: { size: 'M' } }
  const changed = await change(body, file.version)
  expect(changed.body).toMatchObject({
    name: 'Ms Wang',
    labels: ['VIP'],
    attributes: { size: 'M' },
    proven: { name: 'Wang Fang', attributes: { tier: 'gold' } },
  })
  expect((await change({ name: 'late' }, file.version)).status).toBe(412)
  const noted = await server.call(addCustomerNote, {
    cookie: agent.cookie,
    params,
    body: { text: 'Likes tea' },
  })
  expect(noted.body.notes).toMatchObject([{ text: 'Likes tea' }])
  expect(JSON.stringify(customer.frames)).not.toContain('tea')
  const foreign = await server.createMember(await server.createTenant(), 'agent')
  expect((await server.call(getCustomerFile, { cookie: foreign.cookie, params })).status).toBe(404)
})
