import { sql } from 'kysely'
import type { KnowledgeBase, Language } from '../../../contract/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../../platform/http/index.ts'
import { newId } from '../../platform/ids/index.ts'
import { recordAudit } from '../../tenants/index.ts'
import { lockKnowledge } from '../entry-store.ts'
import { basesOf, forgetBases } from '../write-entry.ts'
import { flipEntries } from './flip-entries.ts'

export interface BaseChange {
  name?: string | undefined
  audience?: 'public' | 'internal' | undefined
  languages?: Language[] | undefined
  scene?: string | null | undefined
  validFrom?: string | null | undefined
  validUntil?: string | null | undefined
}

export interface BaseDependencies {
  database: Database
  clock: Clock
  knowledge: { advance(transaction: TenantTransaction, tenantId: string): Promise<number> }
}

/** Several knowledge bases of a tenant, told apart by audience, language, scene and time. */
export function openBases({ database, clock, knowledge }: BaseDependencies) {
  async function list(transaction: TenantTransaction): Promise<KnowledgeBase[]> {
    forgetBases(transaction)
    const counts = await transaction
      .selectFrom('entries')
      .select(['base_id', sql<string>`count(*)`.as('count')])
      .where('state', '<>', 'archived')
      .groupBy('base_id')
      .execute()
    const entries = new Map(counts.map((row) => [row.base_id, Number(row.count)]))
    return (await basesOf(transaction)).map((row) => ({
      id: row.id as KnowledgeBase['id'],
      name: row.name,
      audience: row.audience,
      languages: row.languages,
      scene: row.scene,
      validFrom: row.valid_from?.toISOString() ?? null,
      validUntil: row.valid_until?.toISOString() ?? null,
      entries: entries.get(row.id) ?? 0,
      version: row.version,
    }))
  }

  async function shown(transaction: TenantTransaction, id: string): Promise<KnowledgeBase> {
    const found = (await list(transaction)).find((one) => one.id === id)
    if (found === undefined) throw new ApiError('knowledge/base-not-found')
    return found
  }

  const moment = (text: string | null | undefined, held: Date | null) =>
    text === undefined ? held : text === null ? null : new Date(text)

  return {
    list: (caller: StaffCaller) =>
      database.tenant(caller.tenantId, async (transaction) => ({ items: await list(transaction) })),

    async create(caller: StaffCaller, change: BaseChange & { name: string }): Promise<KnowledgeBase> {
      const { tenantId } = caller
      return database.tenant(tenantId, async (transaction) => {
        const id = newId()
        await transaction
          .insertInto('knowledge_bases')
          .values({
            tenant_id: tenantId,
            id,
            name: change.name,
            created_at: clock.now(),
            audience: change.audience ?? 'public',
            languages: change.languages ?? [],
            scene: change.scene ?? null,
            valid_from: moment(change.validFrom, null),
            valid_until: moment(change.validUntil, null),
          })
          .execute()
        await recordAudit(transaction, tenantId, caller, {
          at: clock.now(),
          action: 'knowledge-base-created',
          target: { kind: 'knowledge-base', id },
        })
        return shown(transaction, id)
      })
    },

    async update(
      caller: StaffCaller,
      id: string,
      change: BaseChange,
      ifMatch: number | undefined,
    ): Promise<KnowledgeBase> {
      const { tenantId } = caller
      const now = clock.now()
      return database.tenant(tenantId, async (transaction) => {
        await lockKnowledge(transaction)
        const before = (await basesOf(transaction)).find((one) => one.id === id)
        if (before === undefined) throw new ApiError('knowledge/base-not-found')
        if (ifMatch !== undefined && ifMatch !== before.version)
          throw new ApiError('request/version-conflict')
        await transaction
          .updateTable('knowledge_bases')
          .set({
            name: change.name ?? before.name,
            audience: change.audience ?? before.audience,
            languages: change.languages ?? before.languages,
            scene: change.scene === undefined ? before.scene : change.scene,
            valid_from: moment(change.validFrom, before.valid_from),
            valid_until: moment(change.validUntil, before.valid_until),
            version: before.version + 1,
          })
          .where('id', '=', id)
          .execute()
        // Its entries carry what the base says: every process reads them again.
        const changedIn = await knowledge.advance(transaction, tenantId)
        await transaction
          .updateTable('entries')
          .set({ changed_in: changedIn })
          .where('base_id', '=', id)
          .execute()
        forgetBases(transaction)
        await flipEntries(transaction, now, { baseId: id })
        await recordAudit(transaction, tenantId, caller, {
          at: now,
          action: 'knowledge-base-changed',
          target: { kind: 'knowledge-base', id },
          detail: { version: before.version + 1 },
        })
        return shown(transaction, id)
      })
    },
  }
}

export type Bases = ReturnType<typeof openBases>
