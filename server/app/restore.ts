import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import pg from 'pg'
import { StartRefusal } from '../platform/config/index.ts'
import {
  copyIn,
  type DatabaseUrls,
  findWallHoles,
  migrate,
  readMigrationState,
} from '../platform/db/index.ts'
import type { Log } from '../platform/log/index.ts'
import { restoreFiles } from './backup-files.ts'
import type { BackupManifest } from './backup-manifest.ts'
import { loginOf } from './examine-database.ts'
import { readServing } from './serving.ts'

export interface RestoreOptions {
  urls: DatabaseUrls
  directory: string
  /** Where the installation keeps pictures and files. */
  filesDirectory: string
  manifest: BackupManifest
  log: Log
  /** Called once the database is known to be empty and before anything is filled in. */
  beforeFilling?(): void
}

export interface RestoreResult {
  rows: number
  /** Pictures and files put back. */
  files: number
  /** Migrations applied afterwards, because the backup is of an older version. */
  migrated: string[]
}

/**
 * Fills an empty database with a backup that `readBackup` found whole: everything or nothing. Then brings it to this
 * version of the code. Throws StartRefusal `backup_newer`, `restore_not_empty`, `restore_while_serving`.
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoreResult> {
  const { urls, log } = options
  const client = new pg.Client({ connectionString: urls.owner, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await prepareSchema(client, options)
    options.beforeFilling?.()
    const application = await loginOf(urls.application)
    await client.query('BEGIN')
    try {
      const rows = await fill(client, options, application)
      // Before the rows that name them: what is there without a row is swept, what is missing is not found again.
      const files = await restoreFiles(options.directory, options.filesDirectory)
      await client.query('COMMIT')
      await client.query('ANALYZE')
      const { applied } = await migrate({ urls, log })
      return { rows, files, migrated: applied }
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined)
      throw error
    }
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Brings an empty database to exactly the version of the backup. */
async function prepareSchema(client: pg.Client, { manifest, urls, log }: RestoreOptions): Promise<void> {
  const state = await readMigrationState(client)
  const own = new Set([...state.applied.map((one) => one.name), ...state.pending])
  const stranger = manifest.migrations.find((one) => !own.has(one.name) || state.unknown.includes(one.name))
  if (stranger)
    throw new StartRefusal(
      'backup_newer',
      `The backup is of a newer Attune (${manifest.attune}, it knows ${stranger.name}); restore it with that version or a later one.`,
    )
  if (state.applied.length > 0) {
    await refuseIfServed(client, urls)
    await refuseUnlessEmpty(client)
  }
  const wanted = manifest.migrations.map((one) => one.name)
  const present = state.applied.map((one) => one.name)
  const same = wanted.length === present.length && wanted.every((name) => present.includes(name))
  if (!same) {
    // Empty, as was just seen: only the shape of another version goes.
    if (present.length > 0) await client.query('DROP SCHEMA attune CASCADE')
    await migrate({ urls, log, only: wanted })
  }
  const after = await readMigrationState(client)
  const changed = manifest.migrations.find(
    (one) => after.applied.find((other) => other.name === one.name)?.checksum !== one.checksum,
  )
  if (changed)
    throw new StartRefusal(
      'backup_newer',
      `The backup was made with another version of the migration ${changed.name}; restore it with the Attune that wrote it (${manifest.attune}).`,
    )
}

async function fill(client: pg.Client, options: RestoreOptions, application: string): Promise<number> {
  const { manifest, directory } = options
  await client.query(`SET LOCAL search_path = attune; SET LOCAL DateStyle = ISO`)
  for (const name of manifest.partitions) {
    const month = /^decisions_(\d{4})(\d{2})$/.exec(name)
    if (month) await client.query('SELECT ensure_decision_partition($1)', [`${month[1]}-${month[2]}-15Z`])
  }
  // COPY does not go through a forced wall; it is up again before anybody else can see the tables.
  const { rows: walled } = await client.query<{ name: string }>(
    `SELECT c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'attune' AND c.relforcerowsecurity`,
  )
  for (const { name } of walled)
    await client.query(`ALTER TABLE ${pg.escapeIdentifier(name)} NO FORCE ROW LEVEL SECURITY`)
  await refuseUnlessEmpty(client)
  const switchTriggers = await findTriggers(client)
  await switchTriggers('DISABLE')
  let total = 0
  for (const { name, columns, rows } of manifest.tables) {
    const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ')
    const taken = await copyIn(
      client,
      `COPY ${pg.escapeIdentifier(name)} (${list}) FROM STDIN`,
      unzipped(join(directory, `${name}.copy.gz`)),
    )
    if (taken !== rows) throw new Error(`${name} has ${taken} rows, the manifest says ${rows}`)
    total += taken
  }
  await switchTriggers('ENABLE')
  for (const { name } of walled)
    await client.query(`ALTER TABLE ${pg.escapeIdentifier(name)} FORCE ROW LEVEL SECURITY`)
  await addJobs(client, join(directory, 'jobs.jsonl.gz'))
  const holes = await findWallHoles(async (text) => (await client.query(text)).rows, application)
  if (holes.length > 0) throw new Error(`the tenant wall does not stand: ${JSON.stringify(holes)}`)
  return total
}

/** Triggers whose rows are in the backup themselves; others (words for searching) make theirs anew on the way in. */
const writesKeptRows = ['notify_members', 'keep_wrap_up', 'insights_noted']

async function findTriggers(client: pg.Client): Promise<(to: 'ENABLE' | 'DISABLE') => Promise<void>> {
  const { rows } = await client.query<{ name: string; table: string }>(
    `SELECT tgname::text AS name, c.relname::text AS table FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'attune' AND NOT tgisinternal AND tgname = ANY($1)`,
    [writesKeptRows],
  )
  return async (to) => {
    for (const { name, table } of rows)
      await client.query(
        `ALTER TABLE ${pg.escapeIdentifier(table)} ${to} TRIGGER ${pg.escapeIdentifier(name)}`,
      )
  }
}

async function addJobs(client: pg.Client, path: string): Promise<void> {
  for await (const line of createInterface({ input: unzipped(path) })) {
    const job = JSON.parse(line) as Record<string, unknown>
    await client.query(
      `SELECT graphile_worker.add_job(identifier => $1, payload => $2::json, run_at => $3::timestamptz, job_key => $4,
         max_attempts => $5::int, queue_name => $6, priority => $7::int)`,
      [job.task, JSON.stringify(job.payload), job.runAt, job.key, job.maxAttempts, job.queue, job.priority],
    )
  }
}

function unzipped(path: string) {
  const file = createReadStream(path)
  const plain = createGunzip()
  file.once('error', (error) => plain.destroy(error))
  return file.pipe(plain)
}

async function refuseIfServed(client: pg.Client, urls: DatabaseUrls): Promise<void> {
  const { rows } = await client.query<{ known: string | null }>(
    `SELECT to_regclass('attune.processes') AS known`,
  )
  if (!rows[0]?.known) return
  const { web, workers } = await readServing(urls)
  if (web + workers > 0)
    throw new StartRefusal(
      'restore_while_serving',
      'Attune is running on this database; stop it before restoring a backup.',
    )
}

async function refuseUnlessEmpty(client: pg.Client): Promise<void> {
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'attune' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname NOT IN ('migrations', 'processes', 'message_words', 'message_words_due', 'customer_words')`,
  )
  for (const { name } of tables) {
    const { rowCount } = await client.query(`SELECT FROM attune.${pg.escapeIdentifier(name)} LIMIT 1`)
    if (rowCount)
      throw new StartRefusal(
        'restore_not_empty',
        `The database is not empty (${name} has rows); a backup is only restored into an empty one, such as a new data directory: --data DIR.`,
      )
  }
}
