import { Readable } from 'node:stream'
import {
  closeConversation,
  getConversation,
  handBackConversation,
  listConversationEvents,
  listConversations,
  searchConversations,
  sendAgentMessage,
  takeConversation,
  uploadAttachment,
} from '../../contract/index.ts'
import type { Attachments } from '../attachments/index.ts'
import type { Database } from '../platform/db/index.ts'
import { ApiError, type HttpServer, type MemberCaller, type StaffCaller } from '../platform/http/index.ts'
import { accessConversation } from './access.ts'
import type { Desk } from './desk.ts'
import { listConversations as list } from './list-conversations.ts'
import { readEvents } from './read-events.ts'
import { searchConversations as search } from './search-conversations.ts'

/** Only a person can own a conversation; an API key has no face. */
function asMember(caller: StaffCaller): MemberCaller {
  if (caller.kind !== 'member') throw new ApiError('access/not-a-member')
  return caller
}

export function addConversationRoutes({
  http,
  database,
  desk,
  attachments,
}: {
  http: HttpServer
  database: Database
  desk: Desk
  attachments: Attachments
}): void {
  http.route(listConversations, ({ caller, query }) => list(database, caller, query))
  http.route(searchConversations, ({ caller, query }) => search(database, caller.tenantId, query))
  http.route(getConversation, ({ caller, params }) =>
    accessConversation(database, caller.tenantId, params.conversationId),
  )
  http.route(listConversationEvents, async ({ caller, params, query }) => {
    const conversation = await accessConversation(database, caller.tenantId, params.conversationId)
    const events = await readEvents(database, caller.tenantId, params.conversationId, query)
    return { events, lastSeq: conversation.lastSeq, firstSeq: events[0]?.seq ?? 0 }
  })
  http.route(takeConversation, ({ caller, params, body }) =>
    desk.take(asMember(caller), params.conversationId, body.ownerEpoch),
  )
  http.route(sendAgentMessage, ({ caller, params, body }) =>
    desk.send(asMember(caller), params.conversationId, body),
  )
  http.route(uploadAttachment, async ({ caller, params, query, body, request }) => {
    const { tenantId, memberId } = asMember(caller)
    await accessConversation(database, tenantId, params.conversationId)
    return attachments.upload({
      tenantId,
      conversationId: params.conversationId,
      uploader: { kind: 'member', id: memberId },
      name: query.name,
      source: (body as unknown as Readable | undefined) ?? Readable.from([]),
      announcedSize: Number(request.headers['content-length']) || undefined,
    })
  })
  http.route(handBackConversation, ({ caller, params, body }) =>
    desk.handBack(asMember(caller), params.conversationId, body.to),
  )
  http.route(closeConversation, ({ caller, params, body }) =>
    desk.close(asMember(caller), params.conversationId, body ?? undefined),
  )
}
