import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { isProcessAlive } from '../../server/platform/config/index.ts'
import { migrate, startEmbeddedPostgres } from '../../server/platform/db/index.ts'
import { createLog } from '../../server/platform/log/index.ts'
import { fastestDirectory, MEMORY } from '../fastest-directory.ts'

const PREFIX = 'attune-test-'

/**
 * vitest's global setup: one PostgreSQL for the whole run in a temporary directory, its database migrated and then
 * left alone, to be copied by `createTestDatabase`. Nothing here need survive a crash, so it never waits for the disk.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await endLeftovers()
  const dataDirectory = mkdtempSync(join(fastestDirectory(), PREFIX))
  writeFileSync(join(dataDirectory, 'runner'), String(process.pid))
  // PostgreSQL may run as another user, who must be able to pass.
  chmodSync(dataDirectory, 0o711)
  const log = createLog({ level: 'error', destination: process.stderr })
  const settings = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '120',
  }
  const server = await startEmbeddedPostgres({ dataDirectory, log, settings })
  const failure = await migrate({ urls: server.urls, log }).then(
    () => undefined,
    (error: Error) => error.message,
  )
  const told = { template: server.urls, superuserUrl: server.superuserUrl('postgres') }
  project.provide('testServer', failure === undefined ? told : { ...told, failure })
  return async () => {
    await server.stop()
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}

/** Ends and removes the databases of test runs that were killed. */
async function endLeftovers(): Promise<void> {
  const folders = [tmpdir(), MEMORY].filter((folder) => existsSync(folder))
  const found = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  for (const directory of found.filter((path) => basename(path).startsWith(PREFIX))) {
    const runner = join(directory, 'runner')
    if (!existsSync(runner) || isProcessAlive(Number(readFileSync(runner, 'utf8')))) continue
    const log = createLog({ level: 'silent' })
    const server = await startEmbeddedPostgres({ dataDirectory: directory, log }).catch(() => undefined)
    await server?.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}
