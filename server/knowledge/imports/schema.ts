import type { ColumnType, JSONColumnType } from 'kysely'
import type {
  EntryContent,
  ImportOptions,
  ImportProblem,
  ImportRow,
  KnowledgeImport,
} from '../../../contract/index.ts'

declare module '../../platform/db/tables.ts' {
  interface Tables {
    imports: {
      tenant_id: string
      id: string
      file_name: string
      size: number
      /** Gone when the import is over. */
      bytes: Buffer | null
      kind: KnowledgeImport['kind'] | null
      format: KnowledgeImport['format'] | null
      state: KnowledgeImport['state']
      options: JSONColumnType<ImportOptions>
      found: JSONColumnType<KnowledgeImport['found']>
      columns: JSONColumnType<KnowledgeImport['columns']>
      counts: JSONColumnType<KnowledgeImport['counts']>
      progress_done: ColumnType<number, number | undefined, number>
      progress_total: ColumnType<number, number | undefined, number>
      /** The last row that is in force, of an import that goes in parts. */
      progress_row: ColumnType<number, number | undefined, number>
      problem: JSONColumnType<ImportProblem> | null
      created_at: Date
      created_by: string
      finished_at: Date | null
      version: ColumnType<number, number | undefined, number>
      actor_kind: 'member' | 'api-key' | 'system'
      actor_id: string | null
    }
    import_rows: {
      tenant_id: string
      import_id: string
      row: number
      verdict: ImportRow['verdict']
      key: string
      title: string
      entry_id: string | null
      /** Version of the entry that the row was compared with. */
      entry_version: number | null
      content: JSONColumnType<EntryContent> | null
      customers: JSONColumnType<string[]>
      changes: JSONColumnType<ImportRow['changes']>
      problems: JSONColumnType<ImportProblem[]>
      notes: JSONColumnType<ImportProblem[]>
    }
  }
}
