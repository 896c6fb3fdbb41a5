import type { ColumnType, Generated } from 'kysely'
import type { AttachmentWarning } from '../../contract/index.ts'

declare module '../platform/db/tables.ts' {
  interface Tables {
    files: {
      tenant_id: string
      hash: string
      /** A bigint, read as text. */
      size: ColumnType<string, number, number>
      created_at: Date
    }
    attachments: {
      tenant_id: string
      id: string
      /** None of a picture of an answer. */
      conversation_id: string | null
      purpose: ColumnType<'message' | 'answer', 'message' | 'answer' | undefined, never>
      published: Generated<boolean>
      uploader_kind: 'customer' | 'member'
      uploader_id: string
      kind: 'picture' | 'file'
      name: string
      media_type: string
      extension: string
      size: ColumnType<string, number, number>
      hash: string
      width: number | null
      height: number | null
      warnings: AttachmentWarning[]
      message_client_id: string | null
      claimed_at: Date | null
      settled: Generated<boolean>
      created_at: Date
    }
  }
}
