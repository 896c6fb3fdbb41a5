import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  beginSecondFactor,
  changePassword,
  confirmSecondFactor,
  getCurrentMember,
  getSecondFactor,
  listAuditEvents,
  listMembers,
  removeSecondFactor,
  renewRecoveryCodes,
  signIn,
  signOut,
  updateSignInSettings,
} from '../../contract/index.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { manualClock } from '../platform/clock/index.ts'
import { createLog } from '../platform/log/index.ts'
import { resetSecondFactor } from './index.ts'

const clock = manualClock(new Date('2026-11-21T09:00:00Z'))
const logged: string[] = []
let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember

beforeAll(async () => {
  const log = createLog({ level: 'trace', destination: { write: (line) => void logged.push(line) } })
  server = await startTestServer({ clock, log })
  tenant = await server.createTenant()
  admin = await server.createMember(tenant, 'admin')
})
afterAll(() => server.stop())

const codeOf = (answer: { body: unknown }) =>
  (answer.body as { error?: { code: string } }).error?.code ?? 'in'
const cookieOf = (answer: { headers: Headers }) => answer.headers.get('set-cookie')?.split(';')[0] ?? ''
const generate = (secret: string, offset = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now().getTime() + offset })
function enter(member: TestMember, code?: string) {
  const { email, password } = member
  return server.call(signIn, { body: { email, password, ...(code === undefined ? {} : { code }) } })
}

/** A member with an authenticator, and time since its first code. */
async function withFactor() {
  const member = await server.createMember(tenant, 'agent')
  const { cookie, password } = member
  const begun = await server.call(beginSecondFactor, { cookie, body: { password } })
  const { secret, uri } = begun.body
  const confirmed = await server.call(confirmSecondFactor, { cookie, body: { code: generate(secret) } })
  clock.advance(61_000)
  return { ...member, secret, uri, codes: confirmed.body.recoveryCodes }
}

describe('a second factor', () => {
  it('is asked for once it is confirmed, not before', async () => {
    const member = await server.createMember(tenant, 'agent')
    const { cookie, password } = member
    expect(codeOf(await server.call(beginSecondFactor, { cookie, body: { password: 'wrong' } }))).toBe(
      'sign-in/failed',
    )
    const { body } = await server.call(beginSecondFactor, { cookie, body: { password } })
    expect(body.uri).toMatch(/^otpauth:\/\/totp\/Attune/)
    expect(body.uri).toContain(body.secret)
    expect(codeOf(await enter(member))).toBe('in')
    const other = cookieOf(await enter(member))
    const code = generate(body.secret)
    const wrong = code === '000000' ? '000001' : '000000'
    expect(codeOf(await server.call(confirmSecondFactor, { cookie, body: { code: wrong } }))).toBe(
      'second-factor/code-wrong',
    )
    const confirmed = await server.call(confirmSecondFactor, { cookie, body: { code } })
    expect(new Set(confirmed.body.recoveryCodes).size).toBe(10)
    expect((await server.call(getCurrentMember, { cookie: other })).status).toBe(401)
    expect((await server.call(getSecondFactor, { cookie })).body).toEqual({
      enabled: true,
      recoveryCodesLeft: 10,
    })
    clock.advance(61_000)
    expect(codeOf(await enter(member))).toBe('sign-in/code-required')
    expect(codeOf(await enter(member, generate(body.secret)))).toBe('in')
    expect(codeOf(await server.call(beginSecondFactor, { cookie, body: { password } }))).toBe(
      'second-factor/enabled',
    )
  })

  it('takes no code twice, not even at once, and none that is too old', async () => {
    const member = await withFactor()
    const code = generate(member.secret)
    const answers = await Promise.all(Array.from({ length: 4 }, () => enter(member, code)))
    expect(answers.map(codeOf).filter((one) => one === 'in')).toHaveLength(1)
    expect(codeOf(await enter(member, code))).not.toBe('in')
    clock.advance(3_700_000)
    expect(codeOf(await enter(member, generate(member.secret, -90_000)))).toBe('sign-in/code-wrong')
    expect(codeOf(await enter(member, generate(member.secret)))).toBe('in')
    // One step back was taken already, by a later one.
    expect(codeOf(await enter(member, generate(member.secret, -30_000)))).toBe('sign-in/code-wrong')
  })

  it('cannot be guessed: wrong codes lock the account, and a right password in between forgets nothing', async () => {
    const member = await withFactor()
    const right = generate(member.secret)
    const guesses = ['111111', '222222', '333333', '444444', '555555'].filter((one) => one !== right)
    const answers: string[] = []
    for (const guess of guesses.slice(0, 4)) {
      answers.push(codeOf(await enter(member, guess)))
      answers.push(codeOf(await enter(member)))
    }
    expect(answers.filter((one) => one === 'sign-in/code-wrong')).toHaveLength(4)
    expect(codeOf(await enter(member, '666666'))).toBe('sign-in/code-wrong')
    expect(codeOf(await enter(member, right))).toBe('sign-in/locked')
    expect(codeOf(await enter(member))).toBe('sign-in/locked')
  })

  it('cannot be guessed by many at once either', async () => {
    const member = await withFactor()
    clock.advance(61_000)
    const answers = await Promise.all(
      Array.from({ length: 15 }, (_, index) => enter(member, String(100_000 + index))),
    )
    expect(answers.map(codeOf).filter((one) => one === 'sign-in/code-wrong').length).toBeLessThanOrEqual(5)
  })

  it('lets in by each recovery code once, however it is typed', async () => {
    const member = await withFactor()
    clock.advance(61_000)
    const [first = '', second = ''] = member.codes
    expect(codeOf(await enter(member, first.toUpperCase().replace('-', ' ')))).toBe('in')
    expect(codeOf(await enter(member, first))).toBe('sign-in/code-wrong')
    const cookie = cookieOf(await enter(member, second))
    expect((await server.call(getSecondFactor, { cookie })).body.recoveryCodesLeft).toBe(8)
    const other = await withFactor()
    expect(codeOf(await enter(member, other.codes[0]))).toBe('sign-in/code-wrong')
    const renewed = await server.call(renewRecoveryCodes, {
      cookie,
      body: { password: member.password, code: generate(member.secret) },
    })
    expect(codeOf(await enter(member, member.codes[2]))).toBe('sign-in/code-wrong')
    expect(codeOf(await enter(member, renewed.body.recoveryCodes[0]))).toBe('in')
  })

  it('goes only with password and code, or by whoever holds the installation', async () => {
    const member = await withFactor()
    clock.advance(61_000)
    const cookie = cookieOf(await enter(member, generate(member.secret)))
    clock.advance(61_000)
    const { password } = member
    const remove = (body: unknown) => server.call(removeSecondFactor, { cookie, body })
    expect(codeOf(await remove({ password, code: '123456' }))).toBe('sign-in/code-wrong')
    expect(codeOf(await remove({ password: 'wrong one', code: generate(member.secret) }))).toBe(
      'sign-in/failed',
    )
    expect((await remove({ password, code: generate(member.secret) })).status).toBe(200)
    expect(codeOf(await enter(member))).toBe('in')
    const lost = await withFactor()
    await resetSecondFactor(server.modules, lost.email)
    clock.advance(61_000)
    expect(codeOf(await enter(lost))).toBe('in')
  })

  it('stands nowhere in clear: not in the database, the audit or the log', async () => {
    const member = await withFactor()
    clock.advance(61_000)
    await enter(member, '000000')
    const tables = ['login_factors', 'login_recovery_codes', 'audit_events', 'sign_in_failures', 'sessions']
    let text = logged.join('')
    for (const table of tables) {
      const rows = await server.database.asOwner<{ row: string }>(
        `select to_jsonb(t)::text as row from ${table} t`,
      )
      text += rows.map((one) => one.row).join('\n')
    }
    for (const secret of [
      member.secret,
      ...member.codes,
      ...member.codes.map((code) => code.replace('-', '')),
    ])
      expect(text.includes(secret) || text.includes(Buffer.from(secret).toString('hex'))).toBe(false)
  })

  it('of one login does not open for another', async () => {
    const [one, other] = [await withFactor(), await withFactor()]
    clock.advance(61_000)
    const ids = await server.database.asOwner<{ id: string; email: string }>(
      'select id, email from logins where email = any($1)',
      [[one.email, other.email]],
    )
    const id = (email: string) => ids.find((row) => row.email === email)?.id
    await server.database.asOwner(
      'update login_factors set secret = (select secret from login_factors where login_id = $1) where login_id = $2',
      [id(one.email), id(other.email)],
    )
    expect((await enter(other, generate(one.secret))).status).toBe(500)
  })
})

describe('a tenant that asks for a second factor', () => {
  it('permits nothing before it is there', async () => {
    const strict = await server.createTenant()
    const boss = await server.createMember(strict, 'admin')
    const update = await server.call(updateSignInSettings, {
      cookie: boss.cookie,
      body: { secondFactorRequired: true },
    })
    expect(update.body).toMatchObject({ secondFactorRequired: true, membersWithout: 1 })
    const due = await server.call(getCurrentMember, { cookie: boss.cookie })
    expect([due.body.secondFactorDue, due.body.permissions]).toEqual([true, []])
    expect((await server.call(listMembers, { cookie: boss.cookie })).status).toBe(403)
    const { password, cookie } = boss
    const { body } = await server.call(beginSecondFactor, { cookie, body: { password } })
    await server.call(confirmSecondFactor, { cookie, body: { code: generate(body.secret) } })
    const done = await server.call(getCurrentMember, { cookie })
    expect(done.body.secondFactorDue).toBe(false)
    expect((await server.call(listMembers, { cookie })).status).toBe(200)
    const lenient = await server.call(getCurrentMember, { cookie: admin.cookie })
    expect(lenient.body.secondFactorDue).toBe(false)
  })
})

describe('the audit of signing in', () => {
  it('holds coming, failing, changing the password and leaving', async () => {
    const member = await server.createMember(tenant, 'agent')
    clock.advance(61_000)
    await server.call(signIn, { body: { email: member.email, password: 'wrong password' } })
    const { cookie } = member
    await server.call(changePassword, { cookie, body: { current: 'wrong', next: 'another good password' } })
    await server.call(changePassword, {
      cookie,
      body: { current: member.password, next: 'another good password' },
    })
    await server.call(signOut, { cookie })
    const { body } = await server.call(listAuditEvents, { cookie: admin.cookie, query: { limit: '200' } })
    const about = body.items.filter(
      (event) => event.actor.id === member.memberId || event.target?.id === member.memberId,
    )
    expect(about.map((event) => event.action)).toEqual([
      'signed-out',
      'password-changed',
      'sign-in-failed',
      'sign-in-failed',
      'signed-in',
      'member-added',
    ])
    expect(about[2]).toMatchObject({ actor: { kind: 'system' }, detail: { reason: 'password' } })
  })

  it('cannot be had without what it records: both or neither', async () => {
    const member = await server.createMember(tenant, 'agent')
    await server.database.asOwner(
      `alter table audit_events add constraint planted check (action <> 'signed-in') not valid`,
    )
    clock.advance(61_000)
    expect((await enter(member)).status).toBe(500)
    await server.database.asOwner('alter table audit_events drop constraint planted')
    const sessions = await server.database.asOwner(
      'select 1 from sessions s join logins l on l.id = s.login_id where l.email = $1',
      [member.email],
    )
    expect(sessions).toHaveLength(1)
  })
})

describe('locks', () => {
  it('tell a known e-mail from an unknown one neither by words nor by growth', async () => {
    const member = await server.createMember(tenant, 'agent')
    const waits = async (email: string) => {
      const seen: (string | null)[] = []
      for (let round = 0; round < 3; round += 1) {
        clock.advance(3_601_000)
        for (let attempt = 0; attempt < 6; attempt += 1) {
          const answer = await server.call(signIn, { body: { email, password: 'wrong password' } })
          seen.push(`${codeOf(answer)} ${answer.headers.get('retry-after')}`)
        }
      }
      return seen
    }
    const known = await waits(member.email)
    expect(await waits('nobody-at-all@example.com')).toEqual(known)
    expect(known.at(-1)).toContain('sign-in/locked')
  })
})
