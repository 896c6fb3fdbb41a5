import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts'
import { personalDataRegister } from './personal-data.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

/** `table.column` of every table that holds rows of a tenant or a login; partitions are like their table. */
async function columnsInDatabase(): Promise<string[]> {
  const rows = await database.asOwner<{ name: string }>(`
    SELECT c.relname || '.' || a.attname AS name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE n.nspname = 'attune' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
      AND EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attname IN ('tenant_id', 'login_id', 'password_hash'))
    ORDER BY 1`)
  return rows.map((row) => row.name)
}

const listed = () =>
  Object.entries(personalDataRegister)
    .flatMap(([table, rule]) => Object.keys(rule.columns).map((column) => `${table}.${column}`))
    .sort()

async function differences() {
  const [there, here] = [await columnsInDatabase(), listed()]
  return {
    unlisted: there.filter((name) => !here.includes(name)),
    vanished: here.filter((name) => !there.includes(name)),
  }
}

describe('the personal data register', () => {
  it('lists every column of every table that can hold a person’s data, and no other', async () => {
    expect((await columnsInDatabase()).length).toBeGreaterThan(150)
    expect(await differences()).toEqual({ unlisted: [], vanished: [] })
  })

  it('notices a column, a table and a partitioned table that nobody listed', async () => {
    await database.asOwner('ALTER TABLE attune.customers ADD COLUMN phone text')
    await database.asOwner('CREATE TABLE attune.diaries (tenant_id uuid NOT NULL, page text)')
    await database.asOwner('ALTER TABLE attune.labels RENAME COLUMN seq TO place')
    const found = await differences()
    expect(found.unlisted).toEqual(['customers.phone', 'diaries.page', 'diaries.tenant_id', 'labels.place'])
    expect(found.vanished).toEqual(['labels.seq'])
  })

  it('gives each table a reason', () => {
    for (const [table, rule] of Object.entries(personalDataRegister))
      expect([table, rule.because.length > 5]).toEqual([table, true])
  })

  it('erases every column in which people write', () => {
    const rule = (table: string, column: string) => personalDataRegister[table]?.columns[column]
    for (const [table, column] of [
      ['conversation_events', 'body'],
      ['conversations', 'preview'],
      ['conversations', 'left_contact'],
      ['attachments', 'name'],
      ['customers', 'name'],
      ['customers', 'email'],
      ['wordings', 'text'],
      ['out_of_scope_wordings', 'text'],
    ] as const)
      expect([table, column, rule(table, column)]).toEqual([table, column, 'erase'])
  })
})
