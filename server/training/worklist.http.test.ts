import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  findWays,
  getEntry,
  getUnderstanding,
  getWorklistGroup,
  listWorklist,
  plainText,
  previewRepair,
  refreshWorklist,
  repairGroup,
  undoRepair,
  type WorklistGroup,
} from '../../contract/index.ts'
import { libraryEntries } from '../../testing/entries.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { askAndCollect } from '../../testing/worklist.ts'
import { readTraffic } from './read-traffic.ts'

const printing = [
  'Can I print my thesis on your printers?',
  'Where can I print my thesis?',
  'Is there a printer for my thesis? Call me at 13800001234',
]
const photocopying = ['怎么复印资料', '在哪里复印资料', '复印资料怎么弄']

let server: TestServerHandle
let tenant: TestTenant
let operator: TestMember

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

async function begin(questions: readonly string[]): Promise<WorklistGroup[]> {
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  operator = await server.createMember(tenant, 'knowledge-operator')
  await askAndCollect(server, tenant, questions)
  return open()
}

async function open(state: 'open' | 'settled' = 'open'): Promise<WorklistGroup[]> {
  const { status, body } = await server.call(listWorklist, { cookie: operator.cookie, query: { state } })
  expect(status).toBe(200)
  return body.items
}

async function questionsIn(groupId: string) {
  const { body } = await server.call(getWorklistGroup, { cookie: operator.cookie, params: { groupId } })
  return body.questionList
}

const entryIdOf = async (key: string) =>
  (
    await server.database.asOwner<{ id: string }>(
      `select id from entries where tenant_id = $1 and key = $2`,
      [tenant.id, key],
    )
  )[0]?.id ?? ''

function repair(group: WorklistGroup, body: unknown, version = group.version, cookie = operator.cookie) {
  return server.call(repairGroup, {
    cookie,
    params: { groupId: group.id },
    body,
    headers: { 'if-match': `"${version}"` },
  })
}

describe('the worklist', () => {
  it('groups by need what could not be answered, masked, with likely entries', async () => {
    const groups = await begin([...printing, ...photocopying, 'What are your opening hours?'])
    const shapes = groups.map(({ count, before, language }) => `${count} ${before} ${language}`)
    expect(shapes.toSorted()).toEqual(['3 0 en', '3 0 zh'])
    const [english] = groups.filter((group) => group.language === 'en')
    expect(english?.phrases.join()).toContain('thesis')
    const questions = await questionsIn(english?.id ?? '')
    expect(questions.map((question) => question.text).join()).toContain('Call me at [phone]')
    expect(questions.map((question) => question.text).join()).not.toContain('1380000')
    expect(
      new Set(questions.map((question) => question.kind)).isSubsetOf(
        new Set(['unanswered', 'low-confidence']),
      ),
    ).toBe(true)
  })

  it('tells in how many ways a group is put, the commonest first', async () => {
    const [group] = await begin([
      'Where can I print my thesis?',
      'hello, where can I print my thesis please',
      'Which printer may print my thesis pages?',
    ])
    expect(group?.ways).toBe(2)
    const { body } = await server.call(getWorklistGroup, {
      cookie: operator.cookie,
      params: { groupId: group?.id ?? '' },
    })
    expect(body.wayList.map((way) => way.count)).toEqual([2, 1])
    expect(body.wayList[0]?.text).toContain('here can I print my thesis')
    // Of so few none is unusual, and it shares its matter with nobody.
    expect([body.unusual, body.matter]).toEqual([[], undefined])
  })

  it('tells in how many ways customers say a need that somebody names, answered ones among them', async () => {
    await begin([...printing, ...photocopying, 'What are your opening hours?'])
    const find = (body: unknown, cookie = operator.cookie) => server.call(findWays, { cookie, body })
    const { status, body } = await find({
      name: 'print my thesis',
      examples: ['Where can I print my thesis?', 'Which printer takes a thesis?'],
    })
    expect(status).toBe(200)
    expect([body.asked, body.questions, body.ways]).toEqual([7, 3, 3])
    expect(body.wayList.map((way) => way.text).join()).toContain('[phone]')
    const hours = await find({ name: 'opening hours', examples: ['when are you open', 'your opening hours'] })
    expect(hours.body.wayList).toEqual([{ text: 'What are your opening hours?', count: 1 }])
    const nothing = await find({ name: 'gift wrapping', examples: ['do you wrap gifts'] })
    expect([nothing.body.questions, nothing.body.wayList]).toEqual([0, []])
    expect((await find({ name: '', examples: [] })).status).toBe(400)
    // Nobody else's questions are read.
    const stranger = await server.createMember(await server.createTenant(), 'knowledge-operator')
    expect((await find({ name: 'print my thesis' }, stranger.cookie)).body.asked).toBe(0)
  })

  it('tells calibration what became of the questions, and what people said of those left to them', async () => {
    const groups = await begin([...printing, ...photocopying, 'What are your opening hours?'])
    const seen = () => server.modules.database.tenant(tenant.id, readTraffic)
    expect(await seen()).toEqual({ answered: 1, left: 6, known: 0, strange: 0 })
    const [zh, en] = ['zh', 'en'].map((language) => groups.find((group) => group.language === language))
    const questionIds = async (group: WorklistGroup | undefined) =>
      (await questionsIn(group?.id ?? '')).map((question) => question.id)
    if (zh === undefined || en === undefined) throw new Error('two groups')
    const entryId = await entryIdOf('opening-hours')
    expect(
      (await repair(en, { action: 'add-to-entry', entryId, questionIds: await questionIds(en) })).status,
    ).toBe(200)
    expect(await seen()).toEqual({ answered: 1, left: 6, known: 3, strange: 0 })
    // Set aside without a word, they are taken for strangers.
    expect((await repair(zh, { action: 'ignore' })).status).toBe(200)
    expect(await seen()).toEqual({ answered: 1, left: 6, known: 3, strange: 3 })
  })

  it('keeps the names of groups as they grow', async () => {
    const [before] = await begin(printing)
    await askAndCollect(server, tenant, ['my thesis: where to print it?'])
    const [after] = await open()
    expect([after?.id, after?.count]).toEqual([before?.id, 4])
  })

  it('reads a dislike into it, and a choice out of it', async () => {
    await begin([])
    const customer = await server.customer(tenant)
    const answer = await customer.ask('What are your opening hours?')
    expect(answer.body.kind).toBe('answer')
    await customer.send({ type: 'feedback', ofSeq: answer.seq, solved: false })
    await askAndCollect(server, tenant, [])
    const rows = () =>
      server.database.asOwner('select text, kind from customer_questions where tenant_id = $1', [tenant.id])
    expect(await rows()).toEqual([{ text: 'What are your opening hours?', kind: 'disliked' }])
  })

  it('is brought up to date in the background', async () => {
    await begin([])
    const customer = await server.customer(tenant)
    await customer.ask(printing[0] ?? '')
    expect((await server.call(refreshWorklist, { cookie: operator.cookie })).status).toBe(200)
    // It stands alone, and is offered all the same.
    await expect
      .poll(
        async () =>
          (await server.call(listWorklist, { cookie: operator.cookie })).body.items.map((group) => [
            group.count,
            group.phrases,
            group.example,
          ]),
        { timeout: 30_000 },
      )
      .toEqual([[1, [], printing[0]]])
  })
})

describe('a repair', () => {
  it('is seen before it is done, answers at once, is a label, and can be taken back', async () => {
    const [group] = await begin([...printing, 'How do I renew a borrowed book?'])
    if (group === undefined) throw new Error('no group')
    const questions = await questionsIn(group.id)
    const entryId = await entryIdOf('renew-loan')
    const body = {
      action: 'add-to-entry',
      entryId,
      questionIds: questions.map((question) => question.id),
    }
    const preview = await server.call(previewRepair, {
      cookie: operator.cookie,
      params: { groupId: group.id },
      body,
    })
    expect(preview.body).toMatchObject({
      asked: 4,
      group: { questions: 3, answered: 3 },
      counts: { appear: 0, change: 0, disappear: 0 },
    })
    expect(preview.body.appear.map((change) => change.ofGroup)).toEqual([true, true, true])
    expect((await open()).map((one) => one.id)).toEqual([group.id])

    const done = await repair(group, body)
    expect(done.body).toMatchObject({
      state: 'settled',
      version: group.version + 1,
      settlement: { action: 'add-to-entry', entryId, wordings: 3 },
    })
    expect(await open()).toEqual([])
    const entry = await server.call(getEntry, { cookie: operator.cookie, params: { entryId } })
    expect(entry.body.customerWordings).toBe(3)
    const customer = await server.customer(tenant)
    const answer = await customer.ask('Where can I print my thesis?')
    expect(answer.body).toMatchObject({ kind: 'answer', entryId })
    const status = await server.call(getUnderstanding, { cookie: operator.cookie })
    expect(status.body.wordings).toBe(32 + 3)

    const undone = await server.call(undoRepair, {
      cookie: operator.cookie,
      params: { groupId: group.id },
      headers: { 'if-match': `"${group.version + 1}"` },
    })
    expect(undone.body).toMatchObject({ state: 'open', count: 3 })
    const again = await (await server.customer(tenant)).ask('Where can I print my thesis?')
    expect(again.body.kind).not.toBe('answer')
    const labels = await server.database.asOwner('select 1 from question_labels where tenant_id = $1', [
      tenant.id,
    ])
    expect(labels).toEqual([])
  })

  it('is won by one of two who try at once', async () => {
    const [group] = await begin(printing)
    if (group === undefined) throw new Error('no group')
    const questions = await questionsIn(group.id)
    const other = await server.createMember(tenant, 'admin')
    const ids = questions.map((question) => question.id)
    const results = await Promise.all([
      repair(group, { action: 'add-to-entry', entryId: await entryIdOf('lost-card'), questionIds: ids }),
      repair(group, { action: 'out-of-scope', questionIds: ids }, group.version, other.cookie),
      repair(group, { action: 'ignore' }),
    ])
    expect(results.map((result) => result.status).toSorted()).toEqual([200, 409, 409])
    const wordings = await server.database.asOwner(`select 1 from question_wordings where tenant_id = $1`, [
      tenant.id,
    ])
    expect(wordings.length).toBeLessThanOrEqual(3)
  })

  it('refuses a version that is not the newest, and a reader', async () => {
    const [group] = await begin(printing)
    if (group === undefined) throw new Error('no group')
    expect(await repair(group, { action: 'ignore' }, 7)).toMatchObject({
      status: 412,
      body: { error: { code: 'request/version-conflict' } },
    })
    const reader = await server.createMember(tenant, 'supervisor')
    expect((await repair(group, { action: 'ignore' }, group.version, reader.cookie)).status).toBe(403)
  })

  it('leaves questions that were not chosen for the next group', async () => {
    const [group] = await begin(printing)
    if (group === undefined) throw new Error('no group')
    const [first] = await questionsIn(group.id)
    await repair(group, { action: 'out-of-scope', questionIds: [first?.id] })
    await askAndCollect(server, tenant, [])
    const [rest] = await open()
    expect(rest?.count).toBe(2)
    expect(rest?.id).not.toBe(group.id)
    const known = await server.database.asOwner(
      'select text from out_of_scope_wordings where tenant_id = $1',
      [tenant.id],
    )
    expect(known).toEqual([{ text: first?.text }])
  })

  it('keeps an ignored need quiet when it is asked again', async () => {
    const [group] = await begin(printing)
    if (group === undefined) throw new Error('no group')
    await repair(group, { action: 'ignore' })
    await askAndCollect(server, tenant, ['Can I print my thesis here, on a printer?'])
    expect(await open()).toEqual([])
    expect((await open('settled'))[0]?.count).toBe(4)
  })

  it('makes a new entry that answers the next customer', async () => {
    const [group] = await begin(printing)
    if (group === undefined) throw new Error('no group')
    const questions = await questionsIn(group.id)
    const content = {
      key: 'printing',
      question: { en: 'Where can I print?' },
      answer: { en: 'On the second floor.' },
    }
    const questionIds = questions.map((question) => question.id)
    const preview = await server.call(previewRepair, {
      cookie: operator.cookie,
      params: { groupId: group.id },
      body: { action: 'new-entry', content, questionIds },
    })
    expect(preview.body.group).toEqual({ questions: 3, answered: 3 })
    const done = await repair(group, { action: 'new-entry', content, questionIds })
    expect(done.body.settlement).toMatchObject({ action: 'new-entry', wordings: 3 })
    const answer = await (await server.customer(tenant)).ask('Where can I print my thesis?')
    expect(plainText(answer.body.parts)).toBe('On the second floor.')
  })

  it('makes a draft that answers nobody, and takes it back', async () => {
    const [group] = await begin(printing)
    if (group === undefined) throw new Error('no group')
    const questionIds = (await questionsIn(group.id)).map((question) => question.id)
    const content = { key: 'printing', question: { en: 'Printing?' }, answer: { en: 'Second floor.' } }
    const done = await repair(group, { action: 'new-entry', content, questionIds, publish: false })
    const entryId = done.body.settlement?.entryId ?? ''
    const entry = () => server.call(getEntry, { cookie: operator.cookie, params: { entryId } })
    expect((await entry()).body).toMatchObject({ state: 'draft', live: false, customerWordings: 3 })
    const answer = await (await server.customer(tenant)).ask('Where can I print my thesis?')
    expect(answer.body.kind).not.toBe('answer')
    await server.call(undoRepair, { cookie: operator.cookie, params: { groupId: group.id } })
    expect((await entry()).body.state).not.toBe('draft')
  })
})
