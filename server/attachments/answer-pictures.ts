import type { AttachmentPart, PicturePart } from '../../contract/index.ts'
import type { TenantTransaction } from '../platform/db/index.ts'
import { isId } from '../platform/ids/index.ts'
import { presentAttachment } from './present.ts'

const isPicture = (part: AttachmentPart): part is PicturePart => part.type === 'picture'

/** Those of the ids that are pictures of this tenant's answers. */
export async function findAnswerPictures(
  transaction: TenantTransaction,
  ids: readonly string[],
): Promise<Map<string, PicturePart>> {
  const wanted = [...new Set(ids)].filter(isId)
  if (wanted.length === 0) return new Map()
  const rows = await transaction
    .selectFrom('attachments')
    .selectAll()
    .where('purpose', '=', 'answer')
    .where('id', 'in', wanted)
    .execute()
  return new Map(
    rows
      .map(presentAttachment)
      .filter(isPicture)
      .map((part) => [part.attachmentId, part]),
  )
}

/** Keeps pictures that an answer was saved with; `published` opens them to customers, for good: old conversations show them. */
export async function keepAnswerPictures(
  transaction: TenantTransaction,
  ids: readonly string[],
  published: boolean,
): Promise<void> {
  const wanted = [...new Set(ids)].filter(isId)
  if (wanted.length === 0) return
  await transaction
    .updateTable('attachments')
    .set({ settled: true, ...(published ? { published } : {}) })
    .where('purpose', '=', 'answer')
    .where('id', 'in', wanted)
    .execute()
}
