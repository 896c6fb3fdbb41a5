import pg from 'pg'
import { engineVersion } from '../../language/index.ts'
import {
  countTenantTables,
  type DatabaseUrls,
  findWallHoles,
  type MigrationState,
  readMigrationState,
  type WallHole,
} from '../platform/db/index.ts'

export interface TenantFacts {
  slug: string
  entries: number
  /** Knowledge version now, and the one the model in force covers (null: no model). */
  knowledge: number
  covered: number | null
  /** A newer model waits for somebody to put it in force. */
  heldBack: boolean
  /** Whether the model is of this version of the language engine. */
  currentEngine: boolean
  calibrated: boolean
  /** Customers' wordings with a known right entry that the model was judged on. */
  labelled: number
  admins: number
}

/** What a look behind the wall, as the owner, finds about a database. */
export interface DatabaseFacts {
  version: string
  bytes: number
  migrations: MigrationState
  tenantTables: number
  wallHoles: WallHole[]
  tenants: TenantFacts[]
  waitingJobs: number
  /** Jobs whose attempts are used up: nobody does them any more. */
  givenUpJobs: number
  /** Jobs due for more than five minutes that nobody took. */
  lateJobs: number
  /** Turns due for more than half a minute: customers who got no answer. */
  lateTurns: number
  web: number
  workers: number
}

const TENANTS = `
  SELECT t.slug, v.knowledge::int AS knowledge, m.knowledge::int AS covered, m.engine,
    EXISTS (SELECT FROM attune.models h WHERE h.tenant_id = t.tenant_id AND h.held) AS "heldBack",
    m.status->'calibration'->>'state' AS calibration, coalesce((m.status->'calibration'->>'labelled')::int, 0) AS labelled,
    (SELECT count(*)::int FROM attune.entries e WHERE e.tenant_id = t.tenant_id AND e.state = 'published') AS entries,
    (SELECT count(*)::int FROM attune.members p JOIN attune.roles r ON r.tenant_id = p.tenant_id AND r.id = p.role_id
      WHERE p.tenant_id = t.tenant_id AND r.key = 'admin' AND p.removed_at IS NULL) AS admins
  FROM attune.tenants t JOIN attune.tenant_versions v ON v.tenant_id = t.tenant_id
  LEFT JOIN attune.models m ON m.tenant_id = v.tenant_id AND m.id = v.model_id
  ORDER BY t.slug`

const JOBS = `
  SELECT count(*) FILTER (WHERE attempts < max_attempts)::int AS waiting,
    count(*) FILTER (WHERE attempts >= max_attempts AND locked_at IS NULL)::int AS given_up,
    count(*) FILTER (WHERE attempts < max_attempts AND locked_at IS NULL
      AND run_at < clock_timestamp() - interval '5 minutes')::int AS late
  FROM graphile_worker._private_jobs`

const TURNS = `SELECT count(*)::int AS late FROM attune.conversations
  WHERE turn_due_at < clock_timestamp() - interval '30 seconds'`

const PROCESSES = `
  SELECT count(*) FILTER (WHERE role <> 'worker')::int AS web, count(*) FILTER (WHERE role <> 'web')::int AS workers
  FROM attune.processes WHERE heartbeat_at > clock_timestamp() - interval '10 seconds'`

/**
 * Examines a database without changing it. Of one that is not at this version only `migrations` and what stands before
 * it are looked at; the rest is empty. Rejects when it cannot be reached.
 */
export async function examineDatabase(urls: DatabaseUrls): Promise<DatabaseFacts> {
  const client = new pg.Client({
    connectionString: urls.owner,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 30_000,
  })
  client.on('error', () => undefined)
  await client.connect()
  const one = async <Row>(text: string) => (await client.query(text)).rows[0] as Row
  try {
    const { version, bytes } = await one<{ version: string; bytes: string }>(
      `SELECT current_setting('server_version') AS version, pg_database_size(current_database())::text AS bytes`,
    )
    const migrations = await readMigrationState(client)
    const before = { version, bytes: Number(bytes), migrations }
    const { pending, unknown } = migrations
    if (pending.length + unknown.length > 0) return { ...before, ...nothingSeen }
    const ask = async (text: string) => (await client.query(text)).rows as Record<string, unknown>[]
    const jobs = await one<{ waiting: number; given_up: number; late: number }>(JOBS)
    const { rows: tenants } = await client.query(TENANTS)
    return {
      ...before,
      tenantTables: await countTenantTables(ask),
      wallHoles: await findWallHoles(ask, await loginOf(urls.application)),
      tenants: tenants.map(({ engine, calibration, ...facts }) => ({
        ...facts,
        currentEngine: engine === engineVersion,
        calibrated: calibration === 'calibrated',
      })),
      waitingJobs: jobs.waiting,
      givenUpJobs: jobs.given_up,
      lateJobs: jobs.late,
      lateTurns: (await one<{ late: number }>(TURNS)).late,
      ...(await one<{ web: number; workers: number }>(PROCESSES)),
    }
  } finally {
    await client.end().catch(() => undefined)
  }
}

const nothingSeen = {
  tenantTables: 0,
  wallHoles: [],
  tenants: [],
  waitingJobs: 0,
  givenUpJobs: 0,
  lateJobs: 0,
  lateTurns: 0,
  web: 0,
  workers: 0,
}

/** Name of the user behind a connection string. */
export async function loginOf(connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>('SELECT current_user::text AS name')
    return rows[0]?.name ?? ''
  } finally {
    await client.end().catch(() => undefined)
  }
}
