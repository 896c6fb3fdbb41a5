import type { ColumnType, JSONColumnType } from 'kysely'
import type { EntryExpansion, Language, ModelFailure } from '../../../contract/index.ts'

declare module '../../platform/db/tables.ts' {
  interface Tables {
    expansion_settings: {
      tenant_id: string
      enabled: boolean
      acceptance: 'at-once' | 'by-person'
      per_language: number
      version: ColumnType<number, number | undefined, number>
      updated_at: Date
      updated_by: string
    }
    entry_expansions: {
      tenant_id: string
      entry_id: string
      question: string
      state: 'waiting' | 'done' | 'failed'
      failure: ModelFailure | null
      retry_at: Date | null
      refused: ColumnType<boolean, boolean | undefined, boolean>
      counts: JSONColumnType<EntryExpansion['counts'] | null, string | null | undefined, string | null>
      held_out: JSONColumnType<
        NonNullable<EntryExpansion['heldOut']> | null,
        string | null | undefined,
        string | null
      >
      model: string | null
      /** PostgreSQL's exact numbers come as text. */
      cost: ColumnType<string, number | undefined, number>
      changed_at: Date
    }
    written_wordings: {
      tenant_id: string
      id: string
      entry_id: string
      language: Language
      text: string
      state: 'proposed' | 'accepted' | 'dropped'
      position: number
    }
  }
}
