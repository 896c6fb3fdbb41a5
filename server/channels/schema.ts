import type { ColumnType, JSONColumnType } from 'kysely'

export interface ChannelSettings {
  allowedOrigins: string[]
  limits: { sessionsPerMinute: number; messagesPerMinute: number }
  brandColor: string
}

declare module '../platform/db/tables.ts' {
  interface Tables {
    channels: {
      tenant_id: string
      id: string
      kind: string
      key: string
      name: string
      settings: JSONColumnType<ChannelSettings>
      identity_secret: string
      created_at: Date
      version: ColumnType<number, number | undefined, number>
    }
  }
}
