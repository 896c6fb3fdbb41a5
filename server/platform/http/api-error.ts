import { type ErrorCode, type ErrorParameters, errorMessage, errorTable } from '../../../contract/index.ts'

/** What PostgreSQL calls values that its types cannot hold: too large, NUL in text, no UUID, no date. */
const unfitValues = new Set(['22P02', '22P05', '22003', '22007', '22008', '22021'])

/** An error a client may see: a stable code and its parameters. Everything else becomes `server/internal`. */
export class ApiError extends Error {
  readonly code: ErrorCode
  readonly parameters: ErrorParameters
  readonly status: number
  /** Further fields of the body, e.g. an import report. */
  readonly detail: Record<string, unknown> | undefined

  constructor(code: ErrorCode, parameters: ErrorParameters = {}, detail?: Record<string, unknown>) {
    super(errorMessage(code, parameters))
    this.name = 'ApiError'
    this.code = code
    this.parameters = parameters
    this.status = errorTable[code][0]
    this.detail = detail
  }

  body(): { error: { code: ErrorCode; message: string; parameters: ErrorParameters } } & Record<
    string,
    unknown
  > {
    return { error: { code: this.code, message: this.message, parameters: this.parameters }, ...this.detail }
  }
}

/** The error behind a value that passed validation but that the database cannot hold, or undefined for any other. */
export function unfitValueError(error: unknown): ApiError | undefined {
  const { code } = (error ?? {}) as { code?: unknown }
  if (typeof code !== 'string' || !unfitValues.has(code)) return undefined
  return new ApiError('request/invalid', { detail: 'a value is out of range or not valid text' })
}
