import { Readable } from 'node:stream'
import {
  archiveEntry,
  createEntry,
  exportKnowledge,
  getEntry,
  importKnowledge as importRoute,
  listEntries,
  listEntryVersions,
  type PicturePart,
  updateEntry,
  uploadAnswerPicture,
} from '../../contract/index.ts'
import type { Attachments } from '../attachments/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import type { HttpServer } from '../platform/http/index.ts'
import type { Policies } from '../policy/index.ts'
import { recordAudit } from '../tenants/index.ts'
import { exportEntries } from './export-knowledge.ts'
import { importKnowledge } from './import-knowledge.ts'
import type { Knowledge } from './knowledge.ts'
import { addReviewRoutes } from './review-routes.ts'
import { idOf } from './write-entry.ts'

export function addKnowledgeRoutes(options: {
  http: HttpServer
  database: Database
  clock: Clock
  policies: Policies
  knowledge: Knowledge
  attachments: Attachments
}): void {
  const { http, knowledge, database, attachments } = options
  http.route(uploadAnswerPicture, async ({ caller, query, body, request }) => {
    const part = await attachments.upload({
      tenantId: caller.tenantId,
      conversationId: undefined,
      uploader: { kind: 'member', id: idOf(caller) ?? '' },
      name: query.name,
      source: (body as unknown as Readable | undefined) ?? Readable.from([]),
      announcedSize: Number(request.headers['content-length']) || undefined,
    })
    // Anything else was refused on the way.
    return part as PicturePart
  })
  addReviewRoutes(options)
  http.route(listEntries, ({ caller, query }) => knowledge.list(caller, query))
  http.route(getEntry, ({ caller, params }) => knowledge.get(caller, params.entryId))
  http.route(createEntry, ({ caller, body }) => knowledge.create(caller, caller.tenantId, body))
  http.route(updateEntry, ({ caller, params, body, ifMatch }) =>
    knowledge.update(caller, params.entryId, body, ifMatch),
  )
  http.route(archiveEntry, async ({ caller, params }) => {
    await knowledge.archive(caller, params.entryId)
    return { ok: true } as const
  })
  http.route(listEntryVersions, ({ caller, params, query }) =>
    knowledge.versions(caller, params.entryId, query),
  )
  http.route(importRoute, ({ caller, query, body }) =>
    importKnowledge(options, {
      tenantId: caller.tenantId,
      caller,
      bytes: (body as Uint8Array | null) ?? new Uint8Array(),
      ...query,
    }),
  )
  http.route(exportKnowledge, async ({ caller, reply }) => {
    reply.header('content-type', 'application/jsonl; charset=utf-8')
    reply.header('content-disposition', 'attachment; filename="knowledge.jsonl"')
    return database.tenant(caller.tenantId, async (transaction) => {
      await recordAudit(transaction, caller.tenantId, caller, {
        at: options.clock.now(),
        action: 'knowledge-exported',
        target: { kind: 'knowledge', id: caller.tenantId },
      })
      return exportEntries(database, caller.tenantId)
    })
  })
}
