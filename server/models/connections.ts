import { createGuardedStream } from '../platform/net/index.ts'
import { CallFailure } from './call-failure.ts'
import type { Endpoint } from './config.ts'
import { localConnection } from './local/local-connection.ts'
import type { LocalModels } from './local/local-models.ts'
import type { Connection } from './providers/connect.ts'

/** How a model is spoken to; rejects with CallFailure `not-allowed` where no text may go there. */
export type ConnectionOf = (endpoint: Endpoint, noTextLeaves: boolean) => Promise<Connection>

export function openConnections(
  privateHosts: readonly string[],
  local: LocalModels,
): { of: ConnectionOf; close(): void } {
  const open = createGuardedStream({ privateHosts })
  // A second fetch that knows of no way out: even a mistake in choosing sends nothing past it.
  const inside = createGuardedStream({ privateHosts, ownOnly: true })
  const known = new Map<string, { version: number; open: Connection; inside: Connection }>()
  return {
    async of(endpoint, noTextLeaves) {
      if (endpoint.kind === 'local-onnx') return localConnection(endpoint, local)
      if (noTextLeaves && !endpoint.own) throw new CallFailure('not-allowed')
      // Read when the first model is asked: most companies have none, and these libraries take memory.
      const { connect } = await import('./providers/connect.ts')
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
