import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  createModelEndpoint,
  getModelSettings,
  getModelUsage,
  listAuditEvents,
  listModelEndpoints,
  type ModelEndpoint,
  orderModelEndpoints,
  removeModelEndpoint,
  testModelEndpoint,
  updateModelEndpoint,
  updateModelSettings,
} from '../../contract/index.ts'
import { maskPersonalData } from '../../language/index.ts'
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../testing/models/scripted-endpoint.ts'
import { addScriptedModel, scriptedModel } from '../../testing/models/scripted-model.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { type RunContext, rewrite } from './index.ts'
import { defineTask } from './task.ts'

/** A minute more for each test, since signing in is counted by it. */
let minutes = 0
const clock = { now: () => new Date(Date.now() + minutes * 61_000) }
let endpoint: ScriptedEndpoint
let other: ScriptedEndpoint
let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember

const input = { earlier: [{ by: 'customer' as const, text: '纯棉床单可以退吗？' }], message: '那拆开了呢' }
const good = JSON.stringify({ question: '纯棉床单拆开了可以退吗？' })

/** Says back what it was told, in text: what masking and streams are tried with. */
const echo = defineTask({
  name: 'echo',
  version: 1,
  tier: 'small',
  input: z.object({ text: z.string() }),
  output: z.string().min(1),
  replies: 'text',
  instructions: 'Say it back.',
  render: ({ text }) => text,
  localFallback: () => 'nobody',
  mostOutputTokens: 200,
  budgetMs: 20_000,
  examples: [],
})

beforeAll(async () => {
  endpoint = await startScriptedEndpoint(() => good)
  other = await startScriptedEndpoint(() => good)
  server = await startTestServer({
    privateHosts: [endpoint.host, other.host],
    modelGuards: { failuresUntilRest: 3, restMs: 1_500 },
    clock,
  })
})
afterAll(async () => {
  await server.stop()
  await endpoint.stop()
  await other.stop()
})
beforeEach(async () => {
  minutes += 1
  tenant = await server.createTenant()
  admin = await server.createMember(tenant, 'admin')
  for (const one of [endpoint, other]) {
    one.requests.length = 0
    one.script = () => good
  }
})
afterEach(() => {
  endpoint.script = () => good
})

const settingsOf = (at: ScriptedEndpoint = endpoint) => scriptedModel(at)

async function add(
  change: Partial<ReturnType<typeof settingsOf>> = {},
  at = endpoint,
): Promise<ModelEndpoint> {
  return addScriptedModel(server, admin.cookie, at, change)
}

const run = (context: Partial<RunContext> = {}) =>
  server.modules.models.run(rewrite, { tenantId: tenant.id, ...context }, input)

const callsOf = () =>
  server.database.asOwner<{ outcome: string; failure: string | null; cost: string; model: string }>(
    'select outcome, failure, cost, model from attune.model_calls where tenant_id = $1 order by id',
    [tenant.id],
  )

async function setBudget(change: Record<string, unknown>): Promise<void> {
  const answer = await server.call(updateModelSettings, {
    cookie: admin.cookie,
    body: {
      noTextLeaves: false,
      currency: 'CNY',
      dayBudget: null,
      monthBudget: null,
      sceneEndpoints: {},
      ...change,
    },
  })
  expect(answer.status).toBe(200)
}

describe('the gateway', () => {
  it('works without a model, at once and for nothing', async () => {
    const result = await run()
    expect(result).toMatchObject({
      output: { question: '那拆开了呢' },
      by: 'fallback',
      failure: 'no-model',
      cost: 0,
      tokens: { input: 0, output: 0 },
    })
    expect(await server.modules.models.available(tenant.id)).toBe(false)
    expect(await callsOf()).toEqual([])
  })

  it('asks a model over the wire, and meters what it took', async () => {
    await add()
    endpoint.script = () => ({ text: good, tokens: { input: 1_000, output: 100 } })
    const result = await run({ scene: 'default', conversationId: '01940000-0000-7000-8000-000000000001' })
    expect(result).toMatchObject({
      output: { question: '纯棉床单拆开了可以退吗？' },
      by: 'model',
      model: 'scripted-1',
      tokens: { input: 1_000, output: 100 },
    })
    // 1,000 at 2 a million and 100 at 8 a million.
    expect(result.cost).toBeCloseTo(0.0028, 9)
    expect(endpoint.requests[0]).toMatchObject({
      key: 'sk-of-the-tenant',
      model: 'scripted-1',
      stream: false,
    })
    expect(endpoint.requests[0]?.schema).toMatchObject({ required: ['question'] })
    expect(await callsOf()).toMatchObject([{ outcome: 'answered', failure: null, model: 'scripted-1' }])
    const usage = await server.call(getModelUsage, { cookie: admin.cookie, query: { days: '7' } })
    expect(usage.body.tasks).toMatchObject([
      { task: 'rewrite', answered: 1, fallbacks: 0, models: ['scripted-1'] },
    ])
    expect(usage.body.spent.day).toBeCloseTo(0.0028, 9)
    expect(usage.body.days).toHaveLength(7)
  })

  it('repairs a reply that cannot be used once, then does without', async () => {
    await add()
    endpoint.script = (_, nth) => (nth === 1 ? 'I would say: about the sheets' : good)
    expect(await run()).toMatchObject({ by: 'model' })
    expect(endpoint.requests).toHaveLength(2)
    expect(endpoint.requests[1]?.text).toContain('cannot be used')
    endpoint.requests.length = 0
    endpoint.script = () => JSON.stringify({ question: '订单 4711 拆开了可以退吗？' })
    expect(await run()).toMatchObject({
      by: 'fallback',
      failure: 'invalid-output',
      output: { question: '那拆开了呢' },
    })
    expect(endpoint.requests).toHaveLength(2)
    expect(endpoint.requests[1]?.text).toContain('4711 stands nowhere')
    expect((await callsOf()).map(({ outcome, failure }) => failure ?? outcome)).toEqual([
      'invalid-output',
      'answered',
      'invalid-output',
      'invalid-output',
      'invalid-output',
    ])
  })

  it('asks the next model where one fails, in the order that was set', async () => {
    const first = await add()
    const second = await add({ name: 'Other', model: 'scripted-2' }, other)
    endpoint.script = () => ({ fault: 'error', status: 500 })
    expect(await run()).toMatchObject({ by: 'model', model: 'scripted-2' })
    // Twice, as that may pass.
    expect(endpoint.requests).toHaveLength(2)
    await server.call(orderModelEndpoints, { cookie: admin.cookie, body: { ids: [second.id, first.id] } })
    endpoint.requests.length = 0
    expect(await run()).toMatchObject({ by: 'model', model: 'scripted-2' })
    expect(endpoint.requests).toHaveLength(0)
  })

  it('keeps to tiers: a large one steps in for small work only where there is no small one', async () => {
    await add({ tiers: ['large'], model: 'big' })
    expect(await run({ tier: 'small' })).toMatchObject({ model: 'big' })
    await add({ tiers: ['small'], model: 'little' }, other)
    expect(await run({ tier: 'small' })).toMatchObject({ model: 'little' })
    expect(await run({ tier: 'large' })).toMatchObject({ model: 'big' })
    other.script = () => ({ fault: 'error', status: 401 })
    expect(await run({ tier: 'small' })).toMatchObject({ by: 'fallback', failure: 'unauthorised' })
  })

  it('waits as long as a provider asks where that is short, and leaves it alone where it is long', async () => {
    await add()
    endpoint.script = (_, nth) => (nth === 1 ? { fault: 'error', status: 429, retryAfterSeconds: 0 } : good)
    expect(await run()).toMatchObject({ by: 'model' })
    endpoint.script = () => ({ fault: 'error', status: 429, retryAfterSeconds: 30 })
    expect(await run()).toMatchObject({ by: 'fallback', failure: 'rate-limited' })
    endpoint.script = () => good
    endpoint.requests.length = 0
    expect(await run()).toMatchObject({ by: 'fallback', failure: 'resting' })
    expect(endpoint.requests).toHaveLength(0)
  })

  it('ends within its budget whatever a model does, and takes it up again once it is well', async () => {
    await add()
    const faults = [
      { fault: 'stall', after: 0 },
      { fault: 'stall', after: 1 },
      { fault: 'cut', after: 0 },
      { fault: 'cut', after: 1 },
      { fault: 'nonsense' },
    ] as const
    for (const fault of faults) {
      endpoint.script = () => fault
      const result = await run({ budgetMs: 900 })
      expect([fault, result.by]).toEqual([fault, 'fallback'])
      // The model itself would be waited for far longer.
      expect([fault, result.tookMs < 10_000]).toEqual([fault, true])
    }
    // Left alone by now: nothing is sent, nothing waited for.
    endpoint.script = () => good
    const resting = await run()
    expect(resting).toMatchObject({ by: 'fallback', failure: 'resting' })
    await expect.poll(async () => (await run()).by, { interval: 50 }).toBe('model')
  })

  it('lets only so many call at once, and turns away who would wait too long', async () => {
    await add({ concurrency: 1 })
    let now = 0
    let most = 0
    // The first is busy until all of them have come.
    const crowded = Promise.withResolvers<void>()
    endpoint.script = async () => {
      now += 1
      most = Math.max(most, now)
      await crowded.promise
      now -= 1
      return good
    }
    let turnedAway = 0
    const one = async () => {
      const result = await run({ budgetMs: 20_000 })
      if (result.failure === 'busy' && ++turnedAway === 3) crowded.resolve()
      return result
    }
    const results = await Promise.all(Array.from({ length: 8 }, one))
    expect(most).toBe(1)
    expect(results.filter(({ by }) => by === 'model')).toHaveLength(5)
    expect(results.filter(({ failure }) => failure === 'busy')).toHaveLength(3)
  })

  it('ends when whoever asked goes away', async () => {
    await add()
    endpoint.script = () => ({ fault: 'stall', after: 0 })
    const leaving = new AbortController()
    const running = run({ signal: leaving.signal })
    await expect.poll(() => endpoint.requests.length).toBe(1)
    leaving.abort()
    expect(await running).toMatchObject({ by: 'fallback', failure: 'cancelled' })
  })

  it('spends no more than its budget, however many ask at once', async () => {
    await add({ inputPrice: 1_000, outputPrice: 1_000 })
    const budget = 12
    await setBudget({ dayBudget: budget })
    // As dear as a reply can be, and of no use the first time: each run wants a second call.
    const dearest = { input: 400, output: rewrite.mostOutputTokens + 2_000 }
    endpoint.script = (_, nth) => ({ text: nth % 2 === 1 ? 'nonsense' : good, tokens: dearest })
    const results = await Promise.all(Array.from({ length: 10 }, () => run()))
    const failed = results.filter(({ by }) => by === 'fallback')
    expect(failed.length).toBeGreaterThan(0)
    expect(endpoint.requests.length).toBeGreaterThan(1)
    expect(failed.map(({ failure }) => failure)).toContain('budget-spent')
    expect(results.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(budget)
    await setBudget({ monthBudget: 0 })
    endpoint.requests.length = 0
    expect(await run()).toMatchObject({ by: 'fallback', failure: 'budget-spent', cost: 0 })
    expect(endpoint.requests).toHaveLength(0)
  })

  it('sends a scene’s text only to the models named for it', async () => {
    const first = await add()
    const second = await add({ model: 'scripted-2' }, other)
    await setBudget({ sceneEndpoints: { refunds: [second.id], complaints: [] } })
    expect(await run({ scene: 'refunds' })).toMatchObject({ model: 'scripted-2' })
    expect(await run({ scene: 'complaints' })).toMatchObject({ by: 'fallback', failure: 'not-allowed' })
    expect(await run({ scene: 'other' })).toMatchObject({ model: 'scripted-1' })
    // Text of two scenes goes to whom both name.
    const both = { scene: 'other', scenes: ['refunds', 'other'] }
    expect(await run(both)).toMatchObject({ model: 'scripted-2' })
    expect(await run({ scene: 'refunds', scenes: ['complaints'] })).toMatchObject({ failure: 'not-allowed' })
    expect(first.id).not.toBe(second.id)
  })
})

describe('personal data', () => {
  const said =
    '我叫王芳，电话 13812345678，邮箱 wang.fang@example.com，卡号 6222021234567890128。My number is +1 415 555 0132; call 13812345678. [PHONE_1]'

  it('does not reach a model, and comes back in what it says', async () => {
    await add()
    endpoint.script = ({ messages }) => ({ text: messages.at(-1)?.content ?? '' })
    const result = await server.modules.models.run(echo, { tenantId: tenant.id }, { text: said })
    expect(result).toMatchObject({ by: 'model', output: said })
    const sent = endpoint.requests[0]?.text ?? ''
    expect(sent).toContain('[EMAIL_1]')
    for (const secret of ['13812345678', 'wang.fang', '6222021234567890128', '555 0132'])
      expect([secret, sent.includes(secret)]).toEqual([secret, false])
    expect(maskPersonalData(sent).spans).toEqual([])
  })

  it('comes back in streams, wherever they are cut', async () => {
    await add()
    endpoint.script = ({ messages }) => ({ parts: [...(messages.at(-1)?.content ?? '')] })
    const streamed = server.modules.models.stream(echo, { tenantId: tenant.id }, { text: said })
    let text = ''
    for await (const part of streamed) text += part
    expect(text).toBe(said)
    expect(await streamed.result).toMatchObject({ by: 'model', output: said })
  })

  it.each([
    '我的电话是 1 3 9 1 2 3 4 5 6 7 8 谢谢',
    '1　3　9　1　2　3　4　5　6　7　8',
    'call １３９１２３４５６７８ or １ ３ ９ １ ２ ３ ４ ５ ６ ７ ９.',
  ])('is found in wide and in spelt digits: %s', async (text) => {
    await add()
    endpoint.script = ({ messages }) => ({ text: messages.at(-1)?.content ?? '' })
    const result = await server.modules.models.run(echo, { tenantId: tenant.id }, { text })
    expect(result).toMatchObject({ by: 'model', output: text })
    expect(endpoint.requests[0]?.messages[0]?.content?.replace(/\[PHONE_\d\]/g, '')).not.toMatch(/[\d０-９]/)
  })

  it('is hidden where it is known to be somebody’s, as a word of its own', async () => {
    await add()
    endpoint.script = ({ messages }) => ({ text: messages.at(-1)?.content ?? '' })
    const text = 'Ann Lee asks: can Annabel come, too? 欧阳小丽也来。'
    const known = [
      { type: 'name', value: 'Ann' },
      { type: 'name', value: 'Ann Lee' },
      { type: 'name', value: '欧阳小丽' },
    ]
    const result = await server.modules.models.run(echo, { tenantId: tenant.id, known }, { text })
    expect(result).toMatchObject({ by: 'model', output: text })
    expect(endpoint.requests[0]?.messages[0]?.content).toBe(
      '[NAME_1] asks: can Annabel come, too? [NAME_2]也来。',
    )
  })

  it('does not reach a model that makes vectors either', async () => {
    await add({ abilities: ['text', 'embedding'] } as never)
    const made = await server.modules.models.embed({ tenantId: tenant.id }, [
      'call 13812345678',
      'call 13912345678',
    ])
    expect(made).toMatchObject({ model: 'scripted-1', vectors: [{ length: 16 }, { length: 16 }] })
    // The same once both numbers are hidden.
    expect(made.vectors?.[0]).toEqual(made.vectors?.[1])
    await add({ enabled: false } as never)
    const nobody = await server.createTenant()
    expect(await server.modules.models.embed({ tenantId: nobody.id }, ['x'])).toMatchObject({
      vectors: undefined,
      failure: 'no-model',
    })
  })

  it('is not made up by a model', async () => {
    await add()
    endpoint.script = () => 'Call [PHONE_9] now.'
    const result = await server.modules.models.run(echo, { tenantId: tenant.id }, { text: 'hello' })
    expect(result).toMatchObject({ by: 'fallback', failure: 'invalid-output' })
  })
})

describe('a stream', () => {
  const stream = (context: Partial<RunContext> = {}) =>
    server.modules.models.stream(echo, { tenantId: tenant.id, ...context }, { text: 'hello' })

  it('hands parts on as they come', async () => {
    await add()
    endpoint.script = () => ({ parts: ['One. ', 'Two. ', 'Three.'] })
    const streamed = stream()
    const parts: string[] = []
    for await (const part of streamed) parts.push(part)
    expect(parts.join('')).toBe('One. Two. Three.')
    expect(parts.length).toBeGreaterThan(1)
    expect(await streamed.result).toMatchObject({ output: 'One. Two. Three.', by: 'model' })
    expect(endpoint.requests[0]?.stream).toBe(true)
  })

  it('that falls silent or breaks is a failure, and nobody else goes on with it', async () => {
    await add({ stallMs: 1_000 })
    await add({ model: 'scripted-2' }, other)
    other.script = () => 'Said by the other.'
    for (const [fault, failure] of [
      [{ fault: 'stall', after: 2 }, 'stalled'],
      [{ fault: 'cut', after: 2 }, 'cut'],
    ] as const) {
      endpoint.script = () => fault
      const streamed = stream()
      let text = ''
      for await (const part of streamed) text += part
      expect(text.length).toBeGreaterThan(0)
      expect(await streamed.result).toMatchObject({ by: 'fallback', failure, output: 'nobody' })
    }
    expect(other.requests).toHaveLength(0)
    // Nothing was said yet: another may say it.
    endpoint.script = () => ({ fault: 'cut', after: 0 })
    const streamed = stream()
    let text = ''
    for await (const part of streamed) text += part
    expect(text).toBe('Said by the other.')
  })

  it('ends with its reader', async () => {
    await add()
    endpoint.script = () => ({ parts: Array.from({ length: 100 }, () => 'on and on '), waitMs: 20 })
    const streamed = stream()
    for await (const _ of streamed) break
    expect(await streamed.result).toMatchObject({ by: 'fallback', failure: 'cancelled' })
  })
})

describe('no text leaves', () => {
  it('asks own machines only, and refuses at the connection whatever was chosen', async () => {
    await add()
    const own = await add({ own: true, model: 'at-home' }, other)
    await setBudget({ noTextLeaves: true })
    expect(await run()).toMatchObject({ model: 'at-home' })
    await server.call(removeModelEndpoint, { cookie: admin.cookie, params: { modelEndpointId: own.id } })
    expect(await run()).toMatchObject({ by: 'fallback', failure: 'not-allowed' })
    expect(endpoint.requests).toHaveLength(0)
    // A mistake planted behind the choice: the row says own, the installation does not.
    await server.database.asOwner(
      "update attune.model_endpoints set own = true, base_url = 'https://models.example.com/v1', version = version + 1 where tenant_id = $1",
      [tenant.id],
    )
    await setBudget({ noTextLeaves: true })
    expect(await run()).toMatchObject({ by: 'fallback', failure: 'refused-address' })
  })
})

describe('settings of models', () => {
  it('show no key, keep it sealed, and let it travel nowhere else', async () => {
    const made = await add()
    expect(made.hasKey).toBe(true)
    const listed = await server.call(listModelEndpoints, { cookie: admin.cookie })
    expect(JSON.stringify(listed.body)).not.toContain('sk-of-the-tenant')
    const rows = await server.database.asOwner<{ api_key: string }>(
      'select api_key from attune.model_endpoints where tenant_id = $1',
      [tenant.id],
    )
    expect(rows[0]?.api_key).toMatch(/^v1\./)
    const { apiKey: _, ...body } = settingsOf()
    const params = { modelEndpointId: made.id }
    const moved = await server.call(updateModelEndpoint, {
      cookie: admin.cookie,
      params,
      body: { ...body, baseUrl: other.url },
    })
    expect([moved.status, moved.body]).toMatchObject([422, { error: { code: 'models/key-missing' } }])
    const stale = await server.call(updateModelEndpoint, {
      cookie: admin.cookie,
      params,
      body,
      headers: { 'if-match': '"7"' },
    })
    expect(stale.status).toBe(412)
    const renamed = await server.call(updateModelEndpoint, {
      cookie: admin.cookie,
      params,
      body: { ...body, name: 'Renamed' },
    })
    expect(renamed.body).toMatchObject({ name: 'Renamed', hasKey: true })
    expect(await run()).toMatchObject({ by: 'model' })
    expect(endpoint.requests.at(-1)?.key).toBe('sk-of-the-tenant')
    const audit = await server.call(listAuditEvents, { cookie: admin.cookie })
    expect(audit.body.items.map(({ action }) => action)).toContain('model-endpoint-changed')
  })

  it('call no private address that the installation does not name', async () => {
    for (const baseUrl of [
      'http://127.0.0.1:1/v1',
      'https://169.254.169.254/v1',
      'http://api.example.com/v1',
    ]) {
      const answer = await server.call(createModelEndpoint, {
        cookie: admin.cookie,
        body: { ...settingsOf(), baseUrl },
      })
      expect([baseUrl, answer.status, answer.body]).toMatchObject([
        baseUrl,
        422,
        { error: { code: 'models/address-refused' } },
      ])
    }
    const pretended = await server.call(createModelEndpoint, {
      cookie: admin.cookie,
      body: { ...settingsOf(), baseUrl: 'https://api.example.com/v1', own: true },
    })
    expect(pretended.body).toMatchObject({ error: { code: 'models/not-own' } })
  })

  it('try each ability', async () => {
    const made = await add({ abilities: ['text', 'structured', 'embedding'] } as never)
    endpoint.script = ({ stream }) => (stream ? 'ready' : 'no object')
    const params = { modelEndpointId: made.id }
    const tested = await server.call(testModelEndpoint, { cookie: admin.cookie, params })
    expect(tested.body.tests?.results).toMatchObject([
      { ability: 'text', passed: true },
      { ability: 'structured', passed: false, failure: 'invalid-output' },
      { ability: 'embedding', passed: true },
    ])
    endpoint.script = ({ stream }) => (stream ? 'ready' : '{"colour":"green","count":3}')
    const again = await server.call(testModelEndpoint, { cookie: admin.cookie, params })
    expect(again.body.tests?.results.every(({ passed }) => passed)).toBe(true)
  })

  it('are told from the first version on', async () => {
    const before = await server.call(getModelSettings, { cookie: admin.cookie })
    expect(before.body).toMatchObject({ noTextLeaves: false, dayBudget: null, version: 0 })
  })
})

describe('Anthropic', () => {
  it('is spoken to in its own format, whole and in parts', async () => {
    await add({ kind: 'anthropic' as never, model: 'claude-test' })
    expect(await run()).toMatchObject({ by: 'model', model: 'claude-test' })
    expect(endpoint.requests[0]).toMatchObject({ wire: 'anthropic', key: 'sk-of-the-tenant' })
    endpoint.script = () => 'Said in parts.'
    const streamed = server.modules.models.stream(echo, { tenantId: tenant.id }, { text: 'hello' })
    let text = ''
    for await (const part of streamed) text += part
    expect(text).toBe('Said in parts.')
    endpoint.script = () => ({ fault: 'error', status: 529 })
    expect(await run()).toMatchObject({ by: 'fallback', failure: 'rate-limited' })
  })
})
