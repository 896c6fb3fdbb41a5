import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { fastestDirectory } from '../../../testing/fastest-directory.ts'
import { isProcessAlive } from '../config/index.ts'
import { createLog } from '../log/index.ts'
import {
  type EmbeddedPostgres,
  findRunningPostgres,
  openDatabase,
  provideDatabase,
  startEmbeddedPostgres,
} from './index.ts'

const log = createLog({ level: 'silent' })
let dataDirectory: string
let server: EmbeddedPostgres

beforeAll(async () => {
  dataDirectory = mkdtempSync(join(fastestDirectory(), 'attune-embedded-'))
  chmodSync(dataDirectory, 0o711)
  server = await startEmbeddedPostgres({ dataDirectory, log })
})

afterAll(async () => {
  await server?.stop()
  rmSync(dataDirectory, { recursive: true, force: true })
})

async function ask(url: string, text: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows[0]
  } finally {
    await client.end()
  }
}

describe('the embedded PostgreSQL', () => {
  it('keeps its promises in its settings', async () => {
    const found = await ask(
      server.superuserUrl(),
      `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
        current_setting('listen_addresses') AS tcp, current_setting('data_checksums') AS checksums,
        pg_encoding_to_char(encoding) AS encoding, datlocprovider AS provider, datlocale AS locale
       FROM pg_database WHERE datname = current_database()`,
    )
    expect(found).toEqual({
      fsync: 'on',
      commit: 'on',
      tcp: '',
      checksums: 'on',
      encoding: 'UTF8',
      provider: 'b',
      locale: 'C.UTF-8',
    })
  })

  it('keeps its socket and its secrets to itself', () => {
    const directory = new URL(server.urls.owner.replace('@/', '@local/')).searchParams.get('host') as string
    expect(statSync(directory).mode & 0o777).toBe(0o700)
    expect(`${directory}/.s.PGSQL.5432`.length).toBeLessThan(107)
    expect(statSync(join(dataDirectory, 'secrets.json')).mode & 0o777).toBe(0o600)
  })

  it('lets no login in without its password', async () => {
    const wrong = server.urls.application.replace(/:[^:@]+@/, ':wrong@')
    await expect(ask(wrong, 'SELECT 1')).rejects.toThrow(/password authentication failed/)
  })

  it('refuses a second opener', async () => {
    await expect(startEmbeddedPostgres({ dataDirectory, log })).rejects.toMatchObject({
      code: 'data_directory_in_use',
    })
  })

  it('can be found by a command beside it', async () => {
    const urls = findRunningPostgres(dataDirectory)
    expect(urls).toEqual(server.urls)
    expect(findRunningPostgres(join(dataDirectory, 'elsewhere'))).toBeUndefined()
  })

  it('comes back when it is killed, and the application with it', async () => {
    const database = openDatabase({ connectionString: server.urls.application, log, poolSize: 4 })
    const tenant = randomUUID()
    const probe = () =>
      database.tenant(tenant, async (transaction) => {
        const { rows } = await sql<{ one: number }>`SELECT 1 AS one`.execute(transaction)
        return rows[0]?.one
      })
    try {
      for (let round = 0; round < 3; round += 1) {
        expect(await probe()).toBe(1)
        // A connection that is borrowed while the database dies must not take the process along.
        const sleeping = database.pool.query('SELECT pg_sleep(30)')
        const lost = expect(sleeping).rejects.toThrow()
        const killed = server.processId()
        process.kill(killed, 'SIGKILL')
        await lost
        expect(await probe()).toBe(1)
        expect(server.processId()).not.toBe(killed)
      }
    } finally {
      await database.close()
    }
  })

  it('is taken over when it outlives its Attune, and stopped when asked', async () => {
    const directory = mkdtempSync(join(fastestDirectory(), 'attune-orphan-'))
    chmodSync(directory, 0o711)
    const orphan = await leaveOrphan(directory)
    expect(isProcessAlive(orphan)).toBe(true)

    const taker = await startEmbeddedPostgres({ dataDirectory: directory, log })
    expect({ adopted: taker.adopted, processId: taker.processId() }).toEqual({
      adopted: true,
      processId: orphan,
    })
    expect(await ask(taker.urls.application, 'SELECT current_user::text AS name')).toEqual({
      name: 'attune_app',
    })
    process.kill(orphan, 'SIGKILL')
    await expect.poll(() => taker.processId(), { timeout: 20_000 }).not.toBe(orphan)
    const last = taker.processId()
    await taker.stop()
    expect(isProcessAlive(last)).toBe(false)

    // With other settings a leftover is of no use: it is ended, not taken over.
    const settings = { work_mem: '9MB' }
    const changed = await startEmbeddedPostgres({ dataDirectory: directory, log, settings })
    expect(changed.adopted).toBe(false)
    await changed.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  it('starts again over an interrupted initdb and a stale lock file', async () => {
    const directory = mkdtempSync(join(fastestDirectory(), 'attune-interrupted-'))
    chmodSync(directory, 0o711)
    const first = await provideDatabase({ dataDirectory: directory, log, memoryMb: 24 })
    await first.stop()
    const stale = join(directory, 'postgres', 'postmaster.pid')
    writeFileSync(stale, `${process.pid}\n${join(directory, 'postgres')}\n1\n5432\n/tmp\n\n 1 1\nready\n`)
    mkdirSync(join(directory, 'postgres.new'))
    const second = await provideDatabase({ dataDirectory: directory, log })
    expect(await ask(second.urls.owner, 'SELECT count(*) > 0 AS migrated FROM attune.migrations')).toEqual({
      migrated: true,
    })
    await second.stop()
    expect(existsSync(stale)).toBe(false)
    expect(readFileSync(join(directory, 'postgres.log'), 'utf8')).not.toContain('PANIC')
    rmSync(directory, { recursive: true, force: true })
  })

  it('starts again at once while nobody has buried the killed server', async () => {
    const directory = mkdtempSync(join(fastestDirectory(), 'attune-unburied-'))
    chmodSync(directory, 0o711)
    await endUnburied(await leaveOrphan(directory), directory)
    const again = await provideDatabase({ dataDirectory: directory, log })
    expect(await ask(again.urls.application, 'SELECT 1 AS one')).toEqual({ one: 1 })
    await again.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  it('ends a leftover whose data directory was deleted before making a new one there', async () => {
    const directory = mkdtempSync(join(fastestDirectory(), 'attune-deleted-'))
    chmodSync(directory, 0o711)
    const orphan = await leaveOrphan(directory)
    rmSync(join(directory, 'postgres'), { recursive: true })
    const fresh = await provideDatabase({ dataDirectory: directory, log })
    expect(isProcessAlive(orphan)).toBe(false)
    await fresh.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  it.runIf(process.getuid?.() === 0)('runs for root in a folder that only root may enter', async () => {
    const directory = mkdtempSync(join(fastestDirectory(), 'attune-closed-'))
    const closed = await provideDatabase({ dataDirectory: directory, log })
    expect(await ask(closed.urls.application, 'SELECT 1 AS one')).toEqual({ one: 1 })
    await closed.stop()
    // The same data under another user: the folder was opened since.
    chmodSync(directory, 0o711)
    const opened = await provideDatabase({ dataDirectory: directory, log })
    expect(statSync(join(directory, 'postgres')).uid).not.toBe(0)
    await opened.stop()
    rmSync(directory, { recursive: true, force: true })
  })
})

/** Kills a server, and leaves its lock files with the number of a process that ended and was never waited for. */
async function endUnburied(server: number, directory: string): Promise<void> {
  const cluster = join(directory, 'postgres')
  const [, , , , socketDirectory = ''] = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
  // A shell that becomes another program forgets its child, and that one ends unheard.
  const careless = spawn('sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(() => void careless.kill('SIGKILL'))
  const [said] = (await once(careless.stdout, 'data')) as [Buffer]
  const unburied = Number(String(said))
  process.kill(server, 'SIGKILL')
  await expect.poll(() => isProcessAlive(server) || isProcessAlive(unburied)).toBe(false)
  for (const path of [join(cluster, 'postmaster.pid'), join(socketDirectory, '.s.PGSQL.5432.lock')])
    writeFileSync(path, readFileSync(path, 'utf8').replace(String(server), String(unburied)))
}

/** Starts a database in a process of its own, kills that process and returns the database's number. */
async function leaveOrphan(directory: string): Promise<number> {
  const program = `import { startEmbeddedPostgres } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))}
    import { createLog } from ${JSON.stringify(join(import.meta.dirname, '../log/index.ts'))}
    const log = createLog({ level: 'silent' })
    const server = await startEmbeddedPostgres({ dataDirectory: ${JSON.stringify(directory)}, log })
    console.log(server.processId()); setInterval(() => {}, 1000)`
  const words = ['--input-type=module', '-e', program]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const orphan = Number(String((await once(child.stdout, 'data'))[0]))
  child.kill('SIGKILL')
  await once(child, 'exit')
  return orphan
}
