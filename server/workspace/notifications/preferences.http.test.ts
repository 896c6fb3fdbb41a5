import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  getNotificationPreferences,
  notificationPreferences,
  updateNotificationPreferences,
} from '../../../contract/index.ts'
import { startTestServer, type TestMember, type TestServerHandle } from '../../../testing/running-server.ts'

let server: TestServerHandle
let one: TestMember
let other: TestMember

beforeAll(async () => {
  server = await startTestServer()
  const tenant = await server.createTenant()
  one = await server.createMember(tenant, 'agent')
  other = await server.createMember(tenant, 'agent')
})
afterAll(() => server.stop())

const usual = notificationPreferences.parse({})
const read = async ({ cookie }: TestMember) =>
  (await server.call(getNotificationPreferences, { cookie })).body

it('keeps of what each member wants to be told, for that member alone', async () => {
  expect(await read(one)).toEqual({ document: usual, version: 0 })
  const body = { ...usual, queue: false, sound: true }
  const { cookie } = one
  const change = (ifMatch: number) =>
    server.call(updateNotificationPreferences, { cookie, body, headers: { 'if-match': `"${ifMatch}"` } })
  expect((await change(0)).body).toEqual({ document: body, version: 1 })
  // Two pages that both saw the first version: the second is told.
  expect((await change(0)).status).toBe(412)
  expect(await read(one)).toEqual({ document: body, version: 1 })
  expect(await read(other)).toEqual({ document: usual, version: 0 })
})
