import { errorTable } from '../../../contract/errors.ts'

/** English sentences of the error codes, as the contract has them. */
export const englishErrors: Record<string, string> = Object.fromEntries(
  Object.entries(errorTable).map(([code, [, sentence]]) => [`error:${code}`, sentence]),
)
