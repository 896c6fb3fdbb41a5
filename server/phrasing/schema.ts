import type { ColumnType, JSONColumnType } from 'kysely'

type Version = ColumnType<number, number | undefined, number>

declare module '../platform/db/tables.ts' {
  interface Tables {
    quick_phrases: {
      tenant_id: string
      id: string
      member_id: string | null
      folder: string
      code: string
      title: string
      texts: JSONColumnType<{ en: string; zh: string }>
      version: Version
      updated_at: Date
      updated_by: string
    }
    wording_rules: {
      tenant_id: string
      id: string
      name: string
      kind: 'words' | 'pattern'
      expression: string
      action: 'warn' | 'block'
      hint: string
      enabled: boolean
      version: Version
      updated_at: Date
      updated_by: string
    }
  }
}
