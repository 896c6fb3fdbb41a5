import type { Entry, EntryContent } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import { afterCommit, type Database, type TenantTransaction } from '../platform/db/index.ts'
import { Topic } from '../platform/events/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import type { Log } from '../platform/log/index.ts'
import type { Wakeups } from '../platform/realtime/index.ts'
import { recordAudit } from '../tenants/index.ts'
import { explicit, needsFourEyes, putDraft, readDraft, removeDraft } from './drafts.ts'
import {
  bumpKnowledge,
  type EntryRow,
  loadContents,
  lockKnowledge,
  presentEntries,
  settleContent,
} from './entry-store.ts'
import { type ListQuery, listEntries } from './list-entries.ts'
import { type Lookalikes, openLookalikes } from './lookalikes.ts'
import { refuseBadAnswers } from './refuse-answers.ts'
import { openReviews, type Reviews } from './review-entry.ts'
import {
  baseFor,
  contentOf,
  holdEntry,
  insertEntry,
  insertVersion,
  nameOf,
  refuseTakenKey,
  replaceEntry,
  reserveEntry,
} from './write-entry.ts'

export interface KnowledgeDependencies {
  database: Database
  clock: Clock
  wakeups: Wakeups
  log: Log
  /** Runs in the transaction of every change, e.g. to ask for training. */
  onChange(transaction: TenantTransaction, now: Date): Promise<void>
}

/** What a writer sends: the content, and what should become of it. */
export type WrittenEntry = EntryContent & { publish?: boolean | undefined; note?: string | undefined }

export interface EntryVersion {
  version: number
  content: EntryContent
  state: string
  changedAt: string
  changedBy: string
  note: string
  approvedBy?: string
  rollbackOf?: number
}

export interface Knowledge {
  list(caller: StaffCaller, query: ListQuery): Promise<{ items: Entry[]; next?: string; total: number }>
  get(caller: StaffCaller, entryId: string): Promise<Entry>
  create(caller: StaffCaller | 'system', tenantId: string, written: WrittenEntry): Promise<Entry>
  update(
    caller: StaffCaller,
    entryId: string,
    written: WrittenEntry,
    ifMatch: number | undefined,
  ): Promise<Entry>
  /** Takes up the text of an earlier version as a new one; what was archived answers again with it. */
  rollBack(
    caller: StaffCaller,
    entryId: string,
    to: { version: number; note?: string | undefined },
    ifMatch: number | undefined,
  ): Promise<Entry>
  readonly reviews: Reviews
  /** Entries near to one being written. */
  readonly lookalikes: Lookalikes
  archive(caller: StaffCaller, entryId: string): Promise<void>
  versions(
    caller: StaffCaller,
    entryId: string,
    query: { after?: string | undefined; limit: number },
  ): Promise<{ items: EntryVersion[]; next?: string }>
  /** A tenant's knowledge changed, here or in another process. */
  readonly changed: Topic<string>
  /**
   * Moves the tenant's knowledge on by one version in a change's transaction, and tells everybody after its commit.
   * Changes of one tenant go one after the other.
   */
  advance(transaction: TenantTransaction, tenantId: string): Promise<number>
}

const knowledgeWakeup = 'knowledge'

export function openKnowledge(dependencies: KnowledgeDependencies): Knowledge {
  const { database, clock, wakeups, log } = dependencies
  const changed = new Topic<string>('knowledge', log)
  const lookalikes = openLookalikes(database)
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

  async function loadAny(transaction: TenantTransaction, entryId: string): Promise<Entry> {
    const rows = await transaction
      .selectFrom('entries')
      .selectAll()
      .where('id', '=', entryId)
      // A draft that was thrown away before it was ever published is gone.
      .where((row) => row.or([row('state', '<>', 'archived'), row('version', '>', 0)]))
      .execute()
    const [entry] = await presentEntries(transaction, rows)
    if (entry === undefined) throw new ApiError('knowledge/entry-not-found')
    return entry
  }

  async function load(transaction: TenantTransaction, entryId: string): Promise<Entry> {
    const entry = await loadAny(transaction, entryId)
    if (entry.state === 'archived') throw new ApiError('knowledge/entry-not-found')
    return entry
  }

  /** Puts content in force, or into a draft where the writer asked for one or somebody else has to agree. */
  async function write(
    transaction: TenantTransaction,
    caller: StaffCaller | 'system',
    tenantId: string,
    row: EntryRow,
    written: WrittenEntry & { rollbackOf?: number },
  ): Promise<Entry> {
    const now = clock.now()
    const { publish, note, rollbackOf, ...given } = written
    const before = (await loadContents(transaction, [row])).get(row.id)?.content
    const content = settleContent(given, before)
    // What stood here once may come back as it was.
    if (rollbackOf === undefined) await refuseBadAnswers(transaction, content)
    const fourEyes = await needsFourEyes(transaction, row, content)
    if (publish === true && fourEyes) throw new ApiError('knowledge/review-required')
    const entryId = row.id
    const target = { kind: 'entry', id: entryId }
    if (publish === false || fourEyes) {
      const draft = await readDraft(transaction, entryId)
      if (draft !== undefined && rollbackOf !== undefined) throw new ApiError('knowledge/draft-in-the-way')
      const state = publish === false ? 'draft' : 'in-review'
      await putDraft(
        transaction,
        {
          tenantId,
          entryId,
          caller,
          content: { ...content, baseId: content.baseId ?? (row.base_id as EntryContent['baseId']) },
          state,
          basedOn: row.state === 'published' ? row.version : 0,
          note: note ?? '',
          now,
        },
        draft,
      )
      if (state === 'in-review')
        await recordAudit(transaction, tenantId, caller, { at: now, action: 'entry-submitted', target })
      return load(transaction, entryId)
    }
    const version = row.version + 1
    await replaceEntry(transaction, {
      tenantId,
      id: entryId,
      content: explicit(content),
      now,
      by: nameOf(caller),
      changedIn: await advance(transaction, tenantId),
      version,
      note,
      rollbackOf,
    })
    if (row.state === 'draft') await removeDraft(transaction, entryId)
    await recordAudit(transaction, tenantId, caller, {
      at: now,
      action: rollbackOf === undefined ? 'entry-changed' : 'entry-rolled-back',
      target,
      detail: { version, ...(rollbackOf === undefined ? {} : { rollbackOf }) },
    })
    return load(transaction, entryId)
  }

  return {
    changed,
    advance,
    reviews: openReviews({ database, clock, knowledge: { advance }, present: load }),
    lookalikes,
    async list(caller, query) {
      const conflicting = query.filter === 'conflict' ? await lookalikes.conflicting(caller.tenantId) : []
      return database.tenant(caller.tenantId, (transaction) =>
        listEntries(transaction, query, clock.now(), conflicting),
      )
    },
    get: (caller, entryId) =>
      database.tenant(caller.tenantId, (transaction) => loadAny(transaction, entryId)),
    async create(caller, tenantId, written) {
      const now = clock.now()
      const { publish, note, ...content } = written
      return database.tenant(tenantId, async (transaction) => {
        await lockKnowledge(transaction)
        await refuseBadAnswers(transaction, content)
        const id = newId()
        const by = nameOf(caller)
        const fourEyes = await needsFourEyes(transaction, undefined, content)
        if (publish === false || fourEyes) {
          await reserveEntry(transaction, { tenantId, id, content, now, by, changedIn: 0 })
          const row = await holdEntry(transaction, id)
          return write(transaction, caller, tenantId, row, written)
        }
        const changedIn = await advance(transaction, tenantId)
        await insertEntry(transaction, { tenantId, id, content, now, by, changedIn, note })
        await recordAudit(transaction, tenantId, caller, {
          at: now,
          action: 'entry-created',
          target: { kind: 'entry', id },
        })
        return load(transaction, id)
      })
    },
    async update(caller, entryId, written, ifMatch) {
      return database.tenant(caller.tenantId, async (transaction) => {
        await lockKnowledge(transaction)
        const row = await holdEntry(transaction, entryId)
        if (ifMatch !== undefined && ifMatch !== row.version) throw new ApiError('request/version-conflict')
        return write(transaction, caller, caller.tenantId, row, written)
      })
    },
    async rollBack(caller, entryId, to, ifMatch) {
      return database.tenant(caller.tenantId, async (transaction) => {
        await lockKnowledge(transaction)
        const row = await holdEntry(transaction, entryId, true)
        if (ifMatch !== undefined && ifMatch !== row.version) throw new ApiError('request/version-conflict')
        const old = await transaction
          .selectFrom('entry_versions')
          .select('content')
          .where('entry_id', '=', entryId)
          .where('version', '=', to.version)
          .executeTakeFirst()
        if (old === undefined) throw new ApiError('knowledge/version-not-found')
        const written = { ...explicit(old.content), note: to.note ?? '', rollbackOf: to.version }
        if (row.state !== 'archived') return write(transaction, caller, caller.tenantId, row, written)
        await refuseTakenKey(transaction, old.content.key, entryId)
        // Refused before anything waits for review in a base that is archived.
        await baseFor(transaction, caller.tenantId, written.baseId ?? row.base_id, clock.now())
        // As one that was never published: where four eyes are asked, it waits for the second pair.
        await transaction
          .updateTable('entries')
          .set({ state: 'draft', archived_from: null })
          .where('id', '=', entryId)
          .execute()
        return write(transaction, caller, caller.tenantId, { ...row, state: 'draft' }, written)
      })
    },
    async archive(caller, entryId) {
      const now = clock.now()
      const { tenantId } = caller
      await database.tenant(tenantId, async (transaction) => {
        const changedIn = await advance(transaction, tenantId)
        const before = await load(transaction, entryId)
        await removeDraft(transaction, entryId)
        await transaction
          .updateTable('entries')
          .set({
            state: 'archived',
            live: false,
            flip_at: null,
            version: before.version + 1,
            changed_in: changedIn,
            updated_at: now,
            updated_by: nameOf(caller),
          })
          .where('id', '=', entryId)
          .execute()
        await insertVersion(transaction, {
          tenantId,
          id: entryId,
          content: contentOf(before),
          now,
          by: nameOf(caller),
          changedIn,
          version: before.version + 1,
          state: 'archived',
        })
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
      // What was never published has no versions yet.
      if (rows.length === 0 && after === undefined) await this.get(caller, entryId)
      const items = rows.slice(0, query.limit).map((row) => ({
        version: row.version,
        content: row.content,
        state: row.state,
        changedAt: row.changed_at.toISOString(),
        changedBy: row.changed_by,
        note: row.note,
        ...(row.approved_by === null ? {} : { approvedBy: row.approved_by }),
        ...(row.rollback_of === null ? {} : { rollbackOf: row.rollback_of }),
      }))
      return rows.length > query.limit ? { items, next: String(items.at(-1)?.version) } : { items }
    },
  }
}
