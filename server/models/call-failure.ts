import { BrokenCircuitError, BulkheadRejectedError, TaskCancelledError } from 'cockatiel'
import type { ModelFailure } from '../../contract/index.ts'
import { RefusedAddress } from '../platform/net/index.ts'

/** Why a call to a model came to nothing. */
export class CallFailure extends Error {
  readonly code: ModelFailure
  readonly retryAfterMs: number | undefined
  constructor(code: ModelFailure, options: { retryAfterMs?: number | undefined; cause?: unknown } = {}) {
    super(code, { cause: options.cause })
    this.code = code
    this.retryAfterMs = options.retryAfterMs
  }
}

/** May be over the next moment. */
const passing: readonly ModelFailure[] = ['rate-limited', 'unreachable', 'server-error', 'cut']
/** Says that the address is not well, so that it is left alone for a while. */
const telling: readonly ModelFailure[] = [
  ...passing,
  'timed-out',
  'stalled',
  'unauthorised',
  'refused-request',
  'bad-reply',
  'no-such-model',
  'broken-model',
  'too-large-model',
]
export const isPassing = (code: ModelFailure) => passing.includes(code)
export const isTelling = (code: ModelFailure) => telling.includes(code)

/** Reads whatever a call threw. */
export function failureOf(error: unknown): CallFailure {
  if (error instanceof CallFailure) return error
  if (error instanceof BrokenCircuitError) return new CallFailure('resting')
  if (error instanceof BulkheadRejectedError) return new CallFailure('busy')
  if (error instanceof TaskCancelledError) return new CallFailure('timed-out')
  for (
    let cause: unknown = error, depth = 0;
    cause instanceof Error && depth < 6;
    cause = cause.cause, depth += 1
  ) {
    if (cause instanceof CallFailure) return cause
    if (cause instanceof RefusedAddress) return new CallFailure('refused-address', { cause: error })
    // What breaks off after a good beginning carries its 200.
    if (isAnswerOfProvider(cause) && (cause.statusCode ?? 0) >= 400)
      return ofStatus(cause.statusCode ?? 500, cause.responseHeaders, error)
    const { code } = cause as { code?: unknown }
    if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE')
      return new CallFailure('cut', { cause: error })
    if (typeof code === 'string' && /^E[A-Z]+$/.test(code))
      return new CallFailure('unreachable', { cause: error })
  }
  const name = error instanceof Error ? error.name : ''
  if (name === 'AbortError' || name === 'TimeoutError') return new CallFailure('timed-out', { cause: error })
  return new CallFailure('bad-reply', { cause: error })
}

/** The providers' library's own error, known by its name: the library is not read before it is needed. */
function isAnswerOfProvider(
  error: Error,
): error is Error & { statusCode?: number; responseHeaders?: Record<string, string> } {
  return error.name === 'AI_APICallError'
}

function ofStatus(status: number, headers: Record<string, string> | undefined, cause: unknown): CallFailure {
  if (status === 429 || status === 529)
    return new CallFailure('rate-limited', { retryAfterMs: retryAfterOf(headers), cause })
  if (status === 401 || status === 403) return new CallFailure('unauthorised', { cause })
  if (status >= 500) return new CallFailure('server-error', { retryAfterMs: retryAfterOf(headers), cause })
  return new CallFailure('refused-request', { cause })
}

function retryAfterOf(headers: Record<string, string> = {}): number | undefined {
  const milliseconds = Number(headers['retry-after-ms'])
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds
  const seconds = Number(headers['retry-after'])
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined
}
