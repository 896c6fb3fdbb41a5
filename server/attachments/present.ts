import type { Selectable } from 'kysely'
import type { AttachmentPart } from '../../contract/index.ts'
import type { Tables } from '../platform/db/index.ts'
import { extensionOf } from '../platform/files/index.ts'

export type AttachmentRow = Selectable<Tables['attachments']>

/** A row as the part of a message that shows it. */
export function presentAttachment(row: AttachmentRow): AttachmentPart {
  const described = {
    version: 1 as const,
    attachmentId: row.id as AttachmentPart['attachmentId'],
    name: row.name,
    mediaType: row.media_type,
    size: Number(row.size),
  }
  if (row.kind === 'picture' && row.width !== null && row.height !== null)
    return { type: 'picture', ...described, width: row.width, height: row.height }
  return { type: 'file', ...described, warnings: row.warnings }
}

const alike: Record<string, readonly string[]> = {
  jpg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  png: ['png', 'apng'],
  apng: ['png', 'apng'],
}

/** The name to save under: a picture called `page.html` must not come back as a page. */
export function savedName({
  name,
  extension,
  kind,
}: Pick<AttachmentRow, 'name' | 'extension' | 'kind'>): string {
  if (extension === '') return name
  const given = extensionOf(name)
  if (given === extension || alike[extension]?.includes(given)) return name
  const misleading = kind === 'picture' || /^(?:x?html?|xht|mht(?:ml)?|svgz?|xslt?|xml)$/.test(given)
  return misleading || given === '' ? `${name}.${extension}` : name
}
