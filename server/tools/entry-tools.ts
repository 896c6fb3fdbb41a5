import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import type { StaffCaller } from '../platform/http/index.ts'
import { recordAudit } from '../tenants/index.ts'

/** Which entries of the knowledge offer a tool below their answer: an entry offers one. */
export interface EntryTools {
  list(tenantId: string): Promise<{ entryKey: string; tool: string }[]>
  set(
    caller: StaffCaller | 'system',
    tenantId: string,
    tool: string,
    entryKeys: readonly string[],
  ): Promise<void>
  /** The tool of one entry. */
  of(tenantId: string, entryKey: string): Promise<string | undefined>
}

export function openEntryTools({ database, clock }: { database: Database; clock: Clock }): EntryTools {
  return {
    list: (tenantId) =>
      database.tenant(tenantId, (transaction) =>
        transaction
          .selectFrom('entry_tools')
          .select(['entry_key as entryKey', 'tool'])
          .orderBy('entry_key')
          .limit(10_000)
          .execute(),
      ),
    async set(caller, tenantId, tool, entryKeys) {
      const at = clock.now()
      await database.tenant(tenantId, async (transaction) => {
        await transaction.deleteFrom('entry_tools').where('tool', '=', tool).execute()
        for (const entryKey of new Set(entryKeys))
          await transaction
            .insertInto('entry_tools')
            .values({ tenant_id: tenantId, entry_key: entryKey, tool, updated_at: at })
            .onConflict((conflict) =>
              conflict.columns(['tenant_id', 'entry_key']).doUpdateSet({ tool, updated_at: at }),
            )
            .execute()
        await recordAudit(transaction, tenantId, caller, {
          at,
          action: 'entry-tools-changed',
          detail: { tool, entries: entryKeys.length },
        })
      })
    },
    async of(tenantId, entryKey) {
      const row = await database.tenant(tenantId, (transaction) =>
        transaction
          .selectFrom('entry_tools')
          .select('tool')
          .where('entry_key', '=', entryKey)
          .executeTakeFirst(),
      )
      return row?.tool
    },
  }
}
