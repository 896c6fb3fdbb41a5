import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  archiveEntry,
  freezeCase,
  getUnderstanding,
  listAuditEvents,
  listBrokenCases,
  listEntries,
  listFrozenCases,
  listModelVersions,
  putVersionInForce,
  removeFrozenCase,
  updateEntry,
  updateFrozenCase,
} from '../../../contract/index.ts'
import type { TrainingInput, Wording } from '../../../language/index.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../../testing/running-server.ts'
import { trainApart, trainTenant } from '../../understanding/index.ts'

let server: TestServerHandle

beforeAll(async () => {
  // Without jobs: nothing is trained but what a test trains.
  server = await startTestServer({ role: 'web' })
})
afterAll(() => server.stop())

async function library() {
  const tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  const { cookie } = await server.createMember(tenant, 'knowledge-operator')
  return { tenant, cookie }
}

async function entry(cookie: string, key: string) {
  const { body } = await server.call(listEntries, { cookie, query: { search: key } })
  const found = body.items.find((one) => one.key === key)
  if (found === undefined) throw new Error(`no entry ${key}`)
  return found
}

/** Gives two entries each other's questions: a slip that no check of one entry sees. */
async function swapQuestions(cookie: string, one: string, other: string) {
  const [first, second] = [await entry(cookie, one), await entry(cookie, other)]
  for (const [to, from] of [
    [first, second],
    [second, first],
  ] as const) {
    const { key, category, answer } = to
    const body = { key, category, answer, question: from.question, similar: from.similar }
    const answered = await server.call(updateEntry, { cookie, params: { entryId: to.id }, body })
    expect(answered.status).toBe(200)
  }
}

const train = (tenant: TestTenant) => trainTenant(server.modules, tenant.id)
const status = async (cookie: string) => (await server.call(getUnderstanding, { cookie })).body
const versions = async (cookie: string) => (await server.call(listModelVersions, { cookie })).body.items
const cases = async (cookie: string) => (await server.call(listFrozenCases, { cookie })).body
const inForce = async (tenant: TestTenant) =>
  (await server.database.asOwner('select model_id from tenant_versions where tenant_id = $1', [tenant.id]))[0]
    ?.model_id as string

const question = 'My reader card is gone, what do I do?'
async function freeze(cookie: string, key = 'lost-card', text = question) {
  const body = { text, expects: 'first', entryId: (await entry(cookie, key)).id }
  const frozen = await server.call(freezeCase, { cookie, body })
  expect(frozen.status).toBe(200)
  return frozen.body
}

describe('a frozen question', () => {
  it('holds back a version that gets it wrong, until somebody puts it in force anyway', async () => {
    const { tenant, cookie } = await library()
    expect(await freeze(cookie)).toMatchObject({ state: 'right', entry: { live: true } })
    const before = await inForce(tenant)
    await swapQuestions(cookie, 'lost-card', 'renew-loan')
    expect(await train(tenant)).toBe(false)
    expect(await inForce(tenant)).toBe(before)
    const held = (await status(cookie)).heldBack
    expect(held).toBeDefined()
    expect((await status(cookie)).training).toBe(false)
    const [newest] = await versions(cookie)
    expect(newest).toMatchObject({
      id: held?.id,
      state: 'held-back',
      passed: false,
      report: { cases: { asked: 1, broken: 1, right: 0 }, own: { of: 8, asked: 8, broken: 0 } },
    })
    const params = { versionId: held?.id as string }
    const broken = await server.call(listBrokenCases, { cookie, params })
    expect(broken.body.items).toMatchObject([
      {
        kind: 'frozen',
        text: question,
        after: { first: { entryId: (await entry(cookie, 'renew-loan')).id } },
      },
    ])
    expect((await cases(cookie)).items).toMatchObject([{ state: 'broken', accepted: false }])
    // The same again is not trained again.
    expect(await train(tenant)).toBe(false)
    expect((await status(cookie)).heldBack).toEqual(held)

    const agent = await server.createMember(tenant, 'agent')
    const refused = await server.call(putVersionInForce, { cookie: agent.cookie, params })
    expect(refused.status).toBe(403)
    const forced = await server.call(putVersionInForce, { cookie, params })
    expect(forced.body).toMatchObject({ state: 'in-force', passed: false })
    expect(forced.body.forcedBy).toContain('knowledge-operator')
    expect(await inForce(tenant)).toBe(held?.id)
    expect((await status(cookie)).heldBack).toBeUndefined()
    const twice = await server.call(putVersionInForce, { cookie, params })
    expect(twice.body).toMatchObject({ error: { code: 'understanding/version-not-held' } })
    const admin = await server.createMember(tenant, 'admin')
    const audit = await server.call(listAuditEvents, { cookie: admin.cookie })
    expect(audit.body.items.map((one) => one.action)).toContain('version-put-in-force')

    // What was accepted holds nothing back, until it was right again.
    await swapQuestions(cookie, 'opening-hours', 'late-fee')
    expect(await train(tenant)).toBe(true)
    expect((await cases(cookie)).items).toMatchObject([{ state: 'broken', accepted: true }])
    await swapQuestions(cookie, 'lost-card', 'renew-loan')
    expect(await train(tenant)).toBe(true)
    expect((await cases(cookie)).items).toMatchObject([{ state: 'right', accepted: false }])
    await swapQuestions(cookie, 'lost-card', 'renew-loan')
    expect(await train(tenant)).toBe(false)
  })

  it('lets the version through once it is frozen no more, or something else is expected', async () => {
    const { tenant, cookie } = await library()
    const one = await freeze(cookie)
    const other = await freeze(cookie, 'renew-loan', 'May I keep my book for two weeks longer?')
    await swapQuestions(cookie, 'lost-card', 'renew-loan')
    expect(await train(tenant)).toBe(false)
    const held = (await status(cookie)).heldBack?.id
    await server.call(removeFrozenCase, { cookie, params: { caseId: other.id } })
    expect((await status(cookie)).heldBack?.id).toBe(held)
    const body = { expects: 'first', entryId: (await entry(cookie, 'renew-loan')).id }
    const params = { caseId: one.id }
    const stale = await server.call(updateFrozenCase, {
      cookie,
      params,
      body,
      headers: { 'if-match': '"7"' },
    })
    expect(stale.body).toMatchObject({ error: { code: 'request/version-conflict' } })
    const changed = await server.call(updateFrozenCase, { cookie, params, body })
    expect(changed.body).toMatchObject({ state: 'right' })
    expect(await inForce(tenant)).toBe(held)
  })

  it('is there once, with one expectation, and stale when its entry answers no more', async () => {
    const { tenant, cookie } = await library()
    const one = await freeze(cookie)
    expect((await freeze(cookie, 'lost-card', `${question}  `)).id).toBe(one.id)
    const none = { text: question, expects: 'no-answer' }
    expect((await server.call(freezeCase, { cookie, body: none })).body).toMatchObject({
      error: { code: 'frozen/other-expectation' },
    })
    const without = { text: 'Who wrote Faust?', expects: 'first' }
    expect((await server.call(freezeCase, { cookie, body: without })).status).toBe(400)
    await server.call(archiveEntry, { cookie, params: { entryId: one.entry?.entryId as string } })
    expect(await train(tenant)).toBe(true)
    const { items, counts } = await cases(cookie)
    expect(items).toMatchObject([{ state: 'stale', entry: { title: 'lost-card', live: false } }])
    expect(counts).toMatchObject({ stale: 1, broken: 0 })
  })

  it('that nothing may answer is broken by an answer', async () => {
    const { tenant, cookie } = await library()
    const text = 'Do you rent out bicycles?'
    const body = { text, expects: 'no-answer' }
    expect((await server.call(freezeCase, { cookie, body })).body).toMatchObject({ state: 'right' })
    const { key, category, answer, question, similar, id } = await entry(cookie, 'late-fee')
    const more = { ...similar, en: [...(similar.en ?? []), text] }
    await server.call(updateEntry, {
      cookie,
      params: { entryId: id },
      body: { key, category, answer, question, similar: more },
    })
    expect(await train(tenant)).toBe(false)
    expect((await cases(cookie)).items).toMatchObject([
      { state: 'broken', before: { outcome: 'answer' }, after: { outcome: 'answer' } },
    ])
  })

  it('is kept of a conversation only where it can go with it', async () => {
    const { tenant, cookie } = await library()
    const { session } = await server.customer(tenant)
    const ask = (text: string, conversationId: string) =>
      server.call(freezeCase, { cookie, body: { text, expects: 'no-answer', conversationId } })
    const foreign = await server.customer(await server.createTenant())
    expect((await ask('Who plays the organ?', foreign.session.conversationId)).status).toBe(404)
    expect((await ask('Who plays the organ?', session.conversationId)).status).toBe(200)
    await server.database.asOwner('update conversations set erased_at = now() where id = $1', [
      session.conversationId,
    ])
    // Somebody still looks at what was erased meanwhile.
    expect((await ask('Who plays the flute?', session.conversationId)).status).toBe(404)
  })

  it('is judged, too, where somebody only changes its note meanwhile', async () => {
    const { tenant, cookie } = await library()
    const frozen = await freeze(cookie)
    await swapQuestions(cookie, 'lost-card', 'renew-loan')
    const { gate } = server.modules
    const slow: typeof gate = {
      ...gate,
      async judge(...trial) {
        const verdict = await gate.judge(...trial)
        const body = { expects: 'first', entryId: frozen.entry?.entryId, note: 'asked each Monday' } as const
        const changed = await server.call(updateFrozenCase, { cookie, params: { caseId: frozen.id }, body })
        expect(changed.status).toBe(200)
        return verdict
      },
    }
    expect(await trainTenant({ ...server.modules, gate: slow }, tenant.id)).toBe(false)
    expect((await cases(cookie)).items).toMatchObject([{ state: 'broken', note: 'asked each Monday' }])
  })

  it('is of its own company alone', async () => {
    const ours = await library()
    const theirs = await library()
    const { id } = await freeze(theirs.cookie)
    expect((await cases(ours.cookie)).items).toEqual([])
    const removed = await server.call(removeFrozenCase, { cookie: ours.cookie, params: { caseId: id } })
    expect(removed.body).toMatchObject({ error: { code: 'frozen/case-not-found' } })
    const versionId = (await versions(theirs.cookie))[0]?.id as string
    const broken = await server.call(listBrokenCases, { cookie: ours.cookie, params: { versionId } })
    expect(broken.body).toMatchObject({ error: { code: 'understanding/version-not-found' } })
  })
})

/** Training gone wrong: each entry learns what belongs to the next one. */
const spoilt: typeof trainApart = (input, ...rest) =>
  trainApart({ ...input, entries: shifted(input.entries, () => true) }, ...rest)
/** Gives each entry those wordings of the next one that `which` names. */
const shifted = (entries: TrainingInput['entries'], which: (wording: Wording) => boolean) =>
  entries.map((one, at) => ({
    ...one,
    wordings: [
      ...one.wordings.filter((wording) => !which(wording)),
      ...(entries[(at + 1) % entries.length]?.wordings ?? []).filter(which),
    ],
  }))

/** An edit that changes no question. */
async function editAnswer(cookie: string, text: string) {
  const { key, category, answer, question, similar, id } = await entry(cookie, 'late-fee')
  const body = { key, category, answer: { ...answer, en: text }, question, similar }
  await server.call(updateEntry, { cookie, params: { entryId: id }, body })
}

const spoken: Record<string, string[]> = {
  'opening-hours': ['when do you open', 'opening hours on sunday', 'are you open tonight', 'closing time'],
  'lost-card': ['I lost my card', 'my reader card is gone', 'card was stolen', 'need a new card'],
  'renew-loan': ['renew my book', 'extend the loan', 'keep the book longer', 'two more weeks for my book'],
  'late-fee': ['what is the fine', 'fee for late return', 'overdue book cost', 'charged for being late'],
}
async function label(cookie: string) {
  const rows = Object.entries(spoken).flatMap(([key, texts]) =>
    texts.flatMap((text) =>
      ['please', 'hello,', 'quick question:', 'so'].map((word) => `${key},"${word} ${text}"`),
    ),
  )
  const response = await fetch(`${server.url}/api/v1/knowledge/import?format=wordings-csv`, {
    method: 'POST',
    headers: { cookie },
    body: ['key,text', ...rows].join('\n'),
  })
  expect(response.status).toBe(200)
}

describe('a version that has lost what it knew', () => {
  it('is held back by the entries’ own questions, with nothing frozen', async () => {
    const { tenant, cookie } = await library()
    const { modules } = server
    await editAnswer(cookie, 'A pound.')
    expect(await trainTenant({ ...modules, train: spoilt }, tenant.id)).toBe(false)
    const [newest, first] = await versions(cookie)
    expect(newest).toMatchObject({ state: 'held-back', report: { own: { of: 8, asked: 8 } } })
    expect(newest?.report.own.broken).toBeGreaterThan(0)
    expect(first).toMatchObject({ state: 'in-force', excuse: 'first' })
    const params = { versionId: newest?.id as string }
    const [broken] = (await server.call(listBrokenCases, { cookie, params })).body.items
    expect(broken).toMatchObject({ kind: 'own', before: { first: broken?.entry } })
    expect(broken?.after.first).not.toEqual(broken?.entry)
    // Where nobody looks, it comes into force.
    await editAnswer(cookie, 'Two pounds.')
    const { gate: _, ...unguarded } = modules
    expect(await trainTenant({ ...unguarded, train: spoilt }, tenant.id)).toBe(true)
  })

  it('is held back by labels that neither had seen, and not by chance', async () => {
    const { tenant, cookie } = await library()
    await label(cookie)
    expect(await train(tenant)).toBe(true)
    await editAnswer(cookie, 'A pound.')
    expect(await train(tenant)).toBe(true)
    expect((await versions(cookie))[0]?.report.labels).toMatchObject({ shared: 64, worse: false })
    await editAnswer(cookie, 'Two pounds.')
    const mislabelled: typeof trainApart = (input, ...rest) =>
      trainApart(
        { ...input, entries: shifted(input.entries, ({ origin }) => origin === 'customer') },
        ...rest,
      )
    expect(await trainTenant({ ...server.modules, train: mislabelled }, tenant.id)).toBe(false)
    const [newest] = await versions(cookie)
    expect(newest).toMatchObject({ state: 'held-back', report: { labels: { shared: 64, worse: true } } })
    expect(newest?.report.labels?.first.worse).toBeGreaterThan(30)
  })

  it('comes into force where words have to be forgotten, with what it breaks', async () => {
    const { tenant, cookie } = await library()
    await freeze(cookie)
    await swapQuestions(cookie, 'lost-card', 'renew-loan')
    await server.database.asOwner('update models set holds_erased = true where tenant_id = $1', [tenant.id])
    expect(await train(tenant)).toBe(true)
    expect((await versions(cookie))[0]).toMatchObject({ state: 'in-force', passed: false, excuse: 'erasure' })
  })

  it('is judged once more after a crash in between, and once where two trained at a time', async () => {
    const { tenant, cookie } = await library()
    await freeze(cookie)
    await swapQuestions(cookie, 'lost-card', 'renew-loan')
    const dying = {
      ...server.modules.gate,
      judge: () => Promise.reject(new Error('the process ended')),
    }
    await expect(trainTenant({ ...server.modules, gate: dying }, tenant.id)).rejects.toThrow('ended')
    expect((await status(cookie)).training).toBe(true)
    expect(await Promise.all([train(tenant), train(tenant)])).toEqual([false, false])
    const models = await server.database.asOwner<{ held: boolean; holds_erased: boolean }>(
      'select held, holds_erased from models where tenant_id = $1 order by held',
      [tenant.id],
    )
    expect(models).toEqual([
      { held: false, holds_erased: false },
      { held: true, holds_erased: false },
    ])
    expect((await versions(cookie)).filter((one) => one.state === 'held-back')).toHaveLength(1)
  })
})
