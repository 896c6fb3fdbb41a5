import { ApiError } from './api-error.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })

/** JSON from bytes. Throws `request/not-json` for anything that is not valid UTF-8 and valid JSON. */
export function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes))
  } catch {
    throw new ApiError('request/not-json')
  }
}
