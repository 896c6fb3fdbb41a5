import type { JSONColumnType } from 'kysely'
import type { PolicyDocument } from '../../contract/index.ts'

declare module '../platform/db/tables.ts' {
  interface Tables {
    policies: {
      tenant_id: string
      version: number
      document: JSONColumnType<PolicyDocument>
      created_at: Date
      created_by: string
      note: string | null
    }
  }
}
