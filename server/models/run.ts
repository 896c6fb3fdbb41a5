import type { ModelFailure, ModelTier } from '../../contract/index.ts'
import type { KnownValue } from './masking.ts'

/** For whom a task is done, and within what. */
export interface RunContext {
  tenantId: string
  scene?: string | undefined
  /** Further scenes that texts of the input belong to: only who may have all of them is asked. */
  scenes?: readonly string[] | undefined
  conversationId?: string | undefined
  /** The task's own where absent. */
  tier?: ModelTier | undefined
  /** Ends the run: what works without a model is given back at once. */
  signal?: AbortSignal | undefined
  /** For everything; the task's own where absent. */
  budgetMs?: number | undefined
  /** What is known of the person besides, e.g. the customer's name: hidden wherever it stands. */
  known?: readonly KnownValue[] | undefined
}

export interface RunResult<Output> {
  output: Output
  by: 'model' | 'fallback'
  /** Who answered, as the provider calls it. */
  model?: string
  /** Of all calls of the run, failed ones included. */
  tokens: { input: number; output: number }
  cost: number
  /** What the cost is in. */
  currency: string
  /** Made for it, repairs and further models included. */
  calls: number
  tookMs: number
  /** Why no model answered; absent when one did. */
  failure?: ModelFailure
}

/**
 * Hears, while a reply in text is written, what it says so far in whole sentences, which passed what the whole will have to
 * pass. A repair or another model begins anew; only the result may be kept.
 */
export type Hear<Output> = (said: Output, model: string) => void

export interface RunStream<Output> extends AsyncIterable<string> {
  /** Settles whether or not the parts are read; leaving the loop early ends the run. */
  result: Promise<RunResult<Output>>
}

/** Roughly: a Chinese character is a token, of others four letters are. */
export function estimateTokens(text: string): number {
  const wide = text.match(/[\u2e80-\uffff]/g)?.length ?? 0
  return Math.ceil(wide + (text.length - wide) / 4)
}
