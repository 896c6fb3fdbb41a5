import type { SaidReply, Wire } from './wire.ts'

type Block = { type: string; text?: string; content?: unknown; name?: string; input?: unknown }
type Content = string | Block[]
interface Body {
  model: string
  stream?: boolean
  system?: Content
  messages: { role: string; content: Content }[]
  tools?: { name: string; description?: string; input_schema?: unknown }[]
  tool_choice?: { type: string; name?: string }
  output_config?: { format?: { schema?: unknown } }
}

const textOf = (content: Content | undefined): string =>
  content === undefined
    ? ''
    : typeof content === 'string'
      ? content
      : content
          .filter(({ type }) => type !== 'tool_use')
          .map((one) =>
            Array.isArray(one.content)
              ? textOf(one.content as Block[])
              : (one.text ?? String(one.content ?? '')),
          )
          .join('\n')
const callsOf = (content: Content) => {
  const calls = typeof content === 'string' ? [] : content.filter(({ type }) => type === 'tool_use')
  return calls.length === 0
    ? {}
    : { calls: calls.map(({ name = '', input }) => ({ name, arguments: input })) }
}
/** Results of tools are a message of the user's here. */
const roleOf = (role: string, content: Content) =>
  typeof content !== 'string' && content.some(({ type }) => type === 'tool_result') ? 'tool' : role
const stopOf = (reply: SaidReply) => {
  if (reply.toolCalls.length > 0) return 'tool_use'
  return { stop: 'end_turn', length: 'max_tokens', content_filter: 'refusal' }[reply.finish]
}
const event = (type: string, data: Record<string, unknown>) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`
const message = (model: string, input: number) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model,
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: { input_tokens: input, output_tokens: 1 },
})

/** Messages, whole and as server-sent events. */
export const anthropicWire: Wire = {
  read(json) {
    const body = json as Body
    const system = textOf(body.system)
    const messages = body.messages.map(({ role, content }) => ({
      role: roleOf(role, content),
      content: textOf(content),
      ...callsOf(content),
    }))
    return {
      model: body.model,
      system,
      messages,
      text: [system, ...messages.map(({ content }) => content)].join('\n'),
      stream: body.stream === true,
      schema: body.output_config?.format?.schema,
      tools: (body.tools ?? []).map((tool) => ({
        name: tool.name,
        description: tool.description ?? '',
        parameters: tool.input_schema,
      })),
    }
  },
  whole(reply, { model }) {
    return {
      ...message(model, reply.tokens.input),
      content: [
        ...(reply.text === '' ? [] : [{ type: 'text', text: reply.text }]),
        ...reply.toolCalls.map((call, index) => ({
          type: 'tool_use',
          id: `toolu_${index}`,
          name: call.name,
          input: call.arguments,
        })),
      ],
      stop_reason: stopOf(reply),
      usage: { input_tokens: reply.tokens.input, output_tokens: reply.tokens.output },
    }
  },
  head: (reply, { model }) =>
    event('message_start', { message: message(model, reply.tokens.input) }) +
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  part: (text) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
  end(reply) {
    const calls = reply.toolCalls.map(
      (call, at) =>
        event('content_block_start', {
          index: at + 1,
          content_block: { type: 'tool_use', id: `toolu_${at}`, name: call.name, input: {} },
        }) +
        event('content_block_delta', {
          index: at + 1,
          delta: { type: 'input_json_delta', partial_json: JSON.stringify(call.arguments) },
        }) +
        event('content_block_stop', { index: at + 1 }),
    )
    return [
      event('content_block_stop', { index: 0 }),
      ...calls,
      event('message_delta', {
        delta: { stop_reason: stopOf(reply), stop_sequence: null },
        usage: { output_tokens: reply.tokens.output },
      }),
      event('message_stop', {}),
    ].join('')
  },
  error: (_, text) => ({ type: 'error', error: { type: 'api_error', message: text } }),
}
