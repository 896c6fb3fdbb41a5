import type { Entry, EntryContent, EntryDraft, EntryReview } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { recordAudit } from '../tenants/index.ts'
import {
  draftContent,
  explicit,
  needsFourEyes,
  presentWholeDraft,
  putDraft,
  readDraft,
  recordReview,
  removeDraft,
  takeDraft,
} from './drafts.ts'
import { type DraftRow, type EntryRow, lockKnowledge } from './entry-store.ts'
import { refuseBadAnswers } from './refuse-answers.ts'
import { holdEntry, idOf, nameOf, replaceEntry } from './write-entry.ts'

export interface ReviewDependencies {
  database: Database
  clock: Clock
  knowledge: { advance(transaction: TenantTransaction, tenantId: string): Promise<number> }
  present(transaction: TenantTransaction, entryId: string): Promise<Entry>
}

/** Everything between a first thought and the text in force: drafts, review, publication, going back. */
export function openReviews({ database, clock, knowledge, present }: ReviewDependencies) {
  async function onDraft<Result>(
    caller: StaffCaller,
    entryId: string,
    ifMatch: number | undefined,
    work: (transaction: TenantTransaction, row: EntryRow, draft: DraftRow, now: Date) => Promise<Result>,
    publishes = false,
  ): Promise<Result> {
    return database.tenant(caller.tenantId, async (transaction) => {
      if (publishes) await lockKnowledge(transaction)
      const row = await holdEntry(transaction, entryId)
      return work(transaction, row, await takeDraft(transaction, entryId, ifMatch), clock.now())
    })
  }

  async function publish(
    transaction: TenantTransaction,
    caller: StaffCaller,
    row: EntryRow,
    draft: DraftRow,
    change: { note: string; now: Date; approvedBy?: string },
  ): Promise<Entry> {
    const inForce = row.state === 'published' ? row.version : 0
    if (draft.based_on !== inForce) throw new ApiError('knowledge/draft-outdated', { version: inForce })
    const version = row.version + 1
    const by = change.approvedBy === undefined ? nameOf(caller) : draft.updated_by
    await replaceEntry(transaction, {
      tenantId: caller.tenantId,
      id: row.id,
      content: explicit(draft.content),
      now: change.now,
      by,
      changedIn: await knowledge.advance(transaction, caller.tenantId),
      version,
      note: change.note,
      approvedBy: change.approvedBy,
    })
    await removeDraft(transaction, row.id)
    await recordAudit(transaction, caller.tenantId, caller, {
      at: change.now,
      action: change.approvedBy === undefined ? 'entry-published' : 'entry-approved',
      target: { kind: 'entry', id: row.id },
      detail: { version },
    })
    return present(transaction, row.id)
  }

  return {
    async draft(caller: StaffCaller, entryId: string): Promise<EntryDraft> {
      return onDraft(caller, entryId, undefined, (transaction, row, draft) =>
        presentWholeDraft(transaction, caller, row, draft),
      )
    },

    async save(
      caller: StaffCaller,
      entryId: string,
      body: { content: EntryContent; note?: string | undefined; basedOn?: number | undefined },
      ifMatch: number | undefined,
    ): Promise<EntryDraft> {
      return database.tenant(caller.tenantId, async (transaction) => {
        const row = await holdEntry(transaction, entryId)
        await refuseBadAnswers(transaction, body.content)
        const before = await readDraft(transaction, entryId)
        if (ifMatch !== undefined && ifMatch !== (before?.revision ?? 0))
          throw new ApiError('request/version-conflict')
        const inForce = row.state === 'published' ? row.version : 0
        const draft = await putDraft(
          transaction,
          {
            tenantId: caller.tenantId,
            entryId,
            caller,
            content: await draftContent(transaction, row, before, body.content),
            state: 'draft',
            basedOn: body.basedOn === inForce ? inForce : (before?.based_on ?? inForce),
            note: body.note ?? before?.note ?? '',
            now: clock.now(),
          },
          before,
        )
        return presentWholeDraft(transaction, caller, row, draft)
      })
    },

    async discard(caller: StaffCaller, entryId: string, ifMatch: number | undefined): Promise<void> {
      await onDraft(caller, entryId, ifMatch, async (transaction, row, draft, now) => {
        await removeDraft(transaction, entryId)
        if (row.state === 'draft')
          await transaction
            .updateTable('entries')
            .set({ state: 'archived', updated_at: now, updated_by: nameOf(caller) })
            .where('id', '=', entryId)
            .execute()
        await recordAudit(transaction, caller.tenantId, caller, {
          at: now,
          action: 'entry-draft-discarded',
          target: { kind: 'entry', id: entryId },
          detail: { revision: draft.revision },
        })
      })
    },

    async submit(
      caller: StaffCaller,
      entryId: string,
      body: { note?: string | undefined },
      ifMatch: number | undefined,
    ): Promise<EntryDraft> {
      return onDraft(caller, entryId, ifMatch, async (transaction, row, before, now) => {
        const inForce = row.state === 'published' ? row.version : 0
        if (before.based_on !== inForce) throw new ApiError('knowledge/draft-outdated', { version: inForce })
        if (before.state === 'in-review') return presentWholeDraft(transaction, caller, row, before)
        const draft = await putDraft(
          transaction,
          {
            tenantId: caller.tenantId,
            entryId,
            caller,
            content: before.content,
            state: 'in-review',
            basedOn: before.based_on,
            note: body.note ?? before.note,
            now,
          },
          before,
        )
        await recordAudit(transaction, caller.tenantId, caller, {
          at: now,
          action: 'entry-submitted',
          target: { kind: 'entry', id: entryId },
        })
        return presentWholeDraft(transaction, caller, row, draft)
      })
    },

    async publish(
      caller: StaffCaller,
      entryId: string,
      body: { note?: string | undefined },
      ifMatch: number | undefined,
    ): Promise<Entry> {
      return onDraft(
        caller,
        entryId,
        ifMatch,
        async (transaction, row, draft, now) => {
          if (await needsFourEyes(transaction, row, draft.content))
            throw new ApiError('knowledge/review-required')
          return publish(transaction, caller, row, draft, { note: body.note ?? draft.note, now })
        },
        true,
      )
    },

    async approve(
      caller: StaffCaller,
      entryId: string,
      body: { text?: string | undefined },
      ifMatch: number | undefined,
    ): Promise<Entry> {
      return onDraft(
        caller,
        entryId,
        ifMatch,
        async (transaction, row, draft, now) => {
          if (draft.state !== 'in-review') throw new ApiError('knowledge/not-in-review')
          if (draft.authors.includes(idOf(caller) ?? '')) throw new ApiError('knowledge/own-draft')
          await recordReview(transaction, {
            tenantId: caller.tenantId,
            entryId,
            revision: draft.revision,
            kind: 'approved',
            text: body.text ?? '',
            caller,
            now,
          })
          return publish(transaction, caller, row, draft, {
            note: draft.note,
            now,
            approvedBy: nameOf(caller),
          })
        },
        true,
      )
    },

    async decline(
      caller: StaffCaller,
      entryId: string,
      body: { reason: string },
      ifMatch: number | undefined,
    ): Promise<EntryDraft> {
      return onDraft(caller, entryId, ifMatch, async (transaction, row, draft, now) => {
        if (draft.state !== 'in-review') throw new ApiError('knowledge/not-in-review')
        const declined = await transaction
          .updateTable('entry_drafts')
          .set({ state: 'draft', submitted_at: null })
          .where('entry_id', '=', entryId)
          .returningAll()
          .executeTakeFirstOrThrow()
        await recordReview(transaction, {
          tenantId: caller.tenantId,
          entryId,
          revision: draft.revision,
          kind: 'declined',
          text: body.reason,
          caller,
          now,
        })
        await recordAudit(transaction, caller.tenantId, caller, {
          at: now,
          action: 'entry-declined',
          target: { kind: 'entry', id: entryId },
        })
        return presentWholeDraft(transaction, caller, row, declined)
      })
    },

    async comment(caller: StaffCaller, entryId: string, text: string): Promise<EntryReview> {
      return onDraft(caller, entryId, undefined, (transaction, _row, { revision }, now) =>
        recordReview(transaction, {
          tenantId: caller.tenantId,
          entryId,
          revision,
          kind: 'commented',
          text,
          caller,
          now,
        }),
      )
    },

    async list(
      caller: StaffCaller,
      entryId: string,
      query: { after?: string | undefined; limit: number },
    ): Promise<{ items: EntryReview[]; next?: string }> {
      return database.tenant(caller.tenantId, async (transaction) => {
        const known = await transaction
          .selectFrom('entries')
          .select('id')
          .where('id', '=', entryId)
          .executeTakeFirst()
        if (known === undefined) throw new ApiError('knowledge/entry-not-found')
        let select = transaction.selectFrom('entry_reviews').selectAll().where('entry_id', '=', entryId)
        if (query.after !== undefined) select = select.where('id', '<', query.after)
        const rows = await select
          .orderBy('id', 'desc')
          .limit(query.limit + 1)
          .execute()
        const items = rows.slice(0, query.limit).map((row) => ({
          id: row.id,
          revision: row.revision,
          kind: row.kind,
          text: row.text,
          at: row.at.toISOString(),
          by: row.by_name,
        }))
        return rows.length > query.limit ? { items, next: items.at(-1)?.id ?? '' } : { items }
      })
    },
  }
}

export type Reviews = ReturnType<typeof openReviews>
