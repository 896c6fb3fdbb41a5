import type { JSONColumnType } from 'kysely'

declare module '../platform/db/tables.ts' {
  interface Tables {
    desk_settings: {
      tenant_id: string
      document: JSONColumnType<Record<string, unknown>>
      version: number
      updated_at: Date
      updated_by: string
    }
    notifications: {
      tenant_id: string
      member_id: string
      conversation_id: string
      seq: number
      kind: 'mention' | 'transfer'
      created_at: Date
      read_at: Date | null
    }
  }
}
