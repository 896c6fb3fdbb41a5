import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getPolicy, updatePolicy } from '../../contract/index.ts'
import { startTestServer, type TestServerHandle } from '../../testing/running-server.ts'
import { defaultPolicy } from './index.ts'

let server: TestServerHandle

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

describe('a policy', () => {
  it('is refused when its times end in no date, and the one before stays in force', async () => {
    const tenant = await server.createTenant()
    const { cookie } = await server.createMember(tenant, 'admin')
    const before = (await server.call(getPolicy, { cookie })).body
    for (const time of ['remindAfterSeconds', 'closeAfterSeconds', 'reopenWithinSeconds']) {
      const body = { ...defaultPolicy, session: { ...defaultPolicy.session, [time]: 1e12 } }
      const answer = await server.call(updatePolicy, { cookie, body })
      expect([answer.status, answer.body]).toMatchObject([422, { error: { code: 'policy/invalid' } }])
    }
    expect((await server.call(getPolicy, { cookie })).body).toEqual(before)
  })
})
