import pg from 'pg'
import { StartRefusal } from '../config/index.ts'
import type { DatabaseUrls } from './logins.ts'

/** Row-level security through views (`security_invoker`) came with 15. */
export const OLDEST_POSTGRES = 15

/**
 * What an administrator runs once, as superuser, to prepare a PostgreSQL of their own; for docs/running.md. Names and
 * passwords are theirs to choose, the relations between the three users are not.
 */
export const EXTERNAL_SETUP_SQL = `CREATE ROLE attune_owner LOGIN PASSWORD 'first password';
CREATE ROLE attune_app LOGIN PASSWORD 'second password' NOSUPERUSER NOBYPASSRLS;
CREATE ROLE attune_jobs LOGIN PASSWORD 'third password' NOSUPERUSER NOBYPASSRLS;
GRANT attune_jobs TO attune_owner;
CREATE DATABASE attune OWNER attune_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE attune FROM PUBLIC;
GRANT CONNECT ON DATABASE attune TO attune_app;
GRANT CONNECT, CREATE ON DATABASE attune TO attune_jobs;
`

interface LoginFacts {
  name: string
  superuser: boolean
  bypass: boolean
  version: number
  database: string
}

const VARIABLES = {
  application: 'DATABASE_URL',
  owner: 'DATABASE_OWNER_URL',
  jobs: 'DATABASE_JOBS_URL',
} as const

/**
 * Checks that the three logins can be used and that the application's is too weak to cross the tenant wall.
 * Throws StartRefusal: `database_unreachable`, `database_too_old`, `database_login_too_powerful`,
 * `database_logins_differ`, `database_owner_needs_jobs`.
 */
export async function checkLogins(urls: DatabaseUrls): Promise<void> {
  const application = await factsOf('application', urls)
  const owner = await factsOf('owner', urls)
  const jobs = await factsOf('jobs', urls)
  if (application.version < OLDEST_POSTGRES * 10_000) {
    const found = Math.floor(application.version / 10_000)
    throw new StartRefusal(
      'database_too_old',
      `The database is PostgreSQL ${found}; Attune needs ${OLDEST_POSTGRES} or newer.`,
    )
  }
  refuseDifferent([application, owner, jobs])
  refusePowerful('application', application)
  refusePowerful('jobs', jobs)
  await checkMemberships(urls, application, owner, jobs)
}

async function factsOf(login: keyof DatabaseUrls, urls: DatabaseUrls): Promise<LoginFacts> {
  const rows = await ask<LoginFacts>(
    login,
    urls,
    `SELECT rolname::text AS name, rolsuper AS superuser, rolbypassrls AS bypass, current_database()::text AS database,
       current_setting('server_version_num')::int AS version FROM pg_roles WHERE rolname = current_user`,
  )
  return rows[0] as LoginFacts
}

function refuseDifferent(all: [LoginFacts, LoginFacts, LoginFacts]): void {
  const [application, owner, jobs] = all
  if (new Set(all.map((facts) => facts.name)).size < 3) {
    throw new StartRefusal(
      'database_logins_differ',
      'DATABASE_URL, DATABASE_OWNER_URL and DATABASE_JOBS_URL must name three different users; ' +
        'docs/running.md has the SQL that creates them.',
    )
  }
  if (application.database !== owner.database || application.database !== jobs.database) {
    throw new StartRefusal(
      'database_logins_differ',
      'DATABASE_URL, DATABASE_OWNER_URL and DATABASE_JOBS_URL must name the same database.',
    )
  }
}

function refusePowerful(login: 'application' | 'jobs', facts: LoginFacts): void {
  if (!facts.superuser && !facts.bypass) return
  const right = facts.superuser ? 'is a superuser' : 'may bypass row-level security'
  throw new StartRefusal(
    'database_login_too_powerful',
    `The user ${facts.name} of ${VARIABLES[login]} ${right}, so tenants would not be kept apart; ` +
      `run ALTER ROLE ${pg.escapeIdentifier(facts.name)} NOSUPERUSER NOBYPASSRLS or use another user.`,
  )
}

async function checkMemberships(
  urls: DatabaseUrls,
  application: LoginFacts,
  owner: LoginFacts,
  jobs: LoginFacts,
): Promise<void> {
  const [found] = await ask<{ stronger: string | null; owner_has_jobs: boolean }>(
    'owner',
    urls,
    `SELECT (SELECT rolname::text FROM pg_roles WHERE (rolname = $2 OR rolsuper OR rolbypassrls OR rolname = $3)
         AND pg_has_role($1, oid, 'MEMBER') ORDER BY rolname = $2 DESC LIMIT 1) AS stronger,
       pg_has_role($2, $3, 'USAGE') AS owner_has_jobs`,
    [application.name, owner.name, jobs.name],
  )
  if (found?.stronger) {
    throw new StartRefusal(
      'database_login_too_powerful',
      `The user ${application.name} of DATABASE_URL can become ${found.stronger}, so tenants would not be kept apart; ` +
        `run REVOKE ${pg.escapeIdentifier(found.stronger)} FROM ${pg.escapeIdentifier(application.name)}.`,
    )
  }
  if (!found?.owner_has_jobs) {
    throw new StartRefusal(
      'database_owner_needs_jobs',
      `The owner must be able to add jobs; run GRANT ${pg.escapeIdentifier(jobs.name)} TO ${pg.escapeIdentifier(owner.name)}.`,
    )
  }
}

async function ask<Row extends pg.QueryResultRow>(
  login: keyof DatabaseUrls,
  urls: DatabaseUrls,
  query: string,
  values: string[] = [],
): Promise<Row[]> {
  let client: pg.Client | undefined
  try {
    client = new pg.Client({
      connectionString: urls[login],
      connectionTimeoutMillis: 10_000,
      query_timeout: 10_000,
    })
    client.on('error', () => undefined)
    await client.connect()
    return (await client.query<Row>(query, values)).rows
  } catch (error) {
    throw new StartRefusal(
      'database_unreachable',
      `The database of ${VARIABLES[login]} cannot be used: ${reason(error)}. Example: ${VARIABLES[login]}=postgresql://user:password@host:5432/attune`,
      { cause: error },
    )
  } finally {
    await client?.end().catch(() => undefined)
  }
}

function reason(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return (error.errors[0] as Error).message
  return (error as Error).message || String((error as NodeJS.ErrnoException).code)
}
