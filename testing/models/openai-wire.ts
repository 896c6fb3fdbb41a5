import type { SaidReply, ToolCall, Wire } from './wire.ts'

interface Body {
  model: string
  stream?: boolean
  messages: {
    role: string
    content: string | { type: string; text?: string }[] | null
    tool_calls?: { function: { name: string; arguments: string } }[]
  }[]
  tools?: { function: { name: string; description?: string; parameters?: unknown } }[]
  response_format?: { type: string; json_schema?: { schema: unknown } }
}

const created = 1_700_000_000
const usage = ({ tokens }: SaidReply) => ({
  prompt_tokens: tokens.input,
  completion_tokens: tokens.output,
  total_tokens: tokens.input + tokens.output,
})
const finishOf = (reply: SaidReply) => (reply.toolCalls.length > 0 ? 'tool_calls' : reply.finish)
const callsOf = (calls: readonly ToolCall[]) =>
  calls.map((call, index) => ({
    index,
    id: `call_${index}`,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  }))
const chunk = (model: string, delta: unknown, rest: Record<string, unknown> = {}) =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created, model, choices: [{ index: 0, delta, finish_reason: null, ...rest }] })}\n\n`

/** Chat completions, whole and as server-sent events. */
export const openAiWire: Wire = {
  read(json) {
    const body = json as Body
    const messages = body.messages.map(({ role, content, tool_calls: calls }) => ({
      role,
      ...(calls === undefined
        ? {}
        : {
            calls: calls.map(({ function: { name, arguments: given } }) => ({
              name,
              arguments: JSON.parse(given) as unknown,
            })),
          }),
      content:
        typeof content === 'string' ? content : (content ?? []).map(({ text = '' }) => text).join('\n'),
    }))
    return {
      model: body.model,
      system: messages
        .filter(({ role }) => role === 'system')
        .map(({ content }) => content)
        .join('\n'),
      messages: messages.filter(({ role }) => role !== 'system'),
      text: messages.map(({ content }) => content).join('\n'),
      stream: body.stream === true,
      schema: body.response_format?.json_schema?.schema,
      tools: (body.tools ?? []).map((tool) => ({
        name: tool.function.name,
        description: tool.function.description ?? '',
        parameters: tool.function.parameters,
      })),
    }
  },
  whole: (reply, { model }) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created,
    model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: reply.text,
          ...(reply.toolCalls.length > 0 ? { tool_calls: callsOf(reply.toolCalls) } : {}),
        },
        finish_reason: finishOf(reply),
      },
    ],
    usage: usage(reply),
  }),
  head: (_, { model }) => chunk(model, { role: 'assistant', content: '' }),
  part: (content, { model }) => chunk(model, { content }),
  end(reply, { model }) {
    const calls = reply.toolCalls.length > 0 ? chunk(model, { tool_calls: callsOf(reply.toolCalls) }) : ''
    const last = {
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created,
      model,
      choices: [],
      usage: usage(reply),
    }
    return `${calls}${chunk(model, {}, { finish_reason: finishOf(reply) })}data: ${JSON.stringify(last)}\n\ndata: [DONE]\n\n`
  },
  error: (status, message) => ({ error: { message, type: 'scripted', param: null, code: status } }),
}
