import { sql } from 'kysely'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { ApiError } from '../platform/http/index.ts'
import { recordAudit } from './audit.ts'
import { hashPassword } from './passwords.ts'
import type { SecondFactors } from './second-factors.ts'
import { tenantsOfLogin } from './sign-in.ts'
import type { SignInLocks } from './sign-in-locks.ts'

/**
 * Gives a login another password, unlocks it and ends all its sessions; for whoever holds the installation itself.
 * Each of its tenants finds it in its audit. Throws `member/not-found`.
 */
export async function resetPassword(
  { database, clock, locks }: { database: Database; clock: Clock; locks: SignInLocks },
  email: string,
  password: string,
): Promise<{ tenants: string[] }> {
  const { rows } = await sql<{ id: string }>`select id from find_login(${email.trim()})`.execute(
    database.unscoped,
  )
  const loginId = rows[0]?.id
  if (loginId === undefined) throw new ApiError('member/not-found')
  const hash = await hashPassword(password)
  await sql`select set_login_password(${loginId}::uuid, ${hash}, null)`.execute(database.unscoped)
  await locks.forget(email)
  const tenants = await tenantsOfLogin(database, loginId)
  for (const { tenant_id: tenantId, member_id: memberId } of tenants) {
    await database.tenant(tenantId, (transaction) =>
      recordAudit(transaction, tenantId, 'system', {
        at: clock.now(),
        action: 'password-reset',
        target: { kind: 'member', id: memberId },
      }),
    )
  }
  return { tenants: tenants.map(({ slug }) => slug) }
}

/**
 * Takes a login's second factor away, for somebody who lost phone and recovery codes; for whoever holds the installation itself.
 * Throws `member/not-found`.
 */
export async function resetSecondFactor(
  { database, clock, secondFactors }: { database: Database; clock: Clock; secondFactors: SecondFactors },
  email: string,
): Promise<{ tenants: string[] }> {
  const { rows } = await sql<{ id: string }>`select id from find_login(${email.trim()})`.execute(
    database.unscoped,
  )
  const loginId = rows[0]?.id
  if (loginId === undefined) throw new ApiError('member/not-found')
  await secondFactors.remove(loginId)
  const tenants = await tenantsOfLogin(database, loginId)
  for (const { tenant_id: tenantId, member_id: memberId } of tenants) {
    await database.tenant(tenantId, (transaction) =>
      recordAudit(transaction, tenantId, 'system', {
        at: clock.now(),
        action: 'second-factor-removed',
        target: { kind: 'member', id: memberId },
      }),
    )
  }
  return { tenants: tenants.map(({ slug }) => slug) }
}
