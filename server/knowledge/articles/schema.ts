import type { ColumnType, JSONColumnType } from 'kysely'
import type { ArticleVersion, ImportProblem, Language } from '../../../contract/index.ts'

declare module '../../platform/db/tables.ts' {
  interface Tables {
    articles: {
      tenant_id: string
      id: string
      title: string
      language: Language
      audience: 'public' | 'internal'
      valid_from: Date | null
      valid_until: Date | null
      published: ColumnType<number, number | undefined, number>
      archived: ColumnType<boolean, boolean | undefined, boolean>
      changed_in: ColumnType<number, number | undefined, number>
      version: ColumnType<number, number | undefined, number>
      created_at: Date
      updated_at: Date
      updated_by: string
    }
    article_versions: {
      tenant_id: string
      article_id: string
      number: number
      file_name: string
      size: number
      bytes: Buffer
      format: string | null
      state: ArticleVersion['state']
      pages: number | null
      passages: ColumnType<number, number | undefined, number>
      losses: JSONColumnType<ImportProblem[]>
      problem: JSONColumnType<ImportProblem> | null
      created_at: Date
      created_by: string
    }
    passages: {
      tenant_id: string
      id: string
      article_id: string
      number: number
      position: number
      headings: JSONColumnType<string[]>
      page: number | null
      text: string
    }
  }
}
