import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { anthropicWire } from './anthropic-wire.ts'
import { openAiWire } from './openai-wire.ts'
import type { ModelReply, ModelRequest, ModelScript, SaidReply, Wire } from './wire.ts'

export type { ModelReply, ModelRequest, ModelScript, ToolCall } from './wire.ts'

export interface ScriptedEndpoint {
  /** With `/v1`. */
  url: string
  host: string
  /** Everything that came in, oldest first. */
  requests: ModelRequest[]
  /** May be changed at any time. */
  script: ModelScript
  stop(): Promise<void>
}

const defaultPart = 7

/** A model that says what a script tells it to, on a local port, in the true formats of OpenAI and Anthropic. */
export async function startScriptedEndpoint(script: ModelScript): Promise<ScriptedEndpoint> {
  const timers = new Set<NodeJS.Timeout>()
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.keepAliveTimeout = 60_000
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      if (ms <= 0) return resolve()
      const timer = setTimeout(() => {
        timers.delete(timer)
        resolve()
      }, ms)
      timers.add(timer)
    })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request)
    const path = request.url ?? ''
    if (path.endsWith('/embeddings')) return embed(body, response)
    const wire: Wire = path.endsWith('/messages') ? anthropicWire : openAiWire
    if (wire === openAiWire && !path.endsWith('/chat/completions'))
      return send(response, 404, wire.error(404, 'no such path'))
    const key = request.headers.authorization?.replace(/^Bearer /, '') ?? request.headers['x-api-key']
    const asked: ModelRequest = {
      wire: wire === anthropicWire ? 'anthropic' : 'openai',
      ...wire.read(JSON.parse(body)),
      body,
      key: typeof key === 'string' ? key : undefined,
    }
    endpoint.requests.push(asked)
    const reply = await endpoint.script(asked, endpoint.requests.length)
    if (typeof reply === 'object' && 'fault' in reply) return fail(reply, wire, asked, response)
    const said = typeof reply === 'string' ? { text: reply } : reply
    const parts = said.parts ?? cut(said.text ?? '')
    const ready = parts.filter((part) => typeof part === 'string')
    const text = asked.stream ? ready.join('') : (await Promise.all(parts)).join('')
    const whole: SaidReply = {
      text,
      toolCalls: said.toolCalls ?? [],
      finish: said.finish ?? 'stop',
      tokens: said.tokens ?? {
        input: Math.ceil(asked.text.length / 4),
        output: Math.ceil(text.length / 4),
      },
    }
    const waitMs = said.waitMs ?? 0
    if (!asked.stream) {
      if (waitMs > 0) await pause(waitMs)
      return send(response, 200, wire.whole(whole, asked))
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    if (waitMs > 0) await pause(waitMs)
    response.write(wire.head(whole, asked))
    for (const part of parts) {
      response.write(wire.part(await part, asked))
      if (waitMs > 0) await pause(waitMs)
    }
    response.end(wire.end(whole, asked))
  }

  async function fail(
    reply: Extract<ModelReply, { fault: string }>,
    wire: Wire,
    asked: ModelRequest,
    response: ServerResponse,
  ): Promise<void> {
    if (reply.fault === 'error') {
      if (reply.retryAfterSeconds !== undefined) response.setHeader('retry-after', reply.retryAfterSeconds)
      return send(response, reply.status, wire.error(reply.status, reply.message ?? 'scripted'))
    }
    if (reply.fault === 'nonsense') {
      response.writeHead(200, { 'content-type': asked.stream ? 'text/event-stream' : 'application/json' })
      response.end(reply.body ?? '<html>It works!</html>')
      return
    }
    const parts = cut(reply.text ?? 'This reply does not come to its end.')
    if (reply.after > 0) {
      const whole = {
        text: parts.join(''),
        toolCalls: [],
        finish: 'stop',
        tokens: { input: 1, output: 1 },
      } as const
      response.writeHead(200, { 'content-type': asked.stream ? 'text/event-stream' : 'application/json' })
      if (asked.stream) {
        response.write(wire.head(whole, asked))
        for (const part of parts.slice(0, reply.after)) response.write(wire.part(part, asked))
      } else response.write(JSON.stringify(wire.whole(whole, asked)).slice(0, 40))
      // Seen by the other side before the connection breaks.
      await pause(20)
    }
    if (reply.fault === 'cut') response.destroy()
    else await once(response, 'close')
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const endpoint: ScriptedEndpoint = {
    url: `http://${host}/v1`,
    host,
    requests: [],
    script,
    async stop() {
      for (const timer of timers) clearTimeout(timer)
      server.closeAllConnections()
      server.close()
      await once(server, 'close').catch(() => undefined)
    },
  }
  return endpoint
}

function cut(text: string): string[] {
  const parts: string[] = []
  for (let at = 0; at < text.length; at += defaultPart) parts.push(text.slice(at, at + defaultPart))
  return parts
}

/** Numbers that depend on the words alone: equal texts lie together, others anywhere. */
function embed(body: string, response: ServerResponse): void {
  const { input, model } = JSON.parse(body) as { input: string | string[]; model: string }
  const data = [input].flat().map((text, index) => {
    const embedding = Array.from({ length: 16 }, (_, axis) => {
      let sum = axis
      for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0) + axis) % 1009
      return sum / 1009 - 0.5
    })
    return { object: 'embedding', index, embedding }
  })
  const tokens = Math.ceil([input].flat().join('').length / 4)
  send(response, 200, { object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } })
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
