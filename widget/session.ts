import type { ErrorBody, StartSessionReply } from '../contract/index.ts'
import { type KeyStore, readJson } from './key-store.ts'
import type { Problem } from './messages/index.ts'

/** What the browser keeps of a channel’s session between pages. */
export interface StoredSession {
  readonly token: string
  readonly conversationId: string
  /** Milliseconds since 1970 when the customer last had the chat open or something was written. */
  readonly activeAt: number
  /** The channel as last seen: the launcher has its colour before the first request. */
  readonly channel: StartSessionReply['channel']
}

export const readSession = (store: KeyStore, key: string): StoredSession | undefined => {
  const stored = readJson<StoredSession>(store, key)
  return typeof stored?.token === 'string' && stored.channel ? stored : undefined
}

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

const unreachable: Problem = { code: 'network', message: 'The server cannot be reached.', parameters: {} }
