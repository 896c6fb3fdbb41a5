import {
  type BulkheadPolicy,
  bulkhead,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhen,
  type IRetryBackoffContext,
  retry,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel'
import { CallFailure, failureOf, isPassing, isTelling } from './call-failure.ts'
import type { Endpoint } from './config.ts'

export interface GuardOptions {
  /** So many failures in a row, and a model is left alone. */
  failuresUntilRest?: number
  /** For this long, then one call tries it. */
  restMs?: number
}

interface Held {
  version: number
  breaker: CircuitBreakerPolicy
  lane: BulkheadPolicy
  /** The provider said to come back later. */
  restUntil: number
}

/** Longest that a run waits for a second try of the same model. */
const longestPause = 2_000
const shortPause = 150
const longestRest = 60_000

/** What keeps a model that is not well from holding anybody up: one breaker and one lane for each, by all runs of this process. */
export function openGuards({ failuresUntilRest = 5, restMs = 10_000 }: GuardOptions = {}) {
  const held = new Map<string, Held>()

  function of(endpoint: Endpoint): Held {
    const known = held.get(endpoint.id)
    if (known?.version === endpoint.version) return known
    const made: Held = {
      version: endpoint.version,
      breaker: circuitBreaker(
        handleWhen(
          (error) =>
            !(error instanceof Error && error.name === 'Cancelled') && isTelling(failureOf(error).code),
        ),
        { halfOpenAfter: restMs, breaker: new ConsecutiveBreaker(failuresUntilRest) },
      ),
      lane: bulkhead(endpoint.concurrency, endpoint.concurrency * 4),
      restUntil: 0,
    }
    held.set(endpoint.id, made)
    return made
  }

  return {
    /**
     * Calls a model within its limits; tried twice where that may help and `mayRetry` still allows. Throws CallFailure. `signal`
     * ends everything; `deadline` is a moment of performance.now().
     */
    async call<T>(
      endpoint: Endpoint,
      options: { signal: AbortSignal; deadline: number; mayRetry: () => boolean },
      work: (signal: AbortSignal) => Promise<T>,
    ): Promise<T> {
      const { signal, deadline, mayRetry } = options
      const guard = of(endpoint)
      if (performance.now() < guard.restUntil) throw new CallFailure('resting')
      const left = Math.max(1, Math.ceil(deadline - performance.now()))
      const pauseFor = (failure: CallFailure) => failure.retryAfterMs ?? shortPause
      const again = handleWhen((error) => {
        const failure = failureOf(error)
        const pause = pauseFor(failure)
        return (
          isPassing(failure.code) &&
          mayRetry() &&
          pause <= longestPause &&
          pause < (deadline - performance.now()) / 2
        )
      })
      const policy = wrap(
        retry(again, {
          maxAttempts: 1,
          backoff: new DelegateBackoff((context: IRetryBackoffContext<unknown>) =>
            'error' in context.result ? pauseFor(failureOf(context.result.error)) : 0,
          ),
        }),
        guard.breaker,
        guard.lane,
        timeout(Math.min(endpoint.timeoutMs, left), TimeoutStrategy.Aggressive),
      )
      // The library looks at its signal between steps only: whoever waits is let go at once, and what still runs is told.
      const ending = new AbortController()
      const cancel = () => ending.abort(new CallFailure('cancelled'))
      const timer = setTimeout(() => ending.abort(new CallFailure('timed-out')), left)
      const ended = new Promise<never>((_, reject) => {
        ending.signal.addEventListener('abort', () => reject(ending.signal.reason), { once: true })
      })
      ended.catch(() => undefined)
      if (signal.aborted) cancel()
      signal.addEventListener('abort', cancel, { once: true })
      const called = policy.execute(async ({ signal: inner }) => {
        inner.throwIfAborted()
        try {
          return await work(inner)
        } catch (error) {
          // Ended from outside: that says nothing about the model.
          if (signal.aborted) throw Object.assign(new Error('cancelled'), { name: 'Cancelled' })
          if (inner.aborted) throw new TaskCancelledError()
          throw error
        }
      }, ending.signal)
      called.catch(() => undefined)
      try {
        return await Promise.race([called, ended])
      } catch (error) {
        const failure = signal.aborted ? new CallFailure('cancelled') : failureOf(error)
        if (failure.code === 'rate-limited' && (failure.retryAfterMs ?? 0) > longestPause)
          guard.restUntil = performance.now() + Math.min(failure.retryAfterMs ?? 0, longestRest)
        throw failure
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', cancel)
      }
    },
  }
}
export type Guards = ReturnType<typeof openGuards>
