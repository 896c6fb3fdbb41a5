declare module '../platform/db/tables.ts' {
  interface Tables {
    notifications: {
      tenant_id: string
      member_id: string
      conversation_id: string
      seq: number
      kind: 'mention' | 'transfer'
      created_at: Date
      read_at: Date | null
    }
  }
}

export {}
