import { connect, isIP, type Socket } from 'node:net'
import { guardedLookup, isPublicAddress, RefusedAddress } from './guarded-fetch.ts'

export interface GuardedConnectOptions {
  /** Hosts (`mail.lan` or `10.0.0.5:2525`) that may be called although private. */
  privateHosts: readonly string[]
  timeoutMs?: number
}

/** Opens a connection to a host somebody else chose, for protocols other than HTTP. */
export interface GuardedConnect {
  (host: string, port: number): Promise<Socket>
  /** Whether the installation names the host as one of its own. */
  isOwn(host: string, port: number): boolean
}

/**
 * Connects to public addresses only, checked at the moment of connecting so that a name cannot change its mind in between.
 * Rejects with `RefusedAddress` where it may not go.
 */
export function createGuardedConnect({
  privateHosts,
  timeoutMs = 8_000,
}: GuardedConnectOptions): GuardedConnect {
  const allowed = new Set(privateHosts.map((host) => host.toLowerCase()))
  const isOwn = (host: string, port: number) =>
    allowed.has(host.toLowerCase()) || allowed.has(`${host.toLowerCase()}:${port}`)

  const open = (host: string, port: number) =>
    new Promise<Socket>((resolve, reject) => {
      const own = isOwn(host, port)
      if (!own && isIP(host) !== 0 && !isPublicAddress(host))
        return reject(new RefusedAddress('a private address is not called'))
      const socket = connect({ host, port, lookup: guardedLookup(own) })
      const timer = setTimeout(() => socket.destroy(timedOut()), timeoutMs)
      socket.once('error', (error) => {
        clearTimeout(timer)
        reject(error)
      })
      socket.once('connect', () => {
        clearTimeout(timer)
        socket.removeAllListeners('error')
        resolve(socket)
      })
    })
  return Object.assign(open, { isOwn })
}

const timedOut = () => Object.assign(new Error('the host did not answer in time'), { code: 'ETIMEDOUT' })
