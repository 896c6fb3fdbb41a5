import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createSynonym,
  decideSynonym,
  listAuditEvents,
  listSynonyms,
  plainText,
  removeSynonym,
} from '../../../contract/index.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import { addSynonym } from '../../../testing/knowledge-rows.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../../testing/running-server.ts'

let server: TestServerHandle
let tenant: TestTenant
let cookie: string

const list = async (state: 'proposed' | 'in-use' | 'refused') =>
  (await server.call(listSynonyms, { cookie, query: { state } })).body
const answerTo = async (text: string) => {
  const customer = await server.customer(tenant)
  const { body } = await customer.ask(text)
  // Behind what is said to somebody who is worried.
  return body.kind === 'answer' ? plainText(body.parts.slice(-1)) : undefined
}

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  cookie = (await server.createMember(tenant, 'knowledge-operator')).cookie
})
afterAll(() => server.stop())

describe('synonyms', () => {
  const question = 'Who sells me a new athenaeum ticket? I lost my athenaeum ticket'

  it('of the operator count in the next answer, and no more once they are removed', async () => {
    expect(await answerTo(question)).toBeUndefined()
    const body = { term: 'Athenaeum Ticket', standsFor: 'reader card' }
    const added = await server.call(createSynonym, { cookie, body })
    expect(added.body).toMatchObject({ term: 'athenaeum ticket', state: 'in-use', origin: 'own', version: 1 })
    expect(await answerTo(question)).toBe(libraryEntries[1]?.answer.en)
    expect((await list('in-use')).counts).toEqual({ proposed: 0, inUse: 1, refused: 0 })
    await server.call(removeSynonym, { cookie, params: { synonymId: added.body.id } })
    expect(await answerTo(question)).toBeUndefined()
  })

  it('are refused where they say nothing or contradict one in use', async () => {
    const add = (term: string, standsFor: string) =>
      server.call(createSynonym, { cookie, body: { term, standsFor } })
    expect((await add('图书館', '图书馆')).body).toMatchObject({
      error: { code: 'knowledge/synonym-says-nothing' },
    })
    const one = await add('借书证', '读者证')
    expect((await add('借书证', '读者证')).body.id).toBe(one.body.id)
    expect((await add('借书证', '滞纳金')).body).toMatchObject({ error: { code: 'knowledge/synonym-taken' } })
  })

  it('that were learned wait for somebody, and are refused for good', async () => {
    const synonymId = await addSynonym(server, tenant.id)
    const decide = (state: 'in-use' | 'refused', version: number) =>
      server.call(decideSynonym, {
        cookie,
        params: { synonymId },
        body: { state },
        headers: { 'if-match': String(version) },
      })
    expect((await list('proposed')).items.map(({ term }) => term)).toEqual(['bookcase'])
    expect((await decide('in-use', 1)).body).toMatchObject({ state: 'in-use', version: 2 })
    expect((await decide('refused', 1)).status).toBe(412)
    expect((await decide('refused', 2)).body).toMatchObject({ state: 'refused', version: 3 })
    expect((await list('refused')).items).toHaveLength(1)
    const actions = (
      await server.call(listAuditEvents, {
        cookie: (await server.createMember(tenant, 'admin')).cookie,
        query: { limit: '50' },
      })
    ).body.items.map(({ action }) => action)
    expect(actions).toEqual(
      expect.arrayContaining(['synonym-added', 'synonym-accepted', 'synonym-refused', 'synonym-removed']),
    )
  })

  it('page by what speaks for them', async () => {
    await server.database.asOwner(
      `insert into synonyms (tenant_id, id, term, stands_for, state, origin, confidence, updated_at, updated_by)
       select $1, gen_random_uuid(), 'word ' || n, 'card', 'proposed', 'learned', n / 7.0, $2, 'here' from generate_series(1, 5) n`,
      [tenant.id, new Date(0)],
    )
    const seen: string[] = []
    for (let after: string | undefined; ; ) {
      const query = { state: 'proposed', limit: '2', ...(after === undefined ? {} : { after }) }
      const { body } = await server.call(listSynonyms, { cookie, query })
      seen.push(...body.items.map(({ term }) => term))
      after = body.next
      if (after === undefined) break
    }
    expect(seen).toEqual(['word 5', 'word 4', 'word 3', 'word 2', 'word 1'])
    const found = await server.call(listSynonyms, { cookie, query: { state: 'proposed', search: 'WORD 3' } })
    expect(found.body.items.map(({ term }) => term)).toEqual(['word 3'])
  })
})
