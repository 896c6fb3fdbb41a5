import { parentPort, workerData } from 'node:worker_threads'
import type { LocalFiles } from './local-folder.ts'
import { readSentenceEncoder, type SentenceEncoder, type TextRole } from './sentence-encoder.ts'

/** A thread of its own for one model: what takes processor time or goes wrong in here holds up nobody else. */

export interface ThreadStart {
  files: LocalFiles
  threads: number
}
export type ThreadRequest =
  | { id: number; texts: readonly string[]; role: TextRole; prefix: string }
  | { id: number; cancel: true }
export type ThreadReply =
  | { ready: { dimensions: number; fingerprint: string } }
  | { broken: string }
  | { id: number; vectors: Float32Array; tokens: number }
  | { id: number; broken: string }
  | { id: number; cancelled: true }

/** Tokens in one go: somebody who waits with a question waits no longer than for these. */
const tokensARun = 512
const port = parentPort
const { files, threads } = workerData as ThreadStart
const say = (reply: ThreadReply, transfer: ArrayBuffer[] = []) => port?.postMessage(reply, transfer)
const reasonOf = (error: unknown) => String((error as Error)?.message ?? error).slice(0, 300)

type Work = Extract<ThreadRequest, { texts: readonly string[] }> & {
  rows: number[][]
  done: number
  tokens: number
  vectors: Float32Array
}
/** In the order they came; questions go before passages. */
let waiting: Work[] = []
let busy = false

async function serve(encoder: SentenceEncoder): Promise<void> {
  port?.on('message', (request: ThreadRequest) => {
    if ('cancel' in request) {
      const left = waiting.filter(({ id }) => id !== request.id)
      if (left.length < waiting.length) say({ id: request.id, cancelled: true })
      waiting = left
      return
    }
    try {
      const before = request.prefix === '' ? (encoder.prompts[request.role] ?? '') : request.prefix
      const rows = request.texts.map((text) => encoder.tokensOf(before + text))
      const tokens = rows.reduce((sum, row) => sum + row.length, 0)
      const vectors = new Float32Array(rows.length * encoder.dimensions)
      waiting.push({ ...request, rows, tokens, vectors, done: 0 })
    } catch (error) {
      say({ id: request.id, broken: reasonOf(error) })
    }
    void work(encoder)
  })
}

async function work(encoder: SentenceEncoder): Promise<void> {
  if (busy) return
  busy = true
  for (;;) {
    const next = waiting.find(({ role }) => role === 'query') ?? waiting[0]
    if (next === undefined) break
    try {
      await step(encoder, next)
    } catch (error) {
      say({ id: next.id, broken: reasonOf(error) })
      next.done = next.rows.length
    }
    if (next.done >= next.rows.length) waiting = waiting.filter((one) => one !== next)
    // Lets in what came meanwhile.
    await new Promise((resolve) => setImmediate(resolve))
  }
  busy = false
}

async function step(encoder: SentenceEncoder, next: Work): Promise<void> {
  let size = 0
  let longest = 0
  while (next.done + size < next.rows.length) {
    longest = Math.max(longest, next.rows[next.done + size]?.length ?? 0)
    if (size > 0 && longest * (size + 1) > tokensARun) break
    size++
  }
  if (size > 0) {
    const made = await encoder.run(next.rows.slice(next.done, next.done + size))
    for (const [at, vector] of made.entries()) next.vectors.set(vector, (next.done + at) * encoder.dimensions)
    next.done += size
  }
  if (next.done >= next.rows.length)
    say({ id: next.id, vectors: next.vectors, tokens: next.tokens }, [next.vectors.buffer as ArrayBuffer])
}

try {
  const encoder = await readSentenceEncoder(files, threads)
  await serve(encoder)
  say({ ready: { dimensions: encoder.dimensions, fingerprint: encoder.fingerprint } })
} catch (error) {
  say({ broken: reasonOf(error) })
}
