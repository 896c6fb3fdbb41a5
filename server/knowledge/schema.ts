import type { ColumnType, JSONColumnType } from 'kysely'
import type { EntryContent, Language, MessagePart } from '../../contract/index.ts'

declare module '../platform/db/tables.ts' {
  interface Tables {
    knowledge_bases: {
      tenant_id: string
      id: string
      name: string
      audience: ColumnType<'public' | 'internal', 'public' | 'internal' | undefined, 'public' | 'internal'>
      created_at: Date
      version: ColumnType<number, number | undefined, number>
    }
    entries: {
      tenant_id: string
      id: string
      base_id: string
      key: string
      state: 'draft' | 'published' | 'archived'
      category: JSONColumnType<Partial<Record<Language, string>>>
      version: number
      changed_in: number
      updated_at: Date
      updated_by: string
    }
    wordings: {
      tenant_id: string
      id: string
      entry_id: string
      language: Language
      kind: 'standard' | 'similar'
      origin: 'operator' | 'customer' | 'pack'
      position: number
      text: string
    }
    answers: {
      tenant_id: string
      entry_id: string
      language: Language
      audience: ColumnType<string, string | undefined, string>
      parts: JSONColumnType<MessagePart[]>
    }
    entry_versions: {
      tenant_id: string
      entry_id: string
      version: number
      state: string
      content: JSONColumnType<EntryContent>
      changed_at: Date
      changed_by: string
    }
    out_of_scope_wordings: { tenant_id: string; id: string; text: string; changed_in: number }
  }
}
