import type { ColumnType } from 'kysely'
import type { Trade } from '../../../contract/index.ts'

declare module '../../platform/db/tables.ts' {
  interface Tables {
    pack_choices: {
      tenant_id: string
      trades: Trade[]
      seen: ColumnType<string, string | undefined, string>
      packs: ColumnType<string, string | undefined, string>
      knowledge: ColumnType<number, number | undefined, number>
      took_ms: ColumnType<number, number | undefined, number>
      version: ColumnType<number, number | undefined, number>
      updated_at: Date
      updated_by: string
    }
    entry_topics: {
      tenant_id: string
      entry_id: string
      topic: string
      state: 'suggested' | 'confirmed' | 'undone'
      confidence: number
      wordings: number
      changed_at: Date
      changed_by: string
    }
  }
}
