import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * Runs `work` while no other process of this folder does the same thing; waits for one that does, saying so once.
 * The lock of a process that no longer runs is taken over.
 */
export async function holdLock(root, name, waiting, work) {
  const directory = join(root, '.cache')
  const path = join(directory, `${name}.lock`)
  mkdirSync(directory, { recursive: true })
  for (let told = false; !take(path); ) {
    const holder = readHolder(path)
    if (holder !== undefined && !isAlive(holder)) {
      rmSync(path, { force: true })
      continue
    }
    if (!told) console.log(`${waiting} (process ${holder ?? 'unknown'}); waiting for it`)
    told = true
    await delay(200)
  }
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function readHolder(path) {
  try {
    const text = readFileSync(path, 'utf8')
    // Just made and not yet written: somebody alive is about to.
    return text === '' ? undefined : Number(text)
  } catch {
    return undefined
  }
}

function isAlive(processId) {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
