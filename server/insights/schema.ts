import type { JSONColumnType } from 'kysely'
import type { FoldState } from './fold.ts'

declare module '../platform/db/tables.ts' {
  interface Tables {
    insight_pending: { tenant_id: string; conversation_id: string; last_seq: number }
    insight_conversations: {
      tenant_id: string
      conversation_id: string
      through_seq: number
      state: JSONColumnType<FoldState>
    }
    insight_facts: {
      tenant_id: string
      conversation_id: string
      seq: number
      kind: string
      at: Date
      channel_id: string
      language: string
      scene: string
      agent_id: string
      reason: string
      entry_id: string | null
      ms: number | null
    }
    insight_cells: {
      tenant_id: string
      cell: number
      kind: string
      channel_id: string
      language: string
      scene: string
      agent_id: string
      reason: string
    }
    insight_counts: {
      tenant_id: string
      grain: string
      day: string
      hour: number
      cell: number
      bucket: number
      count: number
    }
    insight_tenants: { tenant_id: string; time_zone: string; projected_at: Date }
  }
}
