import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../testing/database.ts'
import { afterCommit, type TenantTransaction, tenantOf } from './index.ts'
import { countTenantTables, findWallHoles } from './tenant-wall.ts'

const north = randomUUID()
const south = randomUUID()
let test: TestDatabase

beforeAll(async () => {
  test = await createTestDatabase()
  await test.asOwner(`CREATE TABLE attune.notes (
    tenant_id uuid NOT NULL, id int NOT NULL, words text NOT NULL, PRIMARY KEY (tenant_id, id))`)
  await test.asOwner(`CALL attune.protect('attune.notes')`)
  await test.asOwner(
    `INSERT INTO attune.notes VALUES ('${north}', 1, 'northern'), ('${south}', 1, 'southern')`,
  )
})

afterAll(() => test?.close())

const write = (transaction: TenantTransaction, id: number, words = 'written') =>
  sql`INSERT INTO attune.notes VALUES (attune.current_tenant(), ${id}, ${words})`.execute(transaction)

const idsOf = async (tenant: string) => {
  const rows = await test.asOwner<{ id: number }>('SELECT id FROM notes WHERE tenant_id = $1 ORDER BY id', [
    tenant,
  ])
  return rows.map((row) => row.id)
}

describe('the tenant wall', () => {
  it('stands in every migrated table', async () => {
    expect(await countTenantTables(test.asOwner)).toBeGreaterThan(0)
    expect(await findWallHoles(test.asOwner)).toEqual([])
  })

  it('shows only the rows of the transaction', async () => {
    const words = await test.database.tenant(north, async (transaction) => {
      const { rows } = await sql<{ words: string }>`SELECT words FROM attune.notes`.execute(transaction)
      return rows.map((row) => row.words)
    })
    expect(words).toEqual(['northern'])
  })

  it('shows nothing without a tenant, nor after a tenant on the same connection', async () => {
    const count = `SELECT count(*) AS found, current_setting('app.tenant_id', true) AS tenant FROM attune.notes`
    const client = await test.database.pool.connect()
    try {
      await client.query(`BEGIN; SELECT set_config('app.tenant_id', '${north}', true); COMMIT`)
      expect((await client.query(count)).rows).toEqual([{ found: 0, tenant: '' }])
    } finally {
      client.release()
    }
  })

  it('cannot be crossed by raw SQL of the application', async () => {
    const attempts = [
      `SELECT words FROM attune.notes WHERE words = 'southern'`,
      `UPDATE attune.notes SET words = 'taken' WHERE tenant_id = '${south}'`,
      `DELETE FROM attune.notes WHERE tenant_id = '${south}'`,
    ]
    for (const attempt of attempts) {
      const { rowCount } = await raw(attempt)
      expect(rowCount, attempt).toBe(0)
    }
    const refused = [
      `INSERT INTO attune.notes VALUES ('${south}', 9, 'planted')`,
      `UPDATE attune.notes SET tenant_id = '${south}'`,
      'SET ROLE attune_owner',
      'SET ROLE attune_superuser',
      'SET SESSION AUTHORIZATION attune_owner',
      'ALTER TABLE attune.notes DISABLE ROW LEVEL SECURITY',
      'ALTER TABLE attune.notes OWNER TO attune_app',
      'CREATE POLICY mine ON attune.notes USING (true)',
      'CREATE TABLE attune.mine (id int)',
      'TRUNCATE attune.notes',
      'SELECT * FROM attune.migrations',
      `CALL attune.protect('attune.notes')`,
      `SET row_security = off; SELECT * FROM attune.notes`,
      'SELECT * FROM graphile_worker._private_jobs',
      `SELECT graphile_worker.add_job('x')`,
      `COPY attune.notes TO PROGRAM 'cat'`,
    ]
    for (const attempt of refused) await expect(raw(attempt), attempt).rejects.toThrow()
    expect(await idsOf(south)).toEqual([1])
  })

  it('gives nothing to RESET ROLE', async () => {
    const { rows } = await raw(`RESET ROLE; RESET SESSION AUTHORIZATION; SELECT current_user::text AS name,
      (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user) AS strong,
      (SELECT count(*) FROM attune.notes) AS seen`)
    expect(rows).toEqual([{ name: 'attune_app', strong: false, seen: 1 }])
  })

  it('catches planted tables without protection', async () => {
    await test.asOwner('CREATE TABLE attune.planted_bare (tenant_id uuid NOT NULL, id int UNIQUE)')
    await test.asOwner('CREATE TABLE attune.planted_narrow (tenant_id uuid NOT NULL, bare int)')
    await test.asOwner(`CALL attune.protect('attune.planted_narrow')`)
    await test.asOwner(
      'ALTER TABLE attune.planted_narrow ADD FOREIGN KEY (bare) REFERENCES attune.planted_bare (id)',
    )
    await test.asOwner('CREATE POLICY loose ON attune.planted_narrow USING (true)')
    await test.asOwner('CREATE VIEW attune.planted_view AS SELECT * FROM attune.notes')
    await test.asOwner(
      `CREATE FUNCTION attune.planted_function() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'`,
    )
    try {
      const holes = await findWallHoles(test.asOwner)
      const planted = holes.filter((hole) => hole.table.startsWith('planted_'))
      expect(planted.map((hole) => `${hole.table}: ${hole.problem}`).sort()).toEqual([
        'planted_bare: row-level security is off',
        'planted_function: the SECURITY DEFINER function does not fix its search_path',
        'planted_narrow: its policy "loose" does not compare tenant_id with the current tenant',
        'planted_narrow: its reference "planted_narrow_bare_fkey" to planted_bare does not include tenant_id on both sides',
        'planted_view: the view is not security_invoker: it shows what its owner sees',
      ])
    } finally {
      await test.asOwner('DROP TABLE attune.planted_narrow, attune.planted_bare')
      await test.asOwner('DROP VIEW attune.planted_view')
      await test.asOwner('DROP FUNCTION attune.planted_function')
    }
  })

  /** One raw statement as the application, inside a northern transaction that is then undone. */
  async function raw(text: string) {
    const client = await test.database.pool.connect()
    try {
      await client.query(`BEGIN; SELECT set_config('app.tenant_id', '${north}', true)`)
      const result = await client.query(text)
      return Array.isArray(result) ? result.at(-1) : result
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
  }
})

describe('a tenant transaction', () => {
  it('commits what its work wrote and undoes it when the work rejects', async () => {
    const tenant = randomUUID()
    await test.database.tenant(tenant, (transaction) => write(transaction, 1))
    const failing = test.database.tenant(tenant, async (transaction) => {
      await write(transaction, 2)
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    expect(await idsOf(tenant)).toEqual([1])
  })

  it('refuses an id that is no UUID', async () => {
    const work = () => Promise.resolve(1)
    await expect(test.database.tenant(`'; DROP TABLE x; --`, work)).rejects.toThrow(TypeError)
    await expect(test.database.tenant('', work)).rejects.toThrow(TypeError)
  })

  it('undoes only the nested part that failed', async () => {
    const tenant = randomUUID()
    await test.database.tenant(tenant, async (transaction) => {
      await write(transaction, 1)
      const nested = test.database.tenant(tenant, async (inner) => {
        await write(inner, 2)
        await write(inner, 1)
      })
      await expect(nested).rejects.toThrow(/duplicate key/)
      await test.database.tenant(tenant, (inner) => write(inner, 3))
    })
    expect(await idsOf(tenant)).toEqual([1, 3])
  })

  it('keeps nested parts begun side by side apart', async () => {
    const tenant = randomUUID()
    await test.database.tenant(tenant, async () => {
      const parts = [1, 2, 3, 4].map((id) =>
        test.database.tenant(tenant, async (inner) => {
          await write(inner, id)
          await test.database.tenant(tenant, (deeper) => write(deeper, id + 10))
          if (id % 2 === 0) throw new Error('even')
        }),
      )
      const results = await Promise.allSettled(parts)
      expect(results.map((result) => result.status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'rejected',
      ])
    })
    expect(await idsOf(tenant)).toEqual([1, 3, 11, 13])
  })

  it("refuses another tenant's transaction inside", async () => {
    const crossing = test.database.tenant(north, () => test.database.tenant(south, () => Promise.resolve()))
    await expect(crossing).rejects.toThrow(/inside this one/)
  })

  it('rejects when a failed statement was swallowed instead of committing nothing in silence', async () => {
    const swallowing = test.database.tenant(north, async (transaction) => {
      await write(transaction, 1).catch(() => undefined)
    })
    await expect(swallowing).rejects.toThrow(/rolled back/)
  })

  it('closes its handle at the end', async () => {
    let kept: TenantTransaction | undefined
    await test.database.tenant(north, async (transaction) => {
      kept = transaction
      expect(tenantOf(transaction)).toBe(north)
    })
    await expect(write(kept as TenantTransaction, 5)).rejects.toThrow(/has ended/)
  })

  it('runs what waits for the commit only after a commit', async () => {
    const tenant = randomUUID()
    const told: string[] = []
    await test.database.tenant(tenant, async (transaction) => {
      afterCommit(transaction, () => told.push('outer'))
      const nested = test.database.tenant(tenant, async (inner) => {
        afterCommit(inner, () => told.push('undone'))
        throw new Error('no')
      })
      await expect(nested).rejects.toThrow('no')
      expect(told).toEqual([])
    })
    expect(told).toEqual(['outer'])
  })

  it('gives work left running after its end a transaction of its own', async () => {
    const tenant = randomUUID()
    const later: Promise<unknown>[] = []
    const gate = Promise.withResolvers<void>()
    await test.database.tenant(tenant, async (transaction) => {
      await write(transaction, 1)
      later.push(gate.promise.then(() => test.database.tenant(tenant, (own) => write(own, 2))))
    })
    gate.resolve()
    await Promise.all(later)
    expect(await idsOf(tenant)).toEqual([1, 2])
  })

  it('brings whole numbers as numbers', async () => {
    const { rows } = await sql`SELECT 7::bigint AS seven, date '2026-02-01' AS day`.execute(
      test.database.unscoped,
    )
    expect(rows).toEqual([{ seven: 7, day: '2026-02-01' }])
  })
})

describe('attune.enqueue', () => {
  const jobs = () =>
    test.asOwner<{ task: string; payload: unknown; key: string | null; attempts: number }>(
      `SELECT t.identifier AS task, j.payload, j.key, j.max_attempts AS attempts
       FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id ORDER BY j.id`,
    )

  it('adds a job that carries the tenant of the session, whatever the payload says', async () => {
    await test.database.tenant(north, (transaction) =>
      sql`SELECT attune.enqueue('deliver', ${JSON.stringify({ messageId: 'm', tenantId: south })}::jsonb,
        job_key => 'k', max_attempts => 3, queue => 'q')`.execute(transaction),
    )
    expect(await jobs()).toEqual([
      { task: 'deliver', payload: { messageId: 'm', tenantId: north }, key: 'k', attempts: 3 },
    ])
  })

  it('adds nothing when the transaction is undone', async () => {
    const before = await jobs()
    const undone = test.database.tenant(north, async (transaction) => {
      await sql`SELECT attune.enqueue('deliver', '{}')`.execute(transaction)
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await jobs()).toEqual(before)
  })

  it('refuses to work without a tenant', async () => {
    await expect(
      sql`SELECT attune.enqueue('deliver', '{}')`.execute(test.database.unscoped),
    ).rejects.toMatchObject({
      code: 'AT001',
    })
  })
})
