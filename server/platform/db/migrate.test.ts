import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../testing/database.ts'
import { silentLog } from '../log/index.ts'
import { checkLogins, migrate } from './index.ts'

const log = silentLog()
let directory: string
let test: TestDatabase

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'attune-migrations-'))
  test = await createTestDatabase({ migrated: false })
  file('202601010000_first.sql', 'CREATE TABLE attune.first (id int)')
})

afterEach(async () => {
  await test.close()
  rmSync(directory, { recursive: true, force: true })
})

const file = (name: string, text: string) => writeFileSync(join(directory, name), text)
const run = () => migrate({ urls: test.urls, log, directory })

describe('migrate', () => {
  it('applies new files in the order of their times, once', async () => {
    file(
      '202601020000_second.sql',
      'ALTER TABLE attune.first ADD name text; INSERT INTO attune.first VALUES (1)',
    )
    expect((await run()).applied).toEqual(['202601010000_first.sql', '202601020000_second.sql'])
    expect((await run()).applied).toEqual([])
    file('202601011200_between.sql', 'SELECT 1')
    expect((await run()).applied).toEqual(['202601011200_between.sql'])
    expect(await test.asOwner('SELECT id FROM first')).toEqual([{ id: 1 }])
  })

  it('lets two servers that start at once take turns', async () => {
    const results = await Promise.all([run(), run(), run()])
    expect(results.flatMap((result) => result.applied)).toEqual(['202601010000_first.sql'])
  })

  it('refuses when an applied file was changed', async () => {
    await run()
    file('202601010000_first.sql', 'CREATE TABLE attune.first (id bigint)')
    await expect(run()).rejects.toMatchObject({
      code: 'migration_changed',
      message: expect.stringContaining('202601010000_first.sql was changed'),
    })
  })

  it('takes other line ends for no change', async () => {
    file('202601010000_first.sql', 'CREATE TABLE attune.first (\n id int)')
    await run()
    file('202601010000_first.sql', 'CREATE TABLE attune.first (\r\n id int)')
    expect((await run()).applied).toEqual([])
  })

  it('refuses a database that is newer than the code', async () => {
    file('202601020000_second.sql', 'SELECT 1')
    await run()
    rmSync(join(directory, '202601020000_second.sql'))
    await expect(run()).rejects.toMatchObject({
      code: 'database_newer',
      message: expect.stringContaining('202601020000_second.sql'),
    })
  })

  it('undoes a file that fails and says where', async () => {
    file('202601020000_second.sql', 'CREATE TABLE attune.second (id int);\nSELECT nonsense;')
    await expect(run()).rejects.toMatchObject({
      code: 'migration_failed',
      message: 'The migration 202601020000_second.sql failed: column "nonsense" does not exist (line 2)',
    })
    expect(await test.asOwner(`SELECT to_regclass('attune.second') AS second`)).toEqual([{ second: null }])
    expect(await test.asOwner('SELECT name FROM migrations')).toEqual([{ name: '202601010000_first.sql' }])
  })

  it('refuses a file not named by its time', async () => {
    file('7_tickets.sql', 'SELECT 1')
    await expect(run()).rejects.toMatchObject({ code: 'migration_misnamed' })
  })
})

describe('checkLogins', () => {
  it('accepts three logins that are as weak as they ought to be', async () => {
    await expect(checkLogins(test.urls)).resolves.toBeUndefined()
  })

  it('refuses the same login twice', async () => {
    await expect(checkLogins({ ...test.urls, application: test.urls.owner })).rejects.toMatchObject({
      code: 'database_logins_differ',
    })
  })

  it('refuses an application login that is a superuser', async () => {
    await expect(checkLogins({ ...test.urls, application: test.superuserUrl })).rejects.toMatchObject({
      code: 'database_login_too_powerful',
      message: expect.stringContaining('attune_superuser of DATABASE_URL is a superuser'),
    })
  })

  it('says which database cannot be reached', async () => {
    const jobs = 'postgresql://nobody:secret@127.0.0.1:1/attune'
    await expect(checkLogins({ ...test.urls, jobs })).rejects.toMatchObject({
      code: 'database_unreachable',
      message: expect.stringMatching(/^The database of DATABASE_JOBS_URL cannot be used: (?!.*secret)/),
    })
  })
})
