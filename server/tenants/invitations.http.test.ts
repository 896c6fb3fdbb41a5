import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  acceptInvitation,
  createApiKey,
  createInvitation,
  createRole,
  endMemberSessions,
  endOtherSessions,
  endSession,
  getCurrentMember,
  listAuditEvents,
  listInvitations,
  listMembers,
  listRoles,
  listSessions,
  readInvitation,
  removeRole,
  resendInvitation,
  revokeInvitation,
  signIn,
  updateCurrentMember,
  updateMember,
  updateRole,
} from '../../contract/index.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { manualClock } from '../platform/clock/index.ts'

const clock = manualClock(new Date('2026-11-21T09:00:00Z'))
let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember

beforeAll(async () => {
  server = await startTestServer({ clock })
  tenant = await server.createTenant()
  admin = await server.createMember(tenant, 'admin')
})
afterAll(() => server.stop())

const code = (answer: { body: unknown }) =>
  (answer.body as { error?: { code: string } }).error?.code ?? 'done'
const newEmail = () => `guest-${randomUUID().slice(0, 8)}@example.com`
const password = 'a good long password'

async function invite(email: string, role = 'agent', cookie = admin.cookie) {
  const made = await server.call(createInvitation, { cookie, body: { email, role } })
  if (made.status !== 200) throw new Error(JSON.stringify(made.body))
  return { ...made.body, params: { invitationId: made.body.invitation.id as string } }
}
function accept(token: string, more: Record<string, unknown> = {}) {
  clock.advance(3_000)
  return server.call(acceptInvitation, { body: { token, name: 'Guest', password, ...more } })
}
const cookieOf = (answer: { headers: Headers }) => answer.headers.get('set-cookie')?.split(';')[0] ?? ''

describe('an invitation', () => {
  it('lets in whoever holds the link, once, with the role it is for', async () => {
    const email = newEmail()
    const { token } = await invite(email, 'supervisor')
    const shown = await server.call(readInvitation, { body: { token } })
    expect(shown.body).toMatchObject({ email, role: 'supervisor', tenantName: tenant.slug })
    const entered = await accept(token, { name: ' Anna ' })
    const me = await server.call(getCurrentMember, { cookie: cookieOf(entered) })
    expect(me.body.member).toMatchObject({ name: 'Anna', email, role: 'supervisor' })
    expect(code(await accept(token))).toBe('invitation/invalid')
    expect(code(await server.call(readInvitation, { body: { token } }))).toBe('invitation/invalid')
    expect((await server.call(signIn, { body: { email, password } })).status).toBe(200)
  })

  it('is taken up by one of several who try at once', async () => {
    const { token } = await invite(newEmail())
    const answers = await Promise.all(Array.from({ length: 5 }, () => accept(token)))
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 410, 410, 410, 410])
  })

  it('ends with its time, when withdrawn, and when sent again', async () => {
    const late = await invite(newEmail())
    clock.advance(7 * 86_400_000 + 1_000)
    admin = {
      ...admin,
      cookie: cookieOf(await server.call(signIn, { body: { email: admin.email, password: admin.password } })),
    }
    expect(code(await accept(late.token))).toBe('invitation/invalid')
    const listed = await server.call(listInvitations, { cookie: admin.cookie })
    expect(listed.body.items.find((one) => one.id === late.invitation.id)?.expired).toBe(true)
    const again = await server.call(resendInvitation, {
      cookie: admin.cookie,
      params: late.params,
      body: {},
    })
    expect(code(await accept(late.token))).toBe('invitation/invalid')
    expect((await accept(again.body.token)).status).toBe(200)
    const gone = await invite(newEmail())
    await server.call(revokeInvitation, { cookie: admin.cookie, params: gone.params })
    expect(code(await accept(gone.token))).toBe('invitation/invalid')
    expect(
      code(await server.call(resendInvitation, { cookie: admin.cookie, params: gone.params, body: {} })),
    ).toBe('invitation/not-found')
  })

  it('is open once for one e-mail, and for nobody who is here already', async () => {
    const email = newEmail()
    const { token } = await invite(email)
    const body = { email: email.toUpperCase(), role: 'agent' }
    expect(code(await server.call(createInvitation, { cookie: admin.cookie, body }))).toBe('member/invited')
    await accept(token)
    expect(code(await server.call(createInvitation, { cookie: admin.cookie, body }))).toBe(
      'member/email-taken',
    )
  })

  it('takes over nobody’s login: who signs in here already proves it', async () => {
    const elsewhere = await server.createTenant()
    const theirs = await server.createMember(elsewhere, 'admin')
    const { token } = await invite(theirs.email)
    expect(code(await accept(token, { password: 'chosen by the inviter' }))).toBe('sign-in/failed')
    expect(
      code(await server.call(signIn, { body: { email: theirs.email, password: 'chosen by the inviter' } })),
    ).toBe('sign-in/failed')
    const entered = await accept(token, { password: theirs.password })
    const me = await server.call(getCurrentMember, { cookie: cookieOf(entered) })
    expect(me.body.tenants.map((one) => one.slug).sort()).toEqual([tenant.slug, elsewhere.slug].sort())
    expect(me.body.tenant.slug).toBe(tenant.slug)
  })

  it('stands nowhere in clear, and who did what with it is recorded', async () => {
    const { token } = await invite(newEmail())
    const rows = await server.database.asOwner<{ row: string }>(
      'select to_jsonb(i)::text as row from invitations i union all select to_jsonb(a)::text from audit_events a',
    )
    const hex = Buffer.from(token).toString('hex')
    for (const { row } of rows) expect(row.includes(token) || row.includes(hex)).toBe(false)
    const audit = await server.call(listAuditEvents, { cookie: admin.cookie, query: { limit: '200' } })
    const actions = audit.body.items.map((event) => event.action)
    for (const action of [
      'member-invited',
      'invitation-accepted',
      'invitation-renewed',
      'invitation-revoked',
    ])
      expect(actions).toContain(action)
  })
})

describe('roles of one’s own', () => {
  async function made(permissions: string[], cookie = admin.cookie) {
    const answer = await server.call(createRole, {
      cookie,
      body: { name: `Role ${randomUUID()}`, permissions },
    })
    return { ...answer, params: { roleId: answer.body.id as string } }
  }

  it('are sets of permissions that members get', async () => {
    const role = await made(['knowledge:read', 'knowledge:edit'])
    const { token } = await invite(newEmail(), role.body.key)
    const cookie = cookieOf(await accept(token))
    const me = await server.call(getCurrentMember, { cookie })
    expect(me.body.permissions.sort()).toEqual(['knowledge:edit', 'knowledge:read'])
    expect(me.body.member.roleName).toBe(role.body.name)
    await server.call(updateRole, {
      cookie: admin.cookie,
      params: role.params,
      body: { permissions: ['knowledge:read'] },
    })
    expect((await server.call(getCurrentMember, { cookie })).body.permissions).toEqual(['knowledge:read'])
    expect(code(await server.call(removeRole, { cookie: admin.cookie, params: role.params }))).toBe(
      'role/in-use',
    )
    const member = { memberId: me.body.member.id }
    await server.call(updateMember, { cookie: admin.cookie, params: member, body: { role: 'agent' } })
    expect((await server.call(removeRole, { cookie: admin.cookie, params: role.params })).status).toBe(200)
  })

  it('grow by nobody beyond what they may do themselves', async () => {
    const small = await made(['members:read', 'members:edit', 'knowledge:read'])
    const { token } = await invite(newEmail(), small.body.key)
    const cookie = cookieOf(await accept(token))
    const strong = await made(['members:read', 'audit:read'])
    const raise = { permissions: ['members:read', 'members:edit', 'audit:read'] }
    const tries = [
      server.call(createRole, { cookie, body: { name: 'Climb', permissions: ['audit:read'] } }),
      server.call(updateRole, { cookie, params: small.params, body: raise }),
      server.call(updateRole, { cookie, params: strong.params, body: { name: 'Mine' } }),
      server.call(removeRole, { cookie, params: strong.params }),
      server.call(createInvitation, { cookie, body: { email: newEmail(), role: 'admin' } }),
      server.call(createInvitation, { cookie, body: { email: newEmail(), role: strong.body.key } }),
      server.call(createApiKey, { cookie, body: { name: 'k', permissions: ['audit:read'] } }),
    ]
    expect((await Promise.all(tries)).map(code)).toEqual(tries.map(() => 'access/forbidden'))
    const strongOnes = await invite(newEmail(), 'admin')
    const resent = await server.call(resendInvitation, { cookie, params: strongOnes.params, body: {} })
    expect(code(resent)).toBe('access/forbidden')
    const self = await server.call(getCurrentMember, { cookie })
    const own = { memberId: self.body.member.id as string }
    const climbed = await server.call(updateMember, { cookie, params: own, body: { role: 'admin' } })
    expect(code(climbed)).toBe('access/forbidden')
    expect(self.body.permissions.sort()).toEqual(['knowledge:read', 'members:edit', 'members:read'])
  })

  it('leave the built-in ones as they are, and have names of their own', async () => {
    const { items } = (await server.call(listRoles, { cookie: admin.cookie })).body
    expect(items.slice(0, 4).map((role) => role.key)).toEqual([
      'admin',
      'supervisor',
      'knowledge-operator',
      'agent',
    ])
    const builtIn = { roleId: items[3]?.id as string }
    const body = { permissions: ['audit:read'] }
    expect(code(await server.call(updateRole, { cookie: admin.cookie, params: builtIn, body }))).toBe(
      'role/built-in',
    )
    expect(code(await server.call(removeRole, { cookie: admin.cookie, params: builtIn }))).toBe(
      'role/built-in',
    )
    const one = await made(['audit:read'])
    const same = { name: one.body.name?.toUpperCase(), permissions: ['audit:read'] }
    expect(code(await server.call(createRole, { cookie: admin.cookie, body: same }))).toBe('role/name-taken')
    const stale = await server.call(updateRole, {
      cookie: admin.cookie,
      params: one.params,
      body: { name: 'Other' },
      headers: { 'if-match': '"7"' },
    })
    expect(code(stale)).toBe('request/version-conflict')
  })
})

describe('a member', () => {
  it('has a language and a time zone of their own', async () => {
    const { cookie, memberId } = await server.createMember(tenant, 'agent')
    const own = await server.call(updateCurrentMember, { cookie, body: { timeZone: 'Asia/Shanghai' } })
    expect(own.body.member.timeZone).toBe('Asia/Shanghai')
    const wrong = await server.call(updateCurrentMember, { cookie, body: { timeZone: 'Moon/Crater' } })
    expect(wrong.status).toBe(400)
    const changed = await server.call(updateMember, {
      cookie: admin.cookie,
      params: { memberId },
      body: { timeZone: null, locale: 'zh-CN' },
    })
    expect([changed.body.timeZone, changed.body.locale]).toEqual([undefined, 'zh-CN'])
    expect((await server.call(listMembers, { cookie: admin.cookie })).status).toBe(200)
  })

  it('sees where they are signed in and ends what they like, nobody else’s', async () => {
    const member = await server.createMember(tenant, 'agent')
    const enter = async () =>
      cookieOf(
        await server.call(signIn, {
          body: { email: member.email, password: member.password },
          headers: { 'user-agent': 'Phone/1' },
        }),
      )
    const [second, third] = [await enter(), await enter()]
    const list = (cookie: string) => server.call(listSessions, { cookie })
    const { items } = (await list(member.cookie)).body
    expect(items).toHaveLength(3)
    expect(items.filter((one) => one.current)).toHaveLength(1)
    expect(items.filter((one) => one.userAgent === 'Phone/1')).toHaveLength(2)
    const foreign = (await list(admin.cookie)).body.items[0]?.id as string
    const end = (sessionId: string) =>
      server.call(endSession, { cookie: member.cookie, params: { sessionId } })
    expect(code(await end(foreign))).toBe('session/not-found')
    expect((await list(admin.cookie)).status).toBe(200)
    const other = (await list(second)).body.items.find((one) => one.current)?.id as string
    expect((await end(other)).status).toBe(200)
    expect((await list(second)).status).toBe(401)
    clock.advance(120_000)
    await list(third)
    const used = (await list(member.cookie)).body.items.find((one) => !one.current)
    expect(used?.lastUsedAt).toBe(clock.now().toISOString())
    expect((await server.call(endOtherSessions, { cookie: member.cookie })).body).toEqual({ ended: 1 })
    expect([(await list(third)).status, (await list(member.cookie)).status]).toEqual([401, 200])
    const params = { memberId: member.memberId }
    await server.call(endMemberSessions, { cookie: admin.cookie, params })
    expect((await list(member.cookie)).status).toBe(401)
  })

  it('gets a new session at every sign-in, whatever cookie they bring', async () => {
    const { email } = admin
    const planted = `attune_session=${'a'.repeat(43)}`
    const entered = await server.call(signIn, {
      body: { email, password: admin.password },
      headers: { cookie: planted },
    })
    expect(cookieOf(entered)).not.toBe(planted)
    expect((await server.call(getCurrentMember, { cookie: planted })).status).toBe(401)
    const again = await server.call(signIn, {
      body: { email, password: admin.password },
      cookie: cookieOf(entered),
    })
    expect(cookieOf(again)).not.toBe(cookieOf(entered))
  })
})
