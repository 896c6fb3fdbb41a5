import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../testing/running-server.ts'
import type { StaffCaller } from '../platform/http/index.ts'
import { openIdempotency } from './index.ts'

let server: TestServerHandle
let tenant: TestTenant

beforeAll(async () => {
  server = await startTestServer({ role: 'web' })
  tenant = await server.createTenant()
})
afterAll(() => server.stop())

it('runs nothing again that failed behind a change, and everything that changed nothing', async () => {
  const { database } = server.modules
  const { once } = openIdempotency(server.modules)
  const caller = { kind: 'member', tenantId: tenant.id, memberId: randomUUID() } as unknown as StaffCaller
  const ran: string[] = []
  const run = (key: string, work: () => Promise<unknown>) =>
    once(caller, key, Buffer.from(key), async () => {
      ran.push(key)
      await work()
      throw new Error('the mail server is away')
    })
  const reads = () => database.tenant(tenant.id, (all) => all.selectFrom('members').select('id').execute())
  const writes = () =>
    database.tenant(tenant.id, (all) => all.updateTable('channels').set({ name: 'Renamed' }).execute())
  for (let time = 0; time < 2; time += 1) {
    await expect(run('changes-nothing', reads)).rejects.toThrow('away')
  }
  await expect(run('changes', writes)).rejects.toThrow('away')
  await expect(run('changes', writes)).rejects.toMatchObject({ code: 'request/idempotency-unknown' })
  expect(ran).toEqual(['changes-nothing', 'changes-nothing', 'changes'])
})
