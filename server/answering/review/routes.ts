import { approveReply, countReplyReviews, declineReply, listReplyReviews } from '../../../contract/index.ts'
import { ApiError, type HttpServer, type MemberCaller, type StaffCaller } from '../../platform/http/index.ts'
import type { ReplyReviews } from './reply-reviews.ts'

export function addReplyReviewRoutes({
  http,
  replyReviews,
}: {
  http: HttpServer
  replyReviews: ReplyReviews
}): void {
  http.route(listReplyReviews, ({ caller, query }) => replyReviews.list(caller.tenantId, query))
  http.route(countReplyReviews, ({ caller }) => replyReviews.count(caller.tenantId))
  http.route(approveReply, async ({ caller, params, body }) => {
    await replyReviews.approve(person(caller), params.replyReviewId, body)
    return { ok: true as const }
  })
  http.route(declineReply, async ({ caller, params }) => {
    await replyReviews.decline(person(caller), params.replyReviewId)
    return { ok: true as const }
  })
}

/** That a person approves is the point of it. */
function person(caller: StaffCaller): MemberCaller {
  if (caller.kind !== 'member') throw new ApiError('access/not-a-member')
  return caller
}
