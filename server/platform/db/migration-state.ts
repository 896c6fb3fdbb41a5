import pg from 'pg'
import { OWN_DIRECTORY, readMigrations } from './migrate.ts'

export interface AppliedMigration {
  name: string
  checksum: string
}

/** How the database's version compares with this code's. */
export interface MigrationState {
  applied: AppliedMigration[]
  /** Files of this code that the database has not seen. */
  pending: string[]
  /** What the database has seen and this code does not know: a newer Attune was here. */
  unknown: string[]
  /** Files that were changed after this database had applied them. */
  changed: string[]
}

/** Compares the migrations a database has applied with those of this code, without changing anything. */
export async function readMigrationState(
  ask: pg.Client | string,
  directory = OWN_DIRECTORY,
): Promise<MigrationState> {
  if (typeof ask === 'string') {
    const client = new pg.Client({ connectionString: ask, connectionTimeoutMillis: 10_000 })
    client.on('error', () => undefined)
    await client.connect()
    try {
      return await readMigrationState(client, directory)
    } finally {
      await client.end().catch(() => undefined)
    }
  }
  const found = await ask.query<{ known: string | null }>(`SELECT to_regclass('attune.migrations') AS known`)
  const applied = found.rows[0]?.known
    ? (await ask.query<AppliedMigration>('SELECT name, checksum FROM attune.migrations ORDER BY name')).rows
    : []
  const files = new Map(readMigrations(directory).map((file) => [file.name, file.checksum]))
  const names = new Set(applied.map((one) => one.name))
  return {
    applied,
    pending: [...files.keys()].filter((name) => !names.has(name)),
    unknown: applied.filter((one) => !files.has(one.name)).map((one) => one.name),
    changed: applied
      .filter((one) => files.has(one.name) && files.get(one.name) !== one.checksum)
      .map((one) => one.name),
  }
}
