import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { addToolSource, setEntryTools, updateCodeSettings, updateTool } from '../../contract/index.ts'
import { defineTool, settingsFor } from '../../server/tools/index.ts'
import type { TestMember, TestServerHandle, TestTenant } from '../running-server.ts'

const source = () => ({
  kind: 'openapi',
  name: `Orders ${randomUUID().slice(0, 8)}`,
  address: 'https://orders.example.com',
  secret: 'Bearer secret of the source',
  pick: [],
  document: {
    openapi: '3.1.0',
    paths: { '/orders': { get: { operationId: 'listOrders', summary: 'Orders' } } },
  },
})

const codes = () => ({
  email: {
    host: 'mail.example.com',
    port: 465,
    security: 'tls',
    from: 'service@example.com',
    password: 'secret of the mail server',
  },
  phone: null,
  perHour: 5,
})

/** Whole requests to the routes of tools, by name. */
export const toolBodies: Record<string, () => unknown> = {
  updateTool: () => ({ ...settingsFor('read'), enabled: true }),
  tryTool: () => ({ input: {} }),
  addToolSource: source,
  setEntryTools: () => ({ entryKeys: [] }),
  approveToolCall: () => ({ approved: false }),
  updateCodeSettings: codes,
  tryCodeSettings: () => ({ by: 'email', to: 'a@example.com' }),
  sendWebChatCode: () => ({ callId: randomUUID(), by: 'email', contact: 'a@example.com' }),
  enterWebChatCode: () => ({ codeId: randomUUID(), code: '000000' }),
}

/** What routes of tools name in their path: a tool of this tenant alone among it. */
export function toolIds({ modules }: TestServerHandle, tenant: TestTenant): Record<string, string> {
  const name = randomUUID()
  const own = defineTool({
    name,
    kind: 'read',
    title: { en: 'Own', zh: '自有' },
    summary: {},
    input: z.strictObject({}),
    run: async () => ({ output: {} }),
  })
  modules.tools.register(own, tenant.id)
  return { tool: name, callId: randomUUID(), toolSourceId: randomUUID() }
}

/** At least one row in every table of tools, in the way admins and customers make them. */
export async function fillTools(
  server: TestServerHandle,
  tenant: TestTenant,
  { cookie }: TestMember,
  conversationId: string,
): Promise<void> {
  const params = { tool: 'date' }
  const answers = [
    await server.call(updateTool, { cookie, params, body: toolBodies.updateTool?.() }),
    await server.call(addToolSource, { cookie, body: source() }),
    await server.call(setEntryTools, { cookie, params, body: { entryKeys: ['hours'] } }),
    await server.call(updateCodeSettings, { cookie, body: codes() }),
  ]
  const failed = answers.find((answer) => answer.status !== 200)
  if (failed !== undefined) throw new Error(JSON.stringify(failed.body))
  const [row] = await server.database.asOwner<{ owner_epoch: number }>(
    'select owner_epoch from conversations where id = $1',
    [conversationId],
  )
  const ownerEpoch = row?.owner_epoch ?? 1
  const called = await server.modules.tools.request({
    tenantId: tenant.id,
    conversationId,
    tool: 'date',
    input: {},
    ownerEpoch,
  })
  if (called.state !== 'done') throw new Error(JSON.stringify(called))
  // Asked for in a chat only, which has tests of its own.
  await server.database.asOwner(
    `insert into identity_codes (tenant_id, id, conversation_id, call_id, by, contact_hash, code_hash, contact, created_at, expires_at)
     values ($1, $2, $3, $2, 'email', '', '', 'a•••@e•••.com', now(), now())`,
    [tenant.id, randomUUID(), conversationId],
  )
}
