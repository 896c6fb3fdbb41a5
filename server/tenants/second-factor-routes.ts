import { sql } from 'kysely'
import {
  beginSecondFactor,
  confirmSecondFactor,
  getSecondFactor,
  getSignInSettings,
  removeSecondFactor,
  renewRecoveryCodes,
  updateSignInSettings,
} from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type HttpServer, type MemberCaller } from '../platform/http/index.ts'
import { recordAudit } from './audit.ts'
import type { Members } from './members.ts'
import type { SecondFactors } from './second-factors.ts'
import type { SignIns } from './sign-in.ts'
import type { SignInSettingsStore } from './sign-in-settings.ts'

/** One's own second factor, and whether the tenant asks for one. */
export function addSecondFactorRoutes(options: {
  http: HttpServer
  database: Database
  clock: Clock
  members: Members
  signIns: SignIns
  secondFactors: SecondFactors
  signInSettings: SignInSettingsStore
}): void {
  const { http, database, clock, members, signIns, secondFactors, signInSettings } = options
  const ok = { ok: true } as const
  const record = (transaction: TenantTransaction, caller: MemberCaller, action: string) =>
    recordAudit(transaction, caller.tenantId, caller, {
      at: clock.now(),
      action,
      target: { kind: 'member', id: caller.memberId },
    })

  http.route(getSecondFactor, ({ caller }) => secondFactors.read(caller.loginId))
  http.route(beginSecondFactor, async ({ caller, body, request }) => {
    // Without the password, a session left open would be enough to take the account over.
    await signIns.confirmPassword(caller, body.password, 'none-asked', request.ip)
    const { member, tenant } = await members.current(caller)
    return secondFactors.begin(caller.loginId, { email: member.email, tenantName: tenant.name })
  })
  http.route(confirmSecondFactor, async ({ caller, body }) => {
    if (caller.method === 'oidc') throw new ApiError('second-factor/elsewhere')
    return database.tenant(caller.tenantId, async (transaction) => {
      const recoveryCodes = await secondFactors.confirm(transaction, caller.loginId, body.code)
      await sql`select end_sessions_beside(${caller.sessionHash}, null)`.execute(transaction)
      await record(transaction, caller, 'second-factor-added')
      return { recoveryCodes }
    })
  })
  http.route(renewRecoveryCodes, async ({ caller, body, request }) => {
    await signIns.confirmPassword(caller, body.password, body.code, request.ip)
    return database.tenant(caller.tenantId, async (transaction) => {
      const recoveryCodes = await secondFactors.renewCodes(transaction, caller.loginId)
      await record(transaction, caller, 'recovery-codes-renewed')
      return { recoveryCodes }
    })
  })
  http.route(removeSecondFactor, async ({ caller, body, request }) => {
    await signIns.confirmPassword(caller, body.password, body.code, request.ip)
    await database.tenant(caller.tenantId, async (transaction) => {
      await secondFactors.remove(caller.loginId, transaction)
      await record(transaction, caller, 'second-factor-removed')
    })
    return ok
  })

  http.route(getSignInSettings, ({ caller }) => signInSettings.get(caller))
  http.route(updateSignInSettings, ({ caller, body, ifMatch }) =>
    signInSettings.update(caller, body, ifMatch),
  )
}
