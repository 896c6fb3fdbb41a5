import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addNote } from '../../contract/index.ts'
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts'
import { libraryEntries } from '../../testing/entries.ts'
import { startTestServer } from '../../testing/running-server.ts'
import { upload } from '../../testing/upload-client.ts'
import { findWallHoles, migrate, readMigrationState } from '../platform/db/index.ts'
import { silentLog } from '../platform/log/index.ts'
import { type BackupManifest, examineFiles, readBackup, restoreBackup, writeBackup } from './index.ts'

const log = silentLog()
const secretKey = Buffer.alloc(32, 7)
const now = new Date('2026-11-20T10:00:00Z')
/** What a backup leaves out: the code's own version, processes that ran then, and the words of messages, which are taken in anew. */
const leftOut = ['migrations', 'processes', 'message_words', 'message_words_due']

let folder: string
let source: TestDatabase
let filesDirectory: string
/** Where files are put back. */
let restored: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attune-backup-'))
  filesDirectory = join(folder, 'own-files')
  restored = join(folder, 'restored-files')
  source = await createTestDatabase()
  const server = await startTestServer({ beside: source, filesDirectory })
  const tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  await server.createMember(tenant, 'agent')
  const customer = await server.customer(tenant)
  await customer.ask('What are your opening hours?')
  await upload(server.url, { token: customer.session.token }, 'a.txt', 'a file')
  await upload(server.url, { token: customer.session.token }, 'b.txt', 'another file')
  await customer.ask('I want a human')
  const [agent, other] = await Promise.all([1, 2].map(() => server.createMember(tenant, 'agent')))
  await server.call(addNote, {
    cookie: agent?.cookie ?? '',
    params: { conversationId: customer.session.conversationId },
    body: { clientId: 'noted-once', text: 'Look', mentions: [other?.memberId] },
  })
  await server.stop()
  await addAwkwardRows(source, tenant.id)
})
afterAll(async () => {
  await source.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Values that a careless format would change. */
async function addAwkwardRows(database: TestDatabase, tenantId: string): Promise<void> {
  const awkward = 'tab\tline\nreturn\rback\\slash \\N "quote" \'single\' 中文 😀 \\. \u0001'
  await database.asOwner(
    `insert into customers (tenant_id, id, name, email, attributes, created_at) values
       ($1, '00000000-0000-7000-8000-000000000001', $2, '', '{"a": null, "b": 1.10, "c": 12345678901234567890}', '2026-01-01 00:00:00.123456+00'),
       ($1, '00000000-0000-7000-8000-000000000002', null, E'\\\\N', 'null', 'infinity')`,
    [tenantId, awkward],
  )
  await database.asOwner(
    `insert into api_keys (tenant_id, id, name, prefix, secret_hash, permissions, created_at) values
       ($1, '00000000-0000-7000-8000-000000000003', 'k', 'p', $2, array['a,b', '{"', '', 'NULL', null], now())`,
    [tenantId, Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
  )
  await database.asOwner(
    `insert into policies (tenant_id, version, document, created_at, created_by) values ($1, 9007199254740993, '{}', now(), 'x')`,
    [tenantId],
  )
  await database.asOwner(
    `insert into decisions (tenant_id, id, conversation_id, occurred_at, input_from, input_to, reply_seq, outcome, confidence, record)
     select $1, gen_random_uuid(), id, moment, 1, 1, 2, 'answer', value, '{}'
     from conversations, (values ('2025-02-03 00:00+00'::timestamptz, 0.1::real), ('2031-01-01 00:00+00', 'NaN')) as v (moment, value)
     where tenant_id = $1 limit 2`,
    [tenantId],
  )
  await database.asOwner(`select set_config('app.tenant_id', $1, false)`, [tenantId])
  await database.asOwner(
    `select enqueue('train-model', '{"note": "中文"}', '2030-01-01 00:00:00.5+00', 'a key', 4, 'a queue')`,
  )
}

/** Every row of every table as text, and the jobs without their own numbers. */
async function contents(database: TestDatabase): Promise<Record<string, unknown>> {
  const tables = await database.asOwner<{ name: string }>(
    `select relname::text as name from pg_class c join pg_namespace n on n.oid = relnamespace
     where nspname = 'attune' and relkind in ('r', 'p') order by relname`,
  )
  const found: Record<string, unknown> = {}
  for (const { name } of tables) {
    if (leftOut.includes(name)) continue
    found[name] = await database.asOwner(`select t::text as row from ${name} t order by 1`)
  }
  found.jobs = await database.asOwner(
    `select task_identifier, key, queue_name, run_at::text, max_attempts, priority from graphile_worker.jobs order by 1, 2`,
  )
  return found
}

async function back(name: string): Promise<{ directory: string; manifest: BackupManifest }> {
  const directory = join(folder, name)
  const manifest = await writeBackup({
    urls: source.urls,
    directory,
    secretKey,
    filesDirectory,
    withSecrets: true,
    now,
  })
  return { directory, manifest }
}

describe('a backup', () => {
  it('gives every row of every table back, whatever is in it', async () => {
    const { directory } = await back('whole')
    const { manifest } = await readBackup(directory)
    await using target = await createTestDatabase({ migrated: false })
    const result = await restoreBackup({
      urls: target.urls,
      directory,
      filesDirectory: restored,
      manifest,
      log,
    })
    const expected = await contents(source)
    expect(await contents(target)).toEqual(expected)
    const columns = 'tenant_id, conversation_id, seq'
    const searched = await source.asOwner(
      `select ${columns} from message_words union select ${columns} from message_words_due order by 1, 2, 3`,
    )
    expect(searched).not.toEqual([])
    expect(await target.asOwner(`select ${columns} from message_words_due order by 1, 2, 3`)).toEqual(
      searched,
    )
    for (const table of [
      'conversation_events',
      'notifications',
      'decisions',
      'models',
      'logins',
      'members',
      'jobs',
    ])
      expect(expected[table], table).not.toEqual([])
    expect(result.rows).toBe(manifest.tables.reduce((sum, { rows }) => sum + rows, 0))
    expect(result.migrated).toEqual([])
  })

  it('leaves the tenant wall standing and months in their partitions', async () => {
    const { directory, manifest } = await back('wall')
    await using target = await createTestDatabase()
    await restoreBackup({ urls: target.urls, directory, filesDirectory: restored, manifest, log })
    expect(await findWallHoles((text) => target.asOwner(text))).toEqual([])
    const forced = `select count(*)::int as count from pg_class where relforcerowsecurity`
    expect(await target.asOwner(forced)).toEqual(await source.asOwner(forced))
    const places = `select tableoid::regclass::text as place, count(*)::int from decisions group by 1 order by 1`
    expect(await target.asOwner(places)).toEqual(await source.asOwner(places))
  })

  it('of an older version is brought to this one', async () => {
    await using old = await createTestDatabase({ migrated: false })
    const { pending } = await readMigrationState(old.urls.owner)
    await migrate({ urls: old.urls, log, only: pending.slice(0, 3) })
    await old.asOwner(
      `insert into tenants (tenant_id, slug, name, locale, time_zone, created_at)
       values ('00000000-0000-7000-8000-000000000009', 'old', 'Old', 'en', 'UTC', now())`,
    )
    const directory = join(folder, 'older')
    const manifest = await writeBackup({
      urls: old.urls,
      directory,
      secretKey,
      filesDirectory,
      withSecrets: true,
      now,
    })
    await using target = await createTestDatabase()
    const { migrated } = await restoreBackup({
      urls: target.urls,
      directory,
      filesDirectory: restored,
      manifest,
      log,
    })
    expect(migrated).toEqual(pending.slice(3))
    expect(await target.asOwner('select slug from tenants')).toEqual([{ slug: 'old' }])
  })
})

describe('a backup of files', () => {
  const stored = (directory: string) =>
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath.slice(directory.length), one.name))
      .sort()

  it('gives back each one that rows name, and is found damaged when one is not itself', async () => {
    const { directory, manifest } = await back('with-files')
    expect(manifest.files).toEqual({ count: 2, bytes: 18, missing: 0 })
    await using target = await createTestDatabase()
    const to = join(folder, 'elsewhere')
    const { files } = await restoreBackup({ urls: target.urls, directory, filesDirectory: to, manifest, log })
    expect(files).toBe(2)
    expect(stored(to)).toEqual(stored(filesDirectory))
    expect(await examineFiles(target.urls, to)).toEqual({ count: 2, bytes: 18, missing: 0 })
    expect(await examineFiles(target.urls, join(folder, 'nowhere'))).toMatchObject({ missing: 2 })
    const [one = ''] = stored(join(directory, 'files'))
    writeFileSync(join(directory, 'files', one), 'changed')
    await expect(readBackup(directory)).rejects.toMatchObject({ code: 'backup_damaged' })
    rmSync(join(directory, 'files', one))
    await expect(readBackup(directory)).rejects.toMatchObject({ code: 'backup_damaged' })
  })

  it('is made although one is missing, and says so', async () => {
    const [one = ''] = stored(filesDirectory)
    const path = join(filesDirectory, one)
    const bytes = readFileSync(path)
    rmSync(path)
    const { directory, manifest } = await back('without-one')
    writeFileSync(path, bytes)
    expect(manifest.files).toMatchObject({ count: 1, missing: 1 })
    expect((await readBackup(directory)).manifest.files).toEqual(manifest.files)
  })
})

describe('a restore refuses and changes nothing', () => {
  it('when rows are there', async () => {
    const { directory, manifest } = await back('onto')
    const before = await contents(source)
    await expect(
      restoreBackup({ urls: source.urls, directory, filesDirectory: restored, manifest, log }),
    ).rejects.toMatchObject({
      code: 'restore_not_empty',
    })
    expect(await contents(source)).toEqual(before)
  })

  it.each(['wordings.copy.gz', 'jobs.jsonl.gz', 'secrets.json'])('when %s was changed', async (file) => {
    const { directory } = await back(`changed-${file}`)
    const path = join(directory, file)
    const bytes = readFileSync(path)
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
    writeFileSync(path, bytes)
    await expect(readBackup(directory)).rejects.toMatchObject({ code: 'backup_damaged' })
    rmSync(path)
    await expect(readBackup(directory)).rejects.toMatchObject({ code: 'backup_damaged' })
  })

  it('when there is no manifest, or none it can read', async () => {
    await expect(readBackup(folder)).rejects.toMatchObject({ code: 'backup_not_found' })
    const { directory } = await back('manifest')
    writeFileSync(join(directory, 'manifest.json'), '{"format": 2}')
    await expect(readBackup(directory)).rejects.toMatchObject({ code: 'backup_unreadable' })
  })

  it('when the backup is of a newer version, or of a migration that reads otherwise', async () => {
    const { directory, manifest } = await back('newer')
    await using target = await createTestDatabase()
    const before = await contents(target)
    const newer = {
      ...manifest,
      migrations: [...manifest.migrations, { name: '209901010000_x.sql', checksum: 'x' }],
    }
    const other = { ...manifest, migrations: manifest.migrations.map((one) => ({ ...one, checksum: 'x' })) }
    for (const wrong of [newer, other]) {
      await expect(
        restoreBackup({ urls: target.urls, directory, filesDirectory: restored, manifest: wrong, log }),
      ).rejects.toMatchObject({ code: 'backup_newer' })
    }
    expect(await contents(target)).toEqual(before)
  })

  it('when a row does not fit, halfway through', async () => {
    const { directory, manifest } = await back('halfway')
    await using target = await createTestDatabase()
    const before = await contents(target)
    // One row more than the last table's file holds.
    const tables = manifest.tables.map((table, index) =>
      index === manifest.tables.length - 1 ? { ...table, rows: table.rows + 1 } : table,
    )
    await expect(
      restoreBackup({
        urls: target.urls,
        directory,
        filesDirectory: restored,
        manifest: { ...manifest, tables },
        log,
      }),
    ).rejects.toThrow(/the manifest says/)
    expect(await contents(target)).toEqual(before)
    expect(await findWallHoles((text) => target.asOwner(text))).toEqual([])
  })

  it('when the server runs on the database', async () => {
    const { directory, manifest } = await back('served')
    await using target = await createTestDatabase()
    await target.asOwner(`insert into processes values (gen_random_uuid(), 'all', now(), now())`)
    await expect(
      restoreBackup({ urls: target.urls, directory, filesDirectory: restored, manifest, log }),
    ).rejects.toMatchObject({
      code: 'restore_while_serving',
    })
  })
})

it('a backup is not written over another', async () => {
  const { directory } = await back('twice')
  await expect(
    writeBackup({ urls: source.urls, directory, secretKey, filesDirectory, withSecrets: true, now }),
  ).rejects.toMatchObject({ code: 'backup_exists' })
})
