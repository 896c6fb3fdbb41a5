import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { Emotion, EventType, Urgency } from '../../contract/index.ts'

type Written<Value> = ColumnType<Value, never, Value>

declare module '../platform/db/tables.ts' {
  interface Tables {
    conversations: {
      tenant_id: string
      id: string
      channel_id: string
      customer_id: string
      /** It was begun by nobody, and its customer has proven by a code who they are. */
      by_code: Generated<boolean>
      state: Written<'open' | 'closed'>
      owner_kind: Written<'assistant' | 'queue' | 'agent'>
      owner_id: Written<string | null>
      owner_epoch: Written<number>
      last_seq: Written<number>
      last_customer_seq: Written<number>
      answered_seq: Written<number>
      turn_due_at: Written<Date | null>
      turn_since: Written<Date | null>
      turn_process: Written<string | null>
      session: Written<number>
      session_seq: Written<number>
      language: Written<string | null>
      preview: Written<string>
      preview_from: Written<'customer' | 'assistant' | 'agent' | 'system'>
      emotion: Written<Emotion | null>
      urgency: Written<Urgency | null>
      handover_reason: Written<string | null>
      queued_at: Written<Date | null>
      waiting_since: Written<Date | null>
      left_contact: Written<string | null>
      /** Until then the customer has been told that people are away. */
      told_away_until: Written<Date | null>
      customer_read_seq: Generated<number>
      agent_read_seq: Generated<number>
      idle_due_at: Written<Date | null>
      idle_stage: Written<number>
      created_at: Date
      last_message_at: Date
      closed_at: Written<Date | null>
    }
    conversation_reads: {
      tenant_id: string
      member_id: string
      conversation_id: string
      seq: number
    }
    conversation_events: {
      tenant_id: string
      conversation_id: string
      seq: number
      id: string
      type: EventType
      version: number
      occurred_at: Date
      actor_kind: 'customer' | 'assistant' | 'agent' | 'system'
      actor_id: string | null
      actor_name: string | null
      client_id: string | null
      causation_id: string | null
      correlation_id: string | null
      body: JSONColumnType<Record<string, unknown>>
      redacted: boolean
    }
    decisions: {
      tenant_id: string
      id: string
      conversation_id: string
      occurred_at: Date
      input_from: number
      input_to: number
      reply_seq: number
      outcome: string
      reason: string | null
      entry_id: string | null
      confidence: number
      record: JSONColumnType<Record<string, unknown>>
    }
    labels: {
      tenant_id: string
      id: string
      conversation_id: string
      seq: number
      kind: 'choice' | 'solved' | 'not-solved'
      entry_id: string | null
      created_at: Date
    }
  }
}
