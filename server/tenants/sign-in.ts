import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { sql } from 'kysely'
import type { Permission, Session } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { ApiError, type Caller, type MemberCaller, RateLimiter } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import { hashPassword, verifyPassword } from './passwords.ts'

export const sessionCookie = 'attune_session'
export const apiKeyPrefix = 'atk_'
const sessionDays = 14
/** The last use of a session is kept to the minute. */
const seenEveryMs = 60_000
/** Attempts a minute from one address, over all e-mails. */
const attemptsPerMinute = 20
/** Failures in a row after which a login is locked; the same number stands in record_sign_in_attempt. */
const attemptsBeforeLock = 5

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

export interface SignIns {
  /** Proves the login and starts a session. Throws `sign-in/failed`, `sign-in/locked`. */
  signIn(
    input: { email: string; password: string; code?: string | undefined; tenantSlug?: string | undefined },
    device: Device,
  ): Promise<NewSession>
  /** The login behind an e-mail and its password. Throws as `signIn` does. */
  prove(input: {
    email: string
    password: string
    code?: string | undefined
    address: string
  }): Promise<string>
  /** A session of a login that was proven, in one of its tenants. The token is always a new one. */
  begin(loginId: string, tenantId: string, device: Device): Promise<NewSession>
  sessions(caller: MemberCaller): Promise<Session[]>
  /** Ends one session of the caller's login. Throws `session/not-found`. */
  endSession(caller: MemberCaller, sessionId: string): Promise<void>
  endOtherSessions(caller: MemberCaller): Promise<number>
  /** Whether somebody signs in with this e-mail, in whatever tenant. */
  knows(email: string): Promise<boolean>
  signOut(sessionHash: Buffer): Promise<void>
  changePassword(input: {
    loginId: string
    current: string
    next: string
    sessionHash: Buffer
  }): Promise<void>
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

export function openSignIns({ database, clock }: { database: Database; clock: Clock }): SignIns {
  const limiter = new RateLimiter()
  const strangers = new RateLimiter()
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
    }
  }

  async function begin(loginId: string, tenantId: string, device: Device): Promise<NewSession> {
    const now = clock.now()
    const token = randomBytes(32).toString('base64url')
    const expiresAt = new Date(now.getTime() + sessionDays * 86_400_000)
    const hash = hashToken(token)
    await sql`select start_session(${newId()}::uuid, ${hash}, ${loginId}::uuid, ${tenantId}::uuid, 'password',
      ${device.userAgent.slice(0, 300)}, ${device.address.slice(0, 100)}, ${now}, ${expiresAt})`.execute(
      database.unscoped,
    )
    const caller = await resolve(hash)
    if (caller === undefined) throw new ApiError('access/not-a-member')
    return { token, expiresAt, caller }
  }

  async function prove({
    email,
    password,
    address,
  }: {
    email: string
    password: string
    address: string
  }): Promise<string> {
    const now = clock.now()
    const wait = limiter.take(address, attemptsPerMinute, now.getTime())
    if (wait > 0) throw new ApiError('sign-in/locked', { retryAfterSeconds: wait })
    const { rows } = await sql<{
      id: string
      password_hash: string
      locked_until: Date | null
    }>`select * from find_login(${email.trim()})`.execute(database.unscoped)
    const login = rows[0]
    if (login?.locked_until && login.locked_until > now) {
      const seconds = Math.ceil((login.locked_until.getTime() - now.getTime()) / 1000)
      throw new ApiError('sign-in/locked', { retryAfterSeconds: seconds })
    }
    const right = await verifyPassword(password, login?.password_hash ?? (await decoy))
    if (login === undefined) {
      // Held back like a known one, so that the lock does not tell which e-mails are known.
      const held = strangers.take(email.trim().toLowerCase(), attemptsBeforeLock, now.getTime())
      if (held > 0) throw new ApiError('sign-in/locked', { retryAfterSeconds: held })
      throw new ApiError('sign-in/failed')
    }
    await sql`select record_sign_in_attempt(${login.id}::uuid, ${right}, ${now})`.execute(database.unscoped)
    if (!right) throw new ApiError('sign-in/failed')
    return login.id
  }

  return {
    prove,
    begin,
    async signIn({ email, password, tenantSlug }, device) {
      const loginId = await prove({ email, password, address: device.address })
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
    async endSession({ sessionHash }, sessionId) {
      const { rows } = await sql<{
        ended: number
      }>`select end_sessions_beside(${sessionHash}, ${sessionId}::uuid) as ended`.execute(database.unscoped)
      if (rows[0]?.ended === 0) throw new ApiError('session/not-found')
    },
    async endOtherSessions({ sessionHash }) {
      const { rows } = await sql<{
        ended: number
      }>`select end_sessions_beside(${sessionHash}, null) as ended`.execute(database.unscoped)
      return rows[0]?.ended ?? 0
    },
    async knows(email) {
      const { rows } = await sql`select id from find_login(${email.trim()})`.execute(database.unscoped)
      return rows.length > 0
    },
    async signOut(sessionHash) {
      await sql`select end_session(${sessionHash})`.execute(database.unscoped)
    },
    async changePassword({ loginId, current, next, sessionHash }) {
      const { rows } = await sql<{ hash: string }>`select get_login_hash(${loginId}::uuid) as hash`.execute(
        database.unscoped,
      )
      if (!(await verifyPassword(current, rows[0]?.hash ?? ''))) throw new ApiError('sign-in/failed')
      await sql`select set_login_password(${loginId}::uuid, ${await hashPassword(next)}, ${sessionHash})`.execute(
        database.unscoped,
      )
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
    async switchTenant({ sessionHash, loginId, method }, slug) {
      // A tenant's own identity provider vouches for that tenant alone.
      if (method === 'oidc') throw new ApiError('access/not-a-member')
      const tenant = (await tenantsOfLogin(database, loginId)).find((one) => one.slug === slug)
      if (tenant === undefined) throw new ApiError('access/not-a-member')
      await sql`select move_session(${sessionHash}, ${tenant.tenant_id}::uuid)`.execute(database.unscoped)
      const caller = await resolve(sessionHash)
      if (caller === undefined) throw new ApiError('access/not-a-member')
      return caller
    },
  }
}

function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [key, value] = part.trim().split('=')
    if (key === name && value !== undefined && value !== '') return value
  }
  return undefined
}
