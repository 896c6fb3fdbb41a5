import { createHash } from 'node:crypto'
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import type pg from 'pg'

const LONGEST_NAMED = 10_000
const MOST_NAMED = 300
const statementNames = new Map<string, string>()

/**
 * A borrowed connection as Kysely sees it. Statements are prepared by name, so that the database parses and plans
 * each text once a connection; only the first few hundred different texts, as each costs the database memory.
 */
export class KyselyConnection implements DatabaseConnection {
  readonly client: pg.PoolClient
  #closed = false

  constructor(client: pg.PoolClient) {
    this.client = client
  }

  /** From now on every use fails: a handle kept beyond its transaction must not write into another's. */
  close(): void {
    this.#closed = true
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#closed) throw new Error('This transaction has ended; its handle cannot be used any more')
    const name = statementName(query.sql)
    const config = { text: query.sql, values: query.parameters as unknown[] }
    const result = await this.client.query(name ? { ...config, name } : config)
    const changes = result.command !== 'SELECT' && result.rowCount !== null
    return changes
      ? { rows: result.rows, numAffectedRows: BigInt(result.rowCount ?? 0) }
      : { rows: result.rows }
  }

  // biome-ignore lint/correctness/useYield: there is nothing to yield
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Streaming is not supported: read by key, page by page')
  }
}

function statementName(text: string): string | undefined {
  const known = statementNames.get(text)
  if (known !== undefined) return known
  if (text.length > LONGEST_NAMED || statementNames.size >= MOST_NAMED) return undefined
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 22)
  statementNames.set(text, name)
  return name
}
