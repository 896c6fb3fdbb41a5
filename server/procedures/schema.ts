import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { ProcedureDefinition, ProcedureRunState } from '../../contract/index.ts'
import type { DoneStep, Results, Slots, Unsaid } from './steps/run.ts'

type Set<Value> = ColumnType<Value, Value | undefined, Value>
type Json<Value> = ColumnType<Value, string | undefined, string>

declare module '../platform/db/tables.ts' {
  interface Tables {
    procedures: {
      tenant_id: string
      id: string
      draft: JSONColumnType<ProcedureDefinition>
      published: Set<number | null>
      newest: Set<number>
      changed: Set<boolean>
      version: Generated<number>
      created_at: Date
      updated_at: Date
      updated_by: string
    }
    procedure_versions: {
      tenant_id: string
      procedure_id: string
      number: number
      definition: JSONColumnType<ProcedureDefinition>
      note: string | null
      created_at: Date
      created_by: string
    }
    procedure_runs: {
      tenant_id: string
      id: string
      procedure_id: string
      number: number
      conversation_id: string
      customer_id: string
      state: ProcedureRunState
      code: Set<string | null>
      step: string
      awaiting: 'slots' | 'choice' | 'tool' | 'call' | 'proof' | 'time' | 'nothing'
      slots: Json<Slots>
      results: Json<Results>
      done: Json<DoneStep[]>
      tries: Set<number>
      aside: Set<boolean>
      language: string
      scene: Set<string | null>
      proven: Set<boolean>
      coded_at: Set<Date | null>
      call_id: Set<string | null>
      wait_until: Set<Date | null>
      revision: Set<number>
      input_seq: Set<number>
      unsaid: ColumnType<Unsaid | null, string | null | undefined, string | null>
      asked_at: Set<Date | null>
      due_at: Set<Date | null>
      started_at: Date
      updated_at: Date
      ended_at: Set<Date | null>
    }
  }
}
