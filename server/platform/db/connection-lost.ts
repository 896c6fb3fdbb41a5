/** PostgreSQL's own words for: going down, starting up, crashed, killed, too many connections. */
const LOST_CODES = new Set([
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '25P03',
])
const LOST_SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTCONN',
  'EAGAIN',
])
const LOST_SENTENCES =
  /connection terminated|client has encountered a connection error|timeout exceeded when trying to connect|client was closed|not queryable/i

/**
 * Whether an error says that the connection went away, not that the statement was wrong. What was running may or
 * may not have been committed: repeat once, and only what is safe to repeat.
 */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, message, syscall } = error as NodeJS.ErrnoException
  if (code !== undefined && LOST_CODES.has(code)) return true
  // A missing file is ENOENT too: only a socket's counts.
  if (code !== undefined && LOST_SYSTEM_CODES.has(code)) return syscall !== 'open' && syscall !== 'stat'
  return LOST_SENTENCES.test(message)
}
