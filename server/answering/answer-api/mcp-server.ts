import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { askedQuestion, type GivenAnswer, givenAnswer } from '../../../contract/index.ts'

const description =
  'Asks the company’s own assistant a customer’s question. It answers from the company’s checked knowledge, with its sources and a ' +
  'measured confidence, or says that a person should: pass an answer on word for word, and where the outcome is `handover` do not answer yourself.'

interface McpReply {
  status: number
  body: unknown
}

/**
 * Answers one request of an MCP client (streamable HTTP, revision 2025-06-18 and older): no session, no stream, so any process may
 * answer any request.
 */
export async function answerMcp(
  request: { headers: Record<string, string | string[] | undefined>; body: unknown },
  give: (question: { question: string; previous: string[] }) => Promise<GivenAnswer>,
): Promise<McpReply> {
  const server = new McpServer({ name: 'attune', version: '1' })
  server.registerTool(
    'ask',
    {
      title: 'Ask the company’s assistant',
      description,
      inputSchema: askedQuestion.shape,
      outputSchema: givenAnswer.shape,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    async (question) => {
      const answer = await give(question)
      return {
        content: [{ type: 'text' as const, text: inLetters(answer) }],
        structuredContent: { ...answer },
      }
    },
  )
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
  try {
    await server.connect(transport as Parameters<typeof server.connect>[0])
    const headers = new Headers()
    for (const [name, value] of Object.entries(request.headers))
      if (typeof value === 'string' && !name.startsWith(':')) headers.set(name, value)
    const given = new Request('http://attune.internal/api/v1/mcp', { method: 'POST', headers })
    const response = await transport.handleRequest(given, { parsedBody: request.body })
    const text = await response.text()
    return { status: response.status, body: text === '' ? '' : JSON.parse(text) }
  } finally {
    await server.close()
  }
}

/** For clients that read letters alone: what would be shown, or that nothing is to be said. */
function inLetters({ outcome, text, options, reason }: GivenAnswer): string {
  if (outcome === 'handover')
    return `No answer: a person should take this one (${reason ?? 'unsure'}). The customer would read: ${text}`
  if (options.length === 0) return text
  return [text, ...options.map((option) => `- ${option.label}`)].join('\n')
}
