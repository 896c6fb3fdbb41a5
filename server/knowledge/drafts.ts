import type { EntryContent, EntryDraft, EntryReview } from '../../contract/index.ts'
import type { TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import { type DraftRow, type EntryRow, loadContents, presentDraft, settleContent } from './entry-store.ts'
import { asksFourEyes, categoryTree, findCategory } from './order/categories.ts'
import { keepPictures } from './refuse-answers.ts'
import { idOf, nameOf, refuseTakenKey } from './write-entry.ts'

export async function readDraft(
  transaction: TenantTransaction,
  entryId: string,
): Promise<DraftRow | undefined> {
  return transaction
    .selectFrom('entry_drafts')
    .selectAll()
    .where('entry_id', '=', entryId)
    .forUpdate()
    .executeTakeFirst()
}

/** The draft to act on, in the revision that the caller saw. */
export async function takeDraft(
  transaction: TenantTransaction,
  entryId: string,
  ifMatch: number | undefined,
): Promise<DraftRow> {
  const draft = await readDraft(transaction, entryId)
  if (draft === undefined) throw new ApiError('knowledge/draft-not-found')
  if (ifMatch !== undefined && ifMatch !== draft.revision) throw new ApiError('request/version-conflict')
  return draft
}

/** Whether somebody else has to agree: asked where the entry stands now, or where the content would put it. */
export async function needsFourEyes(
  transaction: TenantTransaction,
  row: Pick<EntryRow, 'category_id'> | undefined,
  content: EntryContent,
): Promise<boolean> {
  const tree = await categoryTree(transaction)
  return asksFourEyes(tree, [row?.category_id, findCategory(tree, content, row?.category_id)?.id])
}

export interface DraftWrite {
  tenantId: string
  entryId: string
  caller: StaffCaller | 'system'
  content: EntryContent
  state: 'draft' | 'in-review'
  basedOn: number
  note: string
  now: Date
}

/** Writes the one draft of an entry, whoever wrote in it before; a draft in review that is written in leaves the review. */
export async function putDraft(
  transaction: TenantTransaction,
  write: DraftWrite,
  before: DraftRow | undefined,
): Promise<DraftRow> {
  const { tenantId, entryId, caller, content, state, basedOn, note, now } = write
  await refuseTakenKey(transaction, content.key, entryId)
  await keepPictures(transaction, content, false)
  const author = idOf(caller)
  const values = {
    state,
    content: JSON.stringify(content),
    note,
    based_on: basedOn,
    revision: (before?.revision ?? 0) + 1,
    authors: [...new Set([...(before?.authors ?? []), ...(author === null ? [] : [author])])],
    updated_at: now,
    updated_by: nameOf(caller),
    submitted_at: state === 'in-review' ? now : null,
  }
  const row = await transaction
    .insertInto('entry_drafts')
    .values({ tenant_id: tenantId, entry_id: entryId, created_at: now, ...values })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'entry_id']).doUpdateSet(values))
    .returningAll()
    .executeTakeFirstOrThrow()
  const review = { tenantId, entryId, revision: row.revision, caller, now }
  if (before?.state === 'in-review' && state === 'draft')
    await recordReview(transaction, { ...review, kind: 'withdrawn', text: '' })
  if (state === 'in-review') await recordReview(transaction, { ...review, kind: 'submitted', text: note })
  return row
}

export async function recordReview(
  transaction: TenantTransaction,
  review: {
    tenantId: string
    entryId: string
    revision: number
    kind: EntryReview['kind']
    text: string
    caller: StaffCaller | 'system'
    now: Date
  },
): Promise<EntryReview> {
  const { tenantId, entryId, revision, kind, text, caller, now } = review
  const id = newId()
  await transaction
    .insertInto('entry_reviews')
    .values({
      tenant_id: tenantId,
      id,
      entry_id: entryId,
      revision,
      kind,
      text,
      at: now,
      by_id: idOf(caller),
      by_name: nameOf(caller),
    })
    .execute()
  return { id, revision, kind, text, at: now.toISOString(), by: nameOf(caller) }
}

export async function removeDraft(transaction: TenantTransaction, entryId: string): Promise<void> {
  await transaction.deleteFrom('entry_drafts').where('entry_id', '=', entryId).execute()
}

export async function presentWholeDraft(
  transaction: TenantTransaction,
  caller: StaffCaller,
  row: EntryRow,
  draft: DraftRow,
): Promise<EntryDraft> {
  const published =
    row.state === 'published' ? (await loadContents(transaction, [row])).get(row.id)?.content : undefined
  return {
    ...presentDraft(draft),
    content: draft.content,
    ...(published === undefined
      ? {}
      : {
          published: {
            ...published,
            baseId: row.base_id as EntryContent['baseId'],
            ...(row.category_id === null
              ? {}
              : { categoryId: row.category_id as EntryContent['categoryId'] }),
          },
        }),
    publishedVersion: row.state === 'published' ? row.version : 0,
    fourEyes: await needsFourEyes(transaction, row, draft.content),
    own: draft.authors.includes(idOf(caller) ?? ''),
  }
}

/** What a draft of this content says in full, over the draft or the published text before it. */
export async function draftContent(
  transaction: TenantTransaction,
  row: EntryRow,
  draft: DraftRow | undefined,
  given: EntryContent,
): Promise<EntryContent> {
  if (draft !== undefined) return settleContent(given, draft.content)
  const published = (await loadContents(transaction, [row])).get(row.id)?.content
  return settleContent(
    { ...given, baseId: given.baseId ?? (row.base_id as EntryContent['baseId']) },
    published,
  )
}

/** A stored content says all there is: what it leaves out is to go. */
export function explicit(content: EntryContent): EntryContent {
  return {
    ...content,
    internalAnswer: content.internalAnswer ?? null,
    validFrom: content.validFrom ?? null,
    validUntil: content.validUntil ?? null,
  }
}
