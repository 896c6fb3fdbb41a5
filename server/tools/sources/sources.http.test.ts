import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  addToolSource,
  listEntryTools,
  listToolSources,
  listTools,
  removeToolSource,
  setEntryTools,
  tryTool,
  updateTool,
} from '../../../contract/index.ts'
import { openApi } from '../../../examples/shop-service/describe.ts'
import { type ShopService, startShopService } from '../../../examples/shop-service/service.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../../testing/running-server.ts'
import { settingsFor } from '../tool.ts'

const secret = 'a very private secret'
let shop: ShopService
let mcp: Server
let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember
const hostOf = (one: Server) => `127.0.0.1:${(one.address() as AddressInfo).port}`

beforeAll(async () => {
  shop = await startShopService({ secret })
  mcp = createServer((request, response) => {
    const tools = new McpServer({ name: 'test', version: '1' })
    tools.registerTool(
      'stockLevel',
      {
        description: 'How many there are',
        inputSchema: { sku: z.string() },
        annotations: { readOnlyHint: true },
      },
      async ({ sku }) => ({ content: [{ type: 'text', text: `${sku}: 7` }] }),
    )
    tools.registerTool('emptyShelf', { description: 'Takes all away', inputSchema: {} }, async () => ({
      content: [{ type: 'text', text: 'gone' }],
    }))
    tools.registerTool(
      'fillShelf',
      { inputSchema: {}, annotations: { idempotentHint: true }, _meta: { 'x-receipt': 'order.number' } },
      async () => ({ content: [], structuredContent: { order: { number: 'F-1' } } }),
    )
    const transport = new StreamableHTTPServerTransport({})
    tools
      .connect(transport as Parameters<McpServer['connect']>[0])
      .then(() => transport.handleRequest(request, response))
      .catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => mcp.listen(0, '127.0.0.1', resolve))
  server = await startTestServer({ privateHosts: [shop.host, hostOf(mcp)] })
  tenant = await server.createTenant()
  admin = await server.createMember(tenant, 'admin')
})
afterAll(async () => {
  await server.stop()
  await shop.close()
  mcp.close()
})

const add = (body: Record<string, unknown>) => server.call(addToolSource, { cookie: admin.cookie, body })

describe('an OpenAPI document', () => {
  it('gives tools that stay off until permitted, and keeps its secret', async () => {
    const added = await add({
      kind: 'openapi',
      name: 'Shop',
      address: `${shop.address}/openapi.json`,
      secret: `Bearer ${secret}`,
    })
    expect(added.status).toBe(200)
    expect(added.body.operations.find((one) => one.name === 'cancel-order')).toEqual({
      name: 'cancel-order',
      kind: 'write',
      picked: true,
    })
    const tools = await server.call(listTools, { cookie: admin.cookie })
    const cancel = tools.body.items.find((one) => one.name === 'cancel-order')
    expect(cancel).toMatchObject({
      kind: 'write',
      guarded: false,
      settings: { enabled: false, needs: 'identified' },
    })
    // The customer and the key are nobody's to type.
    expect(Object.keys((cancel?.input.properties ?? {}) as object)).toEqual(['number', 'reason'])
    const sources = await server.call(listToolSources, { cookie: admin.cookie })
    expect(JSON.stringify([sources.body, tools.body])).not.toContain(secret)
    const rows = await server.database.asOwner('select secret from tool_sources')
    expect(JSON.stringify(rows)).not.toContain(secret)
  })

  it('asks for nobody’s data without a proven customer', async () => {
    const tried = await server.call(tryTool, {
      cookie: admin.cookie,
      params: { tool: 'list-orders' },
      body: { input: {} },
    })
    expect(tried.body).toMatchObject({ outcome: 'refused', code: 'identity-required' })
  })

  it('lets a customer see and cancel an order of their own, and nobody else’s', async () => {
    const channelId = (await server.modules.channels.byKey(tenant.channelKey)).id
    const settings = { ...settingsFor('write'), enabled: true, policy: 'shop/cancel' }
    const put = (tool: string, body: unknown) =>
      server.call(updateTool, { cookie: admin.cookie, params: { tool }, body })
    expect((await put('cancel-order', settings)).status).toBe(200)
    expect((await put('get-order', { ...settingsFor('read'), enabled: true })).status).toBe(200)
    const [key] = await server.modules.channels.identitySecrets(tenant.id, channelId)
    const identity = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('hm-lin')
      .setExpirationTime('10m')
      .sign(new TextEncoder().encode(key))
    const customer = await server.customer(tenant, await server.startSession(tenant, { identity }))
    await customer.say('hello')
    const request = (number: string) =>
      server.modules.tools.request({
        tenantId: tenant.id,
        conversationId: customer.session.conversationId,
        tool: 'cancel-order',
        input: { number, reason: 'mistake' },
        ownerEpoch: 1,
        proven: true,
      })
    expect(await request('HM20001')).toMatchObject({ state: 'refused', code: 'not-found' })
    expect(await request('HM10003')).toMatchObject({ state: 'refused', code: 'shipped' })
    expect(await request('HM10001')).toMatchObject({ state: 'asked' })
    const card = await customer.event('tool-confirmation-asked')
    const { callId, inputHash } = card.body
    await customer.send({ type: 'tool-confirm', callId, inputHash, accepted: true })
    expect((await customer.event('tool-settled')).body).toMatchObject({
      outcome: 'done',
      receipt: expect.stringMatching(/^QX\d+$/),
    })
    expect(await request('HM10001')).toMatchObject({ state: 'refused', code: 'cancelled' })
  })

  it('is refused where it lies on a private address, or is none', async () => {
    const inside = await add({ kind: 'openapi', name: 'Inside', address: 'http://127.0.0.1:9/openapi.json' })
    expect(inside.body).toMatchObject({ error: { code: 'tool/source-unreadable' } })
    const none = await add({
      kind: 'openapi',
      name: 'None',
      address: shop.address,
      document: { swagger: '2.0' },
    })
    expect(none.body).toMatchObject({ error: { code: 'tool/source-unreadable' } })
    const foreign = structuredClone(openApi) as unknown as { paths: Record<string, unknown> }
    foreign.paths = {
      '/x': { get: { operationId: 'x', parameters: [{ $ref: 'https://elsewhere.example/p' }] } },
    }
    const reference = await add({ kind: 'openapi', name: 'Ref', address: shop.address, document: foreign })
    expect(reference.body).toMatchObject({ error: { code: 'tool/source-unreadable' } })
  })
})

describe('an MCP server', () => {
  it('gives tools, of which only those that say so read', async () => {
    const added = await add({ kind: 'mcp', name: 'Stock', address: `http://${hostOf(mcp)}/mcp` })
    expect(added.body.operations).toEqual([
      { name: 'stock-level', kind: 'read', picked: true },
      { name: 'empty-shelf', kind: 'write', picked: true },
      { name: 'fill-shelf', kind: 'write', picked: true },
    ])
    const tried = await server.call(tryTool, {
      cookie: admin.cookie,
      params: { tool: 'stock-level' },
      body: { input: { sku: 'C-101' } },
    })
    expect(tried.body).toMatchObject({ outcome: 'done', output: { text: 'C-101: 7' } })
    const write = await server.call(updateTool, {
      cookie: admin.cookie,
      params: { tool: 'empty-shelf' },
      body: { ...settingsFor('write'), enabled: true },
    })
    expect(write.body).toMatchObject({ error: { code: 'tool/unguarded' } })
  })

  it('leaves nothing permitted behind when it is removed', async () => {
    const { cookie } = admin
    const stock = async () =>
      (await server.call(listTools, { cookie })).body.items.find((tool) => tool.name === 'stock-level')
    const params = { tool: 'stock-level' }
    await server.call(updateTool, { cookie, params, body: { ...settingsFor('read'), enabled: true } })
    await server.call(setEntryTools, { cookie, params, body: { entryKeys: ['stock'] } })
    expect((await stock())?.settings.enabled).toBe(true)
    const sources = await server.call(listToolSources, { cookie })
    const toolSourceId = sources.body.items.find((source) => source.name === 'Stock')?.id ?? ''
    expect((await server.call(removeToolSource, { cookie, params: { toolSourceId } })).status).toBe(200)
    expect(await stock()).toBeUndefined()
    await add({ kind: 'mcp', name: 'Stock', address: `http://${hostOf(mcp)}/mcp` })
    expect((await stock())?.settings.enabled).toBe(false)
    const entries = await server.call(listEntryTools, { cookie })
    expect(entries.body.items).toEqual([])
  })

  it('is asked again, and has a receipt, only where it says so', async () => {
    const run = async (name: string, signal = AbortSignal.timeout(60_000)) => {
      const tool = (await server.modules.tools.registry.find(tenant.id, name))?.tool
      const context = { tenantId: tenant.id, now: new Date(), timeZone: 'UTC', language: 'en' as const }
      const rest = { signal, read: async () => undefined, idempotencyKey: 'the key of the call' }
      return [tool?.repeatable, (await tool?.run({}, { ...context, ...rest }))?.receipt]
    }
    expect(await run('empty-shelf')).toEqual([false, undefined])
    expect(await run('fill-shelf')).toEqual([true, { number: 'F-1' }])
    await expect(run('empty-shelf', AbortSignal.abort())).rejects.toThrow()
  })
})
