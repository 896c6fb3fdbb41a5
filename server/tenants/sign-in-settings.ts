import { sql } from 'kysely'
import type { SignInSettings } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { recordAudit } from './audit.ts'

/** What the tenant asks of who signs in. */
export function openSignInSettings({ database, clock }: { database: Database; clock: Clock }) {
  async function read(transaction: TenantTransaction): Promise<SignInSettings> {
    const row = await transaction.selectFrom('tenant_settings').selectAll().executeTakeFirst()
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from members m
      where m.removed_at is null and not has_second_factor(m.login_id)`.execute(transaction)
    return {
      secondFactorRequired: row?.second_factor_required ?? false,
      membersWithout: rows[0]?.count ?? 0,
      version: row?.version ?? 1,
    }
  }
  return {
    get: (caller: StaffCaller) => database.tenant(caller.tenantId, read),
    update: (
      caller: StaffCaller,
      change: { secondFactorRequired: boolean },
      ifMatch: number | undefined,
    ): Promise<SignInSettings> =>
      database.tenant(caller.tenantId, async (transaction) => {
        await transaction
          .insertInto('tenant_settings')
          .values({ tenant_id: caller.tenantId })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
        const row = await transaction
          .selectFrom('tenant_settings')
          .select('version')
          .forUpdate()
          .executeTakeFirstOrThrow()
        if (ifMatch !== undefined && ifMatch !== row.version) throw new ApiError('request/version-conflict')
        await transaction
          .updateTable('tenant_settings')
          .set({ second_factor_required: change.secondFactorRequired, version: row.version + 1 })
          .execute()
        await recordAudit(transaction, caller.tenantId, caller, {
          at: clock.now(),
          action: 'sign-in-settings-changed',
          detail: { ...change },
        })
        return read(transaction)
      }),
  }
}
export type SignInSettingsStore = ReturnType<typeof openSignInSettings>
