import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEntry, getUnderstanding, plainText, updateEntry } from '../../contract/index.ts'
import { libraryEntries } from '../../testing/entries.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../testing/running-server.ts'

let server: TestServerHandle
let tenant: TestTenant

beforeAll(async () => {
  // Without jobs: what is trained anew in the background would hide what happens before.
  server = await startTestServer({ role: 'web' })
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries.slice(1))
})
afterAll(() => server.stop())

describe('understanding', () => {
  it('uses a new entry in the next answer, before any training', async () => {
    const operator = await server.createMember(tenant, 'knowledge-operator')
    const customer = await server.customer(tenant)
    const [first] = libraryEntries
    await server.call(createEntry, { cookie: operator.cookie, body: first })
    const answer = await customer.ask('What are your opening hours?')
    expect(answer.body.kind).toBe('answer')
    expect(plainText(answer.body.parts)).toBe(first?.answer.en)
    const status = await server.call(getUnderstanding, { cookie: operator.cookie })
    expect(status.body).toMatchObject({
      entries: 4,
      calibration: { state: 'not-yet-calibrated', labelled: 0 },
    })
  })

  it('forgets a wording at once that was taken away in a later edit', async () => {
    const other = await server.createTenant()
    await server.teach(other, libraryEntries.slice(1))
    const { cookie } = await server.createMember(other, 'knowledge-operator')
    const wordings = async () => (await server.call(getUnderstanding, { cookie })).body.wordings
    const base = await wordings()
    const content = {
      key: 'parking',
      category: {},
      question: { en: 'Where can I park?' },
      similar: { en: ['Is there a car park?', 'May I leave my bicycle here?'] },
      answer: { en: 'Behind the house.' },
    }
    const { id } = (await server.call(createEntry, { cookie, body: content })).body
    expect(await wordings()).toBe(base + 3)
    const edit = (change: Partial<typeof content>) =>
      server.call(updateEntry, { cookie, params: { entryId: id }, body: { ...content, ...change } })
    await edit({ answer: { en: 'In front of the house.' } })
    expect(await wordings()).toBe(base + 3)
    await edit({ similar: { en: ['Is there a car park?'] } })
    expect(await wordings()).toBe(base + 2)
  })

  it('loads once, not with every question, while the model in force is of another engine', async () => {
    const other = await server.createTenant()
    await server.teach(other, libraryEntries)
    await server.database.asOwner('update models set engine = 0 where tenant_id = $1', [other.id])
    const { understanding } = server.modules
    expect(await understanding.current(other.id)).toBe(await understanding.current(other.id))
  })

  it('goes on without a damaged model and trains a new one', async () => {
    const other = await server.createTenant()
    await server.teach(other, libraryEntries)
    await server.database.asOwner(`update models set bytes = '\\x00112233' where tenant_id = $1`, [other.id])
    const customer = await server.customer(other)
    const answer = await customer.ask('How do I renew a borrowed book?')
    expect(answer.body.kind).not.toBe('handover')
    const [row] = await server.database.asOwner('select model_id from tenant_versions where tenant_id = $1', [
      other.id,
    ])
    expect(row).toEqual({ model_id: null })
  })

  it('hands over when the knowledge cannot be loaded at all', async () => {
    const other = await server.createTenant()
    await server.teach(other, libraryEntries.slice(0, 1))
    await server.database.asOwner(`update wordings set text = '' where tenant_id = $1`, [other.id])
    await server.database.asOwner(`update answers set parts = '{}' where tenant_id = $1`, [other.id])
    const customer = await server.customer(other)
    const reply = await customer.ask('When are you open?')
    expect(reply.body).toMatchObject({ kind: 'handover' })
  })
})
