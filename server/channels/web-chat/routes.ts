import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  listWebChatAttachmentLinks,
  listWebChatEvents,
  sendWebChatFrame,
  startWebChatSession,
  uploadWebChatAttachment,
} from '../../../contract/index.ts'
import { readEvents } from '../../conversations/index.ts'
import { ApiError, type CustomerCaller, type HttpServer } from '../../platform/http/index.ts'
import { refuseForeignPage } from '../channels.ts'
import { presentToCustomer } from './present-to-customer.ts'
import { type ReceiveDependencies, receiveFrame } from './receive-frame.ts'
import { type SessionDependencies, startSession } from './start-session.ts'

const prefix = '/api/v1/web-chat/'
/** An office or a household behind one address may send as much as so many customers. */
const customersPerAddress = 5

/** Pages of other origins call these without cookies; whether they may is decided per channel, not by the browser. */
function allowOrigin(reply: FastifyReply, origin: string): void {
  reply.header('access-control-allow-origin', origin)
  reply.header('vary', 'origin')
}

export function addWebChatRoutes(
  options: SessionDependencies & ReceiveDependencies & { http: HttpServer },
): void {
  const { http, database, log, channels, ownOrigins, attachments, limiter, clock } = options

  /** A page that was taken off the allow-list cannot go on with the tokens it has. */
  async function refuseOrigin(
    { tenantId, channelId }: CustomerCaller,
    request: FastifyRequest,
  ): Promise<void> {
    refuseForeignPage(await channels.byId(tenantId, channelId), request.headers, ownOrigins)
  }

  http.fastify.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    if (origin === undefined || !request.url.startsWith(prefix)) return
    allowOrigin(reply, origin)
    if (request.method === 'OPTIONS') {
      reply.header('access-control-allow-methods', 'GET, POST')
      reply.header('access-control-allow-headers', 'content-type, authorization')
      reply.header('access-control-max-age', '600')
      await reply.code(204).send()
    }
  })

  http.route(startWebChatSession, ({ body, request }) =>
    startSession(options, body, { headers: request.headers, address: request.ip }),
  )
  http.route(sendWebChatFrame, async ({ caller, body, request }) => {
    await refuseOrigin(caller, request)
    if (!('clientId' in body))
      throw new ApiError('request/invalid', { detail: `body.type: ${body.type} needs a socket` })
    return { clientId: body.clientId, seq: await receiveFrame(options, caller, body) }
  })
  http.route(uploadWebChatAttachment, async ({ caller, query, body, request }) => {
    const channel = await channels.byId(caller.tenantId, caller.channelId)
    refuseForeignPage(channel, request.headers, ownOrigins)
    const { messagesPerMinute } = channel.settings.limits
    const now = clock.now().getTime()
    const wait =
      limiter.take(`upload ${caller.customerId}`, messagesPerMinute, now) ||
      limiter.take(`upload ${channel.id} ${request.ip}`, messagesPerMinute * customersPerAddress, now)
    if (wait > 0) throw new ApiError('request/rate-limited', { retryAfterSeconds: wait })
    return attachments.upload({
      tenantId: caller.tenantId,
      conversationId: caller.conversationId,
      uploader: { kind: 'customer', id: caller.customerId },
      name: query.name,
      source: (body as unknown as Readable | undefined) ?? Readable.from([]),
      announcedSize: Number(request.headers['content-length']) || undefined,
    })
  })
  http.route(listWebChatAttachmentLinks, async ({ caller, query, request }) => {
    await refuseOrigin(caller, request)
    return { links: await attachments.linksForCustomer(caller.tenantId, caller, query.ids.split(',')) }
  })
  http.route(listWebChatEvents, async ({ caller, query, request }) => {
    await refuseOrigin(caller, request)
    const { tenantId, conversationId } = caller
    const read = () =>
      readEvents(database, tenantId, conversationId, {
        after: query.after,
        limit: query.limit,
        forCustomer: true,
      })
    // Listens before it looks, so that nothing falls between.
    let wake: () => void = () => undefined
    let over = query.waitMs === 0
    const nextNews = () =>
      new Promise<void>((resolve) => {
        wake = resolve
      })
    const end = () => {
      over = true
      wake()
    }
    let news = nextNews()
    const stop = log.committed.subscribe((committed) => {
      if (committed.conversationId === conversationId) wake()
    })
    const timer = setTimeout(end, query.waitMs)
    request.raw.on('close', end)
    try {
      let events = await read()
      // What is not for the customer ends no wait: they could tell from it that staff wrote something.
      while (events.length === 0 && !over) {
        await news
        news = nextNews()
        events = await read()
      }
      return {
        events: events.flatMap((event) => presentToCustomer(event) ?? []),
        lastSeq: events.at(-1)?.seq ?? query.after,
      }
    } finally {
      clearTimeout(timer)
      stop()
    }
  })
}
