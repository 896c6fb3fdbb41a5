import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { Readable } from 'node:stream'
import { guardedLookup, ownHosts, RefusedAddress, refusalOf } from './guarded-fetch.ts'

export interface GuardedStreamOptions {
  /** Hosts that may be called although private, over http as well. */
  privateHosts: readonly string[]
  /** Only those: nothing goes to the public internet. */
  ownOnly?: boolean
  mostBytes?: number
}

export interface GuardedStream {
  fetch: typeof globalThis.fetch
  /** Ends connections that wait for another use. */
  close(): void
}

/**
 * A fetch as libraries expect it, whose answer streams: the same guard as `createGuardedFetch`, connections kept for the next
 * call. Time is the caller's matter, by `signal`.
 */
export function createGuardedStream(options: GuardedStreamOptions): GuardedStream {
  const { ownOnly = false, mostBytes = 20_000_000 } = options
  const isOwn = ownHosts(options.privateHosts)
  // Apart, since a connection that was allowed for one must not be taken up by the other.
  const agents = [false, true].map((own) => {
    const kept = { keepAlive: true, maxFreeSockets: 16, timeout: 30_000, lookup: guardedLookup(own) }
    return { http: new HttpAgent(kept), https: new HttpsAgent(kept) }
  })

  const guarded: typeof globalThis.fetch = async (input, init = {}) => {
    const url = new URL(typeof input === 'string' || input instanceof URL ? input : input.url)
    const own = isOwn(url)
    const refused = refusalOf(url, own)
    if (refused !== undefined) throw refused
    if (ownOnly && !own) throw new RefusedAddress('nothing leaves for the public internet')
    const signal = init.signal ?? undefined
    signal?.throwIfAborted()
    const kept = agents[own ? 1 : 0]
    const body = init.body === undefined || init.body === null ? undefined : String(init.body)
    const headers = Object.fromEntries(new Headers(init.headers).entries())
    return new Promise((resolve, reject) => {
      const secure = url.protocol === 'https:'
      const request = (secure ? httpsRequest : httpRequest)(
        url,
        {
          method: init.method ?? 'GET',
          headers: {
            ...headers,
            'accept-encoding': 'identity',
            ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
          },
          agent: secure ? kept?.https : kept?.http,
          ...(signal === undefined ? {} : { signal }),
        },
        (answer) => resolve(toResponse(answer, mostBytes)),
      )
      request.on('error', (error) => reject(signal?.aborted ? (signal.reason ?? error) : error))
      request.end(body)
    })
  }
  return {
    fetch: guarded,
    close() {
      for (const { http, https } of agents) {
        http.destroy()
        https.destroy()
      }
    },
  }
}

function toResponse(answer: IncomingMessage, mostBytes: number): Response {
  const status = answer.statusCode ?? 502
  const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as [string, string]] : [],
  )
  // What redirects goes nowhere: the caller sees an answer that is none.
  if (status < 200 || status === 204 || status === 304) {
    answer.resume()
    return new Response(null, { status: status < 200 ? 502 : status, headers })
  }
  let bytes = 0
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > mostBytes) answer.destroy(new RefusedAddress('the answer is too large'))
  })
  answer.pause()
  return new Response(Readable.toWeb(answer) as ReadableStream, { status, headers })
}
