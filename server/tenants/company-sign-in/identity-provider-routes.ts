import type { FastifyRequest } from 'fastify'
import {
  beginOidcSignIn,
  checkOidcProvider,
  createOidcProvider,
  listOidcProviders,
  listSignInProviders,
  removeOidcProvider,
  updateOidcProvider,
} from '../../../contract/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import { ApiError, type HttpServer, isOwnOrigin, RateLimiter } from '../../platform/http/index.ts'
import { deviceOf, sessionCookieOf } from '../routes.ts'
import { readCookie } from '../sign-in.ts'
import type { IdentityProviders } from './identity-providers.ts'
import type { OidcSignIn } from './oidc-sign-in.ts'

const callbackPath = '/api/v1/sign-in/oidc/callback'
const cookieName = 'attune_oidc'
const triesPerMinute = 30

/** Identity providers of a tenant, and signing in by them. */
export function addIdentityProviderRoutes(options: {
  http: HttpServer
  clock: Clock
  identityProviders: IdentityProviders
  oidcSignIn: OidcSignIn
  secure: boolean
  publicUrl: string | undefined
  ownOrigins: readonly string[]
}): void {
  const { http, clock, identityProviders, oidcSignIn, secure } = options
  const limiter = new RateLimiter()
  const holdBack = ({ ip }: FastifyRequest) => {
    const wait = limiter.take(ip, triesPerMinute, clock.now().getTime())
    if (wait > 0) throw new ApiError('request/rate-limited', { retryAfterSeconds: wait })
  }
  // Lax: it has to come along when the provider sends the browser back.
  const cookie = (value: string, seconds: number) =>
    `${cookieName}=${value}; Path=${callbackPath}; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure ? '; Secure' : ''}`

  http.route(listOidcProviders, async ({ caller }) => ({
    items: await identityProviders.list(caller),
    callbackPath,
  }))
  http.route(createOidcProvider, ({ caller, body }) => identityProviders.create(caller, body))
  http.route(updateOidcProvider, ({ caller, params, body, ifMatch }) =>
    identityProviders.update(caller, params.oidcProviderId, body, ifMatch),
  )
  http.route(removeOidcProvider, async ({ caller, params }) => {
    await identityProviders.remove(caller, params.oidcProviderId)
    return { ok: true } as const
  })
  http.route(checkOidcProvider, async ({ caller, params }) => ({
    authorizationEndpoint: await oidcSignIn.check(caller.tenantId, params.oidcProviderId),
  }))
  http.route(listSignInProviders, async ({ body, request }) => {
    holdBack(request)
    return { items: await oidcSignIn.providersOf(body.tenant) }
  })
  http.route(beginOidcSignIn, async ({ body, request, reply }) => {
    holdBack(request)
    const { origin } = request.headers
    const own = isOwnOrigin(request.headers, options.ownOrigins)
    if (own === false) throw new ApiError('request/cross-site')
    const console = options.publicUrl ?? origin ?? `${request.protocol}://${request.host}`
    const { url, sealed } = await oidcSignIn.begin({
      tenant: body.tenant,
      providerId: body.provider,
      redirect: body.redirect,
      callback: `${console}${callbackPath}`,
    })
    reply.header('set-cookie', cookie(sealed, 600))
    return { url }
  })

  // A browser comes here by itself, so it is answered with a page to go to, and never with what it should not repeat.
  http.fastify.get(callbackPath, async (request, reply) => {
    reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer')
    try {
      holdBack(request)
      const sealed = readCookie(request.headers.cookie, cookieName)
      const search = request.url.slice(request.url.indexOf('?'))
      const { session, redirect } = await oidcSignIn.finish(sealed, search, deviceOf(request))
      reply.header('set-cookie', [cookie('', 0), sessionCookieOf(session.token, session.expiresAt, secure)])
      return reply.redirect(redirect, 303)
    } catch (error) {
      const code = error instanceof ApiError ? error.code : 'server/internal'
      reply.header('set-cookie', cookie('', 0))
      return reply.redirect(`/sign-in?problem=${encodeURIComponent(code)}`, 303)
    }
  })
}
