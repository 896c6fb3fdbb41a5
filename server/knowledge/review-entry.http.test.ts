import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  approveDraft,
  archiveEntry,
  ask,
  commentDraft,
  createCategory,
  createEntry,
  declineDraft,
  discardDraft,
  type EntryContent,
  getDraft,
  getEntry,
  getKnowledgeProblems,
  listAuditEvents,
  listEntries,
  listEntryVersions,
  listReviews,
  publishDraft,
  rollBackEntry,
  saveDraft,
  submitDraft,
  updateEntry,
} from '../../contract/index.ts'
import { libraryEntries } from '../../testing/entries.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'

let server: TestServerHandle
let beside: TestServerHandle
let tenant: TestTenant
let writer: TestMember
let colleague: TestMember
let sensitive: string

beforeAll(async () => {
  server = await startTestServer()
  beside = await startTestServer({ beside: server.database, role: 'web' })
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  writer = await server.createMember(tenant, 'knowledge-operator')
  colleague = await server.createMember(tenant, 'admin')
  const made = await server.call(createCategory, {
    cookie: colleague.cookie,
    body: { name: { en: 'Fees', zh: '费用' }, fourEyes: true },
  })
  sensitive = made.body.id
}, 60_000)
afterAll(async () => {
  await beside.stop()
  await server.stop()
})

const [hours, card] = libraryEntries as [EntryContent, EntryContent]
const as = (member: TestMember, entryId: string, body: unknown, ifMatch?: number) => ({
  cookie: member.cookie,
  params: { entryId },
  body,
  ...(ifMatch === undefined ? {} : { headers: { 'if-match': `"${ifMatch}"` } }),
})

async function entryOf(key: string) {
  const { body } = await server.call(listEntries, { cookie: writer.cookie, query: { search: key } })
  const entry = body.items.find((one) => one.key === key)
  if (entry === undefined) throw new Error(`no entry ${key}`)
  return entry
}
/** What a customer is told, by either process. */
async function told(text: string): Promise<string[]> {
  const answers = await Promise.all(
    [server, beside].map((one) => one.call(ask, { cookie: writer.cookie, body: { text } })),
  )
  return answers.map((answer) => answer.body.text)
}
const code = (answer: { body: unknown }) => (answer.body as { error?: { code: string } }).error?.code

/** A new entry in the category that asks for four eyes, live. */
async function sensitiveEntry(key: string, question: string, answer: string): Promise<string> {
  const content = {
    key,
    category: {},
    categoryId: sensitive,
    question: { en: question },
    similar: {},
    answer: { en: answer },
  }
  const made = await server.call(createEntry, { cookie: writer.cookie, body: content })
  expect(made.body).toMatchObject({ state: 'draft', draft: { state: 'in-review' }, live: false, version: 0 })
  const approved = await server.call(approveDraft, as(colleague, made.body.id, {}))
  expect(approved.body).toMatchObject({ state: 'published', version: 1, live: true })
  return made.body.id
}

describe('a draft beside what is published', () => {
  it('leaves the published text answering until it is published, then is live in every process', async () => {
    const entry = await entryOf(hours.key)
    const content = { ...hours, answer: { en: 'We are open from 8:00 to 22:00.' } }
    const draft = await server.call(saveDraft, as(writer, entry.id, { content, note: 'winter hours' }, 0))
    expect(draft.body).toMatchObject({
      state: 'draft',
      revision: 1,
      basedOn: entry.version,
      content: { answer: content.answer },
      published: { answer: hours.answer },
      fourEyes: false,
      own: true,
    })
    expect(await told('What are your opening hours?')).toEqual([hours.answer.en, hours.answer.en])
    const published = await server.call(publishDraft, as(writer, entry.id, {}, 1))
    expect(published.body).toMatchObject({
      state: 'published',
      version: entry.version + 1,
      answer: content.answer,
    })
    expect(published.body.draft).toBeUndefined()
    expect(await told('What are your opening hours?')).toEqual([content.answer.en, content.answer.en])
    const versions = await server.call(listEntryVersions, as(writer, entry.id, undefined))
    expect(versions.body.items[0]).toMatchObject({
      version: entry.version + 1,
      note: 'winter hours',
      changedBy: expect.stringContaining('knowledge-operator'),
    })
  })

  it('of an entry never published keeps its key and answers nobody', async () => {
    const body = {
      ...card,
      key: 'fresh',
      question: { en: 'Do you lend umbrellas when it rains?' },
      publish: false,
    }
    const made = await server.call(createEntry, { cookie: writer.cookie, body })
    expect(made.body).toMatchObject({ state: 'draft', live: false, version: 0, question: body.question })
    expect(
      code(await server.call(createEntry, { cookie: writer.cookie, body: { ...card, key: 'fresh' } })),
    ).toBe('knowledge/key-taken')
    expect(
      (await server.call(listEntries, { cookie: writer.cookie, query: { filter: 'draft' } })).body,
    ).toMatchObject({
      total: 1,
      items: [{ key: 'fresh' }],
    })
    expect((await told('Do you lend umbrellas when it rains?'))[0]).not.toBe(card.answer.en)
    await server.call(discardDraft, as(writer, made.body.id, undefined))
    expect(code(await server.call(getEntry, as(writer, made.body.id, undefined)))).toBe(
      'knowledge/entry-not-found',
    )
  })

  it('is refused when somebody saved or published in between', async () => {
    const entry = await entryOf(card.key)
    await server.call(saveDraft, as(writer, entry.id, { content: card }, 0))
    expect(code(await server.call(saveDraft, as(colleague, entry.id, { content: card }, 0)))).toBe(
      'request/version-conflict',
    )
    expect((await server.call(saveDraft, as(colleague, entry.id, { content: card }, 1))).status).toBe(200)
    // An older client publishes beside the draft.
    const live = await server.call(updateEntry, as(writer, entry.id, { ...card, answer: { en: 'Pay £6.' } }))
    expect(live.body).toMatchObject({ state: 'published', draft: { basedOn: entry.version } })
    const outdated = await server.call(publishDraft, as(writer, entry.id, {}, 2))
    expect(outdated.body).toMatchObject({
      error: { code: 'knowledge/draft-outdated', parameters: { version: entry.version + 1 } },
    })
    await server.call(saveDraft, as(writer, entry.id, { content: card, basedOn: entry.version + 1 }, 2))
    expect((await server.call(publishDraft, as(writer, entry.id, {}, 3))).status).toBe(200)
  })

  it('is published once when two publish at once', async () => {
    const entry = await entryOf(card.key)
    await server.call(saveDraft, as(writer, entry.id, { content: { ...card, answer: { en: 'Pay £7.' } } }))
    const results = await Promise.all(
      [writer, colleague].map((member) => server.call(publishDraft, as(member, entry.id, {}, 1))),
    )
    expect(results.map((one) => one.status).sort()).toEqual([200, 404])
    expect((await entryOf(card.key)).version).toBe(entry.version + 1)
  })
})

describe('four eyes', () => {
  it('lets nobody publish alone, nor approve what they wrote in', async () => {
    const id = await sensitiveEntry('copy-fee', 'What does a photocopy cost?', 'Ten pence a page.')
    const entry = (await server.call(getEntry, as(writer, id, undefined))).body
    const content = { ...entry, answer: { en: 'Twelve pence a page.' } }
    const { key, category, question, similar, answer } = content
    const written = { key, category, question, similar, answer }
    expect(code(await server.call(updateEntry, as(writer, id, { ...written, publish: true })))).toBe(
      'knowledge/review-required',
    )
    // A client that knows nothing of reviews keeps working: its change waits.
    const changed = await server.call(updateEntry, as(writer, id, { ...written, note: 'new price list' }, 1))
    expect([changed.status, changed.body]).toMatchObject([
      200,
      { answer: { en: 'Ten pence a page.' }, draft: { state: 'in-review' }, version: 1 },
    ])
    expect(await told('What does a photocopy cost?')).toEqual(['Ten pence a page.', 'Ten pence a page.'])
    expect(code(await server.call(publishDraft, as(writer, id, {})))).toBe('knowledge/review-required')
    expect(code(await server.call(approveDraft, as(writer, id, {})))).toBe('knowledge/own-draft')
    const problems = await server.call(getKnowledgeProblems, { cookie: colleague.cookie })
    expect(problems.body).toMatchObject({ inReview: 1, mineToApprove: 1 })
    expect((await server.call(getKnowledgeProblems, { cookie: writer.cookie })).body.mineToApprove).toBe(0)
    expect((await server.call(getDraft, as(colleague, id, undefined))).body).toMatchObject({
      fourEyes: true,
      own: false,
      note: 'new price list',
    })
    const approved = await server.call(approveDraft, as(colleague, id, { text: 'checked' }, 1))
    expect(approved.body).toMatchObject({ answer: { en: 'Twelve pence a page.' }, version: 2 })
    expect(await told('What does a photocopy cost?')).toEqual([
      'Twelve pence a page.',
      'Twelve pence a page.',
    ])
    const [version] = (await server.call(listEntryVersions, as(writer, id, undefined))).body.items
    expect(version).toMatchObject({
      note: 'new price list',
      changedBy: expect.stringContaining('knowledge-operator'),
      approvedBy: expect.stringContaining('admin'),
    })
  })

  it('asks for them where an entry comes from, and where it would go', async () => {
    const id = await sensitiveEntry('scan-fee', 'What does scanning cost here?', 'Scanning is free.')
    const away = { ...card, key: 'scan-fee', question: { en: 'What does scanning cost here?' } }
    const moved = await server.call(updateEntry, as(writer, id, away))
    expect(moved.body).toMatchObject({ draft: { state: 'in-review' }, answer: { en: 'Scanning is free.' } })
    const entry = await entryOf('renew-loan')
    const { key, question, similar, answer } = entry
    const into = { key, question, similar, answer, category: { en: 'Fees', zh: '费用' } }
    expect((await server.call(updateEntry, as(writer, entry.id, into))).body.draft?.state).toBe('in-review')
    await server.call(discardDraft, as(writer, entry.id, undefined))
  })

  it('asks for them of a file, too', async () => {
    const id = await sensitiveEntry('tea-fee', 'What does a cup of tea cost?', 'Tea is free.')
    const line = {
      key: 'tea-fee',
      category: { en: 'Fees', zh: '费用' },
      question: { en: 'What does a cup of tea cost?' },
    }
    const fresh = {
      ...line,
      key: 'milk-fee',
      question: { en: 'What does milk cost?' },
      answer: { en: 'A penny.' },
    }
    const file = [{ ...line, answer: { en: 'One pound.' } }, fresh]
      .map((one) => JSON.stringify(one))
      .join('\n')
    const imported = await fetch(`${server.url}/api/v1/knowledge/import?format=entries-jsonl`, {
      method: 'POST',
      headers: { cookie: writer.cookie, 'content-type': 'application/octet-stream' },
      body: file,
    })
    expect(imported.status).toBe(200)
    expect((await server.call(getEntry, as(writer, id, undefined))).body).toMatchObject({
      answer: { en: 'Tea is free.' },
      draft: { state: 'in-review' },
    })
    expect(await entryOf('milk-fee')).toMatchObject({
      state: 'draft',
      live: false,
      draft: { state: 'in-review' },
    })
    expect(code(await server.call(approveDraft, as(writer, id, {})))).toBe('knowledge/own-draft')
    expect((await server.call(approveDraft, as(colleague, id, {}))).body.answer).toEqual({ en: 'One pound.' })
  })

  it('gives a draft back with the reason, and takes it out of review when it is written in again', async () => {
    const id = await sensitiveEntry('room-fee', 'What does the reading room cost?', 'It is free.')
    const content = { ...card, key: 'room-fee', categoryId: sensitive, answer: { en: 'One pound.' } }
    await server.call(saveDraft, as(writer, id, { content }))
    expect(code(await server.call(approveDraft, as(colleague, id, {})))).toBe('knowledge/not-in-review')
    expect(code(await server.call(declineDraft, as(colleague, id, { reason: 'no' })))).toBe(
      'knowledge/not-in-review',
    )
    await server.call(submitDraft, as(writer, id, { note: 'as agreed' }))
    await server.call(commentDraft, as(colleague, id, { text: 'who agreed?' }))
    const declined = await server.call(declineDraft, as(colleague, id, { reason: 'nobody agreed' }))
    expect(declined.body.state).toBe('draft')
    await server.call(submitDraft, as(writer, id, {}))
    await server.call(saveDraft, as(writer, id, { content }))
    const reviews = await server.call(listReviews, as(writer, id, undefined))
    expect(reviews.body.items.map((one) => `${one.kind}: ${one.text}`)).toEqual([
      'withdrawn: ',
      'submitted: as agreed',
      'declined: nobody agreed',
      'commented: who agreed?',
      'submitted: as agreed',
      'approved: ',
      'submitted: ',
    ])
    expect((await told('What does the reading room cost?'))[0]).toBe('It is free.')
  })
})

describe('going back', () => {
  it('takes up an earlier text as a new version, at once', async () => {
    const entry = await entryOf('late-fee')
    const { key, category, question, similar, answer } = entry
    const content = { key, category, question, similar, answer }
    await server.call(
      updateEntry,
      as(writer, entry.id, {
        ...content,
        answer: { en: 'A pound a day.' },
        validUntil: '2099-01-01T00:00:00Z',
      }),
    )
    const back = await server.call(rollBackEntry, as(writer, entry.id, { version: 1 }, entry.version + 1))
    expect(back.body).toMatchObject({ version: entry.version + 2, answer })
    expect(back.body.validUntil).toBeUndefined()
    expect(await told('What does it cost to return a book late')).toEqual([answer.en, answer.en])
    const [newest] = (await server.call(listEntryVersions, as(writer, entry.id, undefined))).body.items
    expect(newest).toMatchObject({ version: entry.version + 2, rollbackOf: 1 })
    expect(code(await server.call(rollBackEntry, as(writer, entry.id, { version: 99 })))).toBe(
      'knowledge/version-not-found',
    )
  })

  it('goes through review where it is asked for', async () => {
    const id = await sensitiveEntry('late-print', 'What does late printing cost?', 'One penny.')
    const content = {
      ...card,
      key: 'late-print',
      question: { en: 'What does late printing cost?' },
      categoryId: sensitive,
    }
    await server.call(updateEntry, as(writer, id, { ...content, answer: { en: 'Two pence.' } }))
    await server.call(approveDraft, as(colleague, id, {}))
    const back = await server.call(rollBackEntry, as(writer, id, { version: 1, note: 'a mistake' }))
    expect(back.body).toMatchObject({
      answer: { en: 'Two pence.' },
      draft: { state: 'in-review', note: 'a mistake' },
    })
    expect(code(await server.call(rollBackEntry, as(writer, id, { version: 1 })))).toBe(
      'knowledge/draft-in-the-way',
    )
    expect((await server.call(approveDraft, as(colleague, id, {}))).body.answer).toEqual({ en: 'One penny.' })
  })

  it('brings an archived entry back, by review where it is asked for', async () => {
    const { answer } = await entryOf('late-fee')
    const { id, version } = await entryOf('late-fee')
    await server.call(archiveEntry, as(writer, id, undefined))
    const gone = await server.call(getEntry, as(writer, id, undefined))
    expect(gone.body).toMatchObject({ state: 'archived', live: false, version: version + 1 })
    const listed = await server.call(listEntries, { cookie: writer.cookie, query: { filter: 'archived' } })
    expect(listed.body.items.map((one) => one.id)).toContain(id)
    expect(code(await server.call(updateEntry, as(writer, id, card)))).toBe('knowledge/entry-not-found')
    const back = await server.call(rollBackEntry, as(writer, id, { version: version + 1 }, version + 1))
    expect(back.body).toMatchObject({ state: 'published', live: true, version: version + 2, answer })
    expect(await told('What does it cost to return a book late')).toEqual([answer.en, answer.en])

    const careful = await sensitiveEntry('late-scan', 'What does late scanning cost?', 'One penny.')
    await server.call(archiveEntry, as(writer, careful, undefined))
    const sent = await server.call(rollBackEntry, as(writer, careful, { version: 2 }))
    expect(sent.body).toMatchObject({ state: 'draft', live: false, draft: { state: 'in-review' } })
    const approved = await server.call(approveDraft, as(colleague, careful, {}))
    expect(approved.body).toMatchObject({ state: 'published', live: true })
  })

  it('does not bring back an entry whose key was given away', async () => {
    const { id, version } = await entryOf('late-fee')
    await server.call(archiveEntry, as(writer, id, undefined))
    const other = { ...card, key: 'late-fee', question: { en: 'Another one about fees?' } }
    expect((await server.call(createEntry, { cookie: writer.cookie, body: other })).status).toBe(200)
    expect(code(await server.call(rollBackEntry, as(writer, id, { version })))).toBe('knowledge/key-taken')
    expect((await server.call(getEntry, as(writer, id, undefined))).body.state).toBe('archived')
  })

  it('leaves who, what and nothing of the text in the audit log', async () => {
    const { body } = await server.call(listAuditEvents, { cookie: colleague.cookie, query: { limit: '200' } })
    const actions = new Set(body.items.map((event) => event.action))
    for (const action of [
      'entry-published',
      'entry-approved',
      'entry-declined',
      'entry-submitted',
      'entry-rolled-back',
    ])
      expect(actions).toContain(action)
    expect(JSON.stringify(body.items)).not.toContain('pence')
  })
})
