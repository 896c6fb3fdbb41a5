import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { type Database, type DatabaseUrls, openDatabase } from '../server/platform/db/index.ts'
import { type Log, silentLog } from '../server/platform/log/index.ts'

/** What the run's one PostgreSQL tells every test file (see run/database-server.ts). */
export interface TestServer {
  /** The migrated database that tests copy: its three logins. */
  template: DatabaseUrls
  superuserUrl: string
  /** Why the template could not be migrated, if so. */
  failure?: string
}

const TEMPLATE = 'attune'

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer
  }
}

export interface TestDatabase extends AsyncDisposable {
  name: string
  urls: DatabaseUrls
  /** The superuser's connection string for this database. */
  superuserUrl: string
  /** The application's own door, tenant wall and all. */
  database: Database
  /** One statement as the owner, who sees all tenants: for arranging and for looking behind the wall. */
  asOwner<Row extends pg.QueryResultRow = Record<string, unknown>>(
    text: string,
    values?: unknown[],
  ): Promise<Row[]>
  /** Closes everything and drops the database. */
  close(): Promise<void>
}

export interface TestDatabaseOptions {
  log?: Log
  poolSize?: number
  /** False leaves out every migration: an empty database with its three logins. */
  migrated?: boolean
}

/**
 * A database of its own for a test file: a copy of the migrated template, in tens of milliseconds. Tests commit for
 * real. Close it in `afterAll`.
 */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = inject('testServer')
  if (server.failure && options.migrated !== false) throw new Error(server.failure)
  const name = `test_${randomBytes(6).toString('hex')}`
  await createCopy(server, name, options.migrated !== false)
  const urls = namedUrls(server.template, name)
  const log = options.log ?? silentLog()
  const database = openDatabase({ connectionString: urls.application, log, poolSize: options.poolSize ?? 4 })
  const owner = new pg.Pool({ connectionString: urls.owner, max: 1, options: '-c search_path=attune' })
  owner.on('error', () => undefined)
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= (async () => {
      await Promise.all([database.close(), owner.end()])
      await withSuperuser(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
    })()
    return closed
  }
  return {
    name,
    urls,
    superuserUrl: server.superuserUrl.replace('/postgres?', `/${name}?`),
    database,
    asOwner: async (text, values) => (await owner.query(text, values)).rows,
    close,
    [Symbol.asyncDispose]: close,
  }
}

function namedUrls(template: DatabaseUrls, name: string): DatabaseUrls {
  const named = (url: string) => url.replace(`/${TEMPLATE}?`, `/${name}?`)
  return {
    application: named(template.application),
    owner: named(template.owner),
    jobs: named(template.jobs),
  }
}

async function createCopy(server: TestServer, name: string, migrated: boolean): Promise<void> {
  const from = migrated ? `TEMPLATE ${TEMPLATE}` : ''
  await withSuperuser(server, async (client) => {
    await client.query(`CREATE DATABASE ${name} OWNER attune_owner ${from}`)
    // A template's permissions are not copied with it.
    await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC;
      GRANT CONNECT ON DATABASE ${name} TO attune_app; GRANT CONNECT, CREATE ON DATABASE ${name} TO attune_jobs`)
  })
}

async function withSuperuser<T>(server: TestServer, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server.superuserUrl, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
