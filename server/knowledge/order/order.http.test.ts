import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  ask,
  createBase,
  createCategory,
  createEntry,
  type EntryContent,
  getEntry,
  getKnowledgeProblems,
  getPolicy,
  listBases,
  listCategories,
  listEntries,
  removeCategory,
  updateBase,
  updateCategory,
  updateEntry,
} from '../../../contract/index.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../../testing/running-server.ts'
import { defaultPolicy } from '../../policy/index.ts'
import { tickValidity } from '../index.ts'

let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember
const hour = 3_600_000
let time = Date.parse('2026-11-21T09:00:00Z')
const at = (hours: number) => new Date(time + hours * hour).toISOString()

beforeAll(async () => {
  server = await startTestServer({ clock: { now: () => new Date(time) }, role: 'web' })
  const [scene] = defaultPolicy.scenes
  tenant = await server.createTenant({
    scenes: [
      { ...scene, key: 'default' },
      { ...scene, key: 'money', categories: ['Loans'], threshold: 0.99, offerThreshold: 1 },
    ] as typeof defaultPolicy.scenes,
  })
  await server.teach(tenant, libraryEntries)
  admin = await server.createMember(tenant, 'admin')
}, 60_000)
afterAll(() => server.stop())

const call: TestServerHandle['call'] = (route, input) =>
  server.call(route, { cookie: admin.cookie, ...input })
const tree = async () => (await call(listCategories)).body.items
const categoryOf = async (name: string) => {
  const found = (await tree()).find((one) => one.name.en === name)
  if (found === undefined) throw new Error(`no category ${name}`)
  return found
}
const entryOf = async (key: string) => {
  const [entry] = (await call(listEntries, { query: { search: key } })).body.items
  if (entry === undefined) throw new Error(`no entry ${key}`)
  return entry
}
const asked = async (text: string) => (await call(ask, { body: { text } })).body
const code = (answer: { body: unknown }) => (answer.body as { error?: { code: string } }).error?.code
const simple = (key: string, question: string, change: Partial<EntryContent> = {}) => ({
  key,
  category: {},
  question: { en: question },
  similar: {},
  answer: { en: `About ${key}.` },
  ...change,
})

describe('categories', () => {
  it('come from the names that entries carry, each once', async () => {
    expect((await tree()).map((one) => [one.name.en, one.entries])).toEqual([
      ['Visiting', 1],
      ['Reader card', 1],
      ['Loans', 2],
    ])
  })

  it('keep their entries, and the scenes that name them, through a new name and another place', async () => {
    const loans = await categoryOf('Loans')
    expect((await asked('How do I renew a borrowed book?')).decision.decided.scene).toBe('money')
    const renamed = await call(updateCategory, {
      params: { categoryId: loans.id },
      body: { name: { en: 'Borrowing', zh: '借阅' } },
      headers: { 'if-match': `"${loans.version}"` },
    })
    expect(renamed.body).toMatchObject({ name: { en: 'Borrowing' }, entries: 2, version: loans.version + 1 })
    expect((await entryOf('renew-loan')).category).toEqual({ en: 'Borrowing', zh: '借阅' })
    const money = (await call(getPolicy)).body.document.scenes.find((scene) => scene.key === 'money')
    expect(money?.categories).toEqual(['Borrowing'])
    expect((await asked('How do I renew a borrowed book?')).decision.decided.scene).toBe('money')
    // Below another category of the scene's name they still belong to it.
    const below = await call(createCategory, { body: { name: { en: 'Fines' }, parentId: loans.id } })
    const visiting = await categoryOf('Visiting')
    await call(updateCategory, { params: { categoryId: visiting.id }, body: { parentId: below.body.id } })
    expect((await asked('What are your opening hours?')).decision.decided.scene).toBe('money')
    expect((await call(listEntries, { query: { categoryId: loans.id } })).body.total).toBe(3)
    await call(updateCategory, { params: { categoryId: visiting.id }, body: { parentId: null } })
    expect((await asked('What are your opening hours?')).decision.decided.scene).toBe('default')
  })

  it('refuse loops, names that stand there already, and versions gone by', async () => {
    const loans = await categoryOf('Borrowing')
    const fines = await categoryOf('Fines')
    const move = (id: string, body: object, headers = {}) =>
      call(updateCategory, { params: { categoryId: id }, body, headers })
    expect(code(await move(loans.id, { parentId: fines.id }))).toBe('knowledge/category-loop')
    expect(code(await move(loans.id, { parentId: loans.id }))).toBe('knowledge/category-loop')
    expect(code(await move(loans.id, { name: { en: 'Visiting' } }))).toBe('knowledge/category-name-taken')
    expect(code(await move(loans.id, { position: 3 }, { 'if-match': '"1"' }))).toBe(
      'request/version-conflict',
    )
  })

  it('hand their entries up when they go', async () => {
    const loans = await categoryOf('Borrowing')
    const fines = await categoryOf('Fines')
    const made = await call(createEntry, {
      body: simple('bad-book', 'What if a book is torn?', { categoryId: fines.id }),
    })
    expect(made.body.category).toEqual({ en: 'Fines' })
    await call(removeCategory, { params: { categoryId: fines.id } })
    const entry = await call(getEntry, { params: { entryId: made.body.id } })
    expect(entry.body).toMatchObject({ categoryId: loans.id, category: { en: 'Borrowing' } })
  })
})

describe('several bases', () => {
  it('keep what is internal from customers, and give it back when it becomes public', async () => {
    const base = await call(createBase, { body: { name: 'Staff', audience: 'internal' } })
    const question = 'What is the alarm code of the basement?'
    const made = await call(createEntry, { body: simple('alarm', question, { baseId: base.body.id }) })
    expect(made.body).toMatchObject({ state: 'published', live: false })
    expect((await asked(question)).text).not.toContain('About alarm')
    // A client that does not know of bases leaves the entry where it is.
    await call(updateEntry, { params: { entryId: made.body.id }, body: simple('alarm', question) })
    expect((await call(getEntry, { params: { entryId: made.body.id } })).body.baseId).toBe(base.body.id)
    const open = await call(updateBase, { params: { baseId: base.body.id }, body: { audience: 'public' } })
    expect(open.body).toMatchObject({ audience: 'public', entries: 1, version: 2 })
    expect((await asked(question)).text).toBe('About alarm.')
    await call(updateBase, { params: { baseId: base.body.id }, body: { audience: 'internal' } })
    expect((await asked(question)).text).not.toContain('About alarm')
    expect((await call(listBases)).body.items.map((one) => one.name)).toEqual(['Main', 'Staff'])
  })

  it('answer in their languages and their scene only', async () => {
    const base = await call(createBase, { body: { name: 'Chinese', languages: ['zh'], scene: 'money' } })
    const question = { en: 'Is there a tram to the library?', zh: '图书馆有电车吗？' }
    const answer = { en: 'Tram answer', zh: '有 7 路电车。' }
    await call(createEntry, { body: { ...simple('tram', ''), question, answer, baseId: base.body.id } })
    const chinese = await asked('图书馆有电车吗？')
    expect(chinese.decision.decided.scene).toBe('money')
    expect((await asked('Is there a tram to the library?')).text).not.toBe('Tram answer')
    await call(updateBase, { params: { baseId: base.body.id }, body: { languages: [] } })
    await call(updateBase, { params: { baseId: base.body.id }, body: { scene: null } })
    expect((await asked('Is there a tram to the library?')).text).toBe('Tram answer')
  })
})

describe('validity', () => {
  const tick = () => tickValidity(server.modules, new Date(time))

  it('begins and ends by time alone, in the very second', async () => {
    const question = 'Is there a christmas market in the yard?'
    const made = await call(createEntry, {
      body: simple('market', question, { validFrom: at(2), validUntil: at(4) }),
    })
    expect(made.body.live).toBe(false)
    expect((await call(getKnowledgeProblems)).body).toMatchObject({ notYet: 1, expiring: 1, expired: 0 })
    expect(await tick()).toBe(0)
    expect((await asked(question)).text).not.toBe('About market.')
    time += 2 * hour
    expect(await tick()).toBe(1)
    expect((await asked(question)).text).toBe('About market.')
    time += 2 * hour
    // The timed task is late: it does not answer all the same.
    expect((await asked(question)).text).not.toBe('About market.')
    expect(await tick()).toBe(1)
    expect(await tick()).toBe(0)
    expect((await call(getEntry, { params: { entryId: made.body.id } })).body).toMatchObject({
      live: false,
      version: 1,
    })
    expect((await call(getKnowledgeProblems)).body).toMatchObject({ notYet: 0, expiring: 0, expired: 1 })
    expect((await call(listEntries, { query: { filter: 'expired' } })).body.items).toMatchObject([
      { key: 'market' },
    ])
  })

  it('is taken away by null and left alone by a client that does not know of it', async () => {
    const { id } = await entryOf('market')
    const body = simple('market', 'Is there a christmas market in the yard?')
    const kept = await call(updateEntry, { params: { entryId: id }, body })
    expect(kept.body).toMatchObject({ live: false, validUntil: expect.any(String) })
    const open = await call(updateEntry, {
      params: { entryId: id },
      body: { ...body, validFrom: null, validUntil: null },
    })
    expect(open.body.live).toBe(true)
    expect(open.body.validUntil).toBeUndefined()
  })

  it('of a base holds for all that is in it', async () => {
    const base = await call(createBase, { body: { name: 'Sale', validUntil: at(1) } })
    const question = 'Are discarded books for sale?'
    await call(createEntry, { body: simple('sale', question, { baseId: base.body.id }) })
    expect((await asked(question)).text).toBe('About sale.')
    time += hour
    await tick()
    expect((await asked(question)).text).not.toBe('About sale.')
    await call(updateBase, { params: { baseId: base.body.id }, body: { validUntil: null } })
    expect((await asked(question)).text).toBe('About sale.')
  })
})
