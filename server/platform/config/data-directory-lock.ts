import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isProcessAlive, processIdentity } from './process-identity.ts'
import { StartRefusal } from './start-refusal.ts'

export interface DataDirectoryLock {
  /** Says in the lock that this process is about to give the directory free. */
  announceLeaving(): void
  /** Gives the directory free; calling it again does nothing. */
  release(): void
}

interface Holder {
  processId: number
  identity?: string | undefined
  leaving?: boolean
}

/** A process that leaves takes no longer than this: see server/app/main.ts. */
const leavingPatienceMs = 20_000

/**
 * Takes the data directory for this process, creating it when missing. The lock of a process that no
 * longer runs is taken over. `name` is the lock file's name inside the directory.
 * Throws StartRefusal `data_directory_in_use` when another live process holds it.
 */
export function lockDataDirectory(directory: string, name = 'attune.lock'): DataDirectoryLock {
  mkdirSync(directory, { recursive: true })
  const path = join(directory, name)
  const own = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  const content = JSON.stringify({ processId: process.pid, identity: processIdentity(process.pid) })
  writeFileSync(own, content, { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      if (linkIfFree(own, path)) return heldLock(path, content)
      const found = readText(path)
      if (found === undefined) continue
      refuseIfAlive(found, directory)
      setAside(path, found)
    }
    throw new StartRefusal('data_directory_in_use', `The lock ${path} keeps changing hands; try again.`)
  } finally {
    rmSync(own, { force: true })
  }
}

/**
 * The same, but waits for a holder that has said it is leaving: whoever starts Attune again after its parent was killed
 * need not try over and over.
 */
export async function takeDataDirectory(directory: string): Promise<DataDirectoryLock> {
  const deadline = performance.now() + leavingPatienceMs
  for (;;) {
    try {
      return lockDataDirectory(directory)
    } catch (error) {
      const holder = parseHolder(readText(join(directory, 'attune.lock')) ?? '')
      if (!(error instanceof StartRefusal) || performance.now() > deadline) throw error
      // Gone or replaced since: worth another look at once.
      if (holder !== undefined && holder.leaving !== true) throw error
    }
    await delay(20)
  }
}

/** The process number that holds the directory now, or undefined when nobody does. */
export function dataDirectoryHolder(directory: string, name = 'attune.lock'): number | undefined {
  const text = readText(join(directory, name))
  const holder = text === undefined ? undefined : parseHolder(text)
  return holder && isHolderAlive(holder) ? holder.processId : undefined
}

function heldLock(path: string, content: string): DataDirectoryLock {
  let mine = content
  return {
    announceLeaving() {
      if (readText(path) !== mine) return
      mine = JSON.stringify({ ...(JSON.parse(content) as Holder), leaving: true })
      const next = `${path}.${process.pid}.leaving`
      writeFileSync(next, mine, { mode: 0o600 })
      renameSync(next, path)
    },
    release: () => releaseOwn(path, mine),
  }
}

function linkIfFree(own: string, path: string): boolean {
  try {
    linkSync(own, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function refuseIfAlive(text: string, directory: string): void {
  const holder = parseHolder(text)
  if (!holder || !isHolderAlive(holder)) return
  throw new StartRefusal(
    'data_directory_in_use',
    `Attune already runs on the data directory ${directory} (process ${holder.processId}); ` +
      'stop it first, or start this one with another ATTUNE_DATA and ATTUNE_PORT.',
  )
}

/** Moves a dead process's lock away; if it turns out to be another, newer lock, puts that back. */
function setAside(path: string, expected: string): void {
  const aside = `${path}.stale.${randomBytes(4).toString('hex')}`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  if (readText(aside) !== expected) linkIfFree(aside, path)
  rmSync(aside, { force: true })
}

function releaseOwn(path: string, content: string): void {
  if (readText(path) === content) rmSync(path, { force: true })
}

function isHolderAlive(holder: Holder): boolean {
  if (holder.processId === process.pid && holder.identity === processIdentity(process.pid)) return true
  if (holder.identity !== undefined) return processIdentity(holder.processId) === holder.identity
  return isProcessAlive(holder.processId)
}

function parseHolder(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Holder
    return Number.isInteger(value.processId) ? value : undefined
  } catch {
    return undefined
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
