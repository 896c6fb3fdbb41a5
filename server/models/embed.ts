import type { ModelFailure } from '../../contract/index.ts'
import { failureOf } from './call-failure.ts'
import { chooseEndpoints } from './choose-endpoints.ts'
import type { Endpoint, ModelConfigs } from './config.ts'
import type { ConnectionOf } from './connections.ts'
import type { Guards } from './guards.ts'
import { openMask } from './masking.ts'
import type { Meter, Metered } from './meter.ts'
import { estimateTokens, type RunContext } from './run.ts'
import type { TextRole } from './vectors.ts'

export interface Embedded {
  /** One for each text, of one model; undefined where none could make them. */
  vectors: readonly ArrayLike<number>[] | undefined
  model?: string
  /** Vectors of another space lie elsewhere: whoever keeps them keeps this with them. */
  space?: string
  cost: number
  tookMs: number
  failure?: ModelFailure
}

const task = 'embed'
const longestMs = 15_000
const mostTexts = 256

export interface EmbedContext extends Omit<RunContext, 'tier'> {
  /** What is asked, or what may answer it: passages where absent. */
  role?: TextRole
}

/** Turns texts into vectors, masked, within the same limits as everything else. Never rejects because of a model. */
export function openEmbedder(options: {
  configs: ModelConfigs
  meter: Meter
  guards: Guards
  connectionOf: ConnectionOf
}) {
  const { configs, meter, guards, connectionOf } = options
  return async (context: EmbedContext, texts: readonly string[]): Promise<Embedded> => {
    if (texts.length > mostTexts) throw new Error(`at most ${mostTexts} texts at once`)
    const began = performance.now()
    const tookMs = () => performance.now() - began
    const config = await configs.of(context.tenantId)
    const chosen = chooseEndpoints(config, {
      ability: 'embedding',
      tier: 'small',
      scene: context.scene,
      scenes: context.scenes,
    })
    if ('failure' in chosen) return { vectors: undefined, cost: 0, tookMs: tookMs(), failure: chosen.failure }
    // No other stands in for it: what that makes could be compared with nothing.
    const [endpoint] = chosen.endpoints as [Endpoint]
    if (texts.length === 0) return { vectors: [], cost: 0, tookMs: tookMs() }
    const deadline = began + (context.budgetMs ?? longestMs)
    const masked = texts.map((text) => openMask(context.known).hide(text))
    const tokens = masked.reduce((sum, text) => sum + estimateTokens(text), 0)
    const reserved = await meter.reserve(config, (tokens * endpoint.inputPrice) / 1e6)
    if (reserved === undefined)
      return { vectors: undefined, cost: 0, tookMs: tookMs(), failure: 'budget-spent' }
    const at = performance.now()
    const call: Metered = {
      task,
      taskVersion: 1,
      endpointId: endpoint.id,
      model: endpoint.model,
      tier: 'small',
      scene: context.scene,
      conversationId: context.conversationId,
      outcome: 'failed',
      failure: undefined,
      inputTokens: 0,
      outputTokens: 0,
      cost: 0,
      tookMs: 0,
      firstMs: undefined,
    }
    try {
      const signal = context.signal ?? new AbortController().signal
      const made = await guards.call(endpoint, { signal, deadline, mayRetry: () => true }, async (inner) => {
        const { embed } = await connectionOf(endpoint, config.noTextLeaves)
        if (embed === undefined) throw new Error('no embeddings here')
        return embed(masked, { role: context.role ?? 'passage', signal: inner })
      })
      if (made.vectors.length !== texts.length) throw new Error('vectors are missing')
      const used = made.tokens ?? tokens
      Object.assign(call, {
        outcome: 'answered',
        inputTokens: used,
        cost: (used * endpoint.inputPrice) / 1e6,
      })
      return {
        vectors: made.vectors,
        model: endpoint.model,
        space: `${made.space}-${made.vectors[0]?.length ?? 0}`,
        cost: call.cost,
        tookMs: tookMs(),
      }
    } catch (error) {
      call.failure = failureOf(error).code
      return {
        vectors: undefined,
        model: endpoint.model,
        cost: 0,
        tookMs: tookMs(),
        failure: call.failure,
      }
    } finally {
      call.tookMs = performance.now() - at
      await reserved.settle([call])
    }
  }
}
export type Embed = ReturnType<typeof openEmbedder>
