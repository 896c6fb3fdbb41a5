import type { ColumnType, JSONColumnType } from 'kysely'
import type { Language } from '../../contract/index.ts'

export interface ChannelSettings {
  allowedOrigins: string[]
  limits: { sessionsPerMinute: number; messagesPerMinute: number }
  brandColor: string
  /** Since when it may be set: absent on older channels. */
  side?: 'left' | 'right'
  title?: Partial<Record<Language, string>>
  greeting?: Partial<Record<Language, string>>
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
      former_secret: ColumnType<string | null, string | undefined, string | null>
      secret_changed_at: ColumnType<Date | null, Date | undefined, Date | null>
      created_at: Date
      version: ColumnType<number, number | undefined, number>
    }
  }
}
