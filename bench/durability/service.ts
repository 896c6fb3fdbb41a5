import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { dataDirectoryHolder, processIdentity } from '../../server/platform/config/index.ts'
import { cpuSeconds } from '../harness/cpu-time.ts'

export const killKinds = ['server', 'parent', 'tree', 'database'] as const
export type KillKind = (typeof killKinds)[number]

/** The product as `npm start` runs it, kept up by somebody like systemd: when the command ends, it is given again. */
export interface Service {
  readonly url: string
  readonly dataDirectory: string
  readonly logFile: string
  /** How often the command was given. */
  readonly starts: number
  /** Resolves when all three processes run and the server has its lock. */
  whole(timeoutMs: number): Promise<void>
  /** Kills with SIGKILL. Resolves when what must go is gone, with the moment of the signal (ms, monotonic). */
  kill(kind: KillKind): Promise<number>
  /** CPU seconds that its processes have spent so far, those that were killed included (to within a second of their end). */
  readonly cpuSeconds: number
  /** Ends everything and removes the data. `logFile` stays readable until then. */
  stop(): Promise<void>
  /** The same at once and without waiting, for an exit. */
  stopNow(): void
}

export const adminPassword = 'durable-as-it-gets'
const root = join(import.meta.dirname, '../..')
const againAfterMs = 100

export async function startService(options: { fault?: string | undefined; keep: boolean }): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'attune-durability-'))
  const dataDirectory = join(folder, 'data')
  const logFile = join(folder, 'attune.log')
  const port = await freePort()
  const seen = new Set<string>()
  let starts = 0
  let boot: ChildProcess | undefined
  let wanted = true
  let socketFolder: string | undefined

  function begin(): void {
    if (!wanted) return
    starts += 1
    const log = openSync(logFile, 'a')
    const child = spawn(process.execPath, ['scripts/boot.mjs', 'start'], {
      cwd: root,
      env: environment(dataDirectory, port, options.fault),
      stdio: ['ignore', log, log],
      detached: true,
    })
    closeSync(log)
    boot = child
    child.once('error', () => undefined)
    child.once('exit', () => {
      if (wanted) setTimeout(begin, againAfterMs)
    })
  }

  const find = () => ({
    boot: boot?.exitCode === null && boot.signalCode === null ? boot.pid : undefined,
    ...findProcesses(dataDirectory),
  })

  /** Remembers who was seen, so that nobody is left behind even when a kill goes wrong. */
  function remember(): ReturnType<typeof find> {
    const found = find()
    socketFolder = readPostmaster(dataDirectory)[4] ?? socketFolder
    for (const processId of [found.boot, found.server, found.database, ...childrenOf(found.boot)])
      if (processId !== undefined) seen.add(`${processId} ${processIdentity(processId)}`)
    return found
  }

  function killSeen(): void {
    wanted = false
    remember()
    for (const mark of seen) {
      const [processId, identity] = mark.split(' ')
      if (identity !== 'undefined' && processIdentity(Number(processId)) === identity)
        send(Number(processId), 'SIGKILL')
    }
  }

  function clear(): void {
    if (options.keep) return
    if (socketFolder?.includes('attune-')) rmSync(socketFolder, { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }

  const spent = new Map<string, number>()
  const meter = setInterval(() => {
    const { boot, server, database } = find()
    for (const processId of [boot, server, database]) {
      if (processId === undefined) continue
      const mark = `${processId} ${processIdentity(processId)}`
      spent.set(mark, Math.max(spent.get(mark) ?? 0, cpuSeconds(processId, processId === database)))
    }
  }, 1_000)
  meter.unref()

  begin()
  return {
    url: `http://127.0.0.1:${port}`,
    dataDirectory,
    logFile,
    get starts() {
      return starts
    },
    get cpuSeconds() {
      return [...spent.values()].reduce((sum, seconds) => sum + seconds, 0)
    },
    async whole(timeoutMs) {
      const deadline = performance.now() + timeoutMs
      for (;;) {
        const { boot, server, database } = remember()
        if (boot !== undefined && server !== undefined && database !== undefined) return
        if (performance.now() > deadline) throw new Error(`Attune did not come up again: see ${logFile}`)
        await delay(20)
      }
    },
    async kill(kind) {
      const { boot, server, database } = remember()
      const targets = {
        server: [server],
        parent: [boot],
        tree: [boot, server, database],
        database: [database],
      }[kind]
      // Without its parent the server leaves by itself: only then has the disturbance begun.
      const gone = kind === 'parent' ? [boot, server] : targets
      const identities = gone.map(
        (one) => [one, one === undefined ? undefined : processIdentity(one)] as const,
      )
      const at = performance.now()
      for (const target of targets) if (target !== undefined) send(target, 'SIGKILL')
      while (
        identities.some(
          ([one, identity]) =>
            one !== undefined && identity !== undefined && processIdentity(one) === identity,
        )
      ) {
        if (performance.now() - at > 20_000) throw new Error(`a killed process does not go: see ${logFile}`)
        await delay(5)
      }
      return at
    },
    async stop() {
      wanted = false
      const running = boot
      if (running !== undefined && running.exitCode === null && running.signalCode === null) {
        const ended = new Promise((resolve) => running.once('exit', resolve))
        running.kill('SIGTERM')
        await Promise.race([ended, delay(20_000, undefined, { ref: false })])
      }
      killSeen()
      await delay(100)
      clear()
    },
    stopNow() {
      killSeen()
      clear()
    },
  }
}

/** The server by its lock on the data directory, the database by its own file; whatever started them. */
function findProcesses(dataDirectory: string): { server: number | undefined; database: number | undefined } {
  const lines = readPostmaster(dataDirectory)
  const database = Number(lines[0])
  const ready = lines[7]?.trim() === 'ready' && processIdentity(database) !== undefined
  return { server: dataDirectoryHolder(dataDirectory), database: ready ? database : undefined }
}

/** A server that has just been started holds no lock yet. */
function childrenOf(processId: number | undefined): number[] {
  try {
    return readFileSync(`/proc/${processId}/task/${processId}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number)
  } catch {
    return []
  }
}

function readPostmaster(dataDirectory: string): string[] {
  try {
    return readFileSync(join(dataDirectory, 'postgres/postmaster.pid'), 'utf8').split('\n')
  } catch {
    return []
  }
}

function send(processId: number, signal: NodeJS.Signals): void {
  try {
    process.kill(processId, signal)
  } catch {
    // It was quicker.
  }
}

/** Nothing of this terminal's own settings; the port is fixed, so that clients find it again. */
function environment(dataDirectory: string, port: number, fault: string | undefined): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(ATTUNE_|DATABASE_)/.test(name))
  return {
    ...Object.fromEntries(kept),
    ATTUNE_DATA: dataDirectory,
    ATTUNE_PORT: String(port),
    ATTUNE_ADMIN_PASSWORD: adminPassword,
    ...(fault === undefined ? {} : { ATTUNE_TEST_FAULT: fault }),
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
