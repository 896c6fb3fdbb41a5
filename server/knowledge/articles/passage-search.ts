import { setImmediate as breathe } from 'node:timers/promises'
import type { Retrieval, ShownPassage } from '../../../contract/index.ts'
import {
  type Answerability,
  answerabilityOf,
  type FoundPassage,
  PassageIndex,
  type PassageQuery,
  searchBoth,
} from '../../../language/index.ts'
import type { Database, TenantTransaction } from '../../platform/db/index.ts'
import type { Log } from '../../platform/log/index.ts'
import type { Wakeups } from '../../platform/realtime/index.ts'
import { holdByTenant } from '../finding/held-by-tenant.ts'
import type { NearContext, PassageVectors } from '../vectors/passage-vectors.ts'
import { articlesWakeup } from './articles.ts'

/** A passage as a search finds it: which, of which version of what, and where in it. No text: that is read when shown. */
export type Evidence = Pick<ShownPassage, 'passageId' | 'articleId' | 'number' | 'score' | 'spans'>

export interface PassagePlace {
  passageId: string
  articleId: string
  number: number
  /** Of the article. */
  title: string
}
type Audience = 'public' | 'internal'

export interface PassageSearch {
  /** Searches what this process holds; what is new is fetched beside it. Nothing where nothing was loaded yet. */
  quick(tenantId: string, text: string, query: PassageQuery): Evidence[]
  /** Searches all that is in force now. */
  search(tenantId: string, text: string, query: PassageQuery): Promise<Evidence[]>
  /**
   * The same, joined with what vectors know of the question where a model makes any, and how likely what was found holds the answer. Words
   * alone find whatever is nearest: that is judged as a whole, not by how many of the words a passage holds.
   */
  searchByAll(
    tenantId: string,
    text: string,
    query: PassageQuery,
    context: NearContext,
  ): Promise<{ found: Evidence[]; answerability?: Answerability; retrieval?: Retrieval }>
  /** Where passages stand, by their ids; those taken away since are left out. */
  name(tenantId: string, passageIds: readonly string[]): Promise<PassagePlace[]>
  /** What stands in found passages; those taken away since are left out. */
  show(tenantId: string, found: readonly Evidence[]): Promise<(ShownPassage & { audience: Audience })[]>
}

interface Held {
  index: PassageIndex
  /** Value of tenant_versions.articles that the index reflects. */
  version: number
  /** Of each article its passages in the index. */
  passages: Map<string, string[]>
  places: Map<string, { articleId: string; number: number }>
}
const checkedEveryMs = 1_000
const pageSize = 500
/** Indexing goes on for so long before others have their turn. */
const spellMs = 8

/** Passages of documents, searched in memory; every process follows what is published within a second. */
export function openPassageSearch({
  database,
  log,
  wakeups,
  vectors,
}: {
  database: Database
  log: Log
  wakeups: Wakeups
  vectors: PassageVectors
}): PassageSearch {
  const tenants = holdByTenant<Held>(bringUpToDate)

  async function bringUpToDate(tenantId: string, before: Held | undefined): Promise<Held> {
    const read = <Value>(work: (transaction: TenantTransaction) => Promise<Value>) =>
      database.tenant(tenantId, work)
    const { articles: version } = await read((transaction) =>
      transaction.selectFrom('tenant_versions').select('articles').executeTakeFirstOrThrow(),
    )
    if (before !== undefined && before.version >= version) return before
    const held: Held = before ?? {
      index: new PassageIndex(),
      version: 0,
      passages: new Map(),
      places: new Map(),
    }
    const changed = await read((transaction) =>
      transaction
        .selectFrom('articles')
        .selectAll()
        .where('changed_in', '>', held.version)
        .where('changed_in', '<=', version)
        .execute(),
    )
    let spell = performance.now()
    for (const article of changed) {
      for (const id of held.passages.get(article.id) ?? []) {
        held.index.remove(id)
        held.places.delete(id)
      }
      held.passages.delete(article.id)
      if (article.archived || article.published === 0) continue
      const ids: string[] = []
      held.passages.set(article.id, ids)
      let behind = -1
      for (;;) {
        const rows = await read((transaction) =>
          transaction
            .selectFrom('passages')
            .select(['id', 'headings', 'text', 'position'])
            .where('article_id', '=', article.id)
            .where('number', '=', article.published)
            .where('position', '>', behind)
            .orderBy('position')
            .limit(pageSize)
            .execute(),
        )
        for (const row of rows) {
          held.index.add({
            id: row.id,
            group: article.id,
            title: article.title,
            headings: row.headings.join(' / '),
            text: row.text,
            language: article.language,
            audience: article.audience,
            from: article.valid_from?.getTime(),
            until: article.valid_until?.getTime(),
          })
          held.places.set(row.id, { articleId: article.id, number: article.published })
          ids.push(row.id)
          if (performance.now() - spell > spellMs) {
            await breathe()
            spell = performance.now()
          }
        }
        if (rows.length < pageSize) break
        behind = rows.at(-1)?.position ?? behind
      }
    }
    held.version = version
    return held
  }

  wakeups.on(articlesWakeup, (tenantId) => {
    // Only what somebody here uses is kept current; the rest is loaded when it is asked for.
    if (tenants.has(tenantId))
      tenants.refresh(tenantId).catch((error: unknown) => log.debug({ err: error }, 'passages are behind'))
  })

  const placed = ({ places }: Held, found: readonly FoundPassage[]): Evidence[] =>
    found.flatMap(({ id, score, spans }) => {
      const place = places.get(id)
      return place === undefined
        ? []
        : [
            {
              passageId: id as Evidence['passageId'],
              articleId: place.articleId as Evidence['articleId'],
              number: place.number,
              score: Number(score.toFixed(4)),
              spans,
            },
          ]
    })

  return {
    quick(tenantId, text, query) {
      if (tenants.age(tenantId) > checkedEveryMs)
        tenants.refresh(tenantId).catch((error: unknown) => log.debug({ err: error }, 'passages are behind'))
      const held = tenants.peek(tenantId)
      return held === undefined ? [] : placed(held, held.index.search(text, query))
    },
    async search(tenantId, text, query) {
      await tenants.refresh(tenantId)
      const held = tenants.peek(tenantId)
      return held === undefined ? [] : placed(held, held.index.search(text, query))
    },
    async searchByAll(tenantId, text, query, context) {
      const [near] = await Promise.all([vectors.near(tenantId, text, context), tenants.refresh(tenantId)])
      const held = tenants.peek(tenantId)
      if (held === undefined) return { found: [] }
      const rows = near?.rows ?? []
      const found = searchBoth(held.index, text, rows.length === 0 ? { least: 0, ...query } : query, rows)
      const ids = found.map(({ id }) => id)
      const both = {
        found: placed(held, found),
        answerability: answerabilityOf(held.index, text, ids, query),
      }
      if (near === undefined) return both
      return {
        ...both,
        retrieval: {
          by: rows.length === 0 ? 'words' : 'words-and-vectors',
          passages: found.map(({ id, by }) => ({ passageId: id as Evidence['passageId'], by })),
          ...(near.model === undefined ? {} : { model: near.model }),
          ...(near.failure === undefined ? {} : { failure: near.failure }),
          tookMs: Math.round(near.tookMs),
          cost: Number(near.cost.toPrecision(6)),
        },
      }
    },
    async name(tenantId, passageIds) {
      if (passageIds.length === 0) return []
      return database.tenant(tenantId, (transaction) =>
        withArticles(transaction)
          .select(['passages.id as passageId', 'article_id as articleId', 'number', 'articles.title'])
          .where('passages.id', 'in', [...passageIds])
          .execute(),
      )
    },
    async show(tenantId, found) {
      if (found.length === 0) return []
      const rows = await database.tenant(tenantId, (transaction) =>
        withArticles(transaction)
          .select([
            'passages.id',
            'passages.headings',
            'passages.page',
            'passages.text',
            'articles.title',
            'articles.audience',
          ])
          .where(
            'passages.id',
            'in',
            found.map((one) => one.passageId),
          )
          .execute(),
      )
      const byId = new Map(rows.map((row) => [row.id, row]))
      return found.flatMap((one) => {
        const row = byId.get(one.passageId)
        if (row === undefined) return []
        const { title, headings, page, text, audience } = row
        return [{ ...one, title, headings, text, audience, ...(page === null ? {} : { page }) }]
      })
    },
  }
}

const withArticles = (transaction: TenantTransaction) =>
  transaction
    .selectFrom('passages')
    .innerJoin('articles', (join) =>
      join
        .onRef('articles.id', '=', 'passages.article_id')
        .onRef('articles.tenant_id', '=', 'passages.tenant_id'),
    )
