import type { ErrorBody, StartSessionReply } from '../../contract/index.ts'
import type { Problem } from '../messages/index.ts'
import { type KeyStore, readJson } from './key-store.ts'

/** What the browser keeps of a channel’s session between pages. */
export interface StoredSession {
  readonly token: string
  readonly conversationId: string
  readonly customerId: string
  /** Whether the customer was proven by a signed identity. */
  readonly identified: boolean
  /** Milliseconds since 1970 when the customer last had the chat open or something was written. */
  readonly activeAt: number
  /** The channel as last seen: the launcher has its colour before the first request. */
  readonly channel: StartSessionReply['channel']
}

export const readSession = (store: KeyStore, key: string): StoredSession | undefined => {
  const stored = readJson<StoredSession>(store, key)
  return typeof stored?.token === 'string' && stored.channel ? stored : undefined
}

/** The customer has proven who they are: the same conversation goes on with the token of that, in every tab. */
export function keepProof(
  store: KeyStore,
  key: string,
  proven: Pick<StoredSession, 'token' | 'conversationId' | 'customerId'>,
): StoredSession {
  const session = { ...(readSession(store, key) as StoredSession), ...proven, identified: true }
  store.set(key, JSON.stringify(session))
  return session
}

/** Whether what was written in one session may be sent in the next: never a proven person’s words as somebody else. */
export const isSamePerson = (before: StoredSession, after: StoredSession): boolean =>
  !before.identified || before.customerId === after.customerId

export interface SessionRequest {
  readonly channelKey: string
  readonly token: string | undefined
  readonly identity: string | undefined
  readonly locale: 'en' | 'zh-CN'
}

export type SessionResult = { readonly reply: StartSessionReply } | { readonly problem: Problem }

/** Starts or continues the customer’s session. Never throws: an unreachable server is the problem `network`. */
export async function startSession(
  origin: string,
  request: SessionRequest,
  fetcher: typeof fetch,
): Promise<SessionResult> {
  const { channelKey, token, identity, locale } = request
  try {
    const response = await fetcher(`${origin}/api/v1/web-chat/sessions`, {
      method: 'POST',
      // The token is the customer’s identity here; the host page’s cookies are nobody’s business.
      credentials: 'omit',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ channelKey, token, identity, locale }),
    })
    const body: unknown = await response.json()
    if (response.ok) return { reply: body as StartSessionReply }
    return { problem: (body as ErrorBody).error ?? unreachable }
  } catch {
    return { problem: unreachable }
  }
}

export interface Renewal extends Omit<SessionRequest, 'token'> {
  readonly origin: string
  readonly store: KeyStore
  /** Where the session is kept in `store`. */
  readonly key: string
  /** A token the server has refused already. */
  readonly refusedToken: string | undefined
  readonly fetcher: typeof fetch
}

/** Continues the kept session or starts a new one, without what the server refuses; keeps the result. */
export async function renewSession(renewal: Renewal): Promise<StoredSession | Problem> {
  const { origin, store, key, channelKey, locale, fetcher } = renewal
  let { refusedToken, identity } = renewal
  for (let attempt = 0; ; attempt++) {
    const kept = readSession(store, key)?.token
    const token = kept === refusedToken ? undefined : kept
    const result = await startSession(origin, { channelKey, token, identity, locale }, fetcher)
    if ('reply' in result) {
      const session: StoredSession = { ...result.reply, activeAt: Date.now() }
      store.set(key, JSON.stringify(session))
      return session
    }
    const { code, message } = result.problem
    if (attempt < 2 && code === 'customer/token-invalid' && token !== undefined) refusedToken = token
    else if (attempt < 2 && code === 'customer/identity-invalid') {
      console.warn(`attune: ${message}`)
      identity = undefined
    } else return result.problem
  }
}

const unreachable: Problem = { code: 'network', message: 'The server cannot be reached.', parameters: {} }
