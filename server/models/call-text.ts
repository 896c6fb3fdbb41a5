import { generateText, jsonSchema, type LanguageModel, Output, streamText } from 'ai'
import { CallFailure, failureOf } from './call-failure.ts'

/** One question to a model, masked. */
export interface Asked {
  instructions: string
  messages: readonly { role: 'user' | 'assistant'; content: string }[]
  /** Asked for by the provider's own means, where the model is able to. */
  schema?: Record<string, unknown> | undefined
  mostOutputTokens: number
}

export interface Replied {
  text: string
  /** Undefined where the provider does not say. */
  inputTokens: number | undefined
  outputTokens: number | undefined
  /** Until the first part of a stream. */
  firstMs?: number
}

type Options = { model: LanguageModel; asked: Asked; signal: AbortSignal }

const requestOf = ({ model, asked, signal }: Options) => ({
  model,
  instructions: asked.instructions,
  messages: asked.messages.map(({ role, content }) => ({ role, content })),
  maxOutputTokens: asked.mostOutputTokens,
  maxRetries: 0,
  abortSignal: signal,
  // Only how the reply is asked for: it is read, validated and repaired here.
  ...(asked.schema === undefined
    ? {}
    : {
        output: {
          ...Output.text(),
          responseFormat: Output.object({ schema: jsonSchema(asked.schema) }).responseFormat,
        },
      }),
})

/** Asks and waits for the whole reply. Throws CallFailure. */
export async function callText(options: Options): Promise<Replied> {
  try {
    const result = await generateText(requestOf(options))
    if (result.finishReason === 'content-filter') throw new CallFailure('withheld')
    if (result.finishReason === 'length') throw new CallFailure('truncated')
    return {
      text: result.text,
      inputTokens: result.usage.inputTokens,
      outputTokens: result.usage.outputTokens,
    }
  } catch (error) {
    throw failureOf(error)
  }
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
    const { stream } = streamText({ ...requestOf({ ...options, signal: over }), onError: () => undefined })
    for await (const part of stream) {
      if (over.aborted) throw over.reason
      if (part.type === 'text-delta') {
        firstMs ??= performance.now() - began
        alive()
        text += part.text
        onPart(part.text)
      } else if (part.type === 'reasoning-delta') alive()
      else if (part.type === 'error') throw failureOf(part.error)
      else if (part.type === 'abort') throw new CallFailure('stalled')
      else if (part.type === 'finish') {
        const { finishReason } = part
        if (finishReason === 'content-filter') throw new CallFailure('withheld')
        if (finishReason === 'length') throw new CallFailure('truncated')
        // An end without a reason is a reply that somebody cut off.
        if (finishReason !== 'stop') throw new CallFailure('cut')
        const { inputTokens, outputTokens } = part.totalUsage
        return { text, inputTokens, outputTokens, ...(firstMs === undefined ? {} : { firstMs }) }
      }
    }
    throw new CallFailure('cut')
  }
  try {
    return await Promise.race([read(), ended])
  } catch (error) {
    const failure = stalled.signal.aborted ? new CallFailure('stalled') : failureOf(error)
    throw Object.assign(failure, { received: text })
  } finally {
    clearTimeout(watchdog)
  }
}
