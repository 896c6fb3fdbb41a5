import type { z } from 'zod'
import type { RouteDefinition } from '../../contract/index.ts'
import { signIn } from '../../contract/index.ts'

export interface CallInput {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
  /** A file as it is, with its content type. */
  file?: { content: string; type: string }
}

/** Calls the product's HTTP API as a signed-in member. */
export interface StaffClient {
  /** Throws with the server's words on any status but 2xx. */
  call<Route extends RouteDefinition>(route: Route, input?: CallInput): Promise<z.output<Route['reply']>>
  /** All items of a paged list. */
  all<Item>(
    route: RouteDefinition<
      z.ZodType,
      z.ZodType,
      z.ZodType,
      z.ZodType<{ items: Item[]; next?: string | undefined }>
    >,
  ): Promise<Item[]>
}

/** Signs in to one tenant. */
export async function signInStaff(
  url: string,
  login: { email: string; password: string; tenant: string },
): Promise<StaffClient> {
  const answer = await send(url, signIn, { body: login })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0]
  if (cookie === undefined) throw new Error('the sign-in set no cookie')
  const client: StaffClient = {
    async call(route, input) {
      return (await send(url, route, input ?? {}, cookie)).json()
    },
    async all(route) {
      const items: Awaited<ReturnType<typeof client.all>> = []
      let after: string | undefined
      do {
        const query = { limit: '200', ...(after === undefined ? {} : { after }) }
        const page = await client.call(route, { query })
        items.push(...page.items)
        after = page.next
      } while (after !== undefined)
      return items as never
    },
  }
  return client
}

async function send(
  url: string,
  route: RouteDefinition,
  input: CallInput,
  cookie?: string,
): Promise<Response> {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(input.params?.[name] ?? ''),
  )
  const query = input.query === undefined ? '' : `?${new URLSearchParams(input.query)}`
  const body = input.file?.content ?? (input.body === undefined ? undefined : JSON.stringify(input.body))
  const response = await fetch(`${url}/api/v1${path}${query}`, {
    method: route.method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': input.file?.type ?? 'application/json' }),
      ...(cookie === undefined ? {} : { cookie }),
    },
    ...(body === undefined ? {} : { body }),
  })
  if (!response.ok) throw new Error(`${route.name}: ${response.status} ${await response.text()}`)
  return response
}
