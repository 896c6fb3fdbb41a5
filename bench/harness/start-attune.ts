import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export interface StartOptions {
  /** More settings, e.g. { ATTUNE_LOG: 'info' }. */
  environment?: Record<string, string>
  /** Words for node before the script, e.g. ['--cpu-prof']. */
  nodeWords?: string[]
  /** An existing data directory to go on with; it is then not removed at the end. */
  dataDirectory?: string
}

/** The product, running as `npm start` runs it behind scripts/boot.mjs, on a data directory of its own. */
export interface RunningAttune {
  /** e.g. http://127.0.0.1:41234 */
  url: string
  dataDirectory: string
  processId: number
  adminEmail: string
  adminPassword: string
  /** Seconds from the start of the process until it served. */
  startSeconds: number
  /** The last lines it wrote. */
  lastWords(): string
  /** Ends it and its database, and removes its data. Safe to call twice. */
  stop(): Promise<void>
}

const root = join(import.meta.dirname, '../..')
const adminEmail = 'admin@attune.local'
const adminPassword = 'bench-password-1'
const startWithinMs = 90_000
const stopWithinMs = 20_000

/** Starts the product. Whatever ends this process, also ends it: it notices by the channel between the two. */
export async function startAttune(options: StartOptions = {}): Promise<RunningAttune> {
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'attune-bench-'))
  const begun = performance.now()
  const child = spawn(process.execPath, [...(options.nodeWords ?? []), 'server/app/main.ts'], {
    cwd: root,
    env: environmentFor(dataDirectory, options.environment),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A session of its own: Ctrl-C reaches us first, and we end it in order.
    detached: true,
  })
  let said = ''
  const collect = (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-20_000)
  }
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)

  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= end(child, dataDirectory).finally(() => {
      if (options.dataDirectory === undefined) rmSync(dataDirectory, { recursive: true, force: true })
    })
    return stopping
  }
  const emergency = () => kill(child, dataDirectory)
  process.once('exit', emergency)
  child.once('exit', () => process.off('exit', emergency))
  try {
    const url = await addressOf(child, () => said)
    return {
      url,
      dataDirectory,
      processId: child.pid as number,
      adminEmail,
      adminPassword,
      startSeconds: (performance.now() - begun) / 1000,
      lastWords: () => said,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Our own environment without any setting of Attune or of a database, so that the run is always the same. */
function environmentFor(dataDirectory: string, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(ATTUNE_|DATABASE_)/.test(name))
  return {
    ...Object.fromEntries(kept),
    ATTUNE_DATA: dataDirectory,
    ATTUNE_PORT: '0',
    ATTUNE_ADMIN_EMAIL: adminEmail,
    ATTUNE_ADMIN_PASSWORD: adminPassword,
    ATTUNE_LOG: 'warn',
    ...more,
  }
}

async function addressOf(child: ChildProcess, said: () => string): Promise<string> {
  const deadline = Date.now() + startWithinMs
  while (Date.now() < deadline) {
    const url = /^ {2}Console +(http\S+?)\/$/m.exec(said())?.[1]
    if (url !== undefined) return url
    if (child.exitCode !== null || child.signalCode !== null) break
    await delay(20)
  }
  throw new Error(`Attune did not start:\n${said()}`)
}

async function end(child: ChildProcess, dataDirectory: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await Promise.race([gone, delay(stopWithinMs, undefined, { ref: false })])
  }
  kill(child, dataDirectory)
}

/** The last resort: nothing of this run may outlive it. */
function kill(child: ChildProcess, dataDirectory: string): void {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) signal(-child.pid)
  const postmaster = postmasterOf(dataDirectory)
  if (postmaster !== undefined) signal(postmaster)
}

function signal(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}

/** Process id of the database that serves this data directory, while one does. */
export function postmasterOf(dataDirectory: string): number | undefined {
  try {
    const processId = Number(
      readFileSync(join(dataDirectory, 'postgres/postmaster.pid'), 'utf8').split('\n')[0],
    )
    const words = readFileSync(`/proc/${processId}/cmdline`, 'utf8')
    return words.includes(dataDirectory) ? processId : undefined
  } catch {
    return undefined
  }
}
