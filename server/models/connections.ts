import { createGuardedStream } from '../platform/net/index.ts'
import { CallFailure } from './call-failure.ts'
import type { Endpoint } from './config.ts'
import { type Connection, connect } from './providers/connect.ts'

/** How a model is spoken to; throws CallFailure `not-allowed` where no text may go there. */
export type ConnectionOf = (endpoint: Endpoint, noTextLeaves: boolean) => Connection

export function openConnections(privateHosts: readonly string[]): { of: ConnectionOf; close(): void } {
  const open = createGuardedStream({ privateHosts })
  // A second fetch that knows of no way out: even a mistake in choosing sends nothing past it.
  const inside = createGuardedStream({ privateHosts, ownOnly: true })
  const known = new Map<string, { version: number; open: Connection; inside: Connection }>()
  return {
    of(endpoint, noTextLeaves) {
      if (noTextLeaves && !endpoint.own) throw new CallFailure('not-allowed')
      let its = known.get(endpoint.id)
      if (its?.version !== endpoint.version) {
        its = {
          version: endpoint.version,
          open: connect(endpoint, open.fetch),
          inside: connect(endpoint, inside.fetch),
        }
        known.set(endpoint.id, its)
      }
      return noTextLeaves ? its.inside : its.open
    },
    close() {
      open.close()
      inside.close()
    },
  }
}
