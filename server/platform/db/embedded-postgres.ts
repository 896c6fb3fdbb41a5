import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { lockDataDirectory, processIdentity, readOrCreateSecrets, StartRefusal } from '../config/index.ts'
import type { Log } from '../log/index.ts'
import {
  type DatabaseUrls,
  EMBEDDED_LOGINS,
  embeddedUrls,
  ensureDatabase,
  ensureLogins,
  socketUrl,
} from './logins.ts'
import { copyPostgresBinaries, findPostgresBinaries } from './postgres-binaries.ts'
import {
  endPostgres,
  isPostgresOf,
  launchPostgres,
  type PostgresPlace,
  readPostmasterFile,
  runPostgresProgram,
} from './postgres-process.ts'
import { POSTGRES_SETTINGS } from './postgres-settings.ts'
import { canReach, choosePostgresUser, giveTree } from './postgres-user.ts'

export interface EmbeddedPostgresOptions {
  /** The installation's data directory; the cluster lies in its folder `postgres`. Created when missing. */
  dataDirectory: string
  log: Log
  /** PostgreSQL settings laid over ours, for example `{ fsync: 'off' }` in tests. */
  settings?: Record<string, string>
}

export interface EmbeddedPostgres {
  /** The three logins' connection strings for the database `attune`. */
  urls: DatabaseUrls
  /** The superuser's connection string for any database: tests and backup only. */
  superuserUrl(database?: string): string
  /** Number of the server process that serves now; changes when it had to be restarted. */
  processId(): number
  /** Whether a server that outlived its Attune was taken over instead of starting one. */
  adopted: boolean
  /** Ends supervision, shuts the server down cleanly and gives the directory free. */
  stop(): Promise<void>
}

const START_TIMEOUT_MS = 120_000
const LOCK_NAME = 'postgres.lock'

/**
 * Starts (or takes over) the PostgreSQL of a data directory, makes its logins and its database, and keeps it
 * running until `stop()`. It listens on a private Unix socket only.
 * Throws StartRefusal: `data_directory_in_use`, `postgres_unavailable`, `postgres_needs_user`,
 * `postgres_start_failed`, `secrets_unreadable`.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  mkdirSync(options.dataDirectory, { recursive: true })
  const dataDirectory = realpathSync(options.dataDirectory)
  const lock = lockDataDirectory(dataDirectory, LOCK_NAME)
  try {
    const passwords = readOrCreateSecrets(dataDirectory).database
    const place = preparePlace(dataDirectory, options.settings)
    removeUnburied(place)
    await clearSocket(place, options.log)
    await createCluster(place, passwords.superuser)
    const server = await PostgresSupervisor.start(place, passwords.superuser, options.log)
    try {
      await prepareDatabase(server.superuserUrl('postgres'), passwords)
    } catch (error) {
      await server.stop()
      throw error
    }
    return {
      urls: embeddedUrls(place.runDirectory, 'attune', passwords),
      superuserUrl: (database = 'attune') => server.superuserUrl(database),
      processId: () => server.processId,
      adopted: server.adopted,
      stop: () => server.stop().finally(() => lock.release()),
    }
  } catch (error) {
    lock.release()
    if (error instanceof StartRefusal) throw error
    throw new StartRefusal('postgres_start_failed', (error as Error).message, { cause: error })
  }
}

/**
 * The logins of an embedded server that another process (a running Attune) keeps for this directory, or
 * undefined when none runs. For commands that work beside a running server.
 */
export function findRunningPostgres(dataDirectory: string): DatabaseUrls | undefined {
  if (!existsSync(join(dataDirectory, 'postgres'))) return undefined
  const directory = realpathSync(dataDirectory)
  const cluster = join(directory, 'postgres')
  const file = readPostmasterFile(cluster)
  if (!file?.ready || !isPostgresOf(file.processId, cluster)) return undefined
  return embeddedUrls(file.socketDirectory, 'attune', readOrCreateSecrets(directory).database)
}

function preparePlace(dataDirectory: string, settings: Record<string, string> = {}): PostgresPlace {
  const user = choosePostgresUser(dataDirectory)
  let binaries = findPostgresBinaries()
  if (user.identity && !canReach(binaries.root, user.identity)) {
    binaries = copyPostgresBinaries(binaries, join(dataDirectory, 'postgres-programs'))
  }
  const runDirectory = privateRunDirectory(dataDirectory, user.owner)
  return {
    binaries,
    user,
    runDirectory,
    cluster: join(dataDirectory, 'postgres'),
    logFile: join(dataDirectory, 'postgres.log'),
    settings: { ...POSTGRES_SETTINGS, ...settings },
  }
}

/** A short folder for the socket (107 bytes is all a socket's path may have), named after the data directory. */
function privateRunDirectory(dataDirectory: string, owner: { uid: number; gid: number } | undefined): string {
  const name = `attune-${createHash('sha256').update(dataDirectory).digest('hex').slice(0, 12)}`
  const preferred = join(tmpdir(), name)
  const reachable = preferred.length < 80 && (!owner || canReach(tmpdir(), owner))
  const directory = reachable ? preferred : join('/tmp', name)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const found = lstatSync(directory)
  const allowed = [process.getuid?.(), owner?.uid]
  if (!found.isDirectory() || !allowed.includes(found.uid)) {
    throw new StartRefusal(
      'run_directory_taken',
      `${directory}, where the database's socket must lie, belongs to somebody else; remove it.`,
    )
  }
  chmodSync(directory, 0o700)
  if (owner) chownSync(directory, owner.uid, owner.gid)
  return directory
}

async function createCluster(place: PostgresPlace, password: string): Promise<void> {
  if (existsSync(join(place.cluster, 'PG_VERSION'))) {
    giveTree(place.cluster, place.user.owner)
    return
  }
  // Made beside its place and moved when whole: an interrupted initdb leaves no half cluster behind.
  const draft = `${place.cluster}.new`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  const passwordFile = join(place.runDirectory, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  const owner = place.user.owner
  for (const path of owner ? [draft, passwordFile] : []) chownSync(path, owner?.uid ?? 0, owner?.gid ?? 0)
  const durable = place.settings.fsync === 'off' ? ['--no-sync'] : []
  try {
    await runPostgresProgram(
      place,
      place.binaries.initdb,
      [
        `--pgdata=${draft}`,
        `--username=${EMBEDDED_LOGINS.superuser}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--data-checksums',
        '--no-instructions',
        ...durable,
      ],
      120_000,
    )
  } finally {
    rmSync(passwordFile, { force: true })
  }
  writeFileSync(join(draft, 'pg_hba.conf'), 'local all all scram-sha-256\n')
  renameSync(draft, place.cluster)
}

async function prepareDatabase(
  superuserUrl: string,
  passwords: Parameters<typeof ensureLogins>[1],
): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await ensureLogins(client, passwords)
    await ensureDatabase(client, 'attune')
  } finally {
    await client.end()
  }
}

/** Keeps one server process alive. */
class PostgresSupervisor {
  readonly adopted: boolean
  processId: number
  readonly #place: PostgresPlace
  readonly #password: string
  readonly #log: Log
  #stopping: Promise<void> | undefined
  #restarting: Promise<void> | undefined
  #watch: NodeJS.Timeout | undefined

  private constructor(place: PostgresPlace, password: string, log: Log, processId: number, adopted: boolean) {
    this.#place = place
    this.#password = password
    this.#log = log
    this.processId = processId
    this.adopted = adopted
  }

  static async start(place: PostgresPlace, password: string, log: Log): Promise<PostgresSupervisor> {
    const orphan = await adoptOrEndOrphan(place, password, log)
    if (orphan !== undefined) {
      const server = new PostgresSupervisor(place, password, log, orphan, true)
      server.#watchAdopted()
      return server
    }
    const child = await launchWithPatience(place)
    const server = new PostgresSupervisor(place, password, log, child.pid ?? 0, false)
    server.#watchChild(child)
    return server
  }

  superuserUrl(database: string): string {
    return socketUrl(this.#place.runDirectory, database, EMBEDDED_LOGINS.superuser, this.#password)
  }

  stop(): Promise<void> {
    this.#stopping ??= (async () => {
      clearInterval(this.#watch)
      await this.#restarting?.catch(() => undefined)
      await endPostgres(this.processId)
      rmSync(this.#place.runDirectory, { recursive: true, force: true })
    })()
    return this.#stopping
  }

  #watchChild(child: ChildProcess): void {
    this.processId = child.pid ?? 0
    rememberLaunch(this.#place, this.processId)
    child.unref()
    child.once('exit', (code, signal) => this.#gone(signal ?? `code ${code}`))
    if (child.exitCode !== null || child.signalCode !== null) this.#gone('at once')
  }

  /** An adopted server is not our child: its end is only seen by looking. */
  #watchAdopted(): void {
    const identity = processIdentity(this.processId)
    this.#watch = setInterval(() => {
      if (processIdentity(this.processId) !== identity) this.#gone('seen by watching')
    }, 200)
    this.#watch.unref()
  }

  #gone(how: string): void {
    clearInterval(this.#watch)
    if (this.#stopping || this.#restarting) return
    this.#log.error({ how, processId: this.processId }, 'the database ended unexpectedly; restarting it')
    this.#restarting = this.#restart().finally(() => {
      this.#restarting = undefined
    })
  }

  async #restart(): Promise<void> {
    for (let attempt = 0; !this.#stopping; attempt += 1) {
      try {
        removeUnburied(this.#place)
        this.#watchChild(await launchPostgres(this.#place, START_TIMEOUT_MS))
        this.#log.warn({ processId: this.processId, attempt }, 'the database runs again')
        return
      } catch (error) {
        this.#log.error(
          { attempt, reason: (error as Error).message },
          'the database could not be restarted yet',
        )
        await delay(Math.min(50 * 2 ** attempt, 5_000))
      }
    }
  }
}

/** Backends of a killed server may hold its memory for a moment: try a little longer than once. */
async function launchWithPatience(place: PostgresPlace): Promise<ChildProcess> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await launchPostgres(place, START_TIMEOUT_MS)
    } catch (error) {
      if (attempt >= 6 || !/shared memory|lock file/.test((error as Error).message)) throw error
      await delay(50 * 2 ** attempt)
    }
  }
}

async function adoptOrEndOrphan(
  place: PostgresPlace,
  password: string,
  log: Log,
): Promise<number | undefined> {
  const file = readPostmasterFile(place.cluster)
  if (!file) return undefined
  if (!isPostgresOf(file.processId, place.cluster)) return undefined
  const known = launchMark(place, file.processId) === readLaunch(place)
  const usable = known && file.socketDirectory === place.runDirectory
  if (
    usable &&
    (await answers(socketUrl(place.runDirectory, 'postgres', EMBEDDED_LOGINS.superuser, password)))
  ) {
    log.info({ processId: file.processId }, 'took over the database that outlived its Attune')
    return file.processId
  }
  log.warn({ processId: file.processId }, 'stopping a leftover database')
  await endPostgres(file.processId)
  return undefined
}

/**
 * Removes PostgreSQL's lock files where their number is no server's any more and yet in use: a stranger has it now, or the
 * killed server waits for somebody to bury it (in a container perhaps for ever). PostgreSQL would take it for alive.
 * Its own check that no process of it is left in the cluster's shared memory stands.
 */
function removeUnburied(place: PostgresPlace): void {
  for (const path of [join(place.cluster, 'postmaster.pid'), socketLock(place)]) {
    const holder = existsSync(path) ? Number.parseInt(readFileSync(path, 'utf8'), 10) : 0
    if (holder > 0 && isNumberTaken(holder) && !isPostgresOf(holder, place.cluster))
      rmSync(path, { force: true })
  }
}

function isNumberTaken(processId: number): boolean {
  try {
    return process.kill(processId, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function socketLock(place: PostgresPlace): string {
  return join(place.runDirectory, '.s.PGSQL.5432.lock')
}

/**
 * Frees the socket of one who is not the cluster's present server: its data directory was deleted under it, or its
 * number now belongs to a stranger. PostgreSQL would refuse to start because of either, and a server whose data is
 * gone must end before new data is made in the same place: its last words would be written into that.
 */
async function clearSocket(place: PostgresPlace, log: Log): Promise<void> {
  const lock = socketLock(place)
  const holder = existsSync(lock) ? Number.parseInt(readFileSync(lock, 'utf8'), 10) : undefined
  if (holder === undefined || holder === readPostmasterFile(place.cluster)?.processId) return
  if (holder > 0 && isPostgresOf(holder, place.cluster)) {
    log.warn({ processId: holder }, 'ending a leftover database whose data is gone')
    await endPostgres(holder, ['SIGQUIT', 'SIGKILL'])
  }
  rmSync(lock, { force: true })
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 3_000, query_timeout: 3_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** A server is only taken over when it runs with the very settings and programs we would start it with. */
function launchMark(place: PostgresPlace, processId: number): string {
  return JSON.stringify({ processId, postgres: place.binaries.postgres, settings: place.settings })
}

function launchFile(place: PostgresPlace): string {
  return `${place.cluster}-launch.json`
}

function rememberLaunch(place: PostgresPlace, processId: number): void {
  writeFileSync(launchFile(place), launchMark(place, processId), { mode: 0o600 })
}

function readLaunch(place: PostgresPlace): string | undefined {
  try {
    return readFileSync(launchFile(place), 'utf8')
  } catch {
    return undefined
  }
}
