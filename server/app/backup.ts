import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pg from 'pg'
import { StartRefusal } from '../platform/config/index.ts'
import { copyOut, type DatabaseUrls, readMigrationState } from '../platform/db/index.ts'
import { backUpFiles, filesName } from './backup-files.ts'
import {
  type BackupFile,
  type BackupManifest,
  type BackupTable,
  backupFormat,
  keyIdOf,
  manifestName,
  secretsName,
} from './backup-manifest.ts'
import { version } from './version.ts'

export interface BackupOptions {
  urls: DatabaseUrls
  /** Folder to make; it must not be there yet. */
  directory: string
  secretKey: Buffer
  /** Folder of the installation's pictures and files. */
  filesDirectory: string
  /** Whether the secret key goes into the backup; without it stored secrets cannot be opened after a restore elsewhere. */
  withSecrets: boolean
  now: Date
}

/**
 * Columns of every table that is data, parents of foreign keys first. What only describes running processes stays out, and
 * the words for searching, which triggers make again on the way in.
 */
const TABLES = `
  SELECT c.relname::text AS name,
    array(SELECT a.attname::text FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum) AS columns,
    array(SELECT DISTINCT r.relname::text FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid
      WHERE k.conrelid = c.oid AND k.contype = 'f' AND r.oid <> c.oid) AS parents
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'attune' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname NOT IN ('migrations', 'processes', 'message_words', 'message_words_due', 'customer_words')
  ORDER BY c.relname`

const PARTITIONS = `
  SELECT c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'attune' AND c.relispartition ORDER BY c.relname`

const SEQUENCES = `SELECT count(*)::int AS count FROM pg_sequences WHERE schemaname = 'attune'`

/** Jobs that still have to be done, in the words of the job library's own `add_job`. */
const JOBS = `
  SELECT row_to_json(job)::text AS line FROM (
    SELECT t.identifier AS task, j.payload, j.run_at AS "runAt", j.key, j.max_attempts AS "maxAttempts",
      q.queue_name AS queue, j.priority
    FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
    LEFT JOIN graphile_worker._private_job_queues q ON q.id = j.job_queue_id
    WHERE j.attempts < j.max_attempts OR j.locked_at IS NOT NULL ORDER BY j.id) AS job`

/**
 * Writes everything the database holds, as of one moment, into a new folder: a manifest and one compressed file a table.
 * The server may go on serving. Throws StartRefusal `backup_exists`, `backup_not_migrated`.
 */
export async function writeBackup(options: BackupOptions): Promise<BackupManifest> {
  if (existsSync(options.directory))
    throw new StartRefusal(
      'backup_exists',
      `${options.directory} is there already; name a folder that is not.`,
    )
  const draft = `${options.directory}.partial`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true, mode: 0o700 })
  const client = new pg.Client({ connectionString: options.urls.owner, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(
      `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = ISO;
       SET LOCAL bytea_output = hex; SET LOCAL extra_float_digits = 1`,
    )
    const manifest = await writeAll(client, draft, options)
    await client.query('COMMIT')
    renameSync(draft, options.directory)
    return manifest
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw error
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function writeAll(client: pg.Client, draft: string, options: BackupOptions): Promise<BackupManifest> {
  const { applied } = await readMigrationState(client)
  if (applied.length === 0)
    throw new StartRefusal('backup_not_migrated', 'The database is empty; there is nothing to back up.')
  const { rows: sequences } = await client.query<{ count: number }>(SEQUENCES)
  if (sequences[0]?.count !== 0)
    throw new Error('the schema has sequences, whose positions a backup does not keep')
  const tables: BackupTable[] = []
  for (const { name, columns } of await tablesInOrder(client)) {
    const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ')
    const { output, rows } = copyOut(
      client,
      `COPY (SELECT ${list} FROM attune.${pg.escapeIdentifier(name)}) TO STDOUT`,
    )
    const file = await writeFile(join(draft, `${name}.copy.gz`), output)
    tables.push({ name, columns, rows: rows(), ...file })
  }
  const { rows: jobs } = await client.query<{ line: string }>(JOBS)
  const jobsFile = await writeFile(
    join(draft, 'jobs.jsonl.gz'),
    Readable.from(jobs.map(({ line }) => Buffer.from(`${line}\n`))),
  )
  const { rows: partitions } = await client.query<{ name: string }>(PARTITIONS)
  const files = await backUpFiles(client, options.filesDirectory, join(draft, filesName))
  const manifest: BackupManifest = {
    format: backupFormat,
    attune: version,
    createdAt: options.now.toISOString(),
    migrations: applied,
    tables,
    partitions: partitions.map(({ name }) => name),
    jobs: { rows: jobs.length, ...jobsFile },
    files,
    secretKeyId: keyIdOf(options.secretKey),
    withSecrets: options.withSecrets,
  }
  if (options.withSecrets) {
    const text = `${JSON.stringify({ secretKey: options.secretKey.toString('base64') })}\n`
    writeFileSync(join(draft, secretsName), text, { mode: 0o600, flush: true })
  }
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  writeFileSync(join(draft, manifestName), text, { mode: 0o600, flush: true })
  return manifest
}

/** Compresses what `source` says into a file. */
async function writeFile(path: string, source: Readable): Promise<BackupFile> {
  const hash = createHash('sha256')
  let bytes = 0
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      bytes += chunk.length
      done(null, chunk)
    },
  })
  const target = createWriteStream(path, { mode: 0o600, flags: 'wx', flush: true })
  await pipeline(source, createGzip({ level: 3 }), measure, target)
  return { bytes, sha256: hash.digest('hex') }
}

async function tablesInOrder(client: pg.Client): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; parents: string[] }>(TABLES)
  const ordered: typeof rows = []
  const placed = new Set<string>()
  while (ordered.length < rows.length) {
    const ready = rows.filter(
      (row) => !placed.has(row.name) && row.parents.every((parent) => placed.has(parent)),
    )
    if (ready.length === 0) throw new Error('tables refer to each other in a circle; no order restores them')
    for (const row of ready) {
      ordered.push(row)
      placed.add(row.name)
    }
  }
  return ordered
}
