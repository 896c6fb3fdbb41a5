import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  createModelEndpoint,
  listLocalModels,
  listModelEndpoints,
  type ModelEndpoint,
  testModelEndpoint,
  updateModelEndpoint,
  updateModelSettings,
} from '../../../contract/index.ts'
import { layTinyModel } from '../../../testing/models/tiny-model.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../../testing/running-server.ts'

/** A minute more for each test, since signing in is counted by it. */
let minutes = 0
const clock = { now: () => new Date(Date.now() + minutes * 61_000) }
const words = { parcel: [3, 0, 0], late: [0, 4, 0], refund: [0, 0, 5], query: [1, 1, 1], ':': [0, 0, 0] }
let root: string
let outside: string
let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'attune-models-'))
  outside = mkdtempSync(join(tmpdir(), 'attune-outside-'))
  layTinyModel(root, 'tiny', words)
  server = await startTestServer({ modelsDirectory: root, clock })
})
afterAll(async () => {
  await server.stop()
  for (const one of [root, outside]) rmSync(one, { recursive: true, force: true })
})
beforeEach(async () => {
  minutes += 1
  tenant = await server.createTenant()
  admin = await server.createMember(tenant, 'admin')
})

const settings = {
  name: 'Ours',
  kind: 'local-onnx' as const,
  baseUrl: '',
  model: 'tiny',
  abilities: ['embedding' as const],
  tiers: [],
  own: true,
  enabled: true,
  inputPrice: 0,
  outputPrice: 0,
  timeoutMs: 30_000,
  stallMs: 1_000,
  concurrency: 2,
}
const add = async (more: Record<string, unknown> = {}): Promise<ModelEndpoint> => {
  const answer = await server.call(createModelEndpoint, {
    cookie: admin.cookie,
    body: { ...settings, ...more },
  })
  expect([answer.status, answer.body]).toMatchObject([200, {}])
  return answer.body
}
const embed = (texts: string[], role: 'query' | 'passage' = 'passage') =>
  server.modules.models.embed({ tenantId: tenant.id, role }, texts)
const rounded = (vectors: readonly ArrayLike<number>[] | undefined) =>
  vectors?.map((vector) => Array.from(vector, (value) => Number(value.toFixed(4)) + 0))

describe('a model of the installation itself', () => {
  it('makes the vectors that are worked out by hand', async () => {
    await add()
    const made = await embed(['parcel late', 'Refund', 'parcel parcel late late late', 'nobody knows'])
    // The mean with what begins and ends a text, then of length 1: (3, 4) is 5 long, (6, 12) 6 times the root of 5.
    expect(rounded(made.vectors)).toEqual([
      [0.6, 0.8, 0],
      [0, 0, 1],
      [0.4472, 0.8944, 0],
      [0, 0, 0],
    ])
    expect(made).toMatchObject({ model: 'tiny', cost: 0, space: expect.stringMatching(/^[0-9a-f]{24}-3$/) })
  })

  it('takes the first token’s vector where the model says so, and cuts what is too long for it', async () => {
    layTinyModel(root, 'first', words, {
      '1_Pooling/config.json': { pooling_mode_cls_token: true, pooling_mode_mean_tokens: false },
    })
    await add({ model: 'first' })
    // Its first token is the mark of a beginning, of which this table knows nothing.
    expect(rounded((await embed(['parcel late'])).vectors)).toEqual([[0, 0, 0]])
    await server.call(updateModelEndpoint, {
      cookie: admin.cookie,
      params: { modelEndpointId: (await listed())[0]?.id ?? '' },
      body: settings,
    })
    // Of sixteen tokens fourteen are words: late stands behind them.
    const long = await embed([`${'parcel '.repeat(14)}late`, `${'parcel '.repeat(13)}late`])
    expect(rounded(long.vectors)?.[0]).toEqual([1, 0, 0])
    expect(rounded(long.vectors)?.[1]?.[1]).toBeGreaterThan(0)
  })

  it('puts before a text what it wants to read there: as set, else as its files say', async () => {
    await add({ queryPrefix: 'query: ' })
    // (1, 1, 6) is the root of 38 long.
    expect(rounded((await embed(['refund'], 'query')).vectors)).toEqual([[0.1622, 0.1622, 0.9733]])
    expect(rounded((await embed(['refund'])).vectors)).toEqual([[0, 0, 1]])
    layTinyModel(root, 'prompted', words, {
      'config_sentence_transformers.json': { prompts: { query: 'query: ', document: '' } },
    })
    tenant = await server.createTenant()
    admin = await server.createMember(tenant, 'admin')
    await add({ model: 'prompted' })
    expect(rounded((await embed(['refund'], 'query')).vectors)).toEqual([[0.1622, 0.1622, 0.9733]])
  })

  it('is another space once other files lie in its folder or other words stand before texts', async () => {
    layTinyModel(root, 'changing', words)
    const made = await add({ model: 'changing' })
    const first = await embed(['refund'])
    layTinyModel(root, 'changing', { ...words, refund: [7, 0, 0], extra: [1, 0, 0] })
    const second = await embed(['refund'])
    expect(rounded(second.vectors)).toEqual([[1, 0, 0]])
    await server.call(updateModelEndpoint, {
      cookie: admin.cookie,
      params: { modelEndpointId: made.id },
      body: { ...settings, model: 'changing', queryPrefix: 'query: ' },
    })
    const third = await embed(['refund'])
    expect(new Set([first.space, second.space, third.space]).size).toBe(3)
  })

  it('is asked where no text may leave, and passes its test', async () => {
    const made = await add({ own: false, abilities: ['text', 'embedding'], tiers: ['small'] })
    // Whatever was sent: it stands here and makes vectors only.
    expect(made).toMatchObject({ own: true, abilities: ['embedding'], tiers: [], baseUrl: '' })
    await server.call(updateModelSettings, {
      cookie: admin.cookie,
      body: { noTextLeaves: true, currency: 'CNY', dayBudget: null, monthBudget: null, sceneEndpoints: {} },
    })
    expect(rounded((await embed(['refund'])).vectors)).toEqual([[0, 0, 1]])
    const tested = await server.call(testModelEndpoint, {
      cookie: admin.cookie,
      params: { modelEndpointId: made.id },
    })
    expect(tested.body.tests?.results).toMatchObject([{ ability: 'embedding', passed: true }])
  })

  it('answers a question before the passages that were asked for earlier', async () => {
    const { localModels } = server.modules
    const order: string[] = []
    const ask = (texts: string[], role: 'query' | 'passage') =>
      localModels
        .embed('tiny', texts, {
          role,
          prefix: '',
          signal: new AbortController().signal,
          timeoutMs: 30_000,
        })
        .then(() => order.push(role))
    const many = Array.from({ length: 250 }, () => 'parcel late '.repeat(7))
    await Promise.all([ask(many, 'passage'), ask(['refund'], 'query')])
    expect(order).toEqual(['query', 'passage'])
  })
})

describe('what is no such model', () => {
  const tested = async (model: string) => {
    const made = await add({ model })
    const { body } = await server.call(testModelEndpoint, {
      cookie: admin.cookie,
      params: { modelEndpointId: made.id },
    })
    return body.tests?.results[0]
  }

  it('is told by name when it is added: missing, or a way out of the folder', async () => {
    layTinyModel(outside, 'elsewhere', words)
    symlinkSync(join(outside, 'elsewhere'), join(root, 'link-out'))
    for (const model of ['missing', '../elsewhere', '..', '/etc', 'tiny/../../x', 'link-out']) {
      const answer = await server.call(createModelEndpoint, {
        cookie: admin.cookie,
        body: { ...settings, model },
      })
      expect([model, answer.status, answer.body]).toMatchObject([
        model,
        422,
        { error: { code: 'models/local-not-found', parameters: { name: model } } },
      ])
    }
  })

  it('fails its test with the reason, and holds up nobody', async () => {
    layTinyModel(root, 'torn', words)
    writeFileSync(join(root, 'torn/onnx/model.onnx'), 'no network')
    expect(await tested('torn')).toMatchObject({ passed: false, failure: 'broken-model' })
    layTinyModel(root, 'leads-out', words)
    rmSync(join(root, 'leads-out/onnx/model.onnx'))
    symlinkSync(join(outside, 'elsewhere/onnx/model.onnx'), join(root, 'leads-out/onnx/model.onnx'))
    expect(await tested('leads-out')).toMatchObject({ passed: false, failure: 'broken-model' })
    layTinyModel(root, 'other-tokens', words, { 'tokenizer.json': { model: { type: 'Nothing' } } })
    expect(await tested('other-tokens')).toMatchObject({ passed: false, failure: 'broken-model' })
    mkdirSync(join(root, 'vast/onnx'), { recursive: true })
    layTinyModel(root, 'vast', words)
    writeFileSync(join(root, 'vast/onnx/model.onnx'), Buffer.alloc(51_000_000))
    expect(await tested('vast')).toMatchObject({ passed: false, failure: 'too-large-model' })
    const { body } = await server.call(listLocalModels, { cookie: admin.cookie })
    const problems = Object.fromEntries(body.items.map(({ name, problem }) => [name, problem]))
    expect(problems).toMatchObject({ tiny: undefined, 'leads-out': 'broken-model', vast: 'too-large-model' })
  })
})

const listed = async () => (await server.call(listModelEndpoints, { cookie: admin.cookie })).body.items
