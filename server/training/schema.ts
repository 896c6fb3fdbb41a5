import type { ColumnType, JSONColumnType } from 'kysely'
import type { QuestionKind, RepairAction } from '../../contract/index.ts'

/** How a group was settled. */
export interface Settlement {
  action: RepairAction
  by: string
  at: string
  entryId?: string
  wordings: number
  /** Questions that were left out and stay to be settled. */
  released: number
}

declare module '../platform/db/tables.ts' {
  interface Tables {
    worklist_groups: {
      tenant_id: string
      id: string
      state: ColumnType<'open' | 'settled', 'open' | undefined, 'open' | 'settled'>
      phrases: JSONColumnType<string[]>
      matter: JSONColumnType<string[] | null, string | null | undefined, string | null>
      settlement: JSONColumnType<Settlement | null, string | null | undefined, string | null>
      version: ColumnType<number, number | undefined, number>
      created_at: Date
      updated_at: Date
    }
    customer_questions: {
      tenant_id: string
      id: string
      conversation_id: string
      input_from: number
      input_to: number
      reply_seq: number
      occurred_at: Date
      kind: QuestionKind
      language: string
      text: string
      confidence: number
      entry_id: string | null
      candidates: JSONColumnType<[entryId: string, probability: number][]>
      group_id: string | null
      place: ColumnType<number, number | undefined, number>
      way: ColumnType<number | null, number | null | undefined, number | null>
    }
    worklist_progress: { tenant_id: string; collected_until: Date; grouped_at: Date | null }
    question_labels: {
      tenant_id: string
      id: string
      question_id: string
      origin: 'labelled' | 'repaired'
      verdict: 'entry' | 'out-of-scope' | 'wrong'
      entry_id: string | null
      labelled_by: string
      created_at: Date
    }
    question_wordings: {
      tenant_id: string
      question_id: string
      wording_id: string | null
      out_of_scope_id: string | null
    }
  }
}
