import type { CodeWay, ErrorBody } from '../../contract/index.ts'
import type { Problem } from '../messages/index.ts'
import type { StoredSession } from './session.ts'

type Proven = Pick<StoredSession, 'token' | 'conversationId' | 'customerId'>

/** One-time codes: asked for and entered beside the conversation, so that no code is ever a message. */
export interface Codes {
  /** Gives the code's id, or why none was sent. */
  ask(callId: string, by: CodeWay, contact: string): Promise<string | Problem>
  /** Undefined when it was right: the conversation goes on with another token. */
  enter(codeId: string, code: string): Promise<Problem | undefined>
}

const unreachable: Problem = { code: 'network', message: 'The server cannot be reached.', parameters: {} }

export function createCodes(options: {
  readonly origin: string
  readonly fetch: typeof fetch
  token(): string | undefined
  onProven(proven: Proven): void
}): Codes {
  async function post<Reply>(path: string, body: object): Promise<Reply | { problem: Problem }> {
    try {
      const response = await options.fetch(`${options.origin}/api/v1/web-chat/codes${path}`, {
        method: 'POST',
        credentials: 'omit',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${options.token()}` },
        body: JSON.stringify(body),
      })
      const reply: unknown = await response.json()
      return response.ok ? (reply as Reply) : { problem: (reply as ErrorBody).error ?? unreachable }
    } catch {
      return { problem: unreachable }
    }
  }

  return {
    async ask(callId, by, contact) {
      const reply = await post<{ codeId: string }>('', { callId, by, contact })
      return 'problem' in reply ? reply.problem : reply.codeId
    },
    async enter(codeId, code) {
      const reply = await post<Proven>('/enter', { codeId, code })
      if ('problem' in reply) return reply.problem
      options.onProven(reply)
      return undefined
    },
  }
}
