import type { ColumnType, JSONColumnType } from 'kysely'
import type { ModelAbility, ModelTest, ModelTier } from '../../contract/index.ts'

type Version = ColumnType<number, number | undefined, number>
/** PostgreSQL's exact numbers come as text. */
type Exact = ColumnType<string, number, number>

declare module '../platform/db/tables.ts' {
  interface Tables {
    model_endpoints: {
      tenant_id: string
      id: string
      name: string
      kind: 'openai-compatible' | 'anthropic' | 'local-onnx'
      base_url: string
      model: string
      api_key: string | null
      abilities: ModelAbility[]
      tiers: ModelTier[]
      own: boolean
      enabled: boolean
      position: number
      input_price: Exact
      output_price: Exact
      timeout_ms: number
      stall_ms: number
      concurrency: number
      query_prefix: ColumnType<string, string | undefined, string>
      passage_prefix: ColumnType<string, string | undefined, string>
      tests: JSONColumnType<{ at: string; results: ModelTest[] } | null, string | null | undefined, string>
      created_at: Date
      version: Version
    }
    model_settings: {
      tenant_id: string
      no_text_leaves: boolean
      currency: string
      day_budget: ColumnType<string | null, number | null, number | null>
      month_budget: ColumnType<string | null, number | null, number | null>
      scene_endpoints: JSONColumnType<Record<string, string[]>>
      version: Version
    }
    model_calls: {
      tenant_id: string
      id: string
      at: Date
      task: string
      task_version: number
      endpoint_id: string | null
      model: string
      tier: string
      scene: string | null
      conversation_id: string | null
      outcome: 'answered' | 'failed' | 'fallback'
      failure: string | null
      input_tokens: number
      output_tokens: number
      cost: Exact
      took_ms: number
      first_ms: number | null
    }
    model_reservations: {
      tenant_id: string
      id: string
      amount: Exact
      expires_at: Date
    }
    model_counts: {
      tenant_id: string
      day: ColumnType<string, string, string>
      task: string
      model: string
      outcome: string
      failure: string
      bucket: number
      calls: ColumnType<string, number, number>
      input_tokens: ColumnType<string, number, number>
      output_tokens: ColumnType<string, number, number>
      cost: Exact
    }
  }
}
