import { CallFailure, failureOf } from './call-failure.ts'
import type { TextModel } from './providers/connect.ts'

/** A tool as a model is told of it. */
export interface HandTool {
  name: string
  description: string
  /** Of its input. */
  schema: Record<string, unknown>
}

/** A call of a tool as a model asks for it; the input is JSON as it was written. */
export interface ToolUse {
  id: string
  name: string
  input: string
}

export type AskedMessage =
  | { role: 'user'; content: string }
  | { role: 'assistant'; content: string; uses?: readonly ToolUse[] }
  | { role: 'tool'; results: readonly { id: string; name: string; text: string }[] }

/** One question to a model, masked. */
export interface Asked {
  instructions: string
  messages: readonly AskedMessage[]
  tools?: readonly HandTool[] | undefined
  /** The tools are known, but none may be called any more. */
  mayUse?: boolean
  /** Asked for by the provider's own means, where the model is able to. */
  schema?: Record<string, unknown> | undefined
  mostOutputTokens: number
}

export interface Replied {
  text: string
  /** Tools it wants called before it goes on. */
  uses?: readonly ToolUse[]
  /** Undefined where the provider does not say. */
  inputTokens: number | undefined
  outputTokens: number | undefined
  /** Until the first part of a stream. */
  firstMs?: number
}

/** Models that think before they write do so within the same limit; what they write is held by their schema. */
export const thinkingRoom = 2_000

type Options = { model: TextModel; asked: Asked; signal: AbortSignal }
type Request = Parameters<TextModel['doStream']>[0]

/**
 * Straight to the provider's interface: the library's `streamText` puts a dozen streams in between, whose garbage was most of
 * what the gateway added to the first token, and reads and repairs nothing that is not read and repaired here.
 */
function requestOf({ asked, signal }: Options): Request {
  return {
    prompt: [{ role: 'system', content: asked.instructions }, ...asked.messages.map(messageOf)],
    ...(asked.tools === undefined || asked.tools.length === 0
      ? {}
      : {
          tools: asked.tools.map(({ name, description, schema }) => ({
            type: 'function' as const,
            name,
            description,
            inputSchema: schema,
          })),
          toolChoice: { type: asked.mayUse === false ? ('none' as const) : ('auto' as const) },
        }),
    maxOutputTokens: asked.mostOutputTokens + thinkingRoom,
    abortSignal: signal,
    ...(asked.schema === undefined
      ? {}
      : { responseFormat: { type: 'json' as const, schema: asked.schema } }),
  }
}

function messageOf(message: AskedMessage): Request['prompt'][number] {
  if (message.role === 'user') return { role: 'user', content: [{ type: 'text', text: message.content }] }
  if (message.role === 'tool')
    return {
      role: 'tool',
      content: message.results.map(({ id, name, text }) => ({
        type: 'tool-result',
        toolCallId: id,
        toolName: name,
        output: { type: 'text', value: text },
      })),
    }
  const { content, uses = [] } = message
  return {
    role: 'assistant',
    content: [
      ...(content === '' ? [] : [{ type: 'text' as const, text: content }]),
      ...uses.map(({ id, name, input }) => ({
        type: 'tool-call' as const,
        toolCallId: id,
        toolName: name,
        input: readInput(input),
      })),
    ],
  }
}

/** What a model wrote as an input; what is no JSON is sent back as nothing. */
function readInput(input: string): unknown {
  try {
    return JSON.parse(input)
  } catch {
    return {}
  }
}

/** Asks and waits for the whole reply. Throws CallFailure. */
export async function callText(options: Options): Promise<Replied> {
  try {
    const { content, finishReason, usage } = await options.model.doGenerate(requestOf(options))
    refuseFinish(finishReason.unified)
    const uses = content.flatMap((part) =>
      part.type === 'tool-call' ? [{ id: part.toolCallId, name: part.toolName, input: part.input }] : [],
    )
    return {
      text: content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
      ...(uses.length === 0 ? {} : { uses }),
      inputTokens: usage.inputTokens.total,
      outputTokens: usage.outputTokens.total,
    }
  } catch (error) {
    throw failureOf(error)
  }
}

function refuseFinish(reason: string): void {
  if (reason === 'content-filter') throw new CallFailure('withheld')
  if (reason === 'length') throw new CallFailure('truncated')
}

/** Asks and hands on each part as it comes; silence longer than `stallMs` inside a reply is a failure. Throws CallFailure. */
export async function streamCall(
  options: Options & { stallMs: number; onPart: (text: string) => void },
): Promise<Replied> {
  const { stallMs, onPart, signal } = options
  const began = performance.now()
  const stalled = new AbortController()
  let watchdog: NodeJS.Timeout | undefined
  let firstMs: number | undefined
  let text = ''
  const uses: ToolUse[] = []
  const alive = () => {
    clearTimeout(watchdog)
    watchdog = setTimeout(() => stalled.abort(new CallFailure('stalled')), stallMs)
  }
  const over = AbortSignal.any([signal, stalled.signal])
  // Whatever the library and the server do, silence ends here.
  const ended = new Promise<never>((_, reject) => {
    over.addEventListener('abort', () => reject(over.reason), { once: true })
  })
  ended.catch(() => undefined)
  const read = async (): Promise<Replied> => {
    const { stream } = await options.model.doStream(requestOf({ ...options, signal: over }))
    for await (const part of stream) {
      if (over.aborted) throw over.reason
      if (part.type === 'text-delta') {
        firstMs ??= performance.now() - began
        alive()
        text += part.delta
        onPart(part.delta)
      } else if (part.type === 'reasoning-delta' || part.type === 'tool-input-delta') alive()
      else if (part.type === 'tool-call')
        uses.push({ id: part.toolCallId, name: part.toolName, input: part.input })
      else if (part.type === 'error') throw failureOf(part.error)
      else if (part.type === 'finish') {
        const { finishReason, usage } = part
        refuseFinish(finishReason.unified)
        // An end without a reason is a reply that somebody cut off.
        if (finishReason.unified !== 'stop' && !(finishReason.unified === 'tool-calls' && uses.length > 0))
          throw new CallFailure('cut')
        return {
          text,
          ...(uses.length === 0 ? {} : { uses }),
          inputTokens: usage.inputTokens.total,
          outputTokens: usage.outputTokens.total,
          ...(firstMs === undefined ? {} : { firstMs }),
        }
      }
    }
    throw new CallFailure('cut')
  }
  const reading = read()
  // It ends by itself once nobody waits for it any more.
  reading.catch(() => undefined)
  try {
    return await Promise.race([reading, ended])
  } catch (error) {
    const failure = stalled.signal.aborted ? new CallFailure('stalled') : failureOf(error)
    throw Object.assign(failure, { received: text })
  } finally {
    clearTimeout(watchdog)
  }
}
