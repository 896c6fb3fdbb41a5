import type { ColumnType, JSONColumnType } from 'kysely'
import type { SynonymEvidence, SynonymState } from '../../../contract/index.ts'

declare module '../../platform/db/tables.ts' {
  interface Tables {
    synonyms: {
      tenant_id: string
      id: string
      term: string
      stands_for: string
      state: SynonymState
      origin: 'own' | 'learned'
      evidence: JSONColumnType<SynonymEvidence> | null
      confidence: ColumnType<number, number | undefined, number>
      examples: ColumnType<string[], string[] | undefined, string[]>
      better: number | null
      worse: number | null
      version: ColumnType<number, number | undefined, number>
      updated_at: Date
      updated_by: string
    }
  }
}
