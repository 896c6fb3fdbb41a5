import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { RouteDefinition } from '../../../contract/index.ts'
import { isConnectionLost } from '../db/index.ts'
import { newId } from '../ids/index.ts'
import { correlated, type Log } from '../log/index.ts'
import { ApiError, unfitValueError } from './api-error.ts'
import type { Caller, CustomerCaller, MemberCaller, StaffCaller } from './caller.ts'
import { isOwnOrigin } from './own-origin.ts'
import { readJson } from './read-json.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body is handed over as it arrives and may take its time. */
    stream?: boolean
  }
}

/** What a handler gets: validated input and who asks. */
export interface RouteInput<R extends RouteDefinition> {
  params: z.output<R['params']>
  query: z.output<R['query']>
  body: z.output<R['body']>
  caller: CallerFor<R>
  /** Version from If-Match, where one was sent. */
  ifMatch: number | undefined
  request: FastifyRequest
  reply: FastifyReply
}

type CallerFor<R extends RouteDefinition> = R['access'] extends 'public'
  ? Caller
  : R['access'] extends 'customer'
    ? CustomerCaller
    : R['access'] extends 'member'
      ? MemberCaller
      : StaffCaller

/** How the modules above take part in every request. */
export interface HttpHooks {
  authenticate(request: IncomingMessage): Promise<Caller>
  /** Runs what a request asks for once under its key; repeated, it gives the reply of the first time. */
  once(
    caller: StaffCaller,
    key: string,
    requestHash: Buffer,
    run: () => Promise<StoredReply>,
  ): Promise<StoredReply & { replayed: boolean }>
}

export interface StoredReply {
  status: number
  body: unknown
}

export interface HttpServer {
  fastify: FastifyInstance
  /** Adds one route of the contract. Access is read from the definition; nothing is reachable without one. */
  route<R extends RouteDefinition>(
    definition: R,
    handle: (input: RouteInput<R>) => Promise<z.input<R['reply']>>,
  ): void
  /** Names of the routes added so far. */
  readonly added: ReadonlySet<string>
}

export interface HttpOptions {
  log: Log
  hooks: HttpHooks
  /** Origins a browser with a session cookie may send changes from, besides the server's own host. */
  ownOrigins: readonly string[]
  trustProxy: boolean
  /** Validate replies against the contract (tests). */
  checkReplies: boolean
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const defaultBodyLimit = 64 * 1024
const bodyPatienceMs = 30_000
/** How much of a refused upload is still read, and for how long. */
const mostDiscarded = 64_000_000
const discardMs = 10_000

/** The HTTP server: one error form, one validation, one permission check, for every route. */
export function createHttpServer(options: HttpOptions): HttpServer {
  const fastify = Fastify({
    logger: false,
    trustProxy: options.trustProxy,
    bodyLimit: defaultBodyLimit,
    // Whole uploads; everything else has less (see below).
    requestTimeout: 300_000,
    connectionTimeout: 60_000,
    keepAliveTimeout: 20_000,
    routerOptions: { maxParamLength: 300 },
    forceCloseConnections: true,
    // Whoever calls may name the request, so that its trace goes on here.
    genReqId: ({ headers }) => {
      const named = headers['x-request-id']
      return typeof named === 'string' && UUID.test(named) ? named : newId()
    },
    frameworkErrors: (error, request, reply) => sendError(error, request, reply, options.log),
  })
  const added = new Set<string>()
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  fastify.setErrorHandler((error, request, reply) => sendError(error, request, reply, options.log))
  fastify.setNotFoundHandler((request, reply) =>
    sendError(new ApiError('request/not-found'), request, reply, options.log),
  )
  fastify.addHook('onRequest', async (request) => {
    const { raw, routeOptions } = request
    if (raw.method === 'GET' || routeOptions.config?.stream === true) return
    const impatience = setTimeout(() => !raw.complete && raw.destroy(), bodyPatienceMs).unref()
    raw.once('close', () => clearTimeout(impatience))
  })
  fastify.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id)
    reply.header('x-content-type-options', 'nosniff')
    reply.header('referrer-policy', 'strict-origin-when-cross-origin')
  })

  return {
    fastify,
    added,
    route(definition, handle) {
      if (added.has(definition.name)) throw new Error(`route ${definition.name} is added twice`)
      added.add(definition.name)
      const add = (scope: FastifyInstance) =>
        scope.route({
          method: definition.method,
          url: `/api/v1${definition.path}`,
          bodyLimit: definition.bodyLimit ?? defaultBodyLimit,
          config: { stream: definition.stream === true },
          handler: async (request, reply) => {
            const caller = await authorise(definition, request, options)
            const input = readInput(definition, request)
            const run = () =>
              handle({
                ...input,
                caller,
                ifMatch: readIfMatch(request),
                request,
                reply,
              } as unknown as RouteInput<typeof definition>)
            const result = await correlated(request.id, () =>
              runIdempotent(definition, caller, request, reply, options.hooks, run),
            )
            const refused = reply.statusCode >= 400
            if (options.checkReplies && definition.raw !== true && !refused) definition.reply.parse(result)
            if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
            return reply.send(result)
          },
        })
      if (definition.stream !== true) return add(fastify)
      fastify.register(async (scope) => {
        scope.removeAllContentTypeParsers()
        scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
        scope.setErrorHandler(async (error, request, reply) => {
          await discardRest(request.raw)
          reply.header('connection', 'close')
          return sendError(error, request, reply, options.log)
        })
        add(scope)
      })
    },
  }
}

/**
 * Takes in what a refused sender still sends, for a while: a line closed on unread bytes takes the answer with it, and one kept
 * open would never be read again.
 */
async function discardRest(raw: IncomingMessage): Promise<void> {
  if (raw.complete || raw.destroyed) return
  await new Promise<void>((resolve) => {
    let left = mostDiscarded
    const done = () => {
      clearTimeout(patience)
      raw.pause()
      resolve()
    }
    const patience = setTimeout(done, discardMs)
    for (const end of ['end', 'close', 'error']) raw.once(end, done)
    raw.on('data', (chunk: Buffer) => {
      left -= chunk.length
      if (left < 0) done()
    })
  })
}

async function authorise(
  definition: RouteDefinition,
  request: FastifyRequest,
  options: HttpOptions,
): Promise<Caller> {
  const caller = await options.hooks.authenticate(request.raw)
  const { access } = definition
  if (access === 'public') return caller
  if (access === 'customer') {
    if (caller.kind !== 'customer') throw new ApiError('customer/token-invalid')
    return caller
  }
  if (caller.kind === 'anonymous' || caller.kind === 'customer') throw new ApiError('sign-in/required')
  if (caller.kind === 'member' && definition.method !== 'GET') refuseCrossSite(request, options)
  if (access === 'member') {
    if (caller.kind !== 'member') throw new ApiError('sign-in/required')
    return caller
  }
  if (!caller.permissions.has(access)) throw new ApiError('access/forbidden', { permission: access })
  return caller
}

/** A cookie rides along with any page's request: changes must come from our own origin. */
function refuseCrossSite(request: FastifyRequest, options: HttpOptions): void {
  const own = isOwnOrigin(request.headers, options.ownOrigins)
  if (own ?? request.headers['sec-fetch-site'] !== 'cross-site') return
  throw new ApiError('request/cross-site')
}

function readInput(definition: RouteDefinition, request: FastifyRequest) {
  return {
    params: validate(definition.params, request.params, 'path'),
    query: validate(definition.query, request.query, 'query'),
    body:
      definition.raw === true || definition.stream === true
        ? request.body
        : validate(definition.body, readBody(request), 'body'),
  }
}

function readBody(request: FastifyRequest): unknown {
  const raw = request.body
  if (raw === undefined || raw === null) return undefined
  const bytes = raw as Buffer
  if (bytes.length === 0) return undefined
  const contentType = request.headers['content-type'] ?? ''
  if (!/^application\/json\b/i.test(contentType)) {
    throw new ApiError('request/unsupported-media-type', { contentType: contentType.slice(0, 100) || 'none' })
  }
  return readJson(bytes)
}

function validate(schema: z.ZodType, value: unknown, where: string): unknown {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const detail = result.error.issues
    .slice(0, 5)
    .map((issue) => `${[where, ...issue.path].join('.')}: ${issue.message}`)
    .join('; ')
  throw new ApiError('request/invalid', { detail: detail.slice(0, 1_000), part: where })
}

function readIfMatch(request: FastifyRequest): number | undefined {
  const header = request.headers['if-match']
  if (header === undefined) return undefined
  const match = /^(?:W\/)?"?(\d{1,15})"?$/.exec(header)
  if (match === null)
    throw new ApiError('request/invalid', { detail: 'header If-Match: a version number in quotes' })
  return Number(match[1])
}

async function runIdempotent(
  definition: RouteDefinition,
  caller: Caller,
  request: FastifyRequest,
  reply: FastifyReply,
  hooks: HttpHooks,
  run: () => Promise<unknown>,
): Promise<unknown> {
  const key = request.headers['idempotency-key']
  const staff = caller.kind === 'member' || caller.kind === 'api-key'
  if (key === undefined || definition.method !== 'POST' || !staff || definition.access === 'public')
    return run()
  if (typeof key !== 'string' || !/^[\x21-\x7e]{8,200}$/.test(key)) {
    throw new ApiError('request/invalid', {
      detail: 'header Idempotency-Key: 8 to 200 visible ASCII characters',
    })
  }
  const hash = createHash('sha256')
    .update(`${definition.name}\n${request.url}\n`)
    // A stream has not arrived yet: what is said of it tells one from another well enough.
    .update(
      definition.stream === true
        ? (request.headers['content-length'] ?? '')
        : ((request.body as Buffer | undefined) ?? ''),
    )
    .digest()
  const { status, body, replayed } = await hooks.once(caller, key, hash, async () => {
    const result = await run()
    return { status: reply.statusCode, body: result }
  })
  if (replayed) reply.code(status).header('idempotent-replay', 'true')
  return body
}

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): void {
  const known = asApiError(error, request)
  if (known.status >= 500)
    log.error({ err: error, requestId: request.id, url: request.url }, 'request failed')
  if (known.code === 'request/rate-limited' || known.code === 'sign-in/locked') {
    reply.header('retry-after', String(known.parameters.retryAfterSeconds ?? 1))
  }
  reply.code(known.status).header('cache-control', 'no-store').send(known.body())
}

function asApiError(error: unknown, request: FastifyRequest): ApiError {
  if (error instanceof ApiError) return error
  const code = (error as { code?: string }).code
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new ApiError('request/too-large', { limit: request.routeOptions.bodyLimit ?? defaultBodyLimit })
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new ApiError('request/unsupported-media-type', {
      contentType: request.headers['content-type'] ?? 'none',
    })
  }
  const status = (error as { statusCode?: number }).statusCode
  if (status !== undefined && status >= 400 && status < 500) {
    return new ApiError('request/invalid', { detail: (error as Error).message })
  }
  const unfit = unfitValueError(error)
  if (unfit !== undefined) return unfit
  if (isConnectionLost(error)) return new ApiError('server/unavailable')
  return new ApiError('server/internal', { requestId: request.id })
}
