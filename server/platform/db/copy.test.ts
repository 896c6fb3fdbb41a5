import { createHash } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../testing/database.ts'
import { copyIn, copyOut } from './index.ts'

const rows = 200_000
const many = `COPY (SELECT i, repeat(md5(i::text), 10) FROM generate_series(1, ${rows}) AS i) TO STDOUT`

let database: TestDatabase
let client: pg.Client

beforeAll(async () => {
  database = await createTestDatabase({ migrated: false })
  client = new pg.Client({ connectionString: database.urls.owner })
  await client.connect()
  await client.query('CREATE TEMP TABLE target (i int, text text)')
})
afterAll(async () => {
  await client.end()
  await database.close()
})

async function answers(): Promise<unknown> {
  return (await client.query('SELECT 1 AS one')).rows
}

describe('COPY', () => {
  it('carries far more than memory buffers hold, out and in, and counts it', async () => {
    const writer = new pg.Client({ connectionString: database.urls.owner })
    await writer.connect()
    await writer.query('CREATE TEMP TABLE copied (i int, text text)')
    const { output, rows: read } = copyOut(client, many)
    expect(await copyIn(writer, 'COPY copied FROM STDIN', output)).toBe(rows)
    expect(read()).toBe(rows)
    const digest = 'SELECT md5(string_agg(i || text, $1 ORDER BY i)) AS digest'
    const copied = await writer.query(`${digest} FROM copied`, [','])
    const made = await client.query(
      `${digest} FROM (SELECT i, repeat(md5(i::text), 10) AS text FROM generate_series(1, ${rows}) AS i) AS made`,
      [','],
    )
    expect(copied.rows).toEqual(made.rows)
    await writer.end()
  })

  it('stops reading from the database while its reader is slow', async () => {
    const { output } = copyOut(client, many)
    await new Promise((resolve) => output.once('readable', resolve))
    expect(output.readableLength).toBeLessThan(8 << 20)
    const hash = createHash('sha256')
    for await (const chunk of output) hash.update(chunk as Buffer)
    expect(hash.digest('hex')).toHaveLength(64)
    expect(await answers()).toEqual([{ one: 1 }])
  })

  it('leaves the connection usable when the reader gives up', async () => {
    const { output } = copyOut(client, many)
    for await (const _ of output) break
    expect(await answers()).toEqual([{ one: 1 }])
  })

  it('leaves the connection usable when the source fails, and takes nothing', async () => {
    async function* failing() {
      yield Buffer.from('1\ta\n')
      throw new Error('the disk is gone')
    }
    await expect(copyIn(client, 'COPY target FROM STDIN', failing())).rejects.toThrow('the disk is gone')
    expect((await client.query('SELECT FROM target')).rowCount).toBe(0)
  })

  it('fails with what the database says', async () => {
    async function* wrong() {
      for (let i = 0; i < 10_000; i += 1) yield Buffer.from('not a number\ta\n')
    }
    await expect(copyIn(client, 'COPY target FROM STDIN', wrong())).rejects.toThrow(/invalid input syntax/)
    await expect(copyIn(client, 'COPY nowhere FROM STDIN', wrong())).rejects.toThrow(/does not exist/)
    const { output } = copyOut(client, 'COPY (SELECT 1 / 0) TO STDOUT')
    await expect(output.toArray()).rejects.toThrow(/division by zero/)
    expect(await answers()).toEqual([{ one: 1 }])
  })
})
