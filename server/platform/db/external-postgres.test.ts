import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../testing/database.ts'
import { silentLog } from '../log/index.ts'
import { checkLogins, type DatabaseUrls, EXTERNAL_SETUP_SQL, openDatabase, provideDatabase } from './index.ts'
import { findWallHoles } from './tenant-wall.ts'

const company = `c${randomUUID().slice(0, 8)}`
let test: TestDatabase
let administrator: pg.Client
let urls: DatabaseUrls

beforeAll(async () => {
  test = await createTestDatabase({ migrated: false })
  administrator = new pg.Client({ connectionString: test.superuserUrl })
  await administrator.connect()
  // Any names will do: an administrator has their own.
  const setup = EXTERNAL_SETUP_SQL.replaceAll('attune', company)
  for (const statement of setup.split(';\n').filter(Boolean)) await administrator.query(statement)
  const url = (login: string, password: string) =>
    test.superuserUrl
      .replace(/\/\/.*@/, `//${company}_${login}:${encodeURIComponent(password)}@`)
      .replace(`/${test.name}?`, `/${company}?`)
  urls = {
    owner: url('owner', 'first password'),
    application: url('app', 'second password'),
    jobs: url('jobs', 'third password'),
  }
})

afterAll(async () => {
  await administrator?.query(`DROP DATABASE ${company} WITH (FORCE)`)
  await administrator?.query(`DROP ROLE ${company}_owner, ${company}_app, ${company}_jobs`)
  await administrator?.end()
  await test?.close()
})

describe('a PostgreSQL of somebody else', () => {
  it('serves after the documented preparation, under any names', async () => {
    const log = silentLog()
    const provided = await provideDatabase({ dataDirectory: '/nowhere', log, external: urls })
    const database = openDatabase({ connectionString: provided.urls.application, log })
    try {
      await database.tenant(randomUUID(), (transaction) =>
        sql`SELECT attune.enqueue('deliver', '{}')`.execute(transaction),
      )
      await expect(database.pool.query('SELECT * FROM attune.migrations')).rejects.toThrow(
        /permission denied/,
      )
      const owner = new pg.Client({ connectionString: urls.owner })
      await owner.connect()
      expect(await findWallHoles(async (text) => (await owner.query(text)).rows, `${company}_app`)).toEqual(
        [],
      )
      await owner.end()
    } finally {
      await database.close()
      await provided.stop()
    }
  })

  it.each([
    [
      'may bypass row-level security',
      'ALTER ROLE %_app BYPASSRLS',
      'ALTER ROLE %_app NOBYPASSRLS',
      'database_login_too_powerful',
    ],
    [
      'can become %_owner',
      'GRANT %_owner TO %_app',
      'REVOKE %_owner FROM %_app',
      'database_login_too_powerful',
    ],
    [
      'GRANT "%_jobs" TO "%_owner"',
      'REVOKE %_jobs FROM %_owner',
      'GRANT %_jobs TO %_owner',
      'database_owner_needs_jobs',
    ],
  ])('is refused when a login is wrong: %s', async (words, wrong, right, code) => {
    const named = (text: string) => text.replaceAll('%', company)
    await administrator.query(named(wrong))
    try {
      await expect(checkLogins(urls)).rejects.toMatchObject({
        code,
        message: expect.stringContaining(named(words)),
      })
    } finally {
      await administrator.query(named(right))
    }
    await expect(checkLogins(urls)).resolves.toBeUndefined()
  })
})
