import { type Selectable, sql } from 'kysely'
import type { Article, ArticleVersion, Language, Passage } from '../../../contract/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import { afterCommit, type Database, type Tables, type TenantTransaction } from '../../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../../platform/http/index.ts'
import { newId } from '../../platform/ids/index.ts'
import type { Wakeups } from '../../platform/realtime/index.ts'
import { type AuditDetail, recordAudit } from '../../tenants/index.ts'
import { requestVectors } from '../vectors/request-vectors.ts'
import { nameOf } from '../write-entry.ts'

type Row = Selectable<Tables['articles']>
type VersionRow = Omit<Selectable<Tables['article_versions']>, 'bytes'>
export type Who = StaffCaller | 'system'
export interface HandedFile {
  fileName: string
  bytes: Uint8Array
}

export interface ArticleDependencies {
  database: Database
  clock: Clock
  wakeups: Wakeups
}

export const articlesWakeup = 'articles'

const versionColumns = [
  'tenant_id',
  'article_id',
  'number',
  'file_name',
  'size',
  'format',
  'state',
  'pages',
  'passages',
  'losses',
  'problem',
  'created_at',
  'created_by',
] as const

export type Articles = ReturnType<typeof openArticles>

/** Documents: handing them over, putting a version in force, and taking them out again. */
export function openArticles({ database, clock, wakeups }: ArticleDependencies) {
  async function load(transaction: TenantTransaction, articleId: string): Promise<Row> {
    const row = await transaction
      .selectFrom('articles')
      .selectAll()
      .where('id', '=', articleId)
      .executeTakeFirst()
    if (row === undefined) throw new ApiError('article/not-found')
    return row
  }
  async function show(transaction: TenantTransaction, rows: readonly Row[]): Promise<Article[]> {
    if (rows.length === 0) return []
    const latest = await transaction
      .selectFrom('article_versions')
      .select(versionColumns)
      .distinctOn('article_id')
      .where(
        'article_id',
        'in',
        rows.map((row) => row.id),
      )
      .orderBy('article_id')
      .orderBy('number', 'desc')
      .execute()
    const byArticle = new Map(latest.map((row) => [row.article_id, row]))
    return rows.flatMap((row) => {
      const version = byArticle.get(row.id)
      return version === undefined ? [] : [present(row, version)]
    })
  }
  const showOne = async (transaction: TenantTransaction, articleId: string): Promise<Article> => {
    const [one] = await show(transaction, [await load(transaction, articleId)])
    if (one === undefined) throw new ApiError('article/not-found')
    return one
  }
  /** Counts what can be found on by one and tells every process after the commit. */
  async function advance(transaction: TenantTransaction, tenantId: string): Promise<number> {
    const { articles } = await transaction
      .updateTable('tenant_versions')
      .set((column) => ({ articles: column('articles', '+', 1) }))
      .returning('articles')
      .executeTakeFirstOrThrow()
    afterCommit(transaction, () => wakeups.announce(articlesWakeup, tenantId))
    await requestVectors(transaction, clock.now())
    return articles
  }
  async function addVersion(
    transaction: TenantTransaction,
    caller: Who,
    tenantId: string,
    articleId: string,
    number: number,
    file: HandedFile,
    where: 'job' | 'here',
  ): Promise<void> {
    const { buffer, byteOffset, byteLength } = file.bytes
    await transaction
      .insertInto('article_versions')
      .values({
        tenant_id: tenantId,
        article_id: articleId,
        number,
        file_name: file.fileName,
        size: byteLength,
        bytes: Buffer.from(buffer, byteOffset, byteLength),
        format: null,
        state: 'reading',
        pages: null,
        losses: '[]',
        problem: null,
        created_at: clock.now(),
        created_by: nameOf(caller),
      })
      .execute()
    if (where === 'here') return
    const payload = JSON.stringify({ articleId, number })
    await sql`select attune.enqueue('read-article', ${payload}::jsonb, null, null, 5, null)`.execute(
      transaction,
    )
  }
  const audit = (
    transaction: TenantTransaction,
    tenantId: string,
    caller: Who,
    action: string,
    id: string,
    detail: AuditDetail = {},
  ) =>
    recordAudit(transaction, tenantId, caller, {
      at: clock.now(),
      action,
      target: { kind: 'article', id },
      detail,
    })

  return {
    /** Keeps a new document and has it read: by a job, or with `here` by whoever called. */
    add(
      caller: Who,
      tenantId: string,
      file: HandedFile & { audience: Article['audience'] },
      where: 'job' | 'here' = 'job',
    ): Promise<Article> {
      const id = newId()
      const now = clock.now()
      return database.tenant(tenantId, async (transaction) => {
        await transaction
          .insertInto('articles')
          .values({
            tenant_id: tenantId,
            id,
            title: file.fileName.replace(/\.[^.]+$/, ''),
            language: 'en',
            audience: file.audience,
            valid_from: null,
            valid_until: null,
            created_at: now,
            updated_at: now,
            updated_by: nameOf(caller),
          })
          .execute()
        await addVersion(transaction, caller, tenantId, id, 1, file, where)
        await audit(transaction, tenantId, caller, 'article-added', id)
        return showOne(transaction, id)
      })
    },
    addVersion(caller: Who, tenantId: string, articleId: string, file: HandedFile): Promise<Article> {
      return database.tenant(tenantId, async (transaction) => {
        // Held, so that two who replace it at once get different numbers.
        await transaction
          .selectFrom('articles')
          .select('id')
          .where('id', '=', articleId)
          .forUpdate()
          .execute()
        const { latest } = await showOne(transaction, articleId)
        await addVersion(transaction, caller, tenantId, articleId, latest.number + 1, file, 'job')
        await audit(transaction, tenantId, caller, 'article-replaced', articleId, {
          number: latest.number + 1,
        })
        return showOne(transaction, articleId)
      })
    },
    list(tenantId: string, query: { after?: string | undefined; limit: number; archived: boolean }) {
      return database.tenant(tenantId, async (transaction) => {
        let select = transaction.selectFrom('articles').selectAll().where('archived', '=', query.archived)
        if (query.after !== undefined) select = select.where('id', '<', query.after)
        const rows = await select
          .orderBy('id', 'desc')
          .limit(query.limit + 1)
          .execute()
        const items = await show(transaction, rows.slice(0, query.limit))
        return rows.length > query.limit ? { items, next: items.at(-1)?.id ?? '' } : { items }
      })
    },
    get(tenantId: string, articleId: string) {
      return database.tenant(tenantId, async (transaction) => {
        const one = await showOne(transaction, articleId)
        const versions = await transaction
          .selectFrom('article_versions')
          .select(versionColumns)
          .where('article_id', '=', articleId)
          .orderBy('number', 'desc')
          .limit(100)
          .execute()
        return { ...one, versions: versions.map(presentVersion) }
      })
    },
    passages(
      tenantId: string,
      articleId: string,
      query: { after?: string | undefined; limit: number; number?: number | undefined },
    ): Promise<{ items: Passage[]; next?: string }> {
      const after = query.after === undefined ? -1 : Number(query.after)
      if (!Number.isSafeInteger(after))
        throw new ApiError('request/invalid', { detail: 'query.after: a place' })
      return database.tenant(tenantId, async (transaction) => {
        const one = await showOne(transaction, articleId)
        const rows = await transaction
          .selectFrom('passages')
          .select(['id', 'headings', 'page', 'text', 'position'])
          .where('article_id', '=', articleId)
          .where('number', '=', query.number ?? one.latest.number)
          .where('position', '>', after)
          .orderBy('position')
          .limit(query.limit + 1)
          .execute()
        const items = rows.slice(0, query.limit).map(({ id, headings, page, text }) => ({
          id: id as Passage['id'],
          headings,
          text,
          ...(page === null ? {} : { page }),
        }))
        return rows.length > query.limit
          ? { items, next: String(rows[query.limit - 1]?.position) }
          : { items }
      })
    },
    update(
      caller: Who,
      tenantId: string,
      articleId: string,
      wanted: {
        title: string
        language: Language
        audience: Article['audience']
        validFrom?: string | null | undefined
        validUntil?: string | null | undefined
      },
      ifMatch: number | undefined,
    ): Promise<Article> {
      return database.tenant(tenantId, async (transaction) => {
        const changedIn = await advance(transaction, tenantId)
        const before = await load(transaction, articleId)
        if (ifMatch !== undefined && ifMatch !== before.version)
          throw new ApiError('request/version-conflict')
        await transaction
          .updateTable('articles')
          .set({
            title: wanted.title,
            language: wanted.language,
            audience: wanted.audience,
            valid_from: wanted.validFrom == null ? null : new Date(wanted.validFrom),
            valid_until: wanted.validUntil == null ? null : new Date(wanted.validUntil),
            changed_in: changedIn,
            version: before.version + 1,
            updated_at: clock.now(),
            updated_by: nameOf(caller),
          })
          .where('id', '=', articleId)
          .execute()
        await audit(transaction, tenantId, caller, 'article-changed', articleId)
        return showOne(transaction, articleId)
      })
    },
    publish(caller: Who, tenantId: string, articleId: string, number: number): Promise<Article> {
      return database.tenant(tenantId, async (transaction) => {
        const changedIn = await advance(transaction, tenantId)
        const before = await load(transaction, articleId)
        const version = await transaction
          .selectFrom('article_versions')
          .select('state')
          .where('article_id', '=', articleId)
          .where('number', '=', number)
          .executeTakeFirst()
        if (version?.state !== 'ready') throw new ApiError('article/not-ready', { number })
        await transaction
          .updateTable('articles')
          .set({
            published: number,
            archived: false,
            changed_in: changedIn,
            version: before.version + 1,
            updated_at: clock.now(),
            updated_by: nameOf(caller),
          })
          .where('id', '=', articleId)
          .execute()
        await audit(transaction, tenantId, caller, 'article-published', articleId, { number })
        return showOne(transaction, articleId)
      })
    },
    archive(caller: Who, tenantId: string, articleId: string): Promise<void> {
      return database.tenant(tenantId, async (transaction) => {
        const changedIn = await advance(transaction, tenantId)
        const before = await load(transaction, articleId)
        await transaction
          .updateTable('articles')
          .set({
            archived: true,
            changed_in: changedIn,
            version: before.version + 1,
            updated_at: clock.now(),
            updated_by: nameOf(caller),
          })
          .where('id', '=', articleId)
          .execute()
        await audit(transaction, tenantId, caller, 'article-archived', articleId)
      })
    },
  }
}

function present(row: Row, latest: VersionRow): Article {
  return {
    id: row.id as Article['id'],
    title: row.title,
    language: row.language,
    audience: row.audience,
    ...(row.valid_from === null ? {} : { validFrom: row.valid_from.toISOString() }),
    ...(row.valid_until === null ? {} : { validUntil: row.valid_until.toISOString() }),
    published: row.published,
    archived: row.archived,
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
    latest: presentVersion(latest),
  }
}

function presentVersion(row: VersionRow): ArticleVersion {
  return {
    number: row.number,
    fileName: row.file_name,
    size: row.size,
    ...(row.format === null ? {} : { format: row.format }),
    state: row.state,
    ...(row.pages === null ? {} : { pages: row.pages }),
    passages: row.passages,
    losses: row.losses,
    ...(row.problem === null ? {} : { problem: row.problem }),
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
  }
}
