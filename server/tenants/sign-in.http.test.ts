import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMember, signIn, switchTenant } from '../../contract/index.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { manualClock } from '../platform/clock/index.ts'

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

const attempt = (email: string, password: string) => server.call(signIn, { body: { email, password } })
const codeOf = (answer: { body: unknown }) =>
  (answer.body as { error?: { code: string } }).error?.code ?? 'in'

describe('signing in', () => {
  it('takes the e-mail in any case and tells a stranger nothing about who exists', async () => {
    expect(codeOf(await attempt(admin.email.toUpperCase(), admin.password))).toBe('in')
    const [wrong, unknown] = [
      await attempt(admin.email, 'wrong password'),
      await attempt('nobody@example.com', 'wrong password'),
    ]
    expect(wrong.body).toEqual(unknown.body)
    expect([wrong.status, unknown.status]).toEqual([401, 401])
  })

  it('locks after five failures, says for how long, and ends the lock by itself', async () => {
    const member = await server.createMember(tenant, 'agent')
    clock.advance(61_000)
    for (let count = 0; count < 5; count += 1)
      expect(codeOf(await attempt(member.email, 'wrong password'))).toBe('sign-in/failed')
    const locked = await attempt(member.email, member.password)
    expect([locked.status, codeOf(locked)]).toEqual([429, 'sign-in/locked'])
    expect(locked.headers.get('retry-after')).toBe('60')
    expect(codeOf(await attempt(admin.email, admin.password))).toBe('in')
    clock.advance(59_000)
    expect(codeOf(await attempt(member.email, member.password))).toBe('sign-in/locked')
    clock.advance(2_000)
    expect(codeOf(await attempt(member.email, member.password))).toBe('in')
    expect(codeOf(await attempt(member.email, 'wrong password'))).toBe('sign-in/failed')
    expect(codeOf(await attempt(member.email, member.password))).toBe('in')
  })

  it('locks longer with every further failure', async () => {
    const member = await server.createMember(tenant, 'agent')
    clock.advance(61_000)
    for (let count = 0; count < 5; count += 1) await attempt(member.email, 'wrong password')
    clock.advance(61_000)
    expect(codeOf(await attempt(member.email, 'wrong password'))).toBe('sign-in/failed')
    expect((await attempt(member.email, member.password)).headers.get('retry-after')).toBe('120')
  })

  it('from one address is limited over all e-mails', async () => {
    clock.advance(61_000)
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, index) => attempt(`guess-${index}@example.com`, 'wrong password')),
    )
    const codes = answers.map(codeOf)
    expect(codes.filter((code) => code === 'sign-in/failed')).toHaveLength(20)
    expect(codes.filter((code) => code === 'sign-in/locked')).toHaveLength(4)
    clock.advance(61_000)
    expect(codeOf(await attempt(admin.email, admin.password))).toBe('in')
  })

  it('is refused with the tenant of somebody else, and one moves only between one’s own', async () => {
    clock.advance(61_000)
    const foreign = await server.createTenant()
    const body = { email: admin.email, password: admin.password, tenant: foreign.slug }
    expect(codeOf(await server.call(signIn, { body }))).toBe('access/not-a-member')
    const move = (slug: string) => server.call(switchTenant, { cookie: admin.cookie, body: { slug } })
    expect(codeOf(await move(foreign.slug))).toBe('access/not-a-member')
    expect((await move(tenant.slug)).body.tenant.slug).toBe(tenant.slug)
  })

  it('keeps the password of somebody whom the installation makes a member of a second tenant, and no admin may', async () => {
    clock.advance(61_000)
    const foreign = await server.createTenant()
    const boss = await server.createMember(foreign, 'admin')
    const member = {
      email: admin.email,
      name: 'Taken over?',
      role: 'agent',
      password: 'set by the other',
    } as const
    const refused = await server.call(createMember, { cookie: boss.cookie, body: member })
    expect(codeOf(refused)).toBe('member/email-taken')
    await server.modules.members.add('system', foreign.id, member)
    expect(codeOf(await attempt(admin.email, 'set by the other'))).toBe('sign-in/failed')
    const still = await attempt(admin.email, admin.password)
    expect(still.body.tenant.slug).toBe(tenant.slug)
    expect(still.body.tenants.map((one) => one.slug).sort()).toEqual([tenant.slug, foreign.slug].sort())
  })

  it('ends after two weeks', async () => {
    const response = await attempt(admin.email, admin.password)
    const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? ''
    const me = () => fetch(`${server.url}/api/v1/me`, { headers: { cookie } }).then((answer) => answer.status)
    expect(await me()).toBe(200)
    clock.advance(14 * 86_400_000 + 1_000)
    expect(await me()).toBe(401)
  })
})
