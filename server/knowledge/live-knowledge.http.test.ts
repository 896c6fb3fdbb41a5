import type { KyselyPlugin } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listEntries, updateEntry } from '../../contract/index.ts'
import { libraryEntries } from '../../testing/entries.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import type { TenantTransaction } from '../platform/db/index.ts'
import { readKnowledge } from './live-knowledge.ts'

let server: TestServerHandle
let tenant: TestTenant
let operator: TestMember

beforeAll(async () => {
  server = await startTestServer({ role: 'web' })
  tenant = await server.createTenant()
  operator = await server.createMember(tenant, 'knowledge-operator')
  for (const entry of libraryEntries) await server.modules.knowledge.create('system', tenant.id, entry)
})
afterAll(() => server.stop())

const key = libraryEntries[0]?.key ?? ''

/** Somebody publishes another question of the first entry. */
async function publish(question: string): Promise<void> {
  const { cookie } = operator
  const { items } = (await server.call(listEntries, { cookie, query: { search: key } })).body
  const one = items.find((entry) => entry.key === key)
  const body = { ...libraryEntries[0], question: { en: question } }
  const answer = await server.call(updateEntry, { cookie, params: { entryId: one?.id ?? '' }, body })
  expect(answer.status).toBe(200)
}

/** Reads with a publication planted between the first statement and the second. */
function readWith(question: string) {
  let planted = false
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (!planted) {
        planted = true
        await publish(question)
      }
      return result
    },
  }
  return async (transaction: TenantTransaction) => {
    const plain = await transaction
      .selectFrom('tenant_versions')
      .select('knowledge')
      .executeTakeFirstOrThrow()
    const read = await readKnowledge(transaction.withPlugin(plugin) as TenantTransaction, -1)
    return { before: plain.knowledge, read, entry: read.entries.find((entry) => entry.key === key) }
  }
}

it('is of one moment, though somebody publishes while it is read', async () => {
  const { snapshot } = server.modules.database
  const { before, read, entry } = await snapshot(tenant.id, readWith('When may I come in?'))
  expect(read.version).toBe(before)
  expect(read.entries).toHaveLength(libraryEntries.length)
  expect(entry?.question.en).toBe(libraryEntries[0]?.question.en)
  // The next look brings what was published, and nothing else.
  const next = await snapshot(tenant.id, (transaction) => readKnowledge(transaction, read.version))
  expect(next.entries.map((one) => [one.key, one.question.en])).toEqual([[key, 'When may I come in?']])
  expect(next.version).toBeGreaterThan(before)
})

it('would be torn without: the plant bites', async () => {
  const { entry } = await server.modules.database.tenant(tenant.id, readWith('And when not?'))
  expect(entry).toBeUndefined()
})

it('writes nothing', async () => {
  const write = server.modules.database.snapshot(tenant.id, (transaction) =>
    transaction.updateTable('entries').set({ key: 'other' }).where('key', '=', key).execute(),
  )
  await expect(write).rejects.toThrow(/read-only/)
})
