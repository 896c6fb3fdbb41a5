import pg from 'pg'
import type { Log } from '../log/index.ts'
import { isConnectionLost } from './connection-lost.ts'

export interface PoolOptions {
  connectionString: string
  /** Most connections at once. */
  size: number
  log: Log
  /** How long one statement may run, in ms; 30 s when absent, 0 for no limit. */
  statementTimeoutMs?: number
}

const CONNECT_TIMEOUT_MS = 5_000
const IDLE_IN_TRANSACTION_MS = 30_000
const IDLE_CONNECTION_MS = 60_000

const parsers = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, parseWhole],
  [pg.types.builtins.DATE, (text) => text],
])

/**
 * A pool of connections that survives the database's death: errors of idle and of borrowed connections are logged,
 * never thrown. `bigint` arrives as a number, `date` as 'YYYY-MM-DD', `timestamptz` as a Date, `numeric` as text.
 */
export function openPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.size,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_CONNECTION_MS,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    options: '-c search_path=attune',
    application_name: 'attune',
    keepAlive: true,
    types: { getTypeParser },
  })
  pool.on('error', (error) => {
    if (!pool.ending) options.log.warn({ reason: error.message }, 'an idle database connection was lost')
  })
  // Without this a connection that dies while borrowed would crash the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/**
 * Borrows a connection and runs `first` on it (a `BEGIN`, say), repeating both while the database is away, for up to
 * `patienceMs`. Safe because nothing has happened yet.
 */
export async function borrow(
  pool: pg.Pool,
  patienceMs: number,
  first?: (client: pg.PoolClient) => Promise<unknown>,
): Promise<pg.PoolClient> {
  const deadline = Date.now() + patienceMs
  for (let wait = 10; ; wait = Math.min(wait * 2, 250)) {
    let client: pg.PoolClient | undefined
    try {
      client = await pool.connect()
      await first?.(client)
      return client
    } catch (error) {
      client?.release(true)
      if (!isConnectionLost(error) || Date.now() + wait > deadline) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, wait))
  }
}

function parseWhole(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} from the database does not fit a number`)
  return value
}

function getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  return (
    (format === 'binary' ? undefined : parsers.get(oid)) ??
    (pg.types.getTypeParser(oid, format as 'text') as (text: string) => unknown)
  )
}
