import { sql } from 'kysely'
import type { KnowledgeBase, Language } from '../../../contract/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../../platform/http/index.ts'
import { newId } from '../../platform/ids/index.ts'
import type { Policies } from '../../policy/index.ts'
import { recordAudit } from '../../tenants/index.ts'
import { lockKnowledge } from '../entry-store.ts'
import { type BaseRow, basesOf, forgetBases, nameOf } from '../write-entry.ts'
import { archiveBase, refuseNeededBase, restoreBase } from './archive-base.ts'
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
  policies: Policies
  knowledge: { advance(transaction: TenantTransaction, tenantId: string): Promise<number> }
}

/** Several knowledge bases of a tenant, told apart by audience, language, scene and time. */
export function openBases({ database, clock, policies, knowledge }: BaseDependencies) {
  async function list(transaction: TenantTransaction, archived: boolean): Promise<KnowledgeBase[]> {
    forgetBases(transaction)
    const counts = await transaction
      .selectFrom('entries')
      .select([
        'base_id',
        sql<string>`count(*)`.as('count'),
        sql<string>`count(*) filter (where live)`.as('live'),
      ])
      .where(archived ? sql<boolean>`archived_from is not null` : sql<boolean>`state <> 'archived'`)
      .groupBy('base_id')
      .execute()
    const entries = new Map(counts.map((row) => [row.base_id, row]))
    const rows = (await basesOf(transaction)).filter((row) => (row.archived_at !== null) === archived)
    return rows.map((row) => ({
      id: row.id as KnowledgeBase['id'],
      name: row.name,
      audience: row.audience,
      languages: row.languages,
      scene: row.scene,
      validFrom: row.valid_from?.toISOString() ?? null,
      validUntil: row.valid_until?.toISOString() ?? null,
      entries: Number(entries.get(row.id)?.count ?? 0),
      answering: Number(entries.get(row.id)?.live ?? 0),
      archivedAt: row.archived_at?.toISOString() ?? null,
      version: row.version,
    }))
  }

  async function shown(transaction: TenantTransaction, id: string): Promise<KnowledgeBase> {
    const found = (await list(transaction, false)).find((one) => one.id === id)
    if (found === undefined) throw new ApiError('knowledge/base-not-found')
    return found
  }

  /** The base under the lock of the tenant's knowledge, in the version that the caller saw. */
  async function held(
    transaction: TenantTransaction,
    { id, archived, ifMatch }: { id: string; archived: boolean; ifMatch: number | undefined },
  ): Promise<BaseRow> {
    await lockKnowledge(transaction)
    const found = (await basesOf(transaction)).find((one) => one.id === id)
    if (found === undefined || (found.archived_at !== null) !== archived)
      throw new ApiError('knowledge/base-not-found')
    if (ifMatch !== undefined && ifMatch !== found.version) throw new ApiError('request/version-conflict')
    return found
  }

  const moment = (text: string | null | undefined, held: Date | null) =>
    text === undefined ? held : text === null ? null : new Date(text)

  return {
    list: (caller: StaffCaller, { archived }: { archived: boolean }) =>
      database.tenant(caller.tenantId, async (transaction) => ({ items: await list(transaction, archived) })),

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
        const before = await held(transaction, { id, archived: false, ifMatch })
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

    /** Nothing of it answers from the next answer on; it can be restored as it was. */
    async archive(caller: StaffCaller, id: string, ifMatch: number | undefined): Promise<void> {
      const { tenantId } = caller
      const now = clock.now()
      await database.tenant(tenantId, async (transaction) => {
        const base = await held(transaction, { id, archived: false, ifMatch })
        const { document } = await policies.inForce(caller)
        refuseNeededBase(base, await basesOf(transaction), document.scenes)
        const changedIn = await knowledge.advance(transaction, tenantId)
        const entries = await archiveBase(transaction, { base, now, by: nameOf(caller), changedIn })
        await recordAudit(transaction, tenantId, caller, {
          at: now,
          action: 'knowledge-base-archived',
          target: { kind: 'knowledge-base', id },
          detail: { name: base.name, entries },
        })
      })
    },

    async restore(caller: StaffCaller, id: string, ifMatch: number | undefined): Promise<KnowledgeBase> {
      const { tenantId } = caller
      const now = clock.now()
      return database.tenant(tenantId, async (transaction) => {
        const base = await held(transaction, { id, archived: true, ifMatch })
        const changedIn = await knowledge.advance(transaction, tenantId)
        const entries = await restoreBase(transaction, { base, now, by: nameOf(caller), changedIn })
        await recordAudit(transaction, tenantId, caller, {
          at: now,
          action: 'knowledge-base-restored',
          target: { kind: 'knowledge-base', id },
          detail: { name: base.name, entries },
        })
        return shown(transaction, id)
      })
    },
  }
}

export type Bases = ReturnType<typeof openBases>
