import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labelQuestion, listQuestionsToLabel, unlabelQuestion } from '../../contract/index.ts'
import { libraryEntries } from '../../testing/entries.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { askAndCollect } from '../../testing/worklist.ts'

let server: TestServerHandle
let tenant: TestTenant
let one: TestMember
let other: TestMember

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  one = await server.createMember(tenant, 'knowledge-operator')
  other = await server.createMember(tenant, 'knowledge-operator')
  await askAndCollect(server, tenant, [
    'What are your opening hours?',
    'until what time could I come tonight',
    'the fine for a book that is late',
    'who wrote Faust',
  ])
})
afterAll(() => server.stop())

const queue = async (member: TestMember) =>
  (await server.call(listQuestionsToLabel, { cookie: member.cookie })).body
const label = (member: TestMember, questionId: string, body: unknown) =>
  server.call(labelQuestion, { cookie: member.cookie, params: { questionId }, body })
const wordings = () =>
  server.database.asOwner<{ key: string; text: string }>(
    `select e.key, w.text from wordings w join entries e on e.tenant_id = w.tenant_id and e.id = w.entry_id
     where w.tenant_id = $1 and w.origin = 'customer'`,
    [tenant.id],
  )

describe('labelling', () => {
  it('begins with what is nearest to its threshold', async () => {
    const { items, counts } = await queue(one)
    const distances = items.map((item) => Math.abs(item.confidence - item.threshold))
    expect(distances).toEqual(distances.toSorted((a, b) => a - b))
    expect(items.length).toBe(4)
    expect(counts).toEqual({ unlabelled: 4, labelled: 0, mine: 0, shared: 0, agreed: 0 })
    expect(items.find((item) => item.text.startsWith('What are'))?.likely[0]?.key).toBe('opening-hours')
  })

  it('makes a label a wording, and takes it back while people disagree', async () => {
    const { items } = await queue(one)
    const question = items.find((item) => item.text.includes('tonight'))
    const hours = items.find((item) => item.text.startsWith('What are'))?.likely[0]?.entryId
    const id = question?.id ?? ''
    expect((await label(one, id, { verdict: 'entry', entryId: hours })).status).toBe(200)
    // Said twice, counted once.
    await label(one, id, { verdict: 'entry', entryId: hours })
    expect(await wordings()).toEqual([{ key: 'opening-hours', text: question?.text }])
    expect((await queue(one)).counts).toMatchObject({ labelled: 1, mine: 1, shared: 0 })
    expect((await queue(other)).items.find((item) => item.id === id)?.second).toBe(true)

    await label(other, id, { verdict: 'out-of-scope' })
    expect(await wordings()).toEqual([])
    expect((await queue(one)).counts).toMatchObject({ shared: 1, agreed: 0 })
    await label(other, id, { verdict: 'entry', entryId: hours })
    expect((await queue(one)).counts).toMatchObject({ shared: 1, agreed: 1 })
    expect((await wordings()).length).toBe(1)
    for (const member of [one, other])
      await server.call(unlabelQuestion, { cookie: member.cookie, params: { questionId: id } })
    expect(await wordings()).toEqual([])
  })

  it('learns nothing from "wrong" alone, and refuses entries that are not there', async () => {
    const { items } = await queue(one)
    const id = items[0]?.id ?? ''
    expect((await label(one, id, { verdict: 'wrong' })).status).toBe(200)
    expect(await wordings()).toEqual([])
    expect((await label(one, id, { verdict: 'entry', entryId: id })).body).toMatchObject({
      error: { code: 'knowledge/entry-not-found' },
    })
  })
})
