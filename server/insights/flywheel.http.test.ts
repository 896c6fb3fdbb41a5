import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getFlywheel, scene } from '../../contract/index.ts'
import { libraryEntries } from '../../testing/entries.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../testing/running-server.ts'
import { precisionOf } from './flywheel.ts'
import { projectInsights } from './index.ts'

let server: TestServerHandle
let tenant: TestTenant
let cookie: string

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant({ scenes: [scene.parse({ key: 'default', threshold: 0.6 })] })
  await server.teach(tenant, libraryEntries)
  cookie = (await server.createMember(tenant, 'supervisor')).cookie
})
afterAll(() => server.stop())

const read = async () => (await server.call(getFlywheel, { cookie })).body

describe('the flywheel', () => {
  it('adds up who settled questions, where it is known how often right, what it cost, what was learned', async () => {
    const one = await server.customer(tenant)
    const answer = await one.ask('What are your opening hours?')
    await one.send({ type: 'feedback', ofSeq: answer.seq, solved: true })
    await one.ask('extend the opening hours')
    await projectInsights(server.modules)
    await server.database.asOwner(
      `insert into tier_outcomes (tenant_id, decision_id, task, tier, model, sure, is_right, known_by, occurred_at, known_at)
       select $1, gen_random_uuid(), 'choose-entry', 'small', 'm', '', n <= 3, 'choice', now(), now() from generate_series(1, 4) n`,
      [tenant.id],
    )
    await server.database.asOwner(
      `insert into model_counts values ($1, (now() at time zone 'UTC')::date, 'answer', 'm', 'ok', '', 0, 2, 10, 10, 0.25)`,
      [tenant.id],
    )
    const report = await read()
    expect(report.total).toMatchObject({ questions: 2, local: 1, offered: 1, small: 0, cost: 0.25 })
    expect(report.total.precision.small).toEqual({ known: 4, right: 3, low: 0.3006, high: 0.9544 })
    expect(report.rows).toHaveLength(1)
    expect(report.rows[0]?.figures).toEqual(report.total)
    expect(report.currency).toBe('CNY')
  })

  it('is nobody else’s, and refuses spans that are none', async () => {
    const other = await server.createTenant()
    const member = await server.createMember(other, 'supervisor')
    const { body } = await server.call(getFlywheel, { cookie: member.cookie })
    expect(body.rows).toEqual([])
    const query = { from: '2026-11-02', to: '2026-11-01' }
    expect((await server.call(getFlywheel, { cookie, query })).status).toBe(400)
  })

  it('tells how little a few outcomes say', () => {
    expect(precisionOf(0, 0)).toEqual({ known: 0, right: 0, low: 0, high: 1 })
    expect(precisionOf(5, 5).low).toBeLessThan(0.6)
    expect(precisionOf(950, 1000).low).toBeGreaterThan(0.93)
  })
})
