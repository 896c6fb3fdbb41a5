import {
  addArticle,
  addArticleVersion,
  archiveArticle,
  getArticle,
  getPassageVectors,
  listArticles,
  listPassages,
  publishArticle,
  searchPassages,
  updateArticle,
} from '../../../contract/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { HttpServer } from '../../platform/http/index.ts'
import type { PassageVectors } from '../vectors/passage-vectors.ts'
import type { Articles } from './articles.ts'
import type { PassageSearch } from './passage-search.ts'

export function addArticleRoutes({
  http,
  clock,
  articles,
  passageSearch,
  passageVectors,
}: {
  http: HttpServer
  clock: Clock
  articles: Articles
  passageSearch: PassageSearch
  passageVectors: PassageVectors
}): void {
  const bytesOf = (body: unknown) => (body as Uint8Array | null) ?? new Uint8Array()
  http.route(addArticle, ({ caller, query, body }) =>
    articles.add(caller, caller.tenantId, { ...query, bytes: bytesOf(body) }),
  )
  http.route(addArticleVersion, ({ caller, params, query, body }) =>
    articles.addVersion(caller, caller.tenantId, params.articleId, { ...query, bytes: bytesOf(body) }),
  )
  http.route(listArticles, ({ caller, query }) => articles.list(caller.tenantId, query))
  http.route(getArticle, ({ caller, params }) => articles.get(caller.tenantId, params.articleId))
  http.route(listPassages, ({ caller, params, query }) =>
    articles.passages(caller.tenantId, params.articleId, query),
  )
  http.route(updateArticle, ({ caller, params, body, ifMatch }) =>
    articles.update(caller, caller.tenantId, params.articleId, body, ifMatch),
  )
  http.route(publishArticle, ({ caller, params, body }) =>
    articles.publish(caller, caller.tenantId, params.articleId, body.number),
  )
  http.route(archiveArticle, async ({ caller, params }) => {
    await articles.archive(caller, caller.tenantId, params.articleId)
    return { ok: true } as const
  })
  http.route(getPassageVectors, ({ caller }) => passageVectors.state(caller.tenantId))
  http.route(searchPassages, async ({ caller, body }) => {
    const { text, limit, audience } = body
    const found = await passageSearch.search(caller.tenantId, text, {
      limit,
      now: clock.now().getTime(),
      ...(audience === undefined ? {} : { audience }),
    })
    return { items: await passageSearch.show(caller.tenantId, found) }
  })
}
