import type { TenantTransaction } from '../platform/db/index.ts'
import type { StaffCaller } from '../platform/http/index.ts'
import { draftContent, needsFourEyes, putDraft, readDraft } from './drafts.ts'
import { settleContent } from './entry-store.ts'
import { categoryTree } from './order/categories.ts'
import {
  type EntryWrite,
  holdEntry,
  insertEntries,
  insertEntry,
  replaceEntry,
  reserveEntry,
} from './write-entry.ts'

/** As `publishOrSubmit`, of entries whose keys are free; says how many wait for review. */
export async function publishOrSubmitFresh(
  transaction: TenantTransaction,
  writes: readonly (EntryWrite & { caller: StaffCaller | 'system' })[],
): Promise<number> {
  const open: EntryWrite[] = []
  let inReview = 0
  for (const write of writes)
    if (await needsFourEyes(transaction, undefined, write.content)) {
      await publishOrSubmit(transaction, { ...write, version: 1, fresh: true })
      inReview += 1
    } else open.push(write)
  await insertEntries(transaction, open)
  return inReview
}

/**
 * Puts content of an import in force as the given version or, where its place asks for four eyes, into review:
 * a file is no way around them.
 */
export async function publishOrSubmit(
  transaction: TenantTransaction,
  write: EntryWrite & { version: number; fresh: boolean; caller: StaffCaller | 'system' },
): Promise<'published' | 'in-review'> {
  const { tenantId, id: entryId, content, now, caller, fresh } = write
  const asked = [...(await categoryTree(transaction)).values()].some((category) => category.four_eyes)
  const row = asked && !fresh ? await holdEntry(transaction, entryId) : undefined
  if (!asked || !(await needsFourEyes(transaction, row, content))) {
    await (fresh ? insertEntry(transaction, write) : replaceEntry(transaction, write))
    return 'published'
  }
  if (fresh) await reserveEntry(transaction, write)
  const held = row ?? (await holdEntry(transaction, entryId))
  const draft = await readDraft(transaction, entryId)
  await putDraft(
    transaction,
    {
      tenantId,
      entryId,
      caller,
      content: fresh ? settleContent(content) : await draftContent(transaction, held, draft, content),
      state: 'in-review',
      basedOn: held.state === 'published' ? held.version : 0,
      note: '',
      now,
    },
    draft,
  )
  return 'in-review'
}
