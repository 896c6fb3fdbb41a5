import type { ColumnType } from 'kysely'
import type { ModelFailure } from '../../../contract/index.ts'

/** PostgreSQL's large whole numbers come as text. */
type Count = ColumnType<string, number | undefined, number>

declare module '../../platform/db/tables.ts' {
  interface Tables {
    passage_vectors: {
      tenant_id: string
      space: string
      passage_id: string
      content: Buffer
      vector: Buffer
      made_in: Count
    }
    passage_vector_states: {
      tenant_id: string
      space: string | null
      model: string | null
      version: Count
      swept_in: Count
      failure: ModelFailure | null
      failed_at: Date | null
      made_at: Date | null
    }
  }
}
