import type { ColumnType, JSONColumnType } from 'kysely'
import type { EntryContent, EntryReview, Language, MessagePart } from '../../contract/index.ts'

declare module '../platform/db/tables.ts' {
  interface Tables {
    knowledge_bases: {
      tenant_id: string
      id: string
      name: string
      audience: ColumnType<'public' | 'internal', 'public' | 'internal' | undefined, 'public' | 'internal'>
      created_at: Date
      version: ColumnType<number, number | undefined, number>
      languages: ColumnType<Language[], Language[] | undefined, Language[]>
      scene: string | null
      valid_from: Date | null
      valid_until: Date | null
      archived_at: Date | null
    }
    knowledge_categories: {
      tenant_id: string
      id: string
      parent_id: string | null
      name: JSONColumnType<Partial<Record<Language, string>>>
      four_eyes: ColumnType<boolean, boolean | undefined, boolean>
      position: ColumnType<number, number | undefined, number>
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
      category_id: string | null
      valid_from: Date | null
      valid_until: Date | null
      live: ColumnType<boolean, boolean | undefined, boolean>
      flip_at: Date | null
      /** What it was when its base was archived. */
      archived_from: 'draft' | 'published' | null
    }
    entry_drafts: {
      tenant_id: string
      entry_id: string
      state: 'draft' | 'in-review'
      content: JSONColumnType<EntryContent>
      note: string
      based_on: number
      revision: number
      authors: string[]
      created_at: Date
      updated_at: Date
      updated_by: string
      submitted_at: Date | null
    }
    entry_reviews: {
      tenant_id: string
      id: string
      entry_id: string
      revision: number
      kind: EntryReview['kind']
      text: string
      at: Date
      by_id: string | null
      by_name: string
    }
    wordings: {
      tenant_id: string
      id: string
      entry_id: string
      language: Language
      kind: 'standard' | 'similar'
      origin: 'operator' | 'customer' | 'pack' | 'model'
      position: number
      text: string
      /** Where a customer wrote it. */
      conversation_id: ColumnType<string | null, string | null | undefined, string | null>
    }
    answers: {
      tenant_id: string
      entry_id: string
      language: Language
      audience: ColumnType<string, string | undefined, string>
      parts: JSONColumnType<MessagePart[]>
      markup: ColumnType<string | null, string | null | undefined, string | null>
    }
    entry_versions: {
      tenant_id: string
      entry_id: string
      version: number
      state: string
      content: JSONColumnType<EntryContent>
      changed_at: Date
      changed_by: string
      note: ColumnType<string, string | undefined, never>
      approved_by: string | null
      rollback_of: number | null
    }
    out_of_scope_wordings: {
      tenant_id: string
      id: string
      text: string
      changed_in: number
      conversation_id: ColumnType<string | null, string | null | undefined, string | null>
    }
  }
}
