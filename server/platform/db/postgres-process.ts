import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { processIdentity } from '../config/index.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'
import type { PostgresUser } from './postgres-user.ts'

/** Everything PostgreSQL's programs need to be started here. */
export interface PostgresPlace {
  binaries: PostgresBinaries
  user: PostgresUser
  /** PostgreSQL's own data directory. */
  cluster: string
  /** Private folder of the socket. */
  runDirectory: string
  logFile: string
  settings: Record<string, string>
}

/** What postmaster.pid says. */
export interface PostmasterFile {
  processId: number
  socketDirectory: string
  ready: boolean
}

const PLAIN_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
const LARGEST_LOG = 5_000_000

/** Reads postmaster.pid of a cluster; undefined when there is none or it is half written. */
export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    const processId = Number(lines[0])
    if (!Number.isInteger(processId) || processId <= 0) return undefined
    return { processId, socketDirectory: lines[4] ?? '', ready: lines[7]?.trim() === 'ready' }
  } catch {
    return undefined
  }
}

/** Whether a live process is really the PostgreSQL of this cluster, not a stranger with its old number. */
export function isPostgresOf(processId: number, cluster: string): boolean {
  try {
    const words = readFileSync(`/proc/${processId}/cmdline`, 'utf8').split('\0')
    return words.includes(cluster) && processIdentity(processId) !== undefined
  } catch {
    return false
  }
}

/** Runs a program of PostgreSQL to its end. Rejects with its last words when it fails or takes too long. */
export async function runPostgresProgram(
  place: PostgresPlace,
  program: string,
  words: string[],
  timeoutMs: number,
): Promise<void> {
  const child = spawnAs(place.user, program, words, ['ignore', 'pipe', 'pipe'])
  let said = ''
  const collect = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2_000)
  }
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  }).finally(() => clearTimeout(timer))
  if (code !== 0) throw new Error(`${program} failed (${code ?? 'killed'}): ${said.trim()}`)
}

/** Starts the server and waits until it takes connections. Rejects, leaving nothing behind, when it does not. */
export async function launchPostgres(place: PostgresPlace, timeoutMs: number): Promise<ChildProcess> {
  const log = openLog(place.logFile)
  const child = spawnAs(place.user, place.binaries.postgres, serverWords(place), ['ignore', log, log])
  closeSync(log)
  let failure: Error | undefined
  child.once('error', (error) => {
    failure = error
  })
  const deadline = Date.now() + timeoutMs
  while (!failure && child.exitCode === null && child.signalCode === null) {
    const file = readPostmasterFile(place.cluster)
    if (file?.ready && file.processId === child.pid) return child
    if (Date.now() > deadline) {
      child.kill('SIGQUIT')
      failure = new Error(`not ready within ${timeoutMs / 1000} s`)
    }
    await delay(5)
  }
  throw new Error(`PostgreSQL did not start: ${failure?.message ?? lastWords(place.logFile)}`)
}

/**
 * Ends a server by the given signals, each with some patience: by default fast shutdown, then immediate, then kill.
 * Resolves when it is gone.
 */
export async function endPostgres(
  processId: number,
  signals: NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGKILL'],
): Promise<void> {
  const identity = processIdentity(processId)
  if (identity === undefined) return
  for (const signal of signals) {
    if (!send(processId, signal)) return
    const deadline = Date.now() + (signal === 'SIGINT' ? 15_000 : 5_000)
    while (Date.now() < deadline) {
      if (processIdentity(processId) !== identity) return
      await delay(5)
    }
  }
}

function send(processId: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(processId, signal)
  } catch {
    return false
  }
}

function serverWords(place: PostgresPlace): string[] {
  const settings = { ...place.settings, unix_socket_directories: place.runDirectory }
  return [
    '-D',
    place.cluster,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
}

function spawnAs(
  user: PostgresUser,
  program: string,
  words: string[],
  stdio: ['ignore', number | 'pipe', number | 'pipe'],
): ChildProcess {
  const [command = program, ...rest] = [...user.prefix, program, ...words]
  // Its own session: Ctrl-C at the terminal must reach us first, not the database under our feet.
  return spawn(command, rest, { ...user.identity, stdio, cwd: '/', env: PLAIN_ENVIRONMENT, detached: true })
}

function openLog(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size > LARGEST_LOG) renameSync(path, `${path}.1`)
  return openSync(path, 'a', 0o600)
}

/** Why the server ended, as its log's last complaint says, without time and number. */
function lastWords(path: string): string {
  const lines = readFileSync(path, 'utf8').trim().split('\n').slice(-12)
  const complaint =
    lines.findLast((line) => /\b(FATAL|PANIC|ERROR):/.test(line)) ?? lines.at(-1) ?? 'it said nothing'
  return `${complaint.replace(/^.*?\b(FATAL|PANIC|ERROR):\s*/, '')} (see ${path})`
}
