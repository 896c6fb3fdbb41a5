import pg from 'pg'
import type { DatabaseUrls } from '../platform/db/index.ts'

export interface Serving {
  /** Live processes that answer requests. */
  web: number
  /** Live processes that do durable jobs. */
  workers: number
  /** Whether anybody does durable jobs now. */
  working: boolean
}

/** Which processes of Attune live on this database, told by their heartbeats of the last seconds. */
export async function readServing(urls: Pick<DatabaseUrls, 'owner'>): Promise<Serving> {
  const client = new pg.Client({ connectionString: urls.owner, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<{ web: number; workers: number }>(
      `SELECT count(*) FILTER (WHERE role <> 'worker')::int AS web, count(*) FILTER (WHERE role <> 'web')::int AS workers
       FROM attune.processes WHERE heartbeat_at > clock_timestamp() - interval '10 seconds'`,
    )
    const { web = 0, workers = 0 } = rows[0] ?? {}
    return { web, workers, working: workers > 0 }
  } finally {
    await client.end().catch(() => undefined)
  }
}
