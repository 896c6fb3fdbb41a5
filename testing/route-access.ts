/** A route as the served OpenAPI document declares it. */
export interface DeclaredRoute {
  name: string
  method: string
  /** With `{name}` parameters. */
  path: string
  /** `x-access` of the contract. */
  access: string
}

/** Somebody who calls, and what they hold. */
export interface RouteCaller {
  name: string
  kind: 'anonymous' | 'customer' | 'member' | 'api-key'
  permissions: readonly string[]
  headers: Record<string, string>
}

/** A whole, valid request to a route. */
export interface RouteRequest {
  url: string
  body?: unknown
}

interface Refusal {
  status: number
  code: string
}

interface OpenApiDocument {
  paths: Record<string, Record<string, { operationId: string; 'x-access': string }>>
}

export function declaredRoutes(document: unknown): DeclaredRoute[] {
  return Object.entries((document as OpenApiDocument).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: operation.operationId,
      method: method.toUpperCase(),
      path,
      access: operation['x-access'],
    })),
  )
}

/** How a route has to refuse a caller, or undefined when it has to let them in. */
export function refusalOf(access: string, caller: RouteCaller): Refusal | undefined {
  if (access === 'public') return undefined
  if (access === 'customer') {
    return caller.kind === 'customer' ? undefined : { status: 401, code: 'customer/token-invalid' }
  }
  const signInRequired = { status: 401, code: 'sign-in/required' }
  if (caller.kind === 'anonymous' || caller.kind === 'customer') return signInRequired
  if (access === 'member') return caller.kind === 'member' ? undefined : signInRequired
  return caller.permissions.includes(access) ? undefined : { status: 403, code: 'access/forbidden' }
}

/**
 * Tries every route as each of its callers and says, in one sentence each, where the door was wrong. Who has to be refused sends
 * a whole valid request; who has to be let in sends one that validation refuses behind the door, so that nothing changes.
 */
export async function findAccessHoles(
  routes: readonly DeclaredRoute[],
  callersOf: (route: DeclaredRoute) => readonly RouteCaller[],
  requestTo: (route: DeclaredRoute) => RouteRequest,
): Promise<string[]> {
  const holes: string[] = []
  for (const route of routes) {
    const request = requestTo(route)
    for (const caller of callersOf(route)) {
      const refusal = refusalOf(route.access, caller)
      const answer = await send(route, caller, refusal === undefined ? spoilt(request) : request)
      const seen = `${route.method} ${route.path} (${route.access}) as ${caller.name}: ${answer.status} ${answer.code}`
      if (refusal === undefined) {
        if (answer.status === 401 || answer.status === 403 || answer.status >= 500)
          holes.push(`${seen}, let in expected`)
      } else if (answer.status !== refusal.status || answer.code !== refusal.code) {
        holes.push(`${seen}, ${refusal.status} ${refusal.code} expected`)
      }
    }
  }
  return holes
}

/** Queries are strict: an unknown one is refused before anything is done. */
function spoilt(request: RouteRequest): RouteRequest {
  return { ...request, url: `${request.url}${request.url.includes('?') ? '&' : '?'}no-such-query=1` }
}

async function send(route: DeclaredRoute, caller: RouteCaller, request: RouteRequest) {
  const response = await fetch(request.url, {
    method: route.method,
    headers: {
      ...caller.headers,
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  })
  const text = await response.text()
  const code = /"code":"([^"]+)"/.exec(text)?.[1] ?? ''
  return { status: response.status, code }
}
