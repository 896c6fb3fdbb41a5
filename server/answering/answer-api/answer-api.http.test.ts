import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { answerQuestion, createApiKey, type GivenAnswer, listConversations } from '../../../contract/index.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../../testing/running-server.ts'

let server: TestServerHandle
let tenant: TestTenant
let cookie: string
let secret: string
beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  cookie = (await server.createMember(tenant, 'admin')).cookie
  secret = await keyFor(['assistant:ask'])
})
afterAll(() => server.stop())

async function keyFor(permissions: ('assistant:ask' | 'knowledge:read')[]): Promise<string> {
  const made = await server.call(createApiKey, { cookie, body: { name: 'their bot', permissions } })
  return made.body.secret
}

const askOverHttp = (body: object, key = secret) =>
  fetch(`${server.url}/api/v1${answerQuestion.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  })

async function mcpClient(key: string): Promise<Client> {
  const client = new Client({ name: 'a desk', version: '1' })
  const transport = new StreamableHTTPClientTransport(new URL(`${server.url}/api/v1/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${key}` } },
  })
  await client.connect(transport as Parameters<typeof client.connect>[0])
  return client
}

it('tells another desk the answer, its source and how sure it is, and nothing that is for colleagues alone', async () => {
  const reply = await askOverHttp({ question: 'What are your opening hours?' })
  expect(reply.status).toBe(200)
  const answer = (await reply.json()) as GivenAnswer
  expect(answer).toMatchObject({
    outcome: 'answer',
    text: 'We are open every day from 9:00 to 20:00.',
    sources: [{ title: 'What are your opening hours?' }],
    language: 'en',
  })
  expect(answer.confidence).toBeGreaterThanOrEqual(answer.threshold)
  expect(JSON.stringify(answer)).not.toContain('features')
})

it('says that a person should take what it does not know, and why', async () => {
  const answer = (await (
    await askOverHttp({ question: 'Please let me talk to a human being' })
  ).json()) as GivenAnswer
  expect(answer).toMatchObject({ outcome: 'handover', reason: 'customer-asked', sources: [] })
})

it('keeps nothing: no conversation begins', async () => {
  await askOverHttp({ question: 'What are your opening hours?' })
  const { body } = await server.call(listConversations, { cookie, query: { view: 'open' } })
  expect(body.items).toEqual([])
})

it('is a tool for every MCP client, in any language', async () => {
  const client = await mcpClient(secret)
  const { tools } = await client.listTools()
  expect(tools.map((tool) => tool.name)).toEqual(['ask'])
  const known = await client.callTool({ name: 'ask', arguments: { question: '读者证丢了怎么办' } })
  expect(known.structuredContent).toMatchObject({ outcome: 'answer', language: 'zh' })
  expect(known.content).toMatchObject([{ type: 'text', text: expect.stringContaining('挂失') }])
  const unknown = await client.callTool({ name: 'ask', arguments: { question: 'I want a human' } })
  expect(unknown.content).toMatchObject([{ text: expect.stringMatching(/^No answer: a person should/) }])
  await client.close()
})

it('refuses a key that may do other things, a key of nobody, and what is no question', async () => {
  const other = await keyFor(['knowledge:read'])
  await expect(mcpClient(other)).rejects.toThrow(/access\/forbidden|403/)
  expect((await askOverHttp({ question: 'x' }, other)).status).toBe(403)
  expect((await askOverHttp({ question: 'x' }, 'attune_no_such_key')).status).toBe(401)
  expect((await askOverHttp({ question: '' })).status).toBe(400)
  const client = await mcpClient(secret)
  const refused = await client.callTool({ name: 'ask', arguments: { question: 'x'.repeat(9_000) } })
  expect(refused.isError).toBe(true)
  await client.close()
})

it('does not know what another company knows', async () => {
  const foreign = await server.createTenant()
  await server.teach(foreign, [])
  const member = await server.createMember(foreign, 'admin')
  const made = await server.call(createApiKey, {
    cookie: member.cookie,
    body: { name: 'theirs', permissions: ['assistant:ask'] },
  })
  const answer = await (
    await askOverHttp({ question: 'What are your opening hours?' }, made.body.secret)
  ).json()
  expect(answer).toMatchObject({ outcome: 'handover', sources: [] })
})
