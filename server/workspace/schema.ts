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
    customer_notes: {
      tenant_id: string
      id: string
      customer_id: string
      text: string
      created_at: Date
      created_by: string
    }
    wrap_ups: {
      tenant_id: string
      conversation_id: string
      seq: number
      session: number
      member_id: string | null
      category_id: string
      resolved: boolean
      note: string | null
      created_at: Date
    }
    presence_periods: {
      tenant_id: string
      id: string
      member_id: string
      status: string
      started_at: Date
      until: Date | null
      ended_at: Date | null
    }
    notification_preferences: {
      tenant_id: string
      member_id: string
      document: JSONColumnType<Record<string, unknown>>
      version: number
      updated_at: Date
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
