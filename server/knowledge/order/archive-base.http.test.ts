import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  archiveBase,
  ask,
  createBase,
  createEntry,
  getEntry,
  getPolicy,
  listAuditEvents,
  listBases,
  listEntries,
  listEntryVersions,
  publishDraft,
  restoreBase,
  rollBackEntry,
  updateBase,
  updateEntry,
  updatePolicy,
} from '../../../contract/index.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import { startTestServer, type TestMember, type TestServerHandle } from '../../../testing/running-server.ts'

let server: TestServerHandle
let second: TestServerHandle
let admin: TestMember
beforeAll(async () => {
  server = await startTestServer({ role: 'web' })
  second = await startTestServer({ role: 'web', beside: server.database })
  const tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  admin = await server.createMember(tenant, 'admin')
}, 120_000)
afterAll(async () => {
  await second.stop()
  await server.stop()
})

const call: TestServerHandle['call'] = (route, input) =>
  server.call(route, { cookie: admin.cookie, ...input })
const code = (answer: { body: unknown }) => (answer.body as { error?: { code: string } }).error?.code
/** What both processes say. */
const answers = async (text: string) =>
  Promise.all(
    [server, second].map(
      async (one) => (await one.call(ask, { cookie: admin.cookie, body: { text } })).body.text,
    ),
  )
const entry = (key: string, question: string, baseId: string) => ({
  key,
  category: {},
  question: { en: question },
  similar: {},
  answer: { en: `About ${key}.` },
  baseId,
})
const question = 'Where is the fossil room?'

it('goes with everything in it from the answers of every process, and comes back as it was', async () => {
  const { body: base } = await call(createBase, { body: { name: 'Museum' } })
  const params = { baseId: base.id }
  const { body: fossils } = await call(createEntry, { body: entry('fossils', question, base.id) })
  const { body: drafted } = await call(createEntry, {
    body: { ...entry('minerals', 'Where are the minerals?', base.id), publish: false },
  })
  const entryId = fossils.id
  expect(await answers(question)).toEqual(['About fossils.', 'About fossils.'])
  expect((await call(listBases)).body.items.at(-1)).toMatchObject({
    entries: 2,
    answering: 1,
    archivedAt: null,
  })

  expect(code(await call(archiveBase, { params, headers: { 'if-match': '"9"' } }))).toBe(
    'request/version-conflict',
  )
  expect((await call(archiveBase, { params, headers: { 'if-match': `"${base.version}"` } })).status).toBe(200)
  expect((await answers(question)).join()).not.toContain('fossils')
  expect((await call(listBases)).body.items.map(({ name }) => name)).toEqual(['Main'])
  const [archived] = (await call(listBases, { query: { archived: 'true' } })).body.items
  expect(archived).toMatchObject({ name: 'Museum', entries: 2, answering: 0, archivedAt: expect.any(String) })
  expect((await call(listEntries, { query: { search: 'fossils' } })).body.items).toEqual([])
  expect((await call(getEntry, { params: { entryId } })).body).toMatchObject({
    state: 'archived',
    version: 2,
  })
  expect((await call(listEntries, { query: { filter: 'draft' } })).body.items).toEqual([])

  // Nothing gets in meanwhile, by any way.
  expect(code(await call(createEntry, { body: entry('bones', 'Where are the bones?', base.id) }))).toBe(
    'knowledge/base-archived',
  )
  const back = { params: { entryId }, body: { version: 1 } }
  expect(code(await call(rollBackEntry, back))).toBe('knowledge/base-archived')
  expect(code(await call(updateBase, { params, body: { name: 'X' } }))).toBe('knowledge/base-not-found')

  // Its key is free; while somebody else has it, it cannot come back.
  const { body: main } = await call(listBases)
  const other = await call(createEntry, {
    body: entry('fossils', 'What does a fossil cost?', main.items[0]?.id ?? ''),
  })
  expect(other.status).toBe(200)
  expect(code(await call(restoreBase, { params, body: {} }))).toBe('knowledge/key-taken')
  await server.database.asOwner(`update entries set state = 'archived', live = false where id = $1`, [
    other.body.id,
  ])

  const restored = await call(restoreBase, {
    params,
    body: {},
    headers: { 'if-match': `"${archived?.version}"` },
  })
  expect(restored.body).toMatchObject({ name: 'Museum', entries: 2, answering: 1, archivedAt: null })
  expect(await answers(question)).toEqual(['About fossils.', 'About fossils.'])
  expect((await call(getEntry, { params: { entryId } })).body).toMatchObject({
    state: 'published',
    version: 3,
  })
  expect((await call(getEntry, { params: { entryId: drafted.id } })).body.state).toBe('draft')
  const versions = (await call(listEntryVersions, { params: { entryId } })).body.items
  expect(versions.map(({ version, state }) => [version, state])).toEqual([
    [3, 'published'],
    [2, 'archived'],
    [1, 'published'],
  ])
  expect(versions[0]?.content).toEqual(versions[2]?.content)
  const { items } = (await call(listAuditEvents, { query: { target: base.id } })).body
  expect(items.map(({ action, detail }) => [action, detail])).toEqual([
    ['knowledge-base-restored', { name: 'Museum', entries: 2 }],
    ['knowledge-base-archived', { name: 'Museum', entries: 2 }],
    ['knowledge-base-created', {}],
  ])
})

it('comes back with what was being written over its entries, which can be published', async () => {
  const { body: base } = await call(createBase, { body: { name: 'Cinema' } })
  const params = { baseId: base.id }
  const content = entry('films', 'Which films are shown?', base.id)
  const { body: films } = await call(createEntry, { body: content })
  const draft = { ...content, answer: { en: 'See the board.' }, publish: false }
  await call(updateEntry, { params: { entryId: films.id }, body: draft })
  expect((await call(archiveBase, { params })).status).toBe(200)
  expect((await call(restoreBase, { params, body: {} })).status).toBe(200)
  const published = await call(publishDraft, { params: { entryId: films.id }, body: {} })
  expect([published.status, published.body.answer]).toEqual([200, { en: 'See the board.' }])
  // One that was behind before stays behind.
  await call(updateEntry, { params: { entryId: films.id }, body: draft })
  await server.database.asOwner('update entry_drafts set based_on = based_on - 1 where entry_id = $1', [
    films.id,
  ])
  await call(archiveBase, { params })
  await call(restoreBase, { params, body: {} })
  expect(code(await call(publishDraft, { params: { entryId: films.id }, body: {} }))).toBe(
    'knowledge/draft-outdated',
  )
})

it('stays where a scene is told by it alone, and where it is the only one', async () => {
  const { version, document } = (await call(getPolicy)).body
  const scene = { ...document.scenes[0], key: 'tours', name: 'Guided tours' }
  const scenes = (change: object) => [{ ...scene, ...change }, ...document.scenes]
  await call(updatePolicy, {
    body: { ...document, scenes: scenes({}) },
    headers: { 'if-match': `"${version}"` },
  })
  const { body: base } = await call(createBase, { body: { name: 'Tours', scene: 'tours' } })
  const params = { baseId: base.id }
  const refused = await call(archiveBase, { params })
  expect([refused.status, code(refused)]).toEqual([409, 'knowledge/base-of-scene'])
  expect(JSON.stringify(refused.body)).toContain('Guided tours')
  const { body: another } = await call(createBase, { body: { name: 'More tours', scene: 'tours' } })
  expect((await call(archiveBase, { params })).status).toBe(200)
  expect(code(await call(archiveBase, { params: { baseId: another.id } }))).toBe('knowledge/base-of-scene')
  await call(updatePolicy, { body: { ...document, scenes: scenes({ words: ['tour'] }) } })
  expect((await call(archiveBase, { params: { baseId: another.id } })).status).toBe(200)

  const { items } = (await call(listBases)).body
  const [last, ...others] = items
  for (const { id } of others) expect((await call(archiveBase, { params: { baseId: id } })).status).toBe(200)
  expect(code(await call(archiveBase, { params: { baseId: last?.id ?? '' } }))).toBe('knowledge/base-last')
})

it('is called in the company’s own language at first, and can be called otherwise', async () => {
  const tenant = await server.createTenant()
  await server.database.asOwner(`update tenants set locale = 'zh-CN' where tenant_id = $1`, [tenant.id])
  await server.teach(tenant, libraryEntries.slice(0, 1))
  const { cookie } = await server.createMember(tenant, 'admin')
  const [base] = (await server.call(listBases, { cookie })).body.items
  expect(base?.name).toBe('主知识库')
  const named = await server.call(updateBase, {
    cookie,
    params: { baseId: base?.id ?? '' },
    body: { name: '图书馆' },
  })
  expect(named.body.name).toBe('图书馆')
})
