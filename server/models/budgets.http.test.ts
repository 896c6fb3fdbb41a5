import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { updateModelSettings } from '../../contract/index.ts'
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../testing/models/scripted-endpoint.ts'
import { addScriptedModel } from '../../testing/models/scripted-model.ts'
import { startTestServer, type TestServerHandle } from '../../testing/running-server.ts'
import { silentLog } from '../platform/log/index.ts'
import type { ModelConfig } from './config.ts'
import { rewrite } from './index.ts'
import { openMeter, reservedMs } from './meter.ts'

let endpoint: ScriptedEndpoint
let server: TestServerHandle
/** A second process on the same database. */
let second: TestServerHandle

beforeAll(async () => {
  endpoint = await startScriptedEndpoint(() => '{}')
  const options = { privateHosts: [endpoint.host] }
  server = await startTestServer(options)
  second = await startTestServer({ ...options, beside: server.database })
})
afterAll(async () => {
  await second.stop()
  await server.stop()
  await endpoint.stop()
})
beforeEach(() => {
  endpoint.requests.length = 0
})

async function tenantWith(dayBudget: number): Promise<string> {
  const tenant = await server.createTenant()
  const { cookie } = await server.createMember(tenant, 'admin')
  await addScriptedModel(server, cookie, endpoint, { inputPrice: 1_000, outputPrice: 1_000, concurrency: 20 })
  await server.call(updateModelSettings, {
    cookie,
    body: { noTextLeaves: false, currency: 'CNY', dayBudget, monthBudget: null, sceneEndpoints: {} },
  })
  return tenant.id
}

const waiting = (tenantId: string) =>
  server.database.asOwner('select id from attune.model_reservations where tenant_id = $1', [tenantId])

/** All ask at once; no model replies before each run has either asked it or been refused. */
async function askTogether(tenantId: string, at: readonly TestServerHandle[]) {
  const gate = Promise.withResolvers<void>()
  endpoint.requests.length = 0
  endpoint.script = async () => {
    await gate.promise
    return { text: '{"question":"Which?"}', tokens: { input: 400, output: rewrite.mostOutputTokens } }
  }
  let refused = 0
  const running = at.map(async ({ modules }) => {
    const result = await modules.models.run(
      rewrite,
      { tenantId, budgetMs: 30_000 },
      { earlier: [], message: 'and that one?' },
    )
    if (result.failure === 'budget-spent') refused += 1
    return result
  })
  await expect.poll(() => endpoint.requests.length + refused, { timeout: 20_000 }).toBe(at.length)
  gate.resolve()
  const results = await Promise.all(running)
  return { asked: at.length - refused, cost: results.reduce((sum, one) => sum + one.cost, 0) }
}

it('is spent once, however many processes ask at once', async () => {
  const budget = 12
  const alone = await askTogether(
    await tenantWith(budget),
    Array.from({ length: 8 }, () => server),
  )
  expect(alone.asked).toBeGreaterThan(1)
  expect(alone.asked).toBeLessThan(8)
  const tenantId = await tenantWith(budget)
  const both = await askTogether(
    tenantId,
    Array.from({ length: 16 }, (_, index) => (index % 2 === 0 ? server : second)),
  )
  expect(both.asked).toBe(alone.asked)
  expect(both.cost).toBeLessThanOrEqual(budget)
  // What was written down is set aside no more.
  expect(await waiting(tenantId)).toEqual([])
})

it('comes back a while after the process that had set it aside has died', async () => {
  const tenantId = await tenantWith(1)
  const config = { tenantId, timeZone: 'UTC', dayBudget: 1, monthBudget: 10 } as ModelConfig
  let now = new Date('2026-11-20T10:00:00Z')
  const meterOf = ({ modules: { database } }: TestServerHandle) =>
    openMeter({ database, clock: { now: () => now }, log: silentLog() })
  // Never settled.
  expect(await meterOf(second).reserve(config, 0.9)).toBeDefined()
  const meter = meterOf(server)
  expect(await meter.reserve(config, 0.2)).toBeUndefined()
  const small = await meter.reserve(config, 0.1)
  expect(await small?.more(0.1)).toBe(false)
  now = new Date(now.getTime() + reservedMs)
  expect(await (await meter.reserve(config, 1))?.more(0.1)).toBe(false)
  expect(await waiting(tenantId)).toHaveLength(1)
})
