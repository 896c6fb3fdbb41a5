declare module '../platform/db/tables.ts' {
  interface Tables {
    tier_outcomes: {
      tenant_id: string
      decision_id: string
      task: string
      tier: 'small' | 'large'
      model: string
      sure: string
      is_right: boolean
      known_by: 'choice' | 'feedback' | 'label' | 'agent'
      occurred_at: Date
      known_at: Date
    }
  }
}
