import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  acceptInvitation,
  beginOidcSignIn,
  beginSecondFactor,
  changePassword,
  checkOidcProvider,
  createInvitation,
  createOidcProvider,
  createRole,
  getCurrentMember,
  listAuditEvents,
  listOidcProviders,
  listSessions,
  listSignInProviders,
  permissions,
  removeMember,
  removeOidcProvider,
  switchTenant,
  updateMember,
  updateOidcProvider,
  updateSignInSettings,
} from '../../../contract/index.ts'
import { ConsoleClient } from '../../../testing/console-client.ts'
import { startIdentityProvider, type TestIdentityProvider } from '../../../testing/identity-provider.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../../testing/running-server.ts'
import { createLog } from '../../platform/log/index.ts'
import { ownPath } from './oidc-sign-in.ts'

const logged: string[] = []
/** Real time, since tokens are judged by it, with a minute more for each test, since tries are counted by it. */
let minutes = 0
const clock = { now: () => new Date(Date.now() + minutes * 61_000) }
let idp: TestIdentityProvider
let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember
let providerId: string

beforeAll(async () => {
  idp = await startIdentityProvider()
  const log = createLog({ level: 'trace', destination: { write: (line) => void logged.push(line) } })
  server = await startTestServer({ privateHosts: [idp.host], log, clock })
  tenant = await server.createTenant()
  admin = await server.createMember(tenant, 'admin')
  providerId = (await addProvider()).body.id
})
afterAll(async () => {
  await server.stop()
  idp.stop()
})
beforeEach(() => {
  minutes += 1
  idp.tampering = {}
  idp.person = person()
})

const person = (more: Record<string, unknown> = {}) => {
  const sub = randomUUID()
  return { sub, email: `${sub.slice(0, 8)}@company.example`, email_verified: true, name: 'Ming', ...more }
}
const settings = (more: Record<string, unknown> = {}) => ({
  name: 'Company login',
  issuer: idp.issuer,
  clientId: idp.clientId,
  clientSecret: idp.clientSecret,
  enabled: true,
  domains: ['company.example'],
  invited: true,
  role: 'agent',
  roleClaim: 'groups',
  roleMap: [{ value: 'leads', role: 'supervisor' }],
  ...more,
})
const addProvider = (cookie = admin.cookie, more = {}) =>
  server.call(createOidcProvider, { cookie, body: settings(more) })
const codeOf = (answer: { body: unknown }) =>
  (answer.body as { error?: { code: string } }).error?.code ?? 'done'

/** What a browser does: begin, go to the provider, come back. */
async function begin(redirect?: string) {
  const begun = await server.call(beginOidcSignIn, {
    body: { tenant: tenant.slug, provider: providerId, ...(redirect === undefined ? {} : { redirect }) },
  })
  const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  return { begun, cookie, url: begun.body.url }
}
async function comeBack(url: string, cookie: string) {
  const there = await fetch(url, { redirect: 'manual' })
  const answer = await fetch(there.headers.get('location') ?? '', { redirect: 'manual', headers: { cookie } })
  const session = answer.headers.getSetCookie().find((one) => one.startsWith('attune_session='))
  return {
    status: answer.status,
    location: answer.headers.get('location'),
    callback: there.headers.get('location') ?? '',
    cookie: session?.split(';')[0] ?? '',
  }
}
async function enter(redirect?: string) {
  const { url, cookie } = await begin(redirect)
  return comeBack(url, cookie)
}
const me = async (cookie: string) => (await server.call(getCurrentMember, { cookie })).body
const refused = '/sign-in?problem=oidc%2Frefused'

describe('signing in by a provider', () => {
  it('lets in by domain, keeps who came before, and ends where one wanted to go', async () => {
    const first = await enter('/knowledge?search=a')
    expect([first.status, first.location]).toEqual([303, '/knowledge?search=a'])
    const { member, method, tenants } = await me(first.cookie)
    expect([member.name, member.role, method, tenants.length]).toEqual(['Ming', 'agent', 'oidc', 1])
    idp.person = { ...idp.person, email: 'renamed@elsewhere.example', name: 'Other' }
    expect((await me((await enter()).cookie)).member.id).toBe(member.id)
  })

  it('knows a member by a verified e-mail, and by no unverified one', async () => {
    const member = await server.createMember(tenant, 'supervisor')
    idp.person = person({ email: member.email.toUpperCase(), email_verified: false })
    expect((await enter()).location).toBe('/sign-in?problem=oidc%2Femail-unverified')
    idp.person = { ...idp.person, email_verified: 'true' }
    expect((await enter()).location).toBe('/sign-in?problem=oidc%2Femail-unverified')
    idp.person = { ...idp.person, email_verified: true }
    expect((await me((await enter()).cookie)).member.id).toBe(member.memberId)
  })

  it('keeps out who is neither invited nor of a domain, and takes up an invitation once', async () => {
    idp.person = person({ email: 'guest@company.example.evil.example' })
    const out = '/sign-in?problem=oidc%2Fnot-invited'
    expect((await enter()).location).toBe(out)
    const body = { email: 'guest@company.example.evil.example', role: 'knowledge-operator' }
    const { token } = (await server.call(createInvitation, { cookie: admin.cookie, body })).body
    const { member } = await me((await enter()).cookie)
    expect(member.role).toBe('knowledge-operator')
    const again = { token, name: 'X', password: 'a good long password' }
    expect(codeOf(await server.call(acceptInvitation, { body: again }))).toBe('invitation/invalid')
    await server.call(removeMember, { cookie: admin.cookie, params: { memberId: member.id } })
    expect((await enter()).location).toBe(out)
  })

  it('gives the role of a group at every sign-in, and leaves the last admin one', async () => {
    idp.person = person({ groups: ['staff', 'leads'] })
    expect((await me((await enter()).cookie)).member.role).toBe('supervisor')
    idp.person = person({ email: admin.email, groups: ['leads'] })
    expect((await me((await enter()).cookie)).member.role).toBe('admin')
  })

  it('vouches for its tenant alone, and for nothing of the installation', async () => {
    const elsewhere = await server.createTenant()
    const { email, password } = admin
    await server.modules.members.add('system', elsewhere.id, { email, name: 'A', role: 'admin', password })
    idp.person = person({ email })
    const { cookie } = await enter()
    expect((await me(cookie)).tenants.map((one) => one.slug)).toEqual([tenant.slug])
    const moved = await server.call(switchTenant, { cookie, body: { slug: elsewhere.slug } })
    expect(codeOf(moved)).toBe('access/not-a-member')
    const change = { current: password, next: 'another long password' }
    expect(codeOf(await server.call(changePassword, { cookie, body: change }))).toBe(
      'second-factor/elsewhere',
    )
    expect(codeOf(await server.call(beginSecondFactor, { cookie, body: { password } }))).toBe(
      'second-factor/elsewhere',
    )
    await server.call(updateSignInSettings, { cookie: admin.cookie, body: { secondFactorRequired: true } })
    expect((await me(cookie)).secondFactorDue).toBe(false)
    await server.call(updateSignInSettings, { cookie, body: { secondFactorRequired: false } })
    const audit = await server.call(listAuditEvents, { cookie, query: { limit: '200' } })
    expect(audit.body.items.some((one) => one.action === 'signed-in' && one.detail.method === 'oidc')).toBe(
      true,
    )
    expect(
      (await server.call(listSessions, { cookie })).body.items.some((one) => one.method === 'oidc'),
    ).toBe(true)
  })
})

describe('a provider or somebody in between that lies', () => {
  it.each([
    ['another nonce', { claims: { nonce: 'replayed' } }],
    ['another issuer', { claims: { iss: 'https://evil.example' } }],
    ['another audience', { claims: { aud: 'another-client' } }],
    ['a token that has expired', { claims: { exp: Math.floor(Date.now() / 1000) - 3_600 } }],
    ['a token without a signature (alg none)', { unsigned: true }],
    ['a key that is not the provider’s', { foreignKey: true }],
  ])('is refused: %s', async (_name, tampering) => {
    idp.tampering = tampering
    const answer = await enter()
    expect([answer.location, answer.cookie]).toEqual([refused, ''])
  })

  it('is refused when it says it is somebody else', async () => {
    idp.tampering = { discoveredIssuer: 'https://evil.example' }
    expect(codeOf((await begin()).begun)).toBe('oidc/provider-unreachable')
  })

  it('is refused without what this browser began: no cookie, another’s, a changed state, a code used twice', async () => {
    const [mine, other] = [await begin(), await begin()]
    expect((await comeBack(mine.url, '')).location).toBe(refused)
    expect((await comeBack(mine.url, other.cookie)).location).toBe(refused)
    expect((await comeBack(mine.url, `${mine.cookie.slice(0, -4)}AAAA`)).location).toBe(refused)
    const good = await comeBack(mine.url, mine.cookie)
    expect(good.cookie).not.toBe('')
    const again = await fetch(good.callback, { redirect: 'manual', headers: { cookie: mine.cookie } })
    expect(again.headers.get('location')).toBe(refused)
    const error = new URL(good.callback)
    error.search = '?error=access_denied'
    const denied = await fetch(error, { redirect: 'manual', headers: { cookie: mine.cookie } })
    expect(denied.headers.get('location')).toBe(refused)
  })

  it('leads nobody away from the console', async () => {
    for (const path of [
      ...[
        '//evil.example',
        '/\\evil.example',
        '/\t/evil.example',
        '/\n/evil.example',
        'https://evil.example',
      ],
      ...['javascript:alert(1)', '/a\\..\\evil', '', ' /x'],
    ])
      expect([path, ownPath(path)]).toEqual([path, '/'])
    expect(ownPath('/desk?view=mine')).toBe('/desk?view=mine')
    expect((await enter('//evil.example')).location).toBe('/')
  })

  it('is not begun from another site, nor for tenants that do not exist', async () => {
    const body = { tenant: tenant.slug, provider: providerId }
    const cross = await server.call(beginOidcSignIn, { body, headers: { origin: 'https://evil.example' } })
    expect(codeOf(cross)).toBe('request/cross-site')
    expect(codeOf(await server.call(beginOidcSignIn, { body: { ...body, tenant: 'nobody' } }))).toBe(
      'oidc/provider-not-found',
    )
    const foreign = await server.createTenant()
    expect(codeOf(await server.call(beginOidcSignIn, { body: { ...body, tenant: foreign.slug } }))).toBe(
      'oidc/provider-not-found',
    )
    const names = await server.call(listSignInProviders, { body: { tenant: 'nobody' } })
    expect(names.body).toEqual({ items: [] })
  })
})

describe('a provider that is taken away', () => {
  it('ends the sessions it vouched for, with their sockets, and no others', async () => {
    const [entered, byPassword] = [await enter(), await server.createMember(tenant, 'agent')]
    const pages = [
      new ConsoleClient(server.url, entered.cookie),
      new ConsoleClient(server.url, byPassword.cookie),
    ]
    for (const page of pages) await page.ready()
    const closed = pages[0]?.closed()
    const change = (more: Record<string, unknown>) => {
      const { clientSecret: _, ...body } = settings(more)
      return server.call(updateOidcProvider, {
        cookie: admin.cookie,
        params: { oidcProviderId: providerId },
        body,
      })
    }
    const { url, cookie } = await begin()
    expect((await change({ name: 'Renamed' })).status).toBe(200)
    expect((await server.call(getCurrentMember, { cookie: entered.cookie })).status).toBe(200)
    expect((await change({ enabled: false })).status).toBe(200)
    expect(await closed).toBe(4401)
    expect((await server.call(getCurrentMember, { cookie: entered.cookie })).status).toBe(401)
    expect((await server.call(getCurrentMember, { cookie: byPassword.cookie })).status).toBe(200)
    // Who was on the way comes too late.
    expect((await comeBack(url, cookie)).cookie).toBe('')
    expect((await change({ enabled: true })).status).toBe(200)
    const again = await enter()
    const { body } = await server.call(listOidcProviders, { cookie: admin.cookie })
    expect(body.items.map((one) => one.id)).toContain(providerId)
    await server.call(removeOidcProvider, { cookie: admin.cookie, params: { oidcProviderId: providerId } })
    expect((await server.call(getCurrentMember, { cookie: again.cookie })).status).toBe(401)
    providerId = (await addProvider()).body.id
    pages[1]?.close()
  })

  it('is like a member who is removed or may no longer read: their sockets close at once', async () => {
    const [gone, lessened] = [
      await server.createMember(tenant, 'agent'),
      await server.createMember(tenant, 'agent'),
    ]
    const pages = [new ConsoleClient(server.url, gone.cookie), new ConsoleClient(server.url, lessened.cookie)]
    for (const page of pages) await page.ready()
    const closed = pages.map((page) => page.closed())
    await server.call(removeMember, { cookie: admin.cookie, params: { memberId: gone.memberId } })
    expect(await closed[0]).toBe(4401)
    const role = await server.call(createRole, {
      cookie: admin.cookie,
      body: { name: 'Only knowledge', permissions: ['knowledge:read'] },
    })
    const changed = await server.call(updateMember, {
      cookie: admin.cookie,
      params: { memberId: lessened.memberId },
      body: { role: role.body.key },
    })
    expect(changed.status).toBe(200)
    expect(await closed[1]).toBe(4401)
  })
})

describe('setting up a provider', () => {
  it('needs every permission, since it says who is who', async () => {
    const key = await server.call(createRole, {
      cookie: admin.cookie,
      body: { name: 'Almost', permissions: permissions.filter((one) => one !== 'audit:read') },
    })
    const { email, password } = {
      email: `almost-${randomUUID()}@example.com`,
      password: 'a good long password',
    }
    await server.modules.members.add('system', tenant.id, {
      email,
      name: 'Almost',
      role: key.body.key,
      password,
    })
    const entered = await server.modules.signIns.signIn(
      { email, password },
      { address: '10.9.9.9', userAgent: '' },
    )
    const cookie = `attune_session=${entered.token}`
    expect(codeOf(await addProvider(cookie, { issuer: 'https://other.example' }))).toBe('access/forbidden')
    const params = { oidcProviderId: providerId }
    expect(codeOf(await server.call(updateOidcProvider, { cookie, params, body: settings() }))).toBe(
      'access/forbidden',
    )
    expect(codeOf(await server.call(removeOidcProvider, { cookie, params }))).toBe('access/forbidden')
  })

  it('shows its secret nowhere and takes it to no other issuer', async () => {
    const listed = await server.call(listOidcProviders, { cookie: admin.cookie })
    const rows = await server.database.asOwner<{ row: string }>(
      'select to_jsonb(p)::text as row from oidc_providers p union all select to_jsonb(a)::text from audit_events a',
    )
    const text = JSON.stringify(listed.body) + logged.join('') + rows.map((one) => one.row).join('')
    expect(text).toContain(idp.clientId)
    expect(text).not.toContain(idp.clientSecret)
    const { clientSecret: _, ...without } = settings({ issuer: 'https://evil.example' })
    const params = { oidcProviderId: providerId }
    const moved = await server.call(updateOidcProvider, { cookie: admin.cookie, params, body: without })
    expect(codeOf(moved)).toBe('oidc/secret-missing')
  })

  it('calls no private address that the installation has not allowed', async () => {
    const tries = ['http://127.0.0.1:9', 'https://169.254.169.254', 'https://localhost', server.url]
    for (const issuer of tries) {
      const { body } = await addProvider(admin.cookie, { issuer, enabled: false })
      const checked = await server.call(checkOidcProvider, {
        cookie: admin.cookie,
        params: { oidcProviderId: body.id },
      })
      expect([issuer, codeOf(checked)]).toEqual([issuer, 'oidc/provider-unreachable'])
      expect(JSON.stringify(checked.body)).not.toMatch(/ECONN|private|127/)
    }
    const good = await server.call(checkOidcProvider, {
      cookie: admin.cookie,
      params: { oidcProviderId: providerId },
    })
    expect(good.body.authorizationEndpoint).toBe(`${idp.issuer}/authorize`)
  })

  it('ends by being switched off', async () => {
    const begun = await begin()
    const params = { oidcProviderId: providerId }
    const body = settings({ enabled: false })
    await server.call(updateOidcProvider, { cookie: admin.cookie, params, body })
    expect((await comeBack(begun.url, begun.cookie)).location).toBe(
      '/sign-in?problem=oidc%2Fprovider-not-found',
    )
    await server.call(updateOidcProvider, { cookie: admin.cookie, params, body: settings() })
  })
})
