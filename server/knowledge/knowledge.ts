import { sql } from 'kysely'
import type { Entry, EntryContent } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import { afterCommit, type Database, type TenantTransaction } from '../platform/db/index.ts'
import { Topic } from '../platform/events/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import type { Log } from '../platform/log/index.ts'
import type { Wakeups } from '../platform/realtime/index.ts'
import { recordAudit } from '../tenants/index.ts'
import { bumpKnowledge, loadContents, presentEntry, writeContent } from './entry-store.ts'

export interface KnowledgeDependencies {
  database: Database
  clock: Clock
  wakeups: Wakeups
  log: Log
  /** Runs in the transaction of every change, e.g. to ask for training. */
  onChange(transaction: TenantTransaction, now: Date): Promise<void>
}

export interface Knowledge {
  list(
    caller: StaffCaller,
    query: { after?: string | undefined; limit: number; search?: string | undefined },
  ): Promise<{ items: Entry[]; next?: string; total: number }>
  get(caller: StaffCaller, entryId: string): Promise<Entry>
  create(caller: StaffCaller | 'system', tenantId: string, content: EntryContent): Promise<Entry>
  update(
    caller: StaffCaller,
    entryId: string,
    content: EntryContent,
    ifMatch: number | undefined,
  ): Promise<Entry>
  archive(caller: StaffCaller, entryId: string): Promise<void>
  versions(
    caller: StaffCaller,
    entryId: string,
    query: { after?: string | undefined; limit: number },
  ): Promise<{
    items: { version: number; content: EntryContent; state: string; changedAt: string; changedBy: string }[]
    next?: string
  }>
  /** A tenant's knowledge changed, here or in another process. */
  readonly changed: Topic<string>
  /**
   * Moves the tenant's knowledge on by one version in a change's transaction, and tells everybody after its commit.
   * Changes of one tenant go one after the other.
   */
  advance(transaction: TenantTransaction, tenantId: string): Promise<number>
}

const knowledgeWakeup = 'knowledge'

export function nameOf(caller: StaffCaller | 'system'): string {
  return caller === 'system' ? 'system' : caller.name
}

export function openKnowledge(dependencies: KnowledgeDependencies): Knowledge {
  const { database, clock, wakeups, log } = dependencies
  const changed = new Topic<string>('knowledge', log)
  wakeups.on(knowledgeWakeup, (tenantId) => changed.publish(tenantId))

  async function advance(transaction: TenantTransaction, tenantId: string): Promise<number> {
    const version = await bumpKnowledge(transaction)
    await dependencies.onChange(transaction, clock.now())
    afterCommit(transaction, () => {
      changed.publish(tenantId)
      wakeups.announce(knowledgeWakeup, tenantId)
    })
    return version
  }

  async function load(transaction: TenantTransaction, entryId: string): Promise<Entry> {
    const row = await transaction
      .selectFrom('entries')
      .selectAll()
      .where('id', '=', entryId)
      .where('state', '<>', 'archived')
      .executeTakeFirst()
    if (row === undefined) throw new ApiError('knowledge/entry-not-found')
    return presentEntry(row, (await loadContents(transaction, [row])).get(row.id))
  }

  return {
    changed,
    advance,
    async list(caller, query) {
      return database.tenant(caller.tenantId, async (transaction) => {
        let select = transaction.selectFrom('entries').where('state', '<>', 'archived')
        if (query.search !== undefined && query.search.trim() !== '') {
          const pattern = `%${query.search.trim().replace(/[\\%_]/g, '\\$&')}%`
          select = select.where(sql<boolean>`(key ilike ${pattern}
            or exists (select 1 from wordings w where w.tenant_id = entries.tenant_id and w.entry_id = entries.id and w.origin = 'operator' and w.text ilike ${pattern})
            or exists (select 1 from answers a where a.tenant_id = entries.tenant_id and a.entry_id = entries.id and a.parts::text ilike ${pattern}))`)
        }
        const { total } = await select
          .select((expression) => expression.fn.countAll<string>().as('total'))
          .executeTakeFirstOrThrow()
        let paged = select
          .selectAll()
          .orderBy('key')
          .limit(query.limit + 1)
        if (query.after !== undefined) paged = paged.where('key', '>', query.after)
        const rows = await paged.execute()
        const shown = rows.slice(0, query.limit)
        const contents = await loadContents(transaction, shown)
        const items = shown.map((row) => presentEntry(row, contents.get(row.id)))
        return {
          items,
          total: Number(total),
          ...(rows.length > query.limit ? { next: shown.at(-1)?.key ?? '' } : {}),
        }
      })
    },
    get: (caller, entryId) => database.tenant(caller.tenantId, (transaction) => load(transaction, entryId)),
    async create(caller, tenantId, content) {
      const now = clock.now()
      return database.tenant(tenantId, async (transaction) => {
        const id = newId()
        await insertEntry(transaction, {
          tenantId,
          id,
          content,
          now,
          by: nameOf(caller),
          changedIn: await advance(transaction, tenantId),
        })
        await recordAudit(transaction, tenantId, caller, {
          at: now,
          action: 'entry-created',
          target: { kind: 'entry', id },
        })
        return load(transaction, id)
      })
    },
    async update(caller, entryId, content, ifMatch) {
      const now = clock.now()
      const { tenantId } = caller
      return database.tenant(tenantId, async (transaction) => {
        const changedIn = await advance(transaction, tenantId)
        const before = await load(transaction, entryId)
        if (ifMatch !== undefined && ifMatch !== before.version)
          throw new ApiError('request/version-conflict')
        await replaceEntry(transaction, {
          tenantId,
          id: entryId,
          content,
          now,
          by: nameOf(caller),
          changedIn,
          version: before.version + 1,
        })
        await recordAudit(transaction, tenantId, caller, {
          at: now,
          action: 'entry-changed',
          target: { kind: 'entry', id: entryId },
          detail: { version: before.version + 1 },
        })
        return load(transaction, entryId)
      })
    },
    async archive(caller, entryId) {
      const now = clock.now()
      const { tenantId } = caller
      await database.tenant(tenantId, async (transaction) => {
        const changedIn = await advance(transaction, tenantId)
        const before = await load(transaction, entryId)
        await transaction
          .updateTable('entries')
          .set({
            state: 'archived',
            version: before.version + 1,
            changed_in: changedIn,
            updated_at: now,
            updated_by: nameOf(caller),
          })
          .where('id', '=', entryId)
          .execute()
        await insertVersion(
          transaction,
          tenantId,
          entryId,
          before.version + 1,
          'archived',
          contentOf(before),
          now,
          nameOf(caller),
        )
        await recordAudit(transaction, tenantId, caller, {
          at: now,
          action: 'entry-archived',
          target: { kind: 'entry', id: entryId },
        })
      })
    },
    async versions(caller, entryId, query) {
      const after = query.after === undefined ? undefined : Number(query.after)
      if (after !== undefined && !Number.isSafeInteger(after))
        throw new ApiError('request/invalid', { detail: 'query.after: a version' })
      const rows = await database.tenant(caller.tenantId, (transaction) => {
        let select = transaction.selectFrom('entry_versions').selectAll().where('entry_id', '=', entryId)
        if (after !== undefined) select = select.where('version', '<', after)
        return select
          .orderBy('version', 'desc')
          .limit(query.limit + 1)
          .execute()
      })
      if (rows.length === 0 && after === undefined) throw new ApiError('knowledge/entry-not-found')
      const items = rows.slice(0, query.limit).map((row) => ({
        version: row.version,
        content: row.content,
        state: row.state,
        changedAt: row.changed_at.toISOString(),
        changedBy: row.changed_by,
      }))
      return rows.length > query.limit ? { items, next: String(items.at(-1)?.version) } : { items }
    },
  }
}

export interface EntryWrite {
  tenantId: string
  id: string
  content: EntryContent
  now: Date
  by: string
  changedIn: number
}

/** Adds a published entry in its first version. Throws `knowledge/key-taken`. */
export async function insertEntry(transaction: TenantTransaction, write: EntryWrite): Promise<void> {
  const { tenantId, id, content, now, by, changedIn } = write
  await refuseTakenKey(transaction, content.key, id)
  await transaction
    .insertInto('entries')
    .values({
      tenant_id: tenantId,
      id,
      base_id: await mainBase(transaction, tenantId, now),
      key: content.key,
      state: 'published',
      category: JSON.stringify(content.category),
      version: 1,
      changed_in: changedIn,
      updated_at: now,
      updated_by: by,
    })
    .execute()
  await writeContent(transaction, tenantId, id, content)
  await insertVersion(transaction, tenantId, id, 1, 'published', content, now, by)
}

/** Puts new content in place as the given version. */
export async function replaceEntry(
  transaction: TenantTransaction,
  write: EntryWrite & { version: number },
): Promise<void> {
  const { tenantId, id, content, now, by, changedIn, version } = write
  await refuseTakenKey(transaction, content.key, id)
  await transaction
    .updateTable('entries')
    .set({
      key: content.key,
      category: JSON.stringify(content.category),
      version,
      changed_in: changedIn,
      updated_at: now,
      updated_by: by,
    })
    .where('id', '=', id)
    .execute()
  await writeContent(transaction, tenantId, id, content)
  await insertVersion(transaction, tenantId, id, version, 'published', content, now, by)
}

async function refuseTakenKey(transaction: TenantTransaction, key: string, exceptId: string): Promise<void> {
  const taken = await transaction
    .selectFrom('entries')
    .select('id')
    .where('key', '=', key)
    .where('state', '<>', 'archived')
    .where('id', '<>', exceptId)
    .executeTakeFirst()
  if (taken !== undefined) throw new ApiError('knowledge/key-taken', { key })
}

async function insertVersion(
  transaction: TenantTransaction,
  tenantId: string,
  entryId: string,
  version: number,
  state: string,
  content: EntryContent,
  now: Date,
  by: string,
): Promise<void> {
  await transaction
    .insertInto('entry_versions')
    .values({
      tenant_id: tenantId,
      entry_id: entryId,
      version,
      state,
      content: JSON.stringify(content),
      changed_at: now,
      changed_by: by,
    })
    .execute()
}

/** The tenant's first base; made when there is none. */
async function mainBase(transaction: TenantTransaction, tenantId: string, now: Date): Promise<string> {
  const known = await transaction
    .selectFrom('knowledge_bases')
    .select('id')
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst()
  if (known !== undefined) return known.id
  const id = newId()
  await transaction
    .insertInto('knowledge_bases')
    .values({ tenant_id: tenantId, id, name: 'Main', created_at: now })
    .execute()
  return id
}

export function contentOf(entry: Entry): EntryContent {
  const { key, category, question, similar, answer } = entry
  return { key, category, question, similar, answer }
}
