import { type DeskSettings, type DeskSettingsVersion, deskSettings } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { recordAudit } from '../tenants/index.ts'

/** How a tenant's agents work together: one document with a version. */
export interface DeskSettingsStore {
  read(tenantId: string): Promise<DeskSettingsVersion>
  update(
    caller: StaffCaller,
    document: DeskSettings,
    ifMatch: number | undefined,
  ): Promise<DeskSettingsVersion>
}

const defaults = deskSettings.parse({})

async function readRow(transaction: TenantTransaction): Promise<DeskSettingsVersion> {
  const row = await transaction.selectFrom('desk_settings').selectAll().executeTakeFirst()
  if (row === undefined) return { document: defaults, version: 0 }
  return {
    // Parsed again so that fields added since have their defaults.
    document: deskSettings.parse(row.document),
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
  }
}

export function openDeskSettings({
  database,
  clock,
}: {
  database: Database
  clock: Clock
}): DeskSettingsStore {
  return {
    read: (tenantId) => database.tenant(tenantId, readRow),
    async update(caller, document, ifMatch) {
      const { tenantId } = caller
      const now = clock.now()
      return database.tenant(tenantId, async (transaction) => {
        const { version } = await transaction
          .insertInto('desk_settings')
          .values({
            tenant_id: tenantId,
            document: JSON.stringify(document),
            version: 1,
            updated_at: now,
            updated_by: caller.name,
          })
          .onConflict((conflict) =>
            conflict.column('tenant_id').doUpdateSet((expression) => ({
              document: JSON.stringify(document),
              version: expression('desk_settings.version', '+', 1),
              updated_at: now,
              updated_by: caller.name,
            })),
          )
          .returning('version')
          .executeTakeFirstOrThrow()
        if (ifMatch !== undefined && version !== ifMatch + 1) throw new ApiError('request/version-conflict')
        await recordAudit(transaction, tenantId, caller, {
          at: now,
          action: 'desk-settings-changed',
          detail: { version },
        })
        return readRow(transaction)
      })
    },
  }
}
