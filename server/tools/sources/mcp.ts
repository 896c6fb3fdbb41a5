import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { z } from 'zod'
import type { GuardedFetch } from '../../platform/net/index.ts'
import { linesOf, settingsFor, type Tool, ToolRefusal } from '../tool.ts'
import { type HttpSource, toolNameOf, valueAt, versionOf } from './openapi.ts'

/** What an MCP server says of one of its tools. */
export interface McpTool {
  name: string
  title?: string | undefined
  description?: string | undefined
  inputSchema: Record<string, unknown>
  /** It says that it changes nothing; an admin still has to believe it. */
  readOnly: boolean
  /** It says that being called again changes nothing more. */
  idempotent?: boolean
  /** Path to the number of the receipt in its structured answer. */
  receipt?: string | undefined
}

const mostTools = 200

/** The guarded client as the protocol's library wants it; a stream to listen on is not opened. */
function guarded(fetch: GuardedFetch): typeof globalThis.fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    const method = init?.method ?? 'GET'
    if (method === 'GET') return new Response(null, { status: 405 })
    const headers = Object.fromEntries(new Headers(init?.headers).entries())
    return fetch(url, { method, headers, ...(init?.body == null ? {} : { body: String(init.body) }) })
  }
}

async function withClient<T>(
  source: HttpSource,
  fetch: GuardedFetch,
  signal: AbortSignal | undefined,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  // Read when a server is asked: most companies have none, and it is a large library.
  const [{ Client }, { StreamableHTTPClientTransport }] = await Promise.all([
    import('@modelcontextprotocol/sdk/client/index.js'),
    import('@modelcontextprotocol/sdk/client/streamableHttp.js'),
  ])
  const secret = source.secret?.()
  const client = new Client({ name: 'attune', version: '1' })
  const transport = new StreamableHTTPClientTransport(new URL(source.address), {
    fetch: guarded(fetch),
    requestInit: { headers: secret === undefined ? {} : { [secret.header]: secret.value } },
  })
  try {
    // The library's own type of a transport does not go with exact optional properties.
    const options = signal === undefined ? {} : { signal }
    await client.connect(transport as Parameters<Client['connect']>[0], options)
    return await work(client)
  } finally {
    await client.close().catch(() => undefined)
  }
}

export const listMcpTools = (source: HttpSource, fetch: GuardedFetch): Promise<McpTool[]> =>
  withClient(source, fetch, undefined, async (client) => {
    const { tools } = await client.listTools()
    return tools.slice(0, mostTools).map((tool) => ({
      name: tool.name,
      title: tool.title,
      description: tool.description,
      inputSchema: tool.inputSchema as Record<string, unknown>,
      readOnly: tool.annotations?.readOnlyHint === true,
      idempotent: tool.annotations?.idempotentHint === true,
      receipt: typeof tool._meta?.['x-receipt'] === 'string' ? tool._meta['x-receipt'] : undefined,
    }))
  })

export function toolOfMcp(given: McpTool, source: HttpSource, fetch: GuardedFetch): Tool {
  const kind = given.readOnly ? 'read' : 'write'
  const words = (text: string) => ({ en: text, zh: text })
  return {
    name: toolNameOf(given.name),
    version: versionOf(source, given),
    kind,
    title: words((given.title ?? given.name).slice(0, 120)),
    summary: words((given.description ?? given.name).slice(0, 200)),
    source: { kind: 'mcp', id: source.id, name: source.name },
    input: z.fromJSONSchema(given.inputSchema as Parameters<typeof z.fromJSONSchema>[0]) as z.ZodType<
      Record<string, unknown>
    >,
    // Whoever it is for is not told to the server: what it gives is for staff's choosing alone.
    defaults: settingsFor(kind),
    timeoutMs: 8_000,
    repeatable: given.idempotent === true,
    lines: (input) => linesOf(input),
    async run(input, { idempotencyKey, signal }) {
      return withClient(source, fetch, signal, async (client) => {
        const call = { name: given.name, arguments: input, _meta: { idempotencyKey } }
        const answer = await client.callTool(call, undefined, { signal })
        if (answer.isError === true) throw new ToolRefusal('not-permitted')
        const content = Array.isArray(answer.content) ? answer.content : []
        const text = content
          .flatMap((part: { type?: string; text?: string }) =>
            part.type === 'text' ? [part.text ?? ''] : [],
          )
          .join('\n')
        const output = answer.structuredContent ?? { text: text.slice(0, 20_000) }
        const number = given.receipt === undefined ? undefined : valueAt(output, given.receipt)
        return typeof number === 'string' || typeof number === 'number'
          ? { output, receipt: { number: String(number) } }
          : { output }
      })
    },
    say: (output) => ({
      text: String((output as { text?: unknown }).text ?? '').slice(0, 1_000),
      lines: [],
    }),
  }
}
