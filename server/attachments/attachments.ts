import type { Readable } from 'node:stream'
import { sql } from 'kysely'
import type { AttachmentLinks, AttachmentPart } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import { type Database, type TenantTransaction, tenantOf } from '../platform/db/index.ts'
import {
  cleanName,
  type DrawnPicture,
  drawPictures,
  type FileStore,
  type IncomingFile,
  type InspectedFile,
  inspectFile,
  type ScanFile,
  tooLarge,
} from '../platform/files/index.ts'
import { ApiError } from '../platform/http/index.ts'
import { isId, newId } from '../platform/ids/index.ts'
import type { Vault } from '../platform/secrets/index.ts'
import { openLinks } from './links.ts'
import { type OpenedFile, readForLink } from './open-attachment.ts'
import { type AttachmentRow, presentAttachment } from './present.ts'

export interface Uploader {
  kind: 'customer' | 'member'
  id: string
}

export interface Upload {
  tenantId: string
  conversationId: string | undefined
  uploader: Uploader
  /** As the sender calls it. */
  name: string
  source: Readable
  /** As announced; what arrives is what counts. */
  announcedSize: number | undefined
}

export interface Attachments {
  /** Largest file that is taken, in bytes. */
  readonly largestFile: number
  /** Takes in a file and says what it is, for a conversation or, where it names none, for answers. Throws `attachment/…`. */
  upload(upload: Upload): Promise<AttachmentPart>
  /**
   * Takes uploaded files for the message with this client id, in the order given. The same message may take them again; nobody
   * else can. Throws `attachment/not-found`, `attachment/already-sent`.
   */
  claim(
    tenantId: string,
    message: { conversationId: string; uploader: Uploader; clientId: string; ids: readonly string[] },
  ): Promise<AttachmentPart[]>
  /** Addresses of those ids that this tenant has. Staff may save originals. */
  linksForStaff(tenantId: string, ids: readonly string[]): Promise<AttachmentLinks[]>
  /** Addresses of those that were sent in this conversation, or that the customer uploaded. */
  linksForCustomer(
    tenantId: string,
    who: { conversationId: string; customerId: string },
    ids: readonly string[],
  ): Promise<AttachmentLinks[]>
  /** What an address opens. Throws `attachment/link-invalid`. */
  open(attachmentId: string, token: string): Promise<OpenedFile>
  /** In the transaction that erases a customer: forgets what lies in their conversations. The next sweep takes the bytes. */
  eraseOfConversations(transaction: TenantTransaction, conversationIds: readonly string[]): Promise<number>
}

const purposeOf = ({ conversationId }: Upload) => (conversationId === undefined ? 'answer' : 'message')

export interface AttachmentLimits {
  largestFile: number
  /** All files of a tenant together, in bytes. */
  tenantBytes: number
}

const mostUnsent = { message: 30, answer: 200 }
const mostLinks = 50

export function openAttachments(options: {
  database: Database
  clock: Clock
  store: FileStore
  vault: Vault
  scan: ScanFile | undefined
  limits: AttachmentLimits
}): Attachments {
  const { database, clock, store, scan, limits } = options
  const links = openLinks(options.vault)

  async function refuseIfFull(transaction: TenantTransaction, more: number): Promise<void> {
    const { used } = await transaction
      .selectFrom('files')
      .select(sql<string>`coalesce(sum(size), 0)`.as('used'))
      .executeTakeFirstOrThrow()
    if (Number(used) + more > limits.tenantBytes) throw new ApiError('attachment/storage-full')
  }

  async function refuseEarly(upload: Upload): Promise<void> {
    const { tenantId, uploader, announcedSize } = upload
    const purpose = purposeOf(upload)
    if (announcedSize !== undefined && announcedSize > limits.largestFile) throw tooLarge(limits.largestFile)
    await database.tenant(tenantId, async (transaction) => {
      await refuseIfFull(transaction, announcedSize ?? 0)
      const { unsent } = await transaction
        .selectFrom('attachments')
        .select(sql<number>`count(*)::int`.as('unsent'))
        .where('uploader_id', '=', uploader.id)
        .where('message_client_id', 'is', null)
        .where('purpose', '=', purpose)
        .where('settled', '=', false)
        .executeTakeFirstOrThrow()
      if (unsent >= mostUnsent[purpose]) throw new ApiError('attachment/too-many-unsent')
    })
  }

  /** Bytes and rows together: whoever holds the row of the bytes is alone with them, whatever the sweep does meanwhile. */
  async function keep(
    upload: Upload,
    file: IncomingFile,
    inspected: InspectedFile,
    picture: DrawnPicture | undefined,
  ): Promise<AttachmentRow> {
    const { tenantId, conversationId, uploader } = upload
    const now = clock.now()
    return database.tenant(tenantId, async (transaction) => {
      await transaction
        .insertInto('files')
        .values({ tenant_id: tenantId, hash: file.hash, size: file.size, created_at: now })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'hash']).doUpdateSet({ size: file.size }))
        .execute()
      await refuseIfFull(transaction, 0)
      for (const [variant, bytes] of Object.entries(picture?.drawn ?? {}))
        await store.keepVariant(tenantId, file.hash, variant as 'thumbnail', bytes)
      await store.keep(tenantId, file)
      return transaction
        .insertInto('attachments')
        .values({
          tenant_id: tenantId,
          id: newId(),
          conversation_id: conversationId ?? null,
          purpose: purposeOf(upload),
          uploader_kind: uploader.kind,
          uploader_id: uploader.id,
          kind: picture === undefined ? 'file' : 'picture',
          name: cleanName(upload.name),
          media_type: inspected.mediaType,
          extension: inspected.extension,
          size: file.size,
          hash: file.hash,
          width: picture?.width ?? null,
          height: picture?.height ?? null,
          warnings: inspected.warnings,
          message_client_id: null,
          claimed_at: null,
          created_at: now,
        })
        .returningAll()
        .executeTakeFirstOrThrow()
    })
  }

  async function find(tenantId: string, ids: readonly string[]): Promise<AttachmentRow[]> {
    const wanted = ids.filter(isId).slice(0, mostLinks)
    if (wanted.length === 0) return []
    return database.tenant(tenantId, (transaction) =>
      transaction.selectFrom('attachments').selectAll().where('id', 'in', wanted).execute(),
    )
  }

  return {
    largestFile: limits.largestFile,
    async upload(upload) {
      await refuseEarly(upload)
      const file = await store.receive(upload.source, limits.largestFile)
      try {
        const inspected = await inspectFile(file.path, cleanName(upload.name))
        await scan?.(file.path)
        const picture = inspected.picture ? await drawPictures(file.path) : undefined
        if (picture === undefined && purposeOf(upload) === 'answer')
          throw new ApiError('answer/not-a-picture')
        return presentAttachment(await keep(upload, file, inspected, picture))
      } finally {
        await file.discard()
      }
    },
    async claim(tenantId, { conversationId, uploader, clientId, ids }) {
      if (ids.length === 0) return []
      return database.tenant(tenantId, async (transaction) => {
        const rows = await transaction
          .selectFrom('attachments')
          .selectAll()
          .where('id', 'in', [...new Set(ids)])
          .where('uploader_kind', '=', uploader.kind)
          .where('uploader_id', '=', uploader.id)
          .orderBy('id')
          .forUpdate()
          .execute()
        const found = new Map(rows.map((row) => [row.id, row]))
        const parts = ids.map((id) => {
          const row = found.get(id)
          if (row === undefined) throw new ApiError('attachment/not-found')
          const other = row.message_client_id !== clientId || row.conversation_id !== conversationId
          if (row.message_client_id !== null && other) throw new ApiError('attachment/already-sent')
          // A member's file goes where it was uploaded for; a customer's goes along into their next conversation.
          if (uploader.kind === 'member' && row.conversation_id !== conversationId)
            throw new ApiError('attachment/not-found')
          return presentAttachment(row)
        })
        if (parts.length !== found.size) throw new ApiError('attachment/already-sent')
        await transaction
          .updateTable('attachments')
          .set({ message_client_id: clientId, claimed_at: clock.now(), conversation_id: conversationId })
          .where('id', 'in', [...found.keys()])
          .where('message_client_id', 'is', null)
          .execute()
        return parts
      })
    },
    async linksForStaff(tenantId, ids) {
      return (await find(tenantId, ids)).map((row) => links.present(row, clock.now(), true))
    },
    async linksForCustomer(tenantId, { conversationId, customerId }, ids) {
      return (await find(tenantId, ids))
        .filter((row) =>
          row.purpose === 'answer'
            ? row.published
            : row.message_client_id === null
              ? row.uploader_kind === 'customer' && row.uploader_id === customerId
              : row.conversation_id === conversationId,
        )
        .map((row) => links.present(row, clock.now(), false))
    },
    async open(attachmentId, token) {
      const opened = links.verify(token, attachmentId, clock.now())
      const row = opened && (await find(opened.tenantId, [attachmentId]))[0]
      if (opened === undefined || row === undefined) throw new ApiError('attachment/link-invalid')
      return readForLink(store, row, opened.disposition)
    },
    async eraseOfConversations(transaction, conversationIds) {
      if (conversationIds.length === 0) return 0
      const { numDeletedRows } = await transaction
        .deleteFrom('attachments')
        .where('tenant_id', '=', tenantOf(transaction))
        .where('conversation_id', 'in', conversationIds)
        .executeTakeFirst()
      return Number(numDeletedRows)
    },
  }
}
