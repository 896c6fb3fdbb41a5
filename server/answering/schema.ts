declare module '../platform/db/tables.ts' {
  interface Tables {
    reply_reviews: {
      tenant_id: string
      id: string
      conversation_id: string
      held_seq: number
      customer_seq: number
      owner_epoch: number
      state: 'waiting' | 'approved' | 'edited' | 'declined' | 'sent-late' | 'handed-over' | 'superseded'
      scene: string
      language: string
      made_by: string
      confidence: number
      threshold: number
      sure: boolean
      entry_id: string | null
      decision: unknown
      instead: unknown
      created_at: Date
      due_at: Date
      say_at: Date | null
      decided_at: Date | null
      decided_by: string | null
      content_right: boolean | null
      taught_at: Date | null
    }
    tier_outcomes: {
      tenant_id: string
      decision_id: string
      task: string
      tier: 'small' | 'large'
      model: string
      sure: string
      is_right: boolean
      known_by: 'choice' | 'feedback' | 'label' | 'agent' | 'review'
      occurred_at: Date
      known_at: Date
    }
  }
}
