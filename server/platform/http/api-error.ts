import { type ErrorCode, type ErrorParameters, errorMessage, errorTable } from '../../../contract/index.ts'

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
