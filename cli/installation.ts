import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { composeModules, type Modules, readServing } from '../server/app/index.ts'
import { systemClock } from '../server/platform/clock/index.ts'
import {
  dataDirectoryHolder,
  externalDatabase,
  filesDirectory,
  localModelOptions,
  lockDataDirectory,
  readSettings,
  type Settings,
  secretKey,
  secretsPath,
} from '../server/platform/config/index.ts'
import {
  checkLogins,
  type DatabaseUrls,
  findRunningPostgres,
  provideDatabase,
  readMigrationState,
  startEmbeddedPostgres,
} from '../server/platform/db/index.ts'
import { createLog, type Log } from '../server/platform/log/index.ts'
import { findTenant, listTenants } from '../server/tenants/index.ts'
import { CommandError, type CommandInput } from './command.ts'

/** The folder that holds this installation's code. */
export const installationRoot = dirname(import.meta.dirname)

export interface Installation {
  settings: Settings
  modules: Modules
  urls: DatabaseUrls
  log: Log
  /** Whether a server is doing this database's durable jobs now. */
  working: boolean
}

const patienceMs = 15_000

/** The server's settings, with `--data` and the installation's own data directory in place of the server's default. */
export function readCommandSettings(input: CommandInput): Settings {
  const given = input.text('data')
  const environment = { ...process.env, ...(given === undefined ? {} : { ATTUNE_DATA: given }) }
  if (!environment.ATTUNE_DATA) environment.ATTUNE_DATA = join(installationRoot, 'data')
  const settings = readSettings(environment)
  return { ...settings, dataDirectory: resolve(settings.dataDirectory) }
}

/** The key the server uses. Throws CommandError `no-secrets` where there is none: one made up here would open nothing. */
export function presentSecretKey(settings: Settings): Buffer {
  if (settings.secretKey !== undefined || existsSync(secretsPath(settings.dataDirectory)))
    return secretKey(settings)
  throw new CommandError(
    'no-secrets',
    `There is no secrets.json in ${settings.dataDirectory} and no ATTUNE_SECRET_KEY; run this with the settings of the server.`,
  )
}

/** What a command has to say goes to standard output; what goes wrong below it, to standard error. */
export function createCommandLog(settings: Settings): Log {
  const level = settings.logLevel === 'info' ? 'warn' : settings.logLevel
  return createLog({ level, destination: process.stderr })
}

export interface DatabaseNeeds {
  settings: Settings
  log: Log
  /** Take the database at whatever version it is, and leave it there. */
  asItIs?: boolean
}

/**
 * The logins of this installation's database for as long as `work` takes: those of a running server, else of the
 * embedded database started for it, else of the external one. Throws CommandError `no-data`, `database-starting`,
 * `database-not-migrated` and what StartRefusals a start would throw.
 */
export async function withDatabase<T>(
  needs: DatabaseNeeds,
  work: (urls: DatabaseUrls) => Promise<T>,
): Promise<T> {
  const { settings, asItIs } = needs
  const external = externalDatabase(settings)
  if (external) {
    await checkLogins(external)
    if (!asItIs) await refuseOtherVersion(external)
    return work(external)
  }
  const { dataDirectory } = settings
  if (!existsSync(join(dataDirectory, 'postgres', 'PG_VERSION'))) {
    throw new CommandError(
      'no-data',
      `There is no installation in ${dataDirectory}. Start one there with npm start, or name another with --data DIR.`,
    )
  }
  if (dataDirectoryHolder(dataDirectory) !== undefined) {
    const urls = await awaitRunning(dataDirectory)
    if (!asItIs) await refuseOtherVersion(urls)
    return work(urls)
  }
  return withOwnServer(needs, work)
}

/** Starts the embedded database under the data directory's lock and stops it afterwards. */
export async function withOwnServer<T>(
  { settings, log, asItIs }: DatabaseNeeds,
  work: (urls: DatabaseUrls) => Promise<T>,
): Promise<T> {
  const { dataDirectory } = settings
  const lock = lockDataDirectory(dataDirectory)
  const undo: (() => Promise<void> | void)[] = [() => lock.release()]
  const leave = async () => {
    for (const one of undo.splice(0).reverse()) await one()
  }
  const stopListening = onSignals(leave)
  try {
    const provided = await (asItIs
      ? startEmbeddedPostgres({ dataDirectory, log })
      : provideDatabase({ dataDirectory, memoryMb: settings.databaseMemoryMb, log }))
    undo.push(() => provided.stop())
    return await work(provided.urls)
  } finally {
    await leave()
    stopListening()
  }
}

/** Leaves nothing running behind when the command is broken off. */
function onSignals(leave: () => Promise<void>): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const listeners = signals.map((signal) => {
    const listener = () => void leave().finally(() => process.exit(128 + constants.signals[signal]))
    process.once(signal, listener)
    return () => process.off(signal, listener)
  })
  return () => {
    for (const stop of listeners) stop()
  }
}

async function awaitRunning(dataDirectory: string): Promise<DatabaseUrls> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await delay(100)) {
    const urls = findRunningPostgres(dataDirectory)
    if (urls !== undefined) return urls
  }
  throw new CommandError(
    'database-starting',
    `Attune is starting or stopping in ${dataDirectory}; try again in a moment.`,
  )
}

async function refuseOtherVersion(urls: DatabaseUrls): Promise<void> {
  const { pending, unknown } = await readMigrationState(urls.owner)
  if (pending.length === 0 && unknown.length === 0) return
  throw new CommandError(
    'database-not-migrated',
    unknown.length > 0
      ? 'The database is of a newer Attune than this command; use the command of that version.'
      : `The database is ${pending.length} migrations behind this version; start this version's server once (npm start).`,
  )
}

/** Every module of the server on this installation's database, for as long as `work` takes. */
export async function withInstallation<T>(
  input: CommandInput,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  const settings = readCommandSettings(input)
  const log = createCommandLog(settings)
  return withDatabase({ settings, log }, async (urls) => {
    const modules = composeModules({
      urls,
      secretKey: presentSecretKey(settings),
      log,
      clock: systemClock,
      poolSize: 4,
      localModels: localModelOptions(settings),
      filesDirectory: filesDirectory(settings),
    })
    try {
      const { working } = await readServing(urls)
      return await work({ settings, modules, urls, log, working })
    } finally {
      await modules.close()
    }
  })
}

/** Id of the tenant with this short name. Throws CommandError `tenant/not-found`, naming those there are. */
export async function tenantIdOf({ database }: Modules, slug: string): Promise<string> {
  const tenantId = await findTenant(database, slug)
  if (tenantId !== undefined) return tenantId
  const known: string[] = []
  for await (const tenant of listTenants(database)) if (known.push(tenant.slug) === 20) break
  const hint = known.length === 0 ? 'There is none yet.' : `Known are ${known.join(', ')}.`
  throw new CommandError('tenant/not-found', `There is no tenant "${slug}". ${hint}`)
}
