import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  dataDirectoryHolder,
  lockDataDirectory,
  readOrCreateSecrets,
  secretsPath,
  takeDataDirectory,
} from './index.ts'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'attune-lock-'))
})

afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** A process of its own that takes the lock, says so, and lives until it is killed. */
async function otherHolder() {
  const module = join(import.meta.dirname, 'data-directory-lock.ts')
  const program = `import(${JSON.stringify(module)}).then(({ lockDataDirectory }) => {
    lockDataDirectory(${JSON.stringify(directory)}); console.log('held'); setInterval(() => {}, 1000) })`
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

describe('lockDataDirectory', () => {
  it('gives the directory to one at a time', () => {
    const lock = lockDataDirectory(directory)
    expect(() => lockDataDirectory(directory)).toThrow(
      /already runs on the data directory .* \(process \d+\)/,
    )
    lock.release()
    lockDataDirectory(directory).release()
    expect(readdirSync(directory)).toEqual([])
  })

  it('refuses while another process lives and takes over when it was killed', async () => {
    const child = await otherHolder()
    expect(dataDirectoryHolder(directory)).toBe(child.pid)
    expect(() => lockDataDirectory(directory)).toThrow(`(process ${child.pid})`)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(dataDirectoryHolder(directory)).toBeUndefined()
    lockDataDirectory(directory).release()
  })

  it('takes over from a process whose number now belongs to a stranger', () => {
    const content = JSON.stringify({ processId: process.ppid, identity: 'another-boot:1' })
    writeFileSync(join(directory, 'attune.lock'), content)
    lockDataDirectory(directory).release()
  })

  it('takes over a lock file nobody can read', () => {
    writeFileSync(join(directory, 'attune.lock'), 'half wri')
    lockDataDirectory(directory).release()
  })
})

describe('takeDataDirectory', () => {
  it('waits for a holder that is leaving, and for no other', async () => {
    const lock = lockDataDirectory(directory)
    await expect(takeDataDirectory(directory)).rejects.toThrow('already runs')
    lock.announceLeaving()
    expect(() => lockDataDirectory(directory)).toThrow('already runs')
    const taking = takeDataDirectory(directory)
    setImmediate(() => lock.release())
    const taken = await taking
    expect(dataDirectoryHolder(directory)).toBe(process.pid)
    lock.release()
    expect(dataDirectoryHolder(directory)).toBe(process.pid)
    taken.release()
    expect(readdirSync(directory)).toEqual([])
  })
})

describe('readOrCreateSecrets', () => {
  it('makes them once, for the owner alone', () => {
    const secrets = readOrCreateSecrets(directory)
    expect(Buffer.from(secrets.secretKey, 'base64').length).toBe(32)
    expect(statSync(secretsPath(directory)).mode & 0o777).toBe(0o600)
    expect(readOrCreateSecrets(directory)).toEqual(secrets)
  })

  it('refuses a broken file instead of making new ones', () => {
    writeFileSync(secretsPath(directory), '{"secretKey": "short"')
    expect(() => readOrCreateSecrets(directory)).toThrow(/is not a secrets file/)
  })
})
