import { lookup as systemLookup } from 'node:dns'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

export interface GuardedFetchOptions {
  /** Hosts (`idp.lan` or `10.0.0.5:8443`) that may be called although private, over http as well. */
  privateHosts: readonly string[]
  /** For the whole answer. */
  timeoutMs?: number
  mostBytes?: number
}

/** Asks an address somebody else chose. */
export type GuardedFetch = (
  url: string | URL,
  init?: { method?: string; headers?: Record<string, string>; body?: unknown },
) => Promise<Response>

/** The address is none that may be called from here. */
export class RefusedAddress extends Error {}

const notPublic = new BlockList()
for (const range of [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24',
  '192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
].flatMap((line) => line.split(' '))) {
  const [network = '', bits] = range.split('/')
  notPublic.addSubnet(network, Number(bits), 'ipv4')
}
// Of IPv6 only what is routed at all, without the ways back into IPv4.
const global = new BlockList()
global.addSubnet('2000::', 3, 'ipv6')
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  notPublic.addSubnet(network, bits, 'ipv6')

/** Whether an address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !notPublic.check(address, 'ipv4')
  return family === 6 && global.check(address, 'ipv6') && !notPublic.check(address, 'ipv6')
}

/** Why an address is not called, before anything is looked up. `own`: the installation allows its host. */
export function refusalOf(url: URL, own: boolean): RefusedAddress | undefined {
  if (url.protocol !== 'https:' && !(own && url.protocol === 'http:'))
    return new RefusedAddress('only https addresses are called')
  if (url.username !== '' || url.password !== '')
    return new RefusedAddress('an address with a password in it is not called')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!own && isIP(host) !== 0 && !isPublicAddress(host))
    return new RefusedAddress('a private address is not called')
  return undefined
}

/** Looks a name up at the moment of connecting, so that it cannot change its mind in between. */
export function guardedLookup(own: boolean): LookupFunction {
  return (name, _options, done) => {
    systemLookup(name, { all: true }, (error, found) => {
      if (error) return done(error, [])
      const usable = own ? found : found.filter((one) => isPublicAddress(one.address))
      if (usable.length === 0) return done(new RefusedAddress('the name leads to a private address'), [])
      done(null, usable)
    })
  }
}

/** Tells of an address whether the installation names its host as one of its own. */
export function ownHosts(privateHosts: readonly string[]): (url: URL) => boolean {
  const allowed = new Set(privateHosts.map((host) => host.toLowerCase()))
  return (url) => allowed.has(url.hostname) || allowed.has(url.host)
}

/**
 * A fetch for addresses that a tenant chose: https only, public addresses only, checked at the moment of connecting so that a
 * name cannot change its mind in between; no redirects, bounded in time and size, without this machine's cookies or proxies.
 * Rejects with `RefusedAddress` where it may not go.
 */
export function createGuardedFetch(options: GuardedFetchOptions): GuardedFetch {
  const { timeoutMs = 8_000, mostBytes = 1_000_000 } = options
  const isOwn = ownHosts(options.privateHosts)

  return (address, init = {}) =>
    new Promise((resolve, reject) => {
      const url = new URL(address)
      const own = isOwn(url)
      const refused = refusalOf(url, own)
      if (refused !== undefined) return reject(refused)
      const lookup = guardedLookup(own)
      const send = url.protocol === 'https:' ? httpsRequest : httpRequest
      const body = init.body === undefined || init.body === null ? undefined : String(init.body)
      const request = send(
        url,
        {
          method: init.method ?? 'GET',
          headers: {
            ...init.headers,
            ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
          },
          lookup,
          agent: false,
          signal: AbortSignal.timeout(timeoutMs),
        },
        (answer) => {
          const chunks: Buffer[] = []
          let bytes = 0
          answer.on('data', (chunk: Buffer) => {
            bytes += chunk.length
            if (bytes <= mostBytes) return chunks.push(chunk)
            reject(new RefusedAddress('the answer is too large'))
            request.destroy()
          })
          answer.on('error', reject)
          answer.on('end', () => {
            const status = answer.statusCode ?? 502
            const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
              typeof value === 'string' ? [[name, value] as [string, string]] : [],
            )
            const content = status === 204 || status === 304 ? null : Buffer.concat(chunks)
            resolve(new Response(content, { status, headers }))
          })
        },
      )
      request.on('error', reject)
      request.end(body)
    })
}
