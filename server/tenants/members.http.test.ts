import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey, getCurrentMember, removeMember, signIn, updateMember } from '../../contract/index.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'

let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  admin = await server.createMember(tenant, 'admin')
})
afterAll(() => server.stop())

describe('members', () => {
  it('who are removed are signed out, and stay so when they are added again', async () => {
    const agent = await server.createMember(tenant, 'agent')
    await server.call(removeMember, { params: { memberId: agent.memberId }, cookie: admin.cookie })
    expect((await server.call(getCurrentMember, { cookie: agent.cookie })).status).toBe(401)
    const { email, password } = agent
    await server.modules.members.add('system', tenant.id, { email, name: 'Back', role: 'agent', password })
    expect((await server.call(getCurrentMember, { cookie: agent.cookie })).status).toBe(401)
    expect((await server.call(signIn, { body: { email, password } })).status).toBe(200)
  })

  it('keep one admin', async () => {
    const change = { params: { memberId: admin.memberId }, cookie: admin.cookie, body: { role: 'agent' } }
    expect((await server.call(updateMember, change)).body).toMatchObject({
      error: { code: 'member/last-admin' },
    })
    const removed = await server.call(removeMember, { params: change.params, cookie: admin.cookie })
    expect(removed.body).toMatchObject({ error: { code: 'member/last-admin' } })
  })

  it('are touched by nobody who may do less than they', async () => {
    const { body } = await server.call(createApiKey, {
      cookie: admin.cookie,
      body: { name: 'weak', permissions: ['members:read', 'members:edit'] },
    })
    const second = await server.createMember(tenant, 'admin')
    const params = { memberId: second.memberId }
    const bearer = body.secret
    expect((await server.call(removeMember, { params, bearer })).status).toBe(403)
    expect((await server.call(updateMember, { params, bearer, body: { role: 'agent' } })).status).toBe(403)
  })

  it('are locked out alike whether their e-mail is known or not', async () => {
    const agent = await server.createMember(tenant, 'agent')
    const codes = async (email: string) => {
      const list: unknown[] = []
      for (let attempt = 0; attempt < 6; attempt += 1) {
        const { body } = await server.call(signIn, { body: { email, password: 'wrong password' } })
        list.push((body as { error?: { code: string } }).error?.code)
      }
      return list
    }
    const known = await codes(agent.email)
    expect(known.at(-1)).toBe('sign-in/locked')
    expect(await codes('nobody-here@example.com')).toEqual(known)
  })
})
