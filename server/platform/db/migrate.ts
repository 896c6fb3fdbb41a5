import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { StartRefusal } from '../config/index.ts'
import type { Log } from '../log/index.ts'
import type { DatabaseUrls } from './logins.ts'

export interface MigrateOptions {
  urls: DatabaseUrls
  log: Log
  /** Folder of the SQL files; the product's own when absent. */
  directory?: string
  /** Names of the only files to apply, when a database is to be brought to an earlier version. */
  only?: readonly string[]
}

export interface MigrateResult {
  /** Names of the files this call applied, in order. */
  applied: string[]
}

export interface MigrationFile {
  name: string
  checksum: string
  text: string
}

export const OWN_DIRECTORY = join(import.meta.dirname, '../../migrations')
const FILE_NAME = /^\d{12}_[a-z0-9_]+\.sql$/
/** Any number that is ours alone; held while migrating so that two servers starting at once take turns. */
const LOCK_KEY = 4_021_971_733
const LOCK_TIMEOUT = '120s'

/**
 * Brings the database to this version of the code: the job library's own tables as the jobs login, then each new
 * SQL file in a transaction of its own as the owner, all under one lock.
 * Throws StartRefusal: `migration_changed`, `database_newer`, `migration_misnamed`, `migration_failed`,
 * `migration_busy`.
 */
export async function migrate(options: MigrateOptions): Promise<MigrateResult> {
  const files = readMigrations(options.directory ?? OWN_DIRECTORY)
  const owner = new pg.Client({ connectionString: options.urls.owner, connectionTimeoutMillis: 10_000 })
  owner.on('error', (error) => options.log.error({ err: error }, 'the migration lost its connection'))
  await owner.connect()
  try {
    await takeLock(owner)
    await migrateJobs(options)
    return { applied: await applyNew(owner, files, options) }
  } finally {
    await owner.end().catch(() => undefined)
  }
}

async function applyNew(
  owner: pg.Client,
  files: MigrationFile[],
  options: MigrateOptions,
): Promise<string[]> {
  await owner.query(`CREATE SCHEMA IF NOT EXISTS attune; SET search_path = attune;
    CREATE TABLE IF NOT EXISTS attune.migrations (
      name text PRIMARY KEY, checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now(), milliseconds int NOT NULL)`)
  await owner.query(
    `SELECT set_config('attune.application_login', $1, false), set_config('attune.jobs_login', $2, false)`,
    [await loginName(options.urls.application), await loginName(options.urls.jobs)],
  )
  const { rows } = await owner.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM attune.migrations',
  )
  const done = new Map(rows.map((row) => [row.name, row.checksum]))
  refuseStrangers(done, files)
  const { only } = options
  const fresh = files.filter(
    (file) => !done.has(file.name) && (only === undefined || only.includes(file.name)),
  )
  for (const file of fresh) await applyFile(owner, file, options.log)
  return fresh.map((file) => file.name)
}

function refuseStrangers(done: Map<string, string>, files: MigrationFile[]): void {
  const known = new Map(files.map((file) => [file.name, file.checksum]))
  for (const [name, checksum] of done) {
    const expected = known.get(name)
    if (expected === undefined) {
      throw new StartRefusal(
        'database_newer',
        `The database was migrated by a newer Attune (it knows ${name}, this version does not); start that version or a later one.`,
      )
    }
    if (expected !== checksum) {
      throw new StartRefusal(
        'migration_changed',
        `The migration ${name} was changed after this database had applied it; put the file back as it was and ` +
          'write the change as a new migration.',
      )
    }
  }
}

async function applyFile(owner: pg.Client, file: MigrationFile, log: Log): Promise<void> {
  const begun = performance.now()
  try {
    await owner.query('BEGIN')
    await owner.query(file.text)
    const milliseconds = Math.round(performance.now() - begun)
    await owner.query('INSERT INTO attune.migrations (name, checksum, milliseconds) VALUES ($1, $2, $3)', [
      file.name,
      file.checksum,
      milliseconds,
    ])
    await owner.query('COMMIT')
    log.info({ migration: file.name, milliseconds }, 'migrated')
  } catch (error) {
    await owner.query('ROLLBACK').catch(() => undefined)
    throw new StartRefusal(
      'migration_failed',
      `The migration ${file.name} failed: ${describe(error, file.text)}`,
      {
        cause: error,
      },
    )
  }
}

/** A database error with the line of the file it happened on. */
function describe(error: unknown, text: string): string {
  const { message, position } = error as pg.DatabaseError
  const line = position ? ` (line ${text.slice(0, Number(position)).split('\n').length})` : ''
  return `${message}${line}`
}

async function takeLock(owner: pg.Client): Promise<void> {
  await owner.query(`SET lock_timeout = '${LOCK_TIMEOUT}'`)
  try {
    await owner.query('SELECT pg_advisory_lock($1)', [LOCK_KEY])
  } catch (error) {
    throw new StartRefusal(
      'migration_busy',
      `Another process has been migrating this database for ${LOCK_TIMEOUT}.`,
      {
        cause: error,
      },
    )
  }
}

async function migrateJobs({ urls, log }: MigrateOptions): Promise<void> {
  const pool = new pg.Pool({ connectionString: urls.jobs, max: 1, connectionTimeoutMillis: 10_000 })
  pool.on('error', (error) => log.error({ err: error }, 'the migration of jobs lost its connection'))
  pool.on('connect', (client) => client.on('error', () => undefined))
  try {
    await runMigrations({ pgPool: pool, schema: 'graphile_worker' })
  } finally {
    await pool.end()
  }
}

async function loginName(connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>('SELECT current_user::text AS name')
    return rows[0]?.name ?? ''
  } finally {
    await client.end()
  }
}

/** The SQL files of a folder in the order they are applied. Throws StartRefusal `migration_misnamed`. */
export function readMigrations(directory: string): MigrationFile[] {
  const names = readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  return names.map((name) => {
    if (!FILE_NAME.test(name)) {
      throw new StartRefusal(
        'migration_misnamed',
        `The migration ${name} must be named by time, like 202611200900_tickets.sql.`,
      )
    }
    const text = readFileSync(join(directory, name), 'utf8').replaceAll('\r\n', '\n')
    return { name, text, checksum: createHash('sha256').update(text).digest('hex') }
  })
}
