import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const dimensions = 256

/**
 * A stand-in for a model that makes vectors, at an address and in the true wire format: words and their first letters, thrown onto
 * 256 axes by a hash, rare ones more than common ones. It knows words only, so it tells nothing of what a real model would bring.
 */
export async function startStandIn(texts: readonly string[]) {
  const seen = new Map<string, number>()
  for (const text of texts)
    for (const part of new Set(partsOf(text))) seen.set(part, (seen.get(part) ?? 0) + 1)
  const rarity = (part: string) => Math.log(1 + texts.length / (1 + (seen.get(part) ?? 0)))
  const vectorOf = (text: string) => {
    const vector = new Float64Array(dimensions)
    for (const part of partsOf(text)) {
      const hash = hashOf(part)
      const axis = hash % dimensions
      vector[axis] = (vector[axis] as number) + ((hash >>> 16) % 2 === 0 ? rarity(part) : -rarity(part))
    }
    return Array.from(vector)
  }
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const { input, model } = JSON.parse(Buffer.concat(parts).toString()) as { input: string[]; model: string }
    const data = input.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) }))
    const usage = { prompt_tokens: input.join('').length, total_tokens: input.join('').length }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ object: 'list', data, model, usage }))
  })
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${host}/v1`,
    host,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function partsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return words.flatMap((word) => (word.length > 5 ? [word, `${word.slice(0, 5)}-`] : [word]))
}

/** FNV-1a. */
function hashOf(part: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < part.length; at++) hash = Math.imul(hash ^ part.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
