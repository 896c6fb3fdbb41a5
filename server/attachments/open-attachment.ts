import type { Readable } from 'node:stream'
import { contentDisposition, drawPictures, type FileStore } from '../platform/files/index.ts'
import { ApiError } from '../platform/http/index.ts'
import type { Disposition } from './links.ts'
import { type AttachmentRow, savedName } from './present.ts'

export interface OpenedFile {
  stream: Readable
  headers: Record<string, string>
}

/** Shown for as long as the address may be good. */
const keptSeconds = 600

/**
 * The bytes behind an address, with headers that let nothing in them act: pictures are shown only as we drew them, everything
 * else is saved. Throws `attachment/link-invalid` when the bytes are gone.
 */
export async function readForLink(
  store: FileStore,
  row: AttachmentRow,
  disposition: Disposition,
): Promise<OpenedFile> {
  const variant =
    disposition === 'thumbnail' ? 'thumbnail' : disposition === 'save-original' ? undefined : 'picture'
  const found =
    (await store.read(row.tenant_id, row.hash, variant)) ??
    (variant === undefined ? undefined : await drawAgain(store, row, variant))
  if (found === undefined) throw new ApiError('attachment/link-invalid')
  const shown = disposition === 'thumbnail' || disposition === 'picture'
  const name = savedName(variant === undefined ? row : { ...row, extension: 'webp' })
  return {
    stream: found.stream,
    headers: {
      'content-type': variant === undefined ? savedType(row.media_type) : 'image/webp',
      'content-length': String(found.size),
      'content-disposition': contentDisposition(shown ? 'inline' : 'attachment', name),
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': `private, max-age=${keptSeconds}, immutable`,
      'x-content-type-options': 'nosniff',
    },
  }
}

/** A page or a drawing with scripts is handed out as bytes without a type. */
function savedType(mediaType: string): string {
  return /html|svg|xml$/.test(mediaType) ? 'application/octet-stream' : mediaType
}

/** A restored installation has the originals alone. */
async function drawAgain(store: FileStore, row: AttachmentRow, variant: 'thumbnail' | 'picture') {
  const original = await store.read(row.tenant_id, row.hash)
  original?.stream.destroy()
  if (original === undefined || row.kind !== 'picture') return undefined
  const { drawn } = await drawPictures(store.pathOf(row.tenant_id, row.hash))
  for (const one of ['thumbnail', 'picture'] as const)
    await store.keepVariant(row.tenant_id, row.hash, one, drawn[one])
  return store.read(row.tenant_id, row.hash, variant)
}
