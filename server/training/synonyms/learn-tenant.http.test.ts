import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decideSynonym, listSynonyms, plainText } from '../../../contract/index.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../../testing/running-server.ts'
import { learnTenantSynonyms } from './learn-tenant.ts'

const patience = 60_000
/** What the library calls a reader card, customers call an athenaeum. */
const asked = [
  'lost-card,my athenaeum was stolen yesterday',
  'lost-card,I cannot find my athenaeum anywhere',
  'lost-card,how do I replace a lost athenaeum please',
  'lost-card,I lost my athenaeum on the bus',
  'lost-card,somebody took my athenaeum',
  'lost-card,a lost athenaeum can you block it',
  ...['opening-hours,when do you close tonight', 'opening-hours,is somebody there on sunday morning'],
  ...['opening-hours,how long are you open tonight', 'opening-hours,do you open before nine'],
  ...['renew-loan,two more weeks for my novel please', 'renew-loan,can my loan be made longer'],
  ...['renew-loan,I have not finished reading, extend it', 'renew-loan,keep the novel for longer'],
  ...['renew-loan,extend everything I borrowed', 'late-fee,what is the fine per day'],
  ...['late-fee,I was charged for being late', 'late-fee,why do I owe a fine'],
  ...['late-fee,is there a fee after the due date', 'late-fee,how much for two days too late'],
]

let server: TestServerHandle
let tenant: TestTenant
let cookie: string
const list = async (state: 'proposed' | 'in-use' | 'refused') =>
  (await server.call(listSynonyms, { cookie, query: { state } })).body.items
const learn = () => learnTenantSynonyms(server.modules, tenant.id)

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  cookie = (await server.createMember(tenant, 'knowledge-operator')).cookie
})
afterAll(() => server.stop())

describe('synonyms learned from labels', () => {
  it('are not looked for before customers have said enough', async () => {
    expect(await learn()).toBeUndefined()
    expect(await list('proposed')).toEqual([])
  })

  it('are proposed with what speaks for them, used once accepted, and never proposed again once refused', {
    timeout: 2 * patience,
  }, async () => {
    await fetch(`${server.url}/api/v1/knowledge/import?format=wordings-csv`, {
      method: 'POST',
      headers: { cookie },
      body: `key,text\n${asked.map((line) => line.replace(/,(.*)$/, ',"$1"')).join('\n')}\n`,
    })
    expect(await learn()).toBe(1)
    const [proposed] = await list('proposed')
    expect(proposed).toMatchObject({ term: 'athenaeum', origin: 'learned', state: 'proposed', version: 1 })
    expect(proposed?.standsFor).toMatch(/card/)
    expect(proposed?.evidence).toMatchObject({ wordings: 6, customers: 6, entries: 1 })
    expect(proposed?.examples).toHaveLength(3)
    const decide = async (state: 'in-use' | 'refused') => {
      const [found] = [...(await list('proposed')), ...(await list('in-use'))]
      return server.call(decideSynonym, {
        cookie,
        params: { synonymId: found?.id ?? '' },
        body: { state },
        headers: { 'if-match': String(found?.version) },
      })
    }
    expect((await decide('in-use')).status).toBe(200)
    const customer = await server.customer(tenant)
    const answer = await customer.ask('Where is my athenaeum? I lost my athenaeum')
    expect(plainText(answer.body.parts)).toContain(libraryEntries[1]?.answer.en)
    expect(await learn()).toBe(0)
    expect((await list('in-use'))[0]).toMatchObject({ term: 'athenaeum', evidence: { wordings: 6 } })
    await decide('refused')
    expect(await learn()).toBe(0)
    expect(await list('refused')).toHaveLength(1)
  })

  it('leave the tenant when what they were learned from is gone', { timeout: patience }, async () => {
    await server.database.asOwner(
      `update synonyms set state = 'proposed', term = 'no longer said' where tenant_id = $1`,
      [tenant.id],
    )
    await learn()
    expect((await list('proposed')).map(({ term }) => term)).not.toContain('no longer said')
  })
})
