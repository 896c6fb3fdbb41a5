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

const deepest = 4

/** Every parent is there, nothing stands above itself, everything has a name. */
function checkCategories({ wrapUp: { categories, mode }, statuses }: DeskSettings): void {
  const refuse = (detail: string) => {
    throw new ApiError('desk-settings/invalid', { detail })
  }
  const byId = new Map(categories.map((one) => [one.id, one]))
  if (byId.size !== categories.length) refuse('two categories have the same id')
  if (mode === 'required' && categories.length === 0) refuse('a wrap-up that is required needs categories')
  for (const category of categories) {
    if (`${category.name.en}${category.name.zh}`.trim() === '') refuse('a category has no name')
    let depth = 1
    for (let above = category.parentId; above !== undefined; above = byId.get(above)?.parentId) {
      if (!byId.has(above)) refuse('a category stands under one that does not exist')
      depth += 1
      if (depth > deepest) refuse(`categories stand at most ${deepest} deep`)
    }
  }
  const keys = statuses.map((one) => one.key)
  if (new Set(keys).size !== keys.length || keys.some((key) => builtInStatuses.includes(key)))
    refuse('two statuses have the same key')
  if (statuses.some((one) => `${one.name.en}${one.name.zh}`.trim() === '')) refuse('a status has no name')
}

const builtInStatuses = ['online', 'away', 'wrap-up']

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
      checkCategories(document)
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
