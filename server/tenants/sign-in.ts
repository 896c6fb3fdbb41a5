import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { sql } from 'kysely'
import type { Permission } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { ApiError, type Caller, RateLimiter } from '../platform/http/index.ts'
import { hashPassword, verifyPassword } from './passwords.ts'

export const sessionCookie = 'attune_session'
export const apiKeyPrefix = 'atk_'
const sessionDays = 14
/** Attempts a minute from one address, over all e-mails. */
const attemptsPerMinute = 20
/** Failures in a row after which a login is locked; the same number stands in record_sign_in_attempt. */
const attemptsBeforeLock = 5

export interface SignIns {
  /** Checks the password and starts a session. Throws `sign-in/failed`, `sign-in/locked`. */
  signIn(input: {
    email: string
    password: string
    tenantSlug?: string | undefined
    address: string
  }): Promise<{ token: string; expiresAt: Date; caller: Extract<Caller, { kind: 'member' }> }>
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
  switchTenant(
    sessionHash: Buffer,
    loginId: string,
    slug: string,
  ): Promise<Extract<Caller, { kind: 'member' }>>
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

  async function resolve(hash: Buffer): Promise<Extract<Caller, { kind: 'member' }> | undefined> {
    const { rows } = await sql<{
      login_id: string
      tenant_id: string
      member_id: string
      member_name: string
      permissions: Permission[]
    }>`select * from resolve_session(${hash}, ${clock.now()})`.execute(database.unscoped)
    const row = rows[0]
    if (row === undefined) return undefined
    return {
      kind: 'member',
      tenantId: row.tenant_id,
      memberId: row.member_id,
      loginId: row.login_id,
      name: row.member_name,
      permissions: new Set(row.permissions),
      sessionHash: hash,
    }
  }

  return {
    async signIn({ email, password, tenantSlug, address }) {
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
      const tenants = await tenantsOfLogin(database, login.id)
      const tenant = tenantSlug === undefined ? tenants[0] : tenants.find((one) => one.slug === tenantSlug)
      if (tenant === undefined) throw new ApiError('access/not-a-member')
      const token = randomBytes(32).toString('base64url')
      const expiresAt = new Date(now.getTime() + sessionDays * 86_400_000)
      const hash = hashToken(token)
      await sql`select start_session(${hash}, ${login.id}::uuid, ${tenant.tenant_id}::uuid, ${now}, ${expiresAt})`.execute(
        database.unscoped,
      )
      const caller = await resolve(hash)
      if (caller === undefined) throw new ApiError('access/not-a-member')
      return { token, expiresAt, caller }
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
    async switchTenant(sessionHash, loginId, slug) {
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
