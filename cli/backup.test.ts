import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openVault } from '../server/platform/secrets/index.ts'
import { environmentFor, runCommand, runCommandHere } from '../testing/command-line.ts'
import { createTestDatabase, type TestDatabase } from '../testing/database.ts'
import { libraryEntries } from '../testing/entries.ts'
import { startTestServer } from '../testing/running-server.ts'

const sealed = 'a secret of the company'
const tenantId = '00000000-0000-7000-8000-00000000000a'

// Processes are begun one after the other: seconds on a quiet machine, more on a busy one.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 })

let folder: string
let source: TestDatabase
let environment: Record<string, string>
let slug: string
let backup: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attune-cli-backup-'))
  source = await createTestDatabase()
  const server = await startTestServer({ beside: source })
  const tenant = await server.createTenant()
  slug = tenant.slug
  await server.teach(tenant, libraryEntries)
  await server.stop()
  environment = environmentFor(source.urls, join(folder, 'data'))
  const value = openVault(keyOf('data')).seal(tenantId, sealed)
  await source.asOwner('update channels set identity_secret = $1', [value])
  backup = join(folder, 'backup')
  const { code } = await runCommand(['backup', '--out', backup], environment)
  expect(code).toBe(0)
})
afterAll(async () => {
  await source.close()
  rmSync(folder, { recursive: true, force: true })
})

function keyOf(name: string): Buffer {
  const text = readFileSync(join(folder, name, 'secrets.json'), 'utf8')
  return Buffer.from((JSON.parse(text) as { secretKey: string }).secretKey, 'base64')
}

async function openSealed(database: TestDatabase, key: Buffer): Promise<string> {
  const rows = await database.asOwner<{ identity_secret: string }>('select identity_secret from channels')
  return openVault(key).open(tenantId, rows[0]?.identity_secret ?? '')
}

describe('attune backup', () => {
  it('writes a folder that its owner alone can read', () => {
    expect(statSync(backup).mode & 0o777).toBe(0o700)
    for (const file of ['manifest.json', 'secrets.json', 'entries.copy.gz'])
      expect(statSync(join(backup, file)).mode & 0o777, file).toBe(0o600)
  })

  it('makes a folder named by the time inside one that is there', async () => {
    const out = mkdtempSync(join(folder, 'many-'))
    const result = await runCommandHere(['backup', '--out', out, '--json'], environment)
    const { directory } = JSON.parse(result.out) as { directory: string }
    expect(directory).toMatch(/attune-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/)
    expect(existsSync(join(directory, 'manifest.json'))).toBe(true)
  })

  it('is remembered by doctor', async () => {
    const { out } = await runCommandHere(['doctor'], environment)
    expect(out).toMatch(/✓ backup +today, to /)
  })
})

describe('without the key of the server', () => {
  it('nothing is backed up that nobody could open', async () => {
    const { ATTUNE_DATA: _, ...elsewhere } = environment
    const data = join(folder, 'no-key')
    const result = await runCommandHere(['backup', '--out', join(folder, 'none'), '--data', data], elsewhere)
    expect(result).toMatchObject({ code: 1, err: expect.stringContaining('no-secrets: ') })
    expect(existsSync(data)).toBe(false)
    expect(existsSync(join(folder, 'none'))).toBe(false)
  })
})

describe('attune restore', () => {
  it('brings stored secrets back with the key that opens them', async () => {
    await using target = await createTestDatabase({ migrated: false })
    const there = environmentFor(target.urls, join(folder, 'there'))
    const { code, out } = await runCommandHere(['restore', backup], there)
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^Restored \d+ rows of \d+ tables/) })
    expect(await openSealed(target, keyOf('there'))).toBe(sealed)
    const again = await runCommandHere(['restore', backup], there)
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('restore_not_empty: ') })
  })

  it('of a backup without its key asks for that key', async () => {
    const bare = join(folder, 'bare')
    const made = await runCommandHere(['backup', '--out', bare, '--without-secrets'], environment)
    expect(made.out).toContain('The secret key is NOT in it')
    expect(existsSync(join(bare, 'secrets.json'))).toBe(false)
    await using target = await createTestDatabase({ migrated: false })
    const there = environmentFor(target.urls, join(folder, 'elsewhere'))
    const refused = await runCommandHere(['restore', bare], there)
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('secret-key-differs: ') })
    const key = keyOf('data').toString('base64')
    const given = await runCommandHere(['restore', bare], { ...there, ATTUNE_SECRET_KEY: key })
    expect(given.code).toBe(0)
    expect(await openSealed(target, keyOf('data'))).toBe(sealed)
  })

  it('fills a data directory of its own, which then answers with no server running', async () => {
    const data = join(folder, 'own')
    const restored = await runCommand(['restore', backup, '--data', data])
    expect(restored).toMatchObject({ code: 0, err: '' })
    const asked = await runCommandHere([
      'ask',
      'What are your opening hours?',
      '--tenant',
      slug,
      '--data',
      data,
      '--json',
    ])
    expect(JSON.parse(asked.out)).toMatchObject({ outcome: 'answer' })
    expect(existsSync(join(data, 'attune.lock'))).toBe(false)
  })
})
