import type { z } from 'zod'
import type { ErrorBody, ErrorCode, ErrorParameters } from '../../contract/errors.ts'
import type { RouteDefinition } from '../../contract/route.ts'

/** What the server refused, by its stable code. */
export class ApiError extends Error {
  readonly status: number
  readonly code: ErrorCode
  readonly parameters: ErrorParameters
  constructor(status: number, code: ErrorCode, message: string, parameters: ErrorParameters) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.parameters = parameters
  }
}

/** No answer came: the network or the server is away. What was sent may or may not have arrived. */
export class NetworkError extends Error {
  constructor(cause: unknown) {
    super('no answer from the server', { cause })
    this.name = 'NetworkError'
  }
}

type Field<Name extends string, Value> = unknown extends Value
  ? { [Key in Name]?: unknown }
  : [Value] extends [undefined]
    ? { [Key in Name]?: Value }
    : // biome-ignore lint/complexity/noBannedTypes: asks whether everything in it is optional
      {} extends Value
      ? { [Key in Name]?: Value }
      : { [Key in Name]: Value }

export type CallInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = Field<
  'params',
  z.input<P>
> &
  Field<'query', z.input<Q>> &
  Field<'body', z.input<B>> & {
    /** Version of the row as it was seen. */
    ifMatch?: number
    signal?: AbortSignal
    /** Content type of a raw body. */
    contentType?: string
  }

const prefix = '/api/v1'

/** Path of a route with its parameters filled in and its query appended; undefined values are left out. */
export function routeAddress(
  path: string,
  params: Record<string, unknown> = {},
  query: Record<string, unknown> = {},
): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined) throw new Error(`the parameter ${name} of ${path} is missing`)
    return encodeURIComponent(String(value))
  })
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  ).toString()
  return `${prefix}${filled}${search ? `?${search}` : ''}`
}

function bodyOf(
  route: RouteDefinition,
  body: unknown,
  contentType: string | undefined,
): { body?: BodyInit; headers: Record<string, string> } {
  if (route.raw && body !== undefined)
    return { body: body as Blob, headers: { 'content-type': contentType ?? 'application/octet-stream' } }
  if (body === undefined) return { headers: {} }
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
}

/** A fresh id of 21 letters and digits, as clients may make them. */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(21))
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join('')
}

/**
 * Calls one route of the API with the session cookie.
 * Throws `ApiError` with the server's code, or `NetworkError` when no answer came.
 */
export async function call<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
>(route: RouteDefinition<P, Q, B, R>, input: CallInput<P, Q, B>): Promise<z.output<R>> {
  const { params, query, body, ifMatch, signal, contentType } = input as CallInput<P, Q, B> & {
    params?: Record<string, unknown>
    query?: Record<string, unknown>
    body?: unknown
  }
  const content = bodyOf(route, body, contentType)
  const headers: Record<string, string> = { accept: 'application/json', ...content.headers }
  if (route.method === 'POST') headers['idempotency-key'] = newClientId()
  if (ifMatch !== undefined) headers['if-match'] = `"${ifMatch}"`
  let response: Response
  try {
    response = await fetch(routeAddress(route.path, params, query), {
      method: route.method,
      headers,
      body: content.body,
      signal,
      credentials: 'same-origin',
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new NetworkError(cause)
  }
  if (!response.ok) throw await readError(response)
  return (response.status === 204 ? undefined : await response.json()) as z.output<R>
}

async function readError(response: Response): Promise<Error> {
  const body = (await response.json().catch(() => undefined)) as ErrorBody | undefined
  if (body?.error?.code) {
    const { code, message, parameters } = body.error
    return new ApiError(response.status, code, message, parameters ?? {})
  }
  // A proxy in between answers in its own words.
  if (response.status >= 502 && response.status <= 504) return new NetworkError(`status ${response.status}`)
  return new ApiError(response.status, 'server/internal', response.statusText, { requestId: '?' })
}

/** Whether trying the same again may help. */
export function isPassing(error: unknown): boolean {
  if (error instanceof NetworkError) return true
  if (!(error instanceof ApiError)) return false
  return (
    error.status >= 500 ||
    error.code === 'request/idempotency-in-progress' ||
    error.code === 'request/rate-limited'
  )
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 'sign-in/required' || error.code === 'sign-in/expired')
}

export function hasCode(error: unknown, code: ErrorCode): error is ApiError {
  return error instanceof ApiError && error.code === code
}
