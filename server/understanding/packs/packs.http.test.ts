import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  choosePacks,
  createEntry,
  type EntryContent,
  getEntryTopic,
  getPacks,
  getUnderstanding,
  listAuditEvents,
  listEntries,
  listTopics,
  plainText,
  setEntryTopic,
  updateEntry,
} from '../../../contract/index.ts'
import { readTopics } from '../../../packs/index.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../../testing/running-server.ts'
import { matchTenant } from './match-tenant.ts'

/** Comparing goes on in a process of its own that gives way to everything else. */
const patience = 90_000
let server: TestServerHandle
let tenant: TestTenant
let cookie: string
const topics = readTopics(['bank']).filter(({ texts }) => texts.en !== undefined)
/** Entries in other words than the topics they are about, and one that no bank is asked about. */
const written = topics.slice(0, 12).map(({ topic, texts }) => ({
  key: topic,
  category: {},
  question: { en: texts.en?.question ?? '' },
  similar: { en: (texts.en?.phrases ?? []).slice(0, 3) },
  answer: { en: `What to do about ${topic.replaceAll('-', ' ')}.` },
}))
const strange: EntryContent = {
  key: 'violin',
  category: {},
  question: { en: 'Which rosin suits a violin bow?' },
  similar: { en: ['How tight should the bow hair be?'] },
  answer: { en: 'Dark rosin in winter.' },
}

const settled = async () => {
  await expect
    .poll(async () => (await server.call(getPacks, { cookie })).body.matching, {
      timeout: 80_000,
      interval: 100,
    })
    .toBe(false)
}
const idOf = async (key: string) =>
  (await server.call(listEntries, { cookie, query: { search: key } })).body.items.find(
    (one) => one.key === key,
  )?.id as string
const topicOf = async (key: string) =>
  (await server.call(getEntryTopic, { cookie, params: { entryId: await idOf(key) } })).body

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  cookie = (await server.createMember(tenant, 'admin')).cookie
  await server.teach(tenant, [...written, strange])
})
afterAll(() => server.stop())

describe('packs', () => {
  it('say what there is, and take nothing before somebody chose', async () => {
    const { body } = await server.call(getPacks, { cookie })
    expect(body).toMatchObject({ matched: 0, undone: 0, inherited: 0, matching: false, version: 0 })
    expect(body.unmatched).toBe(written.length + 1)
    const bank = body.trades.find((one) => one.trade === 'bank')
    expect(bank).toMatchObject({ chosen: false, topics: readTopics(['bank']).length })
    expect(await topicOf('violin')).toEqual({ offered: false, state: 'none', inherited: 0, examples: [] })
  })

  it('give entries their topics and wordings in the background', { timeout: patience }, async () => {
    const chosen = await server.call(choosePacks, {
      cookie,
      body: { trades: ['bank'] },
      headers: { 'if-match': '0' },
    })
    expect(chosen.body).toMatchObject({ matching: true, version: 1 })
    await settled()
    const { body } = await server.call(getPacks, { cookie })
    expect(body.matched).toBeGreaterThanOrEqual(written.length - 2)
    expect(body.inherited).toBeGreaterThan(20 * body.matched)
    expect(await topicOf('violin')).toMatchObject({ offered: true, state: 'none', inherited: 0 })
    const [first] = written
    const found = await topicOf(first?.key ?? '')
    expect(found).toMatchObject({ state: 'suggested', topic: { id: `bank/${first?.key}`, trade: 'bank' } })
    expect(found.confidence).toBeGreaterThan(0.6)
    expect(found.examples).toHaveLength(5)
    const list = async (filter: 'with-topic' | 'without-topic') =>
      (await server.call(listEntries, { cookie, query: { filter } })).body.total
    expect(await list('with-topic')).toBe(body.matched)
    expect(await list('without-topic')).toBe(body.unmatched)
  })

  it('leave everything as it is where nothing changed, whoever asks again', async () => {
    expect(await matchTenant(server.modules, tenant.id)).toBe(false)
    await Promise.all([matchTenant(server.modules, tenant.id), matchTenant(server.modules, tenant.id)])
    const stale = { trades: ['shop' as const] }
    const conflict = await server.call(choosePacks, { cookie, body: stale, headers: { 'if-match': '0' } })
    expect(conflict.status).toBe(412)
  })

  it('count at once when undone, and are never suggested again', { timeout: patience }, async () => {
    const key = written[1]?.key ?? ''
    const entryId = await idOf(key)
    const wordings = async () => (await server.call(getUnderstanding, { cookie })).body.wordings
    const before = await wordings()
    const had = (await topicOf(key)).inherited
    expect(had).toBeGreaterThan(20)
    const undone = await server.call(setEntryTopic, { cookie, params: { entryId }, body: { topic: null } })
    expect(undone.body).toMatchObject({ state: 'undone', inherited: 0, topic: { id: `bank/${key}` } })
    expect(await wordings()).toBe(before - had)
    await server.call(updateEntry, {
      cookie,
      params: { entryId },
      body: { ...written[1], similar: { en: ['again'] } },
    })
    // An edit has everything compared again.
    await matchTenant(server.modules, tenant.id)
    expect(await topicOf(key)).toMatchObject({ state: 'undone', inherited: 0 })
    const redone = await server.call(setEntryTopic, {
      cookie,
      params: { entryId },
      body: { topic: `bank/${key}` },
    })
    expect(redone.body.state).toBe('confirmed')
    expect(redone.body.inherited).toBeGreaterThan(20)
    await matchTenant(server.modules, tenant.id)
    expect(await topicOf(key)).toMatchObject({ state: 'confirmed' })
  })

  it('let a person pick the topic, and answer by its words before any training', {
    timeout: patience,
  }, async () => {
    const entryId = await idOf('violin')
    const other = topics[30] as (typeof topics)[number]
    const picked = await server.call(setEntryTopic, {
      cookie,
      params: { entryId },
      body: { topic: other.id },
    })
    expect(picked.body).toMatchObject({ state: 'confirmed', topic: { id: other.id } })
    const customer = await server.customer(tenant)
    const answer = await customer.ask(picked.body.examples[0]?.text ?? '')
    expect(plainText(answer.body.parts)).toContain('rosin')
    const unknown = await server.call(setEntryTopic, {
      cookie,
      params: { entryId },
      body: { topic: 'bank/no-such' },
    })
    expect(unknown).toMatchObject({ status: 404, body: { error: { code: 'knowledge/topic-not-found' } } })
    await matchTenant(server.modules, tenant.id)
  })

  it('offer the topics most like an entry first', async () => {
    const entryId = await idOf(written[3]?.key ?? '')
    const { body } = await server.call(listTopics, { cookie, query: { entryId, limit: '3' } })
    expect(body.items[0]?.id).toBe(`bank/${written[3]?.key}`)
    const search = written[4]?.similar.en?.[0] ?? ''
    const found = await server.call(listTopics, { cookie, query: { search } })
    expect(found.body.items.map(({ id }) => id)).toContain(`bank/${written[4]?.key}`)
  })

  it('are written down, and closed to other tenants and to those who may only read', async () => {
    const { body } = await server.call(listAuditEvents, { cookie, query: { limit: '50' } })
    const actions = body.items.map((event) => event.action)
    expect(actions).toEqual(
      expect.arrayContaining(['packs-chosen', 'entry-topic-undone', 'entry-topic-chosen']),
    )
    const entryId = await idOf('violin')
    const stranger = await server.createMember(await server.createTenant(), 'admin')
    const agent = await server.createMember(tenant, 'agent')
    const params = { entryId }
    expect((await server.call(getEntryTopic, { cookie: stranger.cookie, params })).status).toBe(404)
    const undo = { cookie: agent.cookie, params, body: { topic: null } }
    expect((await server.call(setEntryTopic, undo)).status).toBe(403)
    expect((await server.call(choosePacks, { cookie: agent.cookie, body: { trades: [] } })).status).toBe(403)
    expect((await server.call(getEntryTopic, { cookie: agent.cookie, params })).status).toBe(200)
  })

  it('take back what they gave when no trade is chosen any more', { timeout: patience }, async () => {
    await server.call(choosePacks, { cookie, body: { trades: [] } })
    await matchTenant(server.modules, tenant.id)
    const { body } = await server.call(getPacks, { cookie })
    expect(body.inherited).toBe(0)
    const customer = await server.customer(tenant)
    const made = await server.call(createEntry, { cookie, body: { ...strange, key: 'cello' } })
    expect(made.status).toBe(200)
    const answer = await customer.ask('Which rosin suits a violin bow?')
    expect(answer.body.kind).not.toBe('handover')
  })
})
