import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a browser's page that sends this is one of ours: of the address the request went to, or of a configured one.
 * Undefined when no origin is named, as by programs.
 */
export function isOwnOrigin(
  headers: IncomingHttpHeaders,
  ownOrigins: readonly string[],
): boolean | undefined {
  const { origin, host } = headers
  if (origin === undefined) return undefined
  if (ownOrigins.includes(origin)) return true
  try {
    return new URL(origin).host === host
  } catch {
    return false
  }
}
