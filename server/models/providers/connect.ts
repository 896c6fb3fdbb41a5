import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { type EmbeddingModel, extractReasoningMiddleware, wrapLanguageModel } from 'ai'
import type { Endpoint } from '../endpoints.ts'

/** A model that writes text, by the interface that every provider of the library has. */
export type TextModel = ReturnType<typeof wrapLanguageModel>

/** A model as the library speaks to it. */
export interface Connection {
  text: TextModel
  /** Undefined where the provider has none. */
  embedding: EmbeddingModel | undefined
}

// The library would tell of every unknown setting on the console.
Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false })

/** One connection for each kind of provider; all calls go through the given fetch. */
const providers: Record<
  Endpoint['kind'],
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
      embedding: provider.embeddingModel(endpoint.model),
    }
  },
  anthropic: (endpoint, fetch) => ({
    text: createAnthropic({
      baseURL: endpoint.baseUrl.replace(/\/+$/, ''),
      apiKey: endpoint.apiKey ?? '',
      fetch,
    })(endpoint.model),
    embedding: undefined,
  }),
}

export function connect(endpoint: Endpoint, fetch: typeof globalThis.fetch): Connection {
  return providers[endpoint.kind](endpoint, fetch)
}
