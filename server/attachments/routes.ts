import { listAttachmentLinks, openAttachment } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import { ApiError, type HttpServer, RateLimiter } from '../platform/http/index.ts'
import type { Attachments } from './attachments.ts'

/** A page full of pictures opens a hundred; nobody opens thousands a minute. */
const opensPerMinute = 1_200

export function addAttachmentRoutes({
  http,
  attachments,
  clock,
}: {
  http: HttpServer
  attachments: Attachments
  clock: Clock
}): void {
  const limiter = new RateLimiter()
  http.route(listAttachmentLinks, async ({ caller, query }) => ({
    links: await attachments.linksForStaff(caller.tenantId, query.ids.split(',')),
  }))
  http.route(openAttachment, async ({ params, query, request, reply }) => {
    const wait = limiter.take(request.ip, opensPerMinute, clock.now().getTime())
    if (wait > 0) throw new ApiError('request/rate-limited', { retryAfterSeconds: wait })
    const { stream, headers } = await attachments.open(params.attachmentId, query.token)
    reply.headers(headers)
    return stream
  })
}
