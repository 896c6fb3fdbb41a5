import { type NotificationPreferences, notificationPreferences } from '../../../contract/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../../platform/db/index.ts'
import { ApiError, type MemberCaller } from '../../platform/http/index.ts'

interface Kept {
  document: NotificationPreferences
  /** 0 before anything was changed. */
  version: number
}

/** Of what a member's own browser tells them, wherever they sign in. */
export interface NotificationChoices {
  read(caller: MemberCaller): Promise<Kept>
  update(caller: MemberCaller, document: NotificationPreferences, ifMatch: number | undefined): Promise<Kept>
}

export function openNotificationChoices({
  database,
  clock,
}: {
  database: Database
  clock: Clock
}): NotificationChoices {
  async function readRow(transaction: TenantTransaction, memberId: string): Promise<Kept> {
    const row = await transaction
      .selectFrom('notification_preferences')
      .select(['document', 'version'])
      .where('member_id', '=', memberId)
      .executeTakeFirst()
    // Parsed again so that fields added since have their defaults.
    return { document: notificationPreferences.parse(row?.document ?? {}), version: row?.version ?? 0 }
  }
  return {
    read: ({ tenantId, memberId }) =>
      database.tenant(tenantId, (transaction) => readRow(transaction, memberId)),
    update: ({ tenantId, memberId }, document, ifMatch) =>
      database.tenant(tenantId, async (transaction) => {
        const changed = { document: JSON.stringify(document), updated_at: clock.now() }
        const { version } = await transaction
          .insertInto('notification_preferences')
          .values({ tenant_id: tenantId, member_id: memberId, version: 1, ...changed })
          .onConflict((conflict) =>
            conflict.columns(['tenant_id', 'member_id']).doUpdateSet((expression) => ({
              ...changed,
              version: expression('notification_preferences.version', '+', 1),
            })),
          )
          .returning('version')
          .executeTakeFirstOrThrow()
        if (ifMatch !== undefined && version !== ifMatch + 1) throw new ApiError('request/version-conflict')
        return { document, version }
      }),
  }
}
