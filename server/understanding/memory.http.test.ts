import { afterAll, beforeAll, expect, it } from 'vitest'
import { libraryEntries } from '../../testing/entries.ts'
import { startTestServer, type TestServerHandle } from '../../testing/running-server.ts'
import { silentLog } from '../platform/log/index.ts'
import { openUnderstanding } from './understanding.ts'

let server: TestServerHandle

beforeAll(async () => {
  // Without jobs: no model is trained but those that the test wants.
  server = await startTestServer({ role: 'web' })
})
afterAll(() => server.stop())

it('lets the company that was asked for the longest ago go where memory is short, and takes it in again', async () => {
  const tenants: string[] = []
  for (let count = 0; count < 3; count++) {
    const tenant = await server.createTenant()
    await server.teach(tenant, libraryEntries)
    tenants.push(tenant.id)
  }
  const { database, clock } = server.modules
  const open = (budgetBytes: number) => openUnderstanding({ database, clock, log: silentLog(), budgetBytes })
  const roomy = open(1e9)
  const bytes: number[] = []
  for (const id of tenants) bytes.push((await roomy.status(id)).bytes)
  // Room for two and a half of the three, entries' texts included.
  const tight = open(2.5 * (Math.max(...bytes) + libraryEntries.length * 1_500))
  const versions = { knowledge: 0, modelId: null }
  const held = (understanding: typeof tight) => tenants.map((id) => understanding.holds(id, versions))
  const [first, second, third] = tenants as [string, string, string]
  await tight.current(first)
  await tight.current(second)
  await tight.current(first)
  await tight.current(third)
  expect(held(tight)).toEqual([true, false, true])
  expect(held(roomy)).toEqual([true, true, true])
  const again = await tight.current(second)
  expect(again.model.understand('How do I renew a borrowed book?').candidates).not.toEqual([])
  expect(held(tight)).toEqual([false, true, true])
  // One alone is kept, however large.
  const none = open(1)
  await none.current(first)
  await none.current(second)
  expect(held(none)).toEqual([false, true, false])
})
