import { CallFailure } from '../call-failure.ts'
import type { Endpoint } from '../config.ts'
import type { Connection } from '../providers/connect.ts'
import { spaceName } from '../vectors.ts'
import type { LocalModels } from './local-models.ts'

/** A model of this machine, spoken to as one at an address; it makes vectors and nothing else. */
export function localConnection(endpoint: Endpoint, local: LocalModels): Connection {
  return {
    get text(): never {
      throw new CallFailure('refused-request')
    },
    async embed(texts, { role, signal }) {
      const made = await local.embed(endpoint.model, texts, {
        role,
        signal,
        prefix: role === 'query' ? endpoint.queryPrefix : endpoint.passagePrefix,
        timeoutMs: endpoint.timeoutMs,
      })
      return {
        vectors: made.vectors,
        tokens: made.tokens,
        // The files themselves: another network in the same folder is another space.
        space: spaceName(endpoint, made.fingerprint),
      }
    },
  }
}
