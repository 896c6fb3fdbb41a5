import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  createModelEndpoint,
  getPassageVectors,
  removeModelEndpoint,
  updateArticle,
  updateModelSettings,
} from '../../../contract/index.ts'
import { addTestArticle } from '../../../testing/knowledge-rows.ts'
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../../testing/models/scripted-endpoint.ts'
import { addScriptedModel } from '../../../testing/models/scripted-model.ts'
import { foreignWord, layTopicModel, topicArticle, topicCount } from '../../../testing/models/topic-model.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../../testing/running-server.ts'
import { embedPassages } from '../index.ts'

let root: string
let endpoint: ScriptedEndpoint
/** Stopped before anybody asks it. */
let gone: ScriptedEndpoint
let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember
/** A minute more for each test, since signing in is counted by it. */
let minutes = 0
const clock = { now: () => new Date(Date.now() + minutes * 61_000) }

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'attune-models-'))
  layTopicModel(root, 'topics')
  layTopicModel(root, 'turned', 3)
  endpoint = await startScriptedEndpoint(() => '')
  gone = await startScriptedEndpoint(() => '')
  await gone.stop()
  // No worker beside: each run is made here, so that it is known what it finds.
  server = await startTestServer({
    modelsDirectory: root,
    privateHosts: [endpoint.host, gone.host],
    role: 'web',
    clock,
  })
})
afterAll(async () => {
  await server.stop()
  await endpoint.stop()
  rmSync(root, { recursive: true, force: true })
})
beforeEach(async () => {
  minutes += 1
  tenant = await server.createTenant()
  admin = await server.createMember(tenant, 'admin')
})

const local = {
  name: 'Ours',
  kind: 'local-onnx' as const,
  baseUrl: '',
  model: 'topics',
  abilities: [],
  tiers: [],
  own: true,
  enabled: true,
  inputPrice: 0,
  outputPrice: 0,
  timeoutMs: 30_000,
  stallMs: 1_000,
  concurrency: 4,
}
const addLocal = async (model = 'topics') => {
  const { status, body } = await server.call(createModelEndpoint, {
    cookie: admin.cookie,
    body: { ...local, model },
  })
  expect(status).toBe(200)
  return body
}
const run = () => embedPassages(server.modules, tenant.id)
const state = async () => (await server.call(getPassageVectors, { cookie: admin.cookie })).body
const search = async (text: string, of = tenant) => {
  const query = { limit: 3, audience: 'public', now: clock.now().getTime() }
  const { found, retrieval } = await server.modules.passageSearch.searchByAll(of.id, text, query, {})
  const shown = await server.modules.passageSearch.show(of.id, found)
  return { texts: shown.map(({ text: words }) => words), retrieval }
}
const rowsOf = async (table: string) =>
  (await server.database.asOwner(`select * from attune.${table} where tenant_id = $1`, [tenant.id])).length
const jobs = (when = '') =>
  server.database.asOwner<{ run_at: Date }>(
    'select run_at from graphile_worker.jobs where key = $1 order by run_at',
    [`vectors ${tenant.id}${when}`],
  )

describe('vectors of passages', () => {
  it('are made in the background once a model makes any, and find what no word tells', async () => {
    await addTestArticle(server, tenant.id, topicArticle)
    expect(await jobs()).toEqual([])
    expect(await search(`it is ${foreignWord}`)).toEqual({ texts: [], retrieval: undefined })
    await addLocal()
    expect(await jobs()).toHaveLength(1)
    expect(await run()).toBe(topicCount)
    expect(await state()).toMatchObject({
      passages: topicCount,
      embedded: topicCount,
      model: 'topics',
      madeAt: expect.any(String),
    })
    // Once more makes nothing anew.
    expect(await run()).toBe(0)
    const { texts, retrieval } = await search(`it is ${foreignWord}`)
    expect(texts).toEqual(['All about faulty things.'])
    expect(retrieval).toMatchObject({
      by: 'words-and-vectors',
      model: 'topics',
      cost: 0,
      passages: [{ by: 'vectors' }],
    })
    const both = await search('all about invoice things')
    expect([both.texts[0], both.retrieval?.passages[0]?.by]).toEqual(['All about invoice things.', 'both'])
  })

  it('are made of documents without any heading, too', async () => {
    await addTestArticle(server, tenant.id, 'Nothing but gift things.\n')
    await addLocal()
    expect(await run()).toBe(1)
    expect(await state()).toMatchObject({ passages: 1, embedded: 1 })
  })

  it('follow the documents: a new title, a new document, one taken away', async () => {
    const articleId = await addTestArticle(server, tenant.id, topicArticle)
    await addLocal()
    await run()
    const body = { title: 'Other', language: 'en', audience: 'public' } as const
    await server.call(updateArticle, { cookie: admin.cookie, params: { articleId }, body })
    expect(await run()).toBe(topicCount)
    const other = await addTestArticle(server, tenant.id, '# More\n\nMore of gift and battery things.\n')
    expect(await run()).toBe(1)
    expect((await search('battery')).texts).toHaveLength(2)
    await server.modules.articles.archive('system', tenant.id, other)
    expect((await search('battery')).texts).toEqual(['All about battery things.'])
    await run()
    expect(await rowsOf('passage_vectors')).toBe(topicCount)
    expect((await search('battery')).retrieval?.passages).toMatchObject([{ by: 'both' }])
    // Gone with the passage itself.
    await server.database.asOwner('delete from attune.passages where tenant_id = $1', [tenant.id])
    expect(await rowsOf('passage_vectors')).toBe(0)
  })

  it('of internal documents are not shown where public ones are asked for', async () => {
    const articleId = await addTestArticle(server, tenant.id, topicArticle)
    await addLocal()
    await run()
    const body = { title: 'Guide', language: 'en', audience: 'internal' } as const
    await server.call(updateArticle, { cookie: admin.cookie, params: { articleId }, body })
    expect((await search(foreignWord)).texts).toEqual([])
  })

  it('are another tenant’s nowhere', async () => {
    await addTestArticle(server, tenant.id, topicArticle)
    await addLocal()
    await run()
    const stranger = await server.createTenant()
    const cookie = (await server.createMember(stranger, 'admin')).cookie
    await server.call(createModelEndpoint, { cookie, body: local })
    expect(await search(foreignWord, stranger)).toEqual({ texts: [], retrieval: undefined })
    expect((await server.call(getPassageVectors, { cookie })).body).toEqual({ passages: 0, embedded: 0 })
  })

  it('of one model are never compared with a question of another; they are made anew, then the old ones go', async () => {
    await addTestArticle(server, tenant.id, topicArticle)
    const { id } = await addLocal()
    await run()
    await server.call(removeModelEndpoint, { cookie: admin.cookie, params: { modelEndpointId: id } })
    await addLocal('turned')
    const between = await search(foreignWord)
    expect(between).toMatchObject({ texts: [], retrieval: { by: 'words', passages: [] } })
    expect(await run()).toBe(topicCount)
    expect((await search(foreignWord)).texts).toEqual(['All about faulty things.'])
    expect(await rowsOf('passage_vectors')).toBe(topicCount)
  })

  it('go with the last model that makes any', async () => {
    await addTestArticle(server, tenant.id, topicArticle)
    const { id } = await addLocal()
    await run()
    await server.call(removeModelEndpoint, { cookie: admin.cookie, params: { modelEndpointId: id } })
    expect(await jobs()).toHaveLength(1)
    await run()
    expect(await rowsOf('passage_vectors')).toBe(0)
    expect(await state()).toEqual({ passages: topicCount, embedded: 0 })
  })
})

describe('a model that makes vectors', () => {
  const add = (change: object = {}) =>
    addScriptedModel(server, admin.cookie, endpoint, {
      abilities: ['embedding'],
      tiers: [],
      inputPrice: 1_000,
      ...change,
    })

  it('that fails is said, and asked again later; what was made stays', async () => {
    await addTestArticle(server, tenant.id, topicArticle)
    await add({ baseUrl: gone.url })
    expect(await run()).toBe(0)
    expect(await state()).toMatchObject({
      embedded: 0,
      failure: expect.any(String),
      failedAt: expect.any(String),
    })
    const [job] = await jobs(' later')
    expect((job?.run_at.getTime() ?? 0) - clock.now().getTime()).toBeGreaterThan(8 * 60_000)
  })

  it('is paid from the budget, and the question’s vector is in the record', async () => {
    await addTestArticle(server, tenant.id, topicArticle)
    await add()
    expect(await run()).toBe(topicCount)
    const { retrieval } = await search('All about gift things')
    expect(retrieval).toMatchObject({ model: 'scripted-1', cost: expect.closeTo(0.006, 2) })
    await server.call(updateModelSettings, {
      cookie: admin.cookie,
      body: {
        noTextLeaves: false,
        currency: 'CNY',
        dayBudget: 0.0001,
        monthBudget: null,
        sceneEndpoints: {},
      },
    })
    const spent = await search('All about gift things')
    // Words find others that share one of them, too, behind what fits.
    expect(spent.texts[0]).toContain('gift')
    expect(spent.retrieval).toMatchObject({ by: 'words', failure: 'budget-spent', cost: 0 })
    await addTestArticle(server, tenant.id, '# More\n\nOther things.\n')
    await run()
    expect(await state()).toMatchObject({
      passages: topicCount + 1,
      embedded: topicCount,
      failure: 'budget-spent',
    })
  })

  it('is not asked where no text may leave', async () => {
    await addTestArticle(server, tenant.id, topicArticle)
    await add()
    await run()
    await server.call(updateModelSettings, {
      cookie: admin.cookie,
      body: { noTextLeaves: true, currency: 'CNY', dayBudget: null, monthBudget: null, sceneEndpoints: {} },
    })
    expect(await search('gift')).toMatchObject({ texts: ['All about gift things.'], retrieval: undefined })
    await run()
    expect(await state()).toMatchObject({ embedded: topicCount, failure: 'not-allowed' })
  })
})
