import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { type EmbeddingModel, embedMany, extractReasoningMiddleware, wrapLanguageModel } from 'ai'
import type { Endpoint } from '../endpoints.ts'
import { spaceName, type TextRole } from '../vectors.ts'

/** A model that writes text, by the interface that every provider of the library has. */
export type TextModel = ReturnType<typeof wrapLanguageModel>

/** A model as the library speaks to it. */
export interface Connection {
  text: TextModel
  /** Texts as vectors, not of length 1 as a rule; undefined where the provider has none. */
  embed?: (texts: readonly string[], how: { role: TextRole; signal: AbortSignal }) => Promise<MadeVectors>
}
export interface MadeVectors {
  vectors: readonly ArrayLike<number>[]
  /** As far as the provider says. */
  tokens: number | undefined
  space: string
}

// The library would tell of every unknown setting on the console.
Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false })

/** One connection for each kind of provider; all calls go through the given fetch. */
const providers: Record<
  Exclude<Endpoint['kind'], 'local-onnx'>,
  (endpoint: Endpoint, fetch: typeof globalThis.fetch) => Connection
> = {
  'openai-compatible': (endpoint, fetch) => {
    const provider = createOpenAICompatible({
      name: 'endpoint',
      baseURL: endpoint.baseUrl.replace(/\/+$/, ''),
      ...(endpoint.apiKey === undefined ? {} : { apiKey: endpoint.apiKey }),
      fetch,
      includeUsage: true,
      supportsStructuredOutputs: endpoint.abilities.includes('structured'),
    })
    return {
      // Some models think aloud before they answer; that is nobody's business.
      text: wrapLanguageModel({
        model: provider.chatModel(endpoint.model),
        middleware: extractReasoningMiddleware({ tagName: 'think' }),
      }),
      embed: embedBy(provider.embeddingModel(endpoint.model), endpoint),
    }
  },
  anthropic: (endpoint, fetch) => ({
    text: createAnthropic({
      baseURL: endpoint.baseUrl.replace(/\/+$/, ''),
      apiKey: endpoint.apiKey ?? '',
      fetch,
    })(endpoint.model),
  }),
}

export function connect(endpoint: Endpoint, fetch: typeof globalThis.fetch): Connection {
  if (endpoint.kind === 'local-onnx') throw new Error('a local model has no address')
  return providers[endpoint.kind](endpoint, fetch)
}

function embedBy(model: EmbeddingModel, endpoint: Endpoint): NonNullable<Connection['embed']> {
  return async (texts, { role, signal }) => {
    const prefix = role === 'query' ? endpoint.queryPrefix : endpoint.passagePrefix
    const { embeddings, usage } = await embedMany({
      model,
      values: texts.map((text) => prefix + text),
      maxRetries: 0,
      abortSignal: signal,
    })
    return {
      vectors: embeddings,
      tokens: Number.isFinite(usage.tokens) ? usage.tokens : undefined,
      space: spaceName(endpoint),
    }
  }
}
