import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { sql } from 'kysely'
import type { Permission, Session } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { ApiError, type Caller, type MemberCaller, RateLimiter } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import { recordAudit } from './audit.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import type { SecondFactors } from './second-factors.ts'
import type { SessionChanges } from './session-changes.ts'
import type { SignInLocks } from './sign-in-locks.ts'

export const sessionCookie = 'attune_session'
export const apiKeyPrefix = 'atk_'
const sessionDays = 14
/** The last use of a session is kept to the minute. */
const seenEveryMs = 60_000
/** Attempts a minute from one address, over all e-mails. */
const attemptsPerMinute = 20

/** Where somebody signs in from, as far as they say. */
export interface Device {
  address: string
  userAgent: string
}

export interface NewSession {
  token: string
  expiresAt: Date
  caller: MemberCaller
}

export interface Proof {
  email: string
  password: string
  code?: string | undefined
  /** The code is no matter here. */
  passwordAlone?: boolean
  address: string
}

export interface SignIns {
  /** Proves the login and starts a session. Throws `sign-in/failed`, `sign-in/locked`. */
  signIn(
    input: { email: string; password: string; code?: string | undefined; tenantSlug?: string | undefined },
    device: Device,
  ): Promise<NewSession>
  /** The login behind an e-mail, its password and its code. Throws as `signIn` does. */
  prove(input: Proof): Promise<string>
  /** That whoever holds a session knows the password of its login. Throws as `signIn` does. */
  confirmPassword(
    caller: MemberCaller,
    password: string,
    code: string | 'none-asked',
    address: string,
  ): Promise<string>
  /** A session of a login that was proven, in one of its tenants. The token is always a new one. */
  /** `vouchedBy`: the tenant's identity provider, whose end is the session's. */
  begin(loginId: string, tenantId: string, device: Device, vouchedBy?: string): Promise<NewSession>
  sessions(caller: MemberCaller): Promise<Session[]>
  /** Ends one session of the caller's login. Throws `session/not-found`. */
  endSession(caller: MemberCaller, sessionId: string): Promise<void>
  endOtherSessions(caller: MemberCaller): Promise<number>
  /** Whether somebody signs in with this e-mail, in whatever tenant. */
  knows(email: string): Promise<boolean>
  signOut(caller: MemberCaller): Promise<void>
  changePassword(
    caller: MemberCaller,
    input: { current: string; next: string },
    address: string,
  ): Promise<void>
  /** The member or API key behind a request, or anonymous. Throws for a token that is wrong. */
  authenticateStaff(request: IncomingMessage): Promise<Caller>
  switchTenant(caller: MemberCaller, slug: string): Promise<MemberCaller>
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** Every tenant a login is a member of. */
export async function tenantsOfLogin(database: Database, loginId: string) {
  const { rows } = await sql<{
    tenant_id: string
    slug: string
    name: string
    locale: string
    time_zone: string
    member_id: string
  }>`select * from tenants_of_login(${loginId}::uuid)`.execute(database.unscoped)
  return rows
}

export function openSignIns(options: {
  database: Database
  clock: Clock
  locks: SignInLocks
  secondFactors: SecondFactors
  sessionChanges: SessionChanges
}): SignIns {
  const { database, clock, locks, secondFactors, sessionChanges } = options
  const limiter = new RateLimiter()
  // Compared against when the e-mail is unknown, so that the answer takes as long.
  const decoy = hashPassword(randomBytes(16).toString('hex'))

  async function resolve(hash: Buffer): Promise<MemberCaller | undefined> {
    const now = clock.now()
    const { rows } = await sql<{
      login_id: string
      tenant_id: string
      member_id: string
      member_name: string
      permissions: Permission[]
      method: 'password' | 'oidc'
      seen_at: Date
      factor_due: boolean
    }>`select * from resolve_session(${hash}, ${now})`.execute(database.unscoped)
    const row = rows[0]
    if (row === undefined) return undefined
    if (now.getTime() - row.seen_at.getTime() >= seenEveryMs)
      await sql`select touch_session(${hash}, ${now})`.execute(database.unscoped)
    return {
      kind: 'member',
      tenantId: row.tenant_id,
      memberId: row.member_id,
      loginId: row.login_id,
      name: row.member_name,
      permissions: new Set(row.permissions),
      sessionHash: hash,
      method: row.method,
      secondFactorDue: row.factor_due,
    }
  }

  async function begin(
    loginId: string,
    tenantId: string,
    device: Device,
    vouchedBy?: string,
  ): Promise<NewSession> {
    const method = vouchedBy === undefined ? 'password' : 'oidc'
    const now = clock.now()
    const token = randomBytes(32).toString('base64url')
    const expiresAt = new Date(now.getTime() + sessionDays * 86_400_000)
    const hash = hashToken(token)
    await database.tenant(tenantId, async (transaction) => {
      const member = await transaction
        .selectFrom('members')
        .select(['id', 'name'])
        .where('login_id', '=', loginId)
        .where('removed_at', 'is', null)
        .executeTakeFirst()
      if (member === undefined) throw new ApiError('access/not-a-member')
      if (vouchedBy !== undefined) {
        // Held, so that it cannot be taken away between here and the session's end.
        const provider = await transaction
          .selectFrom('oidc_providers')
          .select('id')
          .where('id', '=', vouchedBy)
          .where('enabled', '=', true)
          .forShare()
          .executeTakeFirst()
        if (provider === undefined) throw new ApiError('oidc/provider-not-found')
      }
      await sql`select start_session(${newId()}::uuid, ${hash}, ${loginId}::uuid, ${tenantId}::uuid, ${method},
        ${device.userAgent.slice(0, 300)}, ${device.address.slice(0, 100)}, ${now}, ${expiresAt},
        ${vouchedBy ?? null}::uuid)`.execute(transaction)
      await recordAudit(
        transaction,
        tenantId,
        { kind: 'member', memberId: member.id, name: member.name },
        { at: now, action: 'signed-in', detail: { method, address: device.address } },
      )
    })
    const caller = await resolve(hash)
    if (caller === undefined) throw new ApiError('access/not-a-member')
    return { token, expiresAt, caller }
  }

  /** A wrong password or code of a known login is seen by its tenants. */
  async function recordFailure(loginId: string, reason: 'password' | 'code', address: string): Promise<void> {
    for (const { tenant_id: tenantId, member_id: id } of await tenantsOfLogin(database, loginId))
      await database.tenant(tenantId, (transaction) =>
        recordAudit(transaction, tenantId, 'system', {
          at: clock.now(),
          action: 'sign-in-failed',
          target: { kind: 'member', id },
          detail: { reason, address },
        }),
      )
  }

  async function prove(input: Proof): Promise<string> {
    const { email, password, code, address } = input
    const wait = limiter.take(address, attemptsPerMinute, clock.now().getTime())
    if (wait > 0) throw new ApiError('sign-in/locked', { retryAfterSeconds: wait })
    const attempt = await locks.begin(email, address)
    const { rows } = await sql<{ id: string; password_hash: string }>`
      select * from find_login(${email.trim()})`.execute(database.unscoped)
    const login = rows[0]
    const right = await verifyPassword(password, login?.password_hash ?? (await decoy))
    if (login === undefined) throw new ApiError('sign-in/failed')
    if (!right) {
      await recordFailure(login.id, 'password', address)
      throw new ApiError('sign-in/failed')
    }
    if (input.passwordAlone !== true && (await secondFactors.read(login.id)).enabled) {
      if (code === undefined) {
        // Neither right nor wrong: failures before it stay counted, so that codes cannot be guessed in between.
        await attempt.giveBack()
        throw new ApiError('sign-in/code-required')
      }
      if (!(await secondFactors.take(login.id, code))) {
        await recordFailure(login.id, 'code', address)
        throw new ApiError('sign-in/code-wrong')
      }
    }
    // A right password alone forgets nothing of somebody whose codes are being guessed.
    if (input.passwordAlone === true) await attempt.giveBack()
    else await attempt.succeed()
    return login.id
  }

  async function emailOf(loginId: string): Promise<string> {
    const { rows } = await sql<{
      email: string | null
    }>`select email_of_login(${loginId}::uuid) as email`.execute(database.unscoped)
    return rows[0]?.email ?? ''
  }

  return {
    prove,
    begin,
    async confirmPassword(caller, password, code, address) {
      if (caller.method === 'oidc') throw new ApiError('second-factor/elsewhere')
      const proof = code === 'none-asked' ? { passwordAlone: true } : { code }
      return prove({ email: await emailOf(caller.loginId), password, address, ...proof })
    },
    async signIn({ email, password, code, tenantSlug }, device) {
      const loginId = await prove({ email, password, code, address: device.address })
      const tenants = await tenantsOfLogin(database, loginId)
      const tenant = tenantSlug === undefined ? tenants[0] : tenants.find((one) => one.slug === tenantSlug)
      if (tenant === undefined) throw new ApiError('access/not-a-member')
      return begin(loginId, tenant.tenant_id, device)
    },
    async sessions({ sessionHash }) {
      const { rows } = await sql<{
        id: string
        own: boolean
        method: 'password' | 'oidc'
        user_agent: string
        address: string
        created_at: Date
        seen_at: Date
        expires_at: Date
      }>`select * from sessions_beside(${sessionHash}, ${clock.now()})`.execute(database.unscoped)
      return rows.map((row) => ({
        id: row.id as Session['id'],
        current: row.own,
        method: row.method,
        userAgent: row.user_agent,
        address: row.address,
        createdAt: row.created_at.toISOString(),
        lastUsedAt: row.seen_at.toISOString(),
        expiresAt: row.expires_at.toISOString(),
      }))
    },
    async endSession(caller, sessionId) {
      await database.tenant(caller.tenantId, async (transaction) => {
        const { rows } = await sql<{ ended: number }>`
          select end_sessions_beside(${caller.sessionHash}, ${sessionId}::uuid) as ended`.execute(transaction)
        if (rows[0]?.ended === 0) throw new ApiError('session/not-found')
        sessionChanges.tell(transaction, undefined)
        await recordAudit(transaction, caller.tenantId, caller, { at: clock.now(), action: 'sessions-ended' })
      })
    },
    async endOtherSessions(caller) {
      return database.tenant(caller.tenantId, async (transaction) => {
        const { rows } = await sql<{ ended: number }>`
          select end_sessions_beside(${caller.sessionHash}, null) as ended`.execute(transaction)
        sessionChanges.tell(transaction, undefined)
        await recordAudit(transaction, caller.tenantId, caller, { at: clock.now(), action: 'sessions-ended' })
        return rows[0]?.ended ?? 0
      })
    },
    async knows(email) {
      const { rows } = await sql`select id from find_login(${email.trim()})`.execute(database.unscoped)
      return rows.length > 0
    },
    async signOut(caller) {
      await database.tenant(caller.tenantId, async (transaction) => {
        await sql`select end_session(${caller.sessionHash})`.execute(transaction)
        sessionChanges.tell(transaction, caller.tenantId)
        await recordAudit(transaction, caller.tenantId, caller, { at: clock.now(), action: 'signed-out' })
      })
    },
    async changePassword(caller, { current, next }, address) {
      if (caller.method === 'oidc') throw new ApiError('second-factor/elsewhere')
      const email = await emailOf(caller.loginId)
      await prove({ email, password: current, passwordAlone: true, address })
      const hash = await hashPassword(next)
      await database.tenant(caller.tenantId, async (transaction) => {
        await sql`select set_login_password(${caller.loginId}::uuid, ${hash}, ${caller.sessionHash})`.execute(
          transaction,
        )
        sessionChanges.tell(transaction, undefined)
        await recordAudit(transaction, caller.tenantId, caller, {
          at: clock.now(),
          action: 'password-changed',
          target: { kind: 'member', id: caller.memberId },
        })
      })
    },
    async authenticateStaff(request) {
      const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
      if (bearer?.startsWith(apiKeyPrefix)) {
        const { rows } = await sql<{
          tenant_id: string
          api_key_id: string
          name: string
          permissions: Permission[]
        }>`select * from resolve_api_key(${hashToken(bearer)}, ${clock.now()})`.execute(database.unscoped)
        const row = rows[0]
        if (row === undefined) throw new ApiError('api-key/invalid')
        return {
          kind: 'api-key',
          tenantId: row.tenant_id,
          apiKeyId: row.api_key_id,
          name: row.name,
          permissions: new Set(row.permissions),
        }
      }
      const token = readCookie(request.headers.cookie, sessionCookie)
      if (token === undefined) return { kind: 'anonymous' }
      return (await resolve(hashToken(token))) ?? { kind: 'anonymous' }
    },
    async switchTenant({ sessionHash, loginId, method, name }, slug) {
      // A tenant's own identity provider vouches for that tenant alone.
      if (method === 'oidc') throw new ApiError('access/not-a-member')
      const tenant = (await tenantsOfLogin(database, loginId)).find((one) => one.slug === slug)
      if (tenant === undefined) throw new ApiError('access/not-a-member')
      const { tenant_id: tenantId, member_id: memberId } = tenant
      await database.tenant(tenantId, async (transaction) => {
        await sql`select move_session(${sessionHash}, ${tenantId}::uuid)`.execute(transaction)
        sessionChanges.tell(transaction, undefined)
        await recordAudit(
          transaction,
          tenantId,
          { kind: 'member', memberId, name },
          { at: clock.now(), action: 'signed-in', detail: { method: 'switch' } },
        )
      })
      const caller = await resolve(sessionHash)
      if (caller === undefined) throw new ApiError('access/not-a-member')
      return caller
    },
  }
}

export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [key, value] = part.trim().split('=')
    if (key === name && value !== undefined && value !== '') return value
  }
  return undefined
}
