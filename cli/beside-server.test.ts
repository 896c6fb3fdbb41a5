import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { runCommandHere } from '../testing/command-line.ts'
import { libraryEntries } from '../testing/entries.ts'

// A whole server as a process of its own, and commands beside it.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 })

const root = dirname(import.meta.dirname)
const program = join(root, 'server/app/main.ts')
const equalPriority = join(root, 'testing/run/equal-priority.ts')

let folder: string
let data: string
let server: ChildProcess

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attune-beside-'))
  data = join(folder, 'data')
  const { PATH = '' } = process.env
  const env = { PATH, ATTUNE_DATA: data, ATTUNE_PORT: '0', ATTUNE_DEMO: 'false', ATTUNE_LOG: 'warn' }
  server = spawn(process.execPath, ['--import', equalPriority, program], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: server.stdout as NodeJS.ReadableStream })
  for await (const line of lines) if (line.includes('Attune is ready')) break
  server.stdout?.resume()
})
afterAll(async () => {
  await stop()
  rmSync(folder, { recursive: true, force: true })
})

async function stop(): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  server.kill('SIGTERM')
  await once(server, 'exit')
}

const attune = (...words: string[]) => runCommandHere([...words, '--data', data], { ATTUNE_PORT: '0' })
const askAboutSundays = () => attune('ask', 'What are your opening hours?', '--tenant', 'main', '--json')

describe('beside a running server', () => {
  it('commands use its database, and it trains what they import', async () => {
    const path = join(folder, 'entries.jsonl')
    writeFileSync(path, libraryEntries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
    const imported = await attune('import', path, '--tenant', 'main')
    expect(imported.err).toBe('')
    expect(imported.out).toContain(`${libraryEntries.length} created`)
    expect(imported.out).toContain('The running server trains the model again.')
    await expect
      .poll(async () => (await attune('doctor')).out, { timeout: 60_000 })
      .toMatch(/tenant main +\d+ entries, model trained, not yet calibrated/)
    expect(JSON.parse((await askAboutSundays()).out)).toMatchObject({
      outcome: 'answer',
      text: 'We are open every day from 9:00 to 20:00.',
    })
  })

  it('a backup is taken, and a restore over it refused', async () => {
    const backup = join(folder, 'backup')
    expect(await attune('backup', '--out', backup)).toMatchObject({ code: 0, err: '' })
    const refused = await attune('restore', backup)
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('data_directory_in_use: ') })
    expect((await attune('doctor')).out).toMatch(/✓ processes +1 serving, 1 doing jobs/)
  })

  it('and after it has stopped, the same commands start the database for themselves', async () => {
    await stop()
    expect(JSON.parse((await askAboutSundays()).out)).toMatchObject({ outcome: 'answer' })
    expect(await attune('doctor')).toMatchObject({
      code: 0,
      out: expect.stringContaining('no server runs on this database'),
    })
  })
})
