import { afterEach, beforeEach, expect, it } from 'vitest'
import { listProcedures, removeProcedure } from '../../../contract/index.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../../testing/running-server.ts'
import { createTenant } from '../../tenants/index.ts'
import { settingsFor } from '../../tools/index.ts'
import { connectDemoShop } from './connect-shop.ts'

const service = { address: 'http://127.0.0.1:9/', secret: 'of the demo shop' }
let server: TestServerHandle
let tenant: TestTenant
let cookie: string

const start = () => connectDemoShop(server.modules, service)
const procedures = async () => (await server.call(listProcedures, { cookie })).body.items

beforeEach(async () => {
  server = await startTestServer({ privateHosts: ['127.0.0.1:9'] })
  const { modules } = server
  const settings = {
    slug: 'shop',
    name: '禾木生活',
    locale: 'zh-CN',
    timeZone: 'Asia/Shanghai',
    demo: true,
  } as const
  const id = await createTenant(modules.database, modules.clock, settings)
  tenant = { id, slug: 'shop', channelKey: 'shop' }
  cookie = (await server.createMember(tenant, 'admin')).cookie
  // As it was set up before there were procedures.
  const none = { store: { create: async () => ({ id: '' }), publish: async () => undefined } }
  await connectDemoShop({ ...modules, procedures: none as never }, service)
  expect(await procedures()).toEqual([])
})
afterEach(() => server.stop())

it('gives an older demo shop its way of returning, once, and never what was removed', async () => {
  await Promise.all([start(), start()])
  const [made, ...more] = await procedures()
  expect([made?.name.zh, more]).toEqual(['退货退款', []])
  await start()
  expect(await procedures()).toHaveLength(1)
  const removed = await server.call(removeProcedure, { cookie, params: { procedureId: made?.id ?? '' } })
  expect(removed.status).toBe(200)
  await start()
  expect(await procedures()).toEqual([])
})

it('gives nothing where returning is not as it was set up', async () => {
  const { registry } = server.modules.tools
  const before = await registry.find(tenant.id, 'refund-item')
  expect(before?.settings.enabled).toBe(true)
  await registry.update('system', tenant.id, 'refund-item', settingsFor('write'), undefined)
  await start()
  expect(await procedures()).toEqual([])
})
