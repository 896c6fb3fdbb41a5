/** Why a file as a whole cannot be taken, by a code that the console puts into words. */
export class FileProblem extends Error {
  readonly code: string
  readonly parameters: Record<string, string | number>
  constructor(code: string, parameters: Record<string, string | number> = {}) {
    super(`${code} ${JSON.stringify(parameters)}`)
    this.code = code
    this.parameters = parameters
  }
}
