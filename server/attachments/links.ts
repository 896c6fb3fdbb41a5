import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AttachmentLinks } from '../../contract/index.ts'
import type { Vault } from '../platform/secrets/index.ts'
import type { AttachmentRow } from './present.ts'

/** What an address gives: a size of a picture to be shown, or bytes to be saved. */
export type Disposition = 'thumbnail' | 'picture' | 'save-picture' | 'save-original'

const letters = { thumbnail: 't', picture: 'p', 'save-picture': 's', 'save-original': 'o' } as const
const dispositions = new Map<string, Disposition>(
  (Object.keys(letters) as Disposition[]).map((one) => [letters[one], one]),
)
const shortestMs = 10 * 60_000

/**
 * Addresses that are good for ten to twenty minutes. Those asked for in one stretch of ten minutes are the same, so that a
 * browser finds what it has loaded already.
 */
export function openLinks(vault: Vault) {
  const key = vault.derive('attachment links')

  function sign(tenantId: string, attachmentId: string, letter: string, expires: string): string {
    return createHmac('sha256', key)
      .update([tenantId, attachmentId, letter, expires].join('\n'))
      .digest('base64url')
  }

  return {
    /** `original`: whether what is saved is the file as it was sent, with all that lies in it. */
    present(row: AttachmentRow, now: Date, original: boolean): AttachmentLinks {
      const expiresAt = (Math.floor(now.getTime() / shortestMs) + 2) * shortestMs
      const expires = (expiresAt / 1000).toString(36)
      const address = (disposition: Disposition) => {
        const letter = letters[disposition]
        const token = [letter, expires, row.tenant_id, sign(row.tenant_id, row.id, letter, expires)].join('.')
        return `/api/v1/files/${row.id}?token=${token}`
      }
      const picture = row.kind === 'picture'
      return {
        attachmentId: row.id as AttachmentLinks['attachmentId'],
        ...(picture ? { thumbnail: address('thumbnail'), picture: address('picture') } : {}),
        download: address(picture && !original ? 'save-picture' : 'save-original'),
        expiresAt: new Date(expiresAt).toISOString(),
      }
    },
    /** What a token opens, or undefined when it is forged, of another attachment, or too old. */
    verify(
      token: string,
      attachmentId: string,
      now: Date,
    ): { tenantId: string; disposition: Disposition } | undefined {
      const [letter = '', expires = '', tenantId = '', signature = ''] = token.split('.')
      const disposition = dispositions.get(letter)
      const right = Buffer.from(sign(tenantId, attachmentId, letter, expires))
      const given = Buffer.from(signature)
      if (disposition === undefined || right.length !== given.length || !timingSafeEqual(right, given))
        return undefined
      if (Number.parseInt(expires, 36) * 1000 <= now.getTime()) return undefined
      return { tenantId, disposition }
    },
  }
}
