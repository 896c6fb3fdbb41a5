import type { ColumnType, JSONColumnType } from 'kysely'
import type { FrozenCase, FrozenExpectation, FrozenState, VersionReport } from '../../../contract/index.ts'
import type { Excuse } from '../../understanding/index.ts'

/** What a version did about a question; entries by id. */
export interface StoredReply {
  outcome: string
  /** What it took the question for. */
  entryId?: string
  confidence: number
  threshold: number
  scene: string
}

export interface LastReplies {
  model: string
  at: string
  before?: StoredReply
  after: StoredReply
}

export type StoredBroken =
  | { kind: 'frozen'; caseId: string; accepted: boolean; before?: StoredReply; after: StoredReply }
  | {
      kind: 'own'
      entryId: string
      language: string
      before?: Pick<StoredReply, 'entryId' | 'confidence'>
      after: Pick<StoredReply, 'entryId' | 'confidence'>
    }

declare module '../../platform/db/tables.ts' {
  interface Tables {
    frozen_cases: {
      tenant_id: string
      id: string
      text: string
      digest: string
      language: FrozenCase['language']
      expects: FrozenExpectation
      entry_id: string | null
      note: string
      source: FrozenCase['source']
      conversation_id: string | null
      accepted: ColumnType<boolean, boolean | undefined, boolean>
      state: FrozenState
      last: JSONColumnType<LastReplies | null, string | null | undefined, string | null>
      created_at: Date
      created_by: string
      version: ColumnType<number, number | undefined, number>
    }
    version_verdicts: {
      tenant_id: string
      model_id: string
      knowledge: number
      judged_at: Date
      passed: boolean
      excuse: Excuse | null
      report: JSONColumnType<VersionReport>
      broken: JSONColumnType<StoredBroken[]>
      forced_at: Date | null
      forced_by: string | null
    }
  }
}
