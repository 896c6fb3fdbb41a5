import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { ToolCallView, ToolLine, ToolSettings } from '../../contract/index.ts'

type Set<Value> = ColumnType<Value, Value | undefined, Value>

declare module '../platform/db/tables.ts' {
  interface Tables {
    tool_settings: {
      tenant_id: string
      name: string
      settings: JSONColumnType<ToolSettings>
      version: Generated<number>
      updated_at: Date
      updated_by: string
    }
    tool_calls: {
      tenant_id: string
      id: string
      conversation_id: string | null
      customer_id: string | null
      tool: string
      tool_version: number
      kind: 'read' | 'write'
      state: ToolCallView['state']
      input: JSONColumnType<Record<string, unknown>>
      shown: ColumnType<ToolLine[], string | undefined, string>
      input_hash: Set<string>
      language: Set<string>
      amount: ColumnType<string, number | undefined, number>
      owner_epoch: Set<number>
      code: Set<string | null>
      idempotency_key: string
      receipt: ColumnType<{ number: string; lines: ToolLine[] } | null, string | undefined, string>
      approved_by: Set<string | null>
      attempts: Set<number>
      attempt_at: Set<Date | null>
      took_ms: Set<number | null>
      created_at: Date
      expires_at: Set<Date | null>
      settled_at: Set<Date | null>
      told_at: Set<Date | null>
      /** Whether it goes on by itself once the customer has proven who they are. */
      tells: Set<boolean>
      /** When they did. */
      proved_at: Set<Date | null>
    }
    tool_sources: {
      tenant_id: string
      id: string
      kind: 'openapi' | 'mcp'
      name: string
      address: string
      document: ColumnType<unknown, string, string>
      picked: string[]
      needs: Set<'identified' | 'code'>
      secret_header: string | null
      secret: string | null
      version: Generated<number>
      updated_at: Date
      updated_by: string
    }
    entry_tools: {
      tenant_id: string
      entry_key: string
      tool: string
      updated_at: Date
    }
    tool_uses: {
      tenant_id: string
      tool: string
      customer_id: string
      day: string
      count: number
    }
  }
}
