import type { FastifyRequest } from 'fastify'
import {
  enterWebChatCode,
  getCodeSettings,
  sendWebChatCode,
  tryCodeSettings,
  updateCodeSettings,
} from '../../contract/index.ts'
import { type Channels, refuseForeignPage } from '../channels/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import { ApiError, type CustomerCaller, type HttpServer, RateLimiter } from '../platform/http/index.ts'
import type { CodeSettingsStore } from './code-settings.ts'
import type { Codes } from './codes.ts'

/** From one address in a minute: an office may be behind it, a list of addresses may not. */
const perAddress = 20
/** In an hour: far less than all may ask for together, so that nobody uses that up alone. */
const perAddressHour = 120
const triesPerMinute = 5

export function addCodeRoutes(options: {
  http: HttpServer
  codes: Codes
  codeSettings: CodeSettingsStore
  channels: Channels
  clock: Clock
  limiter: RateLimiter
  ownOrigins: readonly string[]
}): void {
  const hourly = new RateLimiter({ windowMs: 3_600_000 })
  const { http, codes, codeSettings, channels, clock, limiter, ownOrigins } = options

  async function admit(caller: CustomerCaller, request: FastifyRequest, what: string): Promise<void> {
    const { tenantId, channelId } = caller
    refuseForeignPage(await channels.byId(tenantId, channelId), request.headers, ownOrigins)
    limit(`${what} ${channelId} ${request.ip}`, perAddress)
    const wait = hourly.take(`${what} ${channelId} ${request.ip}`, perAddressHour, clock.now().getTime())
    if (wait > 0) throw new ApiError('request/rate-limited', { retryAfterSeconds: wait })
  }
  function limit(key: string, most: number): void {
    const wait = limiter.take(key, most, clock.now().getTime())
    if (wait > 0) throw new ApiError('request/rate-limited', { retryAfterSeconds: wait })
  }

  http.route(sendWebChatCode, async ({ caller, body, request }) => {
    await admit(caller, request, 'code-ask')
    return codes.ask(caller, body)
  })
  http.route(enterWebChatCode, async ({ caller, body, request }) => {
    await admit(caller, request, 'code-enter')
    const entered = await codes.enter(caller, body.codeId, body.code)
    return entered as typeof entered & { customerId: never; conversationId: never }
  })
  http.route(getCodeSettings, ({ caller }) => codeSettings.read(caller.tenantId))
  http.route(updateCodeSettings, async ({ caller, body, ifMatch }) => {
    if (body.lookUp) await codes.refuseUnfit(caller.tenantId, body.lookUp)
    return codeSettings.update(caller, caller.tenantId, body, ifMatch)
  })
  http.route(tryCodeSettings, ({ caller, body }) => {
    limit(`code-try ${caller.tenantId}`, triesPerMinute)
    return codes.tryOut(caller.tenantId, body.by, body.to)
  })
}
