import {
  approveDraft,
  archiveBase,
  checkEntry,
  commentDraft,
  createBase,
  createCategory,
  declineDraft,
  discardDraft,
  getDraft,
  getKnowledgeProblems,
  listBases,
  listCategories,
  listReviews,
  publishDraft,
  removeCategory,
  restoreBase,
  rollBackEntry,
  saveDraft,
  submitDraft,
  updateBase,
  updateCategory,
} from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import type { HttpServer } from '../platform/http/index.ts'
import type { Policies } from '../policy/index.ts'
import type { Knowledge } from './knowledge.ts'
import { openBases } from './order/change-bases.ts'
import { openCategories } from './order/change-categories.ts'
import { countProblems } from './problems.ts'

/** Drafts and their review, and the order that entries are kept in. */
export function addReviewRoutes(options: {
  http: HttpServer
  database: Database
  clock: Clock
  policies: Policies
  knowledge: Knowledge
}): void {
  const { http, database, clock, knowledge } = options
  const { reviews } = knowledge
  http.route(getDraft, ({ caller, params }) => reviews.draft(caller, params.entryId))
  http.route(saveDraft, ({ caller, params, body, ifMatch }) =>
    reviews.save(caller, params.entryId, body, ifMatch),
  )
  http.route(discardDraft, async ({ caller, params, ifMatch }) => {
    await reviews.discard(caller, params.entryId, ifMatch)
    return { ok: true } as const
  })
  http.route(submitDraft, ({ caller, params, body, ifMatch }) =>
    reviews.submit(caller, params.entryId, body, ifMatch),
  )
  http.route(publishDraft, ({ caller, params, body, ifMatch }) =>
    reviews.publish(caller, params.entryId, body, ifMatch),
  )
  http.route(approveDraft, ({ caller, params, body, ifMatch }) =>
    reviews.approve(caller, params.entryId, body, ifMatch),
  )
  http.route(declineDraft, ({ caller, params, body, ifMatch }) =>
    reviews.decline(caller, params.entryId, body, ifMatch),
  )
  http.route(commentDraft, ({ caller, params, body }) => reviews.comment(caller, params.entryId, body.text))
  http.route(listReviews, ({ caller, params, query }) => reviews.list(caller, params.entryId, query))
  http.route(rollBackEntry, ({ caller, params, body, ifMatch }) =>
    knowledge.rollBack(caller, params.entryId, body, ifMatch),
  )

  const categories = openCategories(options)
  http.route(listCategories, ({ caller }) => categories.list(caller))
  http.route(createCategory, ({ caller, body }) => categories.create(caller, body))
  http.route(updateCategory, ({ caller, params, body, ifMatch }) =>
    categories.update(caller, params.categoryId, body, ifMatch),
  )
  http.route(removeCategory, async ({ caller, params }) => {
    await categories.remove(caller, params.categoryId)
    return { ok: true } as const
  })

  const bases = openBases(options)
  http.route(listBases, ({ caller, query }) => bases.list(caller, query))
  http.route(createBase, ({ caller, body }) => bases.create(caller, body))
  http.route(updateBase, ({ caller, params, body, ifMatch }) =>
    bases.update(caller, params.baseId, body, ifMatch),
  )
  http.route(archiveBase, async ({ caller, params, ifMatch }) => {
    await bases.archive(caller, params.baseId, ifMatch)
    return { ok: true } as const
  })
  http.route(restoreBase, ({ caller, params, ifMatch }) => bases.restore(caller, params.baseId, ifMatch))
  const { lookalikes } = knowledge
  http.route(checkEntry, ({ caller, body }) => lookalikes.check(caller.tenantId, body))
  http.route(getKnowledgeProblems, async ({ caller }) => {
    const conflicting = await lookalikes.conflicting(caller.tenantId)
    return database.tenant(caller.tenantId, (transaction) =>
      countProblems(transaction, caller, clock.now(), conflicting),
    )
  })
}
