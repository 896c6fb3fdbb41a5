import { sql } from 'kysely'
import type { Category, Language } from '../../../contract/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../../platform/http/index.ts'
import { newId } from '../../platform/ids/index.ts'
import type { Policies } from '../../policy/index.ts'
import { recordAudit } from '../../tenants/index.ts'
import { lockKnowledge } from '../entry-store.ts'
import {
  type CategoryRow,
  categoryTree,
  forgetCategoryTree,
  idsBelow,
  listCategories,
  pathOf,
  refuseTakenName,
} from './categories.ts'

type Names = Partial<Record<Language, string>>

export interface CategoryChange {
  name?: Names | undefined
  parentId?: string | null | undefined
  fourEyes?: boolean | undefined
  position?: number | undefined
}

export interface CategoryDependencies {
  database: Database
  clock: Clock
  policies: Policies
  knowledge: { advance(transaction: TenantTransaction, tenantId: string): Promise<number> }
}

/** The category tree: made, renamed, moved and taken away without an entry losing its place. */
export function openCategories({ database, clock, policies, knowledge }: CategoryDependencies) {
  async function shown(transaction: TenantTransaction, id: string): Promise<Category> {
    forgetCategoryTree(transaction)
    const found = (await listCategories(transaction)).find((one) => one.id === id)
    if (found === undefined) throw new ApiError('knowledge/category-not-found')
    return found
  }

  function known(tree: ReadonlyMap<string, CategoryRow>, id: string): CategoryRow {
    const row = tree.get(id)
    if (row === undefined) throw new ApiError('knowledge/category-not-found')
    return row
  }

  /** Every process reads the entries of these categories again: they carry the names above them. */
  async function touch(
    transaction: TenantTransaction,
    tenantId: string,
    ids: readonly string[],
    set: { category?: string; category_id?: string | null } = {},
  ): Promise<void> {
    const changedIn = await knowledge.advance(transaction, tenantId)
    await transaction
      .updateTable('entries')
      .set({ changed_in: changedIn, ...set })
      .where('category_id', 'in', [...ids])
      .execute()
  }

  /** Scenes name categories: they follow a new name, or a threshold would silently be another one. */
  async function renameInPolicy(caller: StaffCaller, before: Names, after: Names): Promise<void> {
    const renamed = new Map(
      (Object.keys(before) as Language[]).flatMap((language) => {
        const [from, to] = [before[language], after[language]]
        return from === undefined || to === undefined || from === to ? [] : [[from, to]]
      }),
    )
    const { version, document } = await policies.inForce(caller)
    if (!document.scenes.some((scene) => scene.categories.some((name) => renamed.has(name)))) return
    const scenes = document.scenes.map((scene) => ({
      ...scene,
      categories: [...new Set(scene.categories.map((name) => renamed.get(name) ?? name))],
    }))
    await policies.update(caller, caller.tenantId, { ...document, scenes }, version)
  }

  return {
    list: (caller: StaffCaller) =>
      database.tenant(caller.tenantId, async (transaction) => ({ items: await listCategories(transaction) })),

    async create(caller: StaffCaller, change: CategoryChange & { name: Names }): Promise<Category> {
      const { tenantId } = caller
      return database.tenant(tenantId, async (transaction) => {
        await lockKnowledge(transaction)
        const tree = await categoryTree(transaction)
        const parentId = change.parentId ?? null
        if (parentId !== null) known(tree, parentId)
        refuseTakenName(tree, { parentId, name: change.name })
        const id = newId()
        await transaction
          .insertInto('knowledge_categories')
          .values({
            tenant_id: tenantId,
            id,
            parent_id: parentId,
            name: JSON.stringify(change.name),
            four_eyes: change.fourEyes ?? false,
            position: change.position ?? tree.size,
          })
          .execute()
        await recordAudit(transaction, tenantId, caller, {
          at: clock.now(),
          action: 'category-created',
          target: { kind: 'category', id },
        })
        return shown(transaction, id)
      })
    },

    async update(
      caller: StaffCaller,
      id: string,
      change: CategoryChange,
      ifMatch: number | undefined,
    ): Promise<Category> {
      const { tenantId } = caller
      return database.tenant(tenantId, async (transaction) => {
        await lockKnowledge(transaction)
        const tree = await categoryTree(transaction)
        const before = known(tree, id)
        if (ifMatch !== undefined && ifMatch !== before.version)
          throw new ApiError('request/version-conflict')
        const parentId = change.parentId === undefined ? before.parent_id : change.parentId
        if (parentId !== null) {
          known(tree, parentId)
          if (pathOf(tree, parentId).some((row) => row.id === id))
            throw new ApiError('knowledge/category-loop')
        }
        const name = change.name ?? before.name
        refuseTakenName(tree, { id, parentId, name })
        await transaction
          .updateTable('knowledge_categories')
          .set({
            name: JSON.stringify(name),
            parent_id: parentId,
            four_eyes: change.fourEyes ?? before.four_eyes,
            position: change.position ?? before.position,
            version: before.version + 1,
          })
          .where('id', '=', id)
          .execute()
        if (change.name !== undefined) await renameInPolicy(caller, before.name, name)
        if (change.name !== undefined)
          await touch(transaction, tenantId, [id], { category: JSON.stringify(name) })
        if (change.name !== undefined || parentId !== before.parent_id)
          await touch(transaction, tenantId, idsBelow(tree, id))
        await recordAudit(transaction, tenantId, caller, {
          at: clock.now(),
          action: 'category-changed',
          target: { kind: 'category', id },
          detail: { version: before.version + 1, fourEyes: change.fourEyes ?? before.four_eyes },
        })
        return shown(transaction, id)
      })
    },

    async remove(caller: StaffCaller, id: string): Promise<void> {
      const { tenantId } = caller
      await database.tenant(tenantId, async (transaction) => {
        await lockKnowledge(transaction)
        const tree = await categoryTree(transaction)
        const row = known(tree, id)
        const above = row.parent_id === null ? undefined : tree.get(row.parent_id)
        const moved = [...tree.values()].filter((one) => one.parent_id === id)
        for (const one of moved)
          refuseTakenName(tree, { id: one.id, parentId: row.parent_id, name: one.name })
        await touch(transaction, tenantId, idsBelow(tree, id))
        await touch(transaction, tenantId, [id], {
          category_id: row.parent_id,
          category: JSON.stringify(above?.name ?? {}),
        })
        await transaction
          .updateTable('knowledge_categories')
          .set({ parent_id: row.parent_id, version: sql`version + 1` })
          .where('parent_id', '=', id)
          .execute()
        await transaction.deleteFrom('knowledge_categories').where('id', '=', id).execute()
        await recordAudit(transaction, tenantId, caller, {
          at: clock.now(),
          action: 'category-removed',
          target: { kind: 'category', id },
        })
      })
    },
  }
}

export type Categories = ReturnType<typeof openCategories>
