import { afterAll, beforeAll, expect, it } from 'vitest'
import { getConversation, getDecision, scene, takeConversation } from '../../contract/index.ts'
import { CustomerClient } from '../../testing/customer-client.ts'
import { libraryEntries } from '../../testing/entries.ts'
import { findLogFaults } from '../../testing/log-faults.ts'
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../testing/models/scripted-endpoint.ts'
import { addScriptedModel } from '../../testing/models/scripted-model.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../testing/running-server.ts'

let endpoint: ScriptedEndpoint
let first: TestServerHandle
let second: TestServerHandle
let tenant: TestTenant
const vague = 'a question about my books and the fine for my card'
const never = () => ({ fault: 'stall', after: 0 }) as const
const others: CustomerClient[] = []

beforeAll(async () => {
  endpoint = await startScriptedEndpoint(never)
  const options = { privateHosts: [endpoint.host], modelGuards: { failuresUntilRest: 500, restMs: 50 } }
  first = await startTestServer(options)
  second = await startTestServer({ ...options, beside: first.database })
  tenant = await makeTenant(first)
})
afterAll(async () => {
  for (const one of others) one.disconnect()
  await second.stop()
  await first.stop()
  await endpoint.stop()
})

async function makeTenant(server: TestServerHandle): Promise<TestTenant> {
  const made = await server.createTenant({
    scenes: [
      scene.parse({
        key: 'default',
        threshold: 0.97,
        offerThreshold: 0.05,
        models: 'offer',
        modelsBudgetMs: 20_000,
      }),
    ],
  })
  await server.teach(made, libraryEntries)
  const { cookie } = await server.createMember(made, 'admin')
  await addScriptedModel(server, cookie, endpoint, { timeoutMs: 30_000, stallMs: 20_000 })
  return made
}

/** A customer on this server whose turn is with a model that does not reply. */
async function waitingFor(server: TestServerHandle): Promise<CustomerClient> {
  endpoint.script = never
  const before = endpoint.requests.length
  const customer = await server.customer(tenant)
  await customer.say(vague)
  await customer.until(
    () => endpoint.requests.length > before || hasTyping(customer),
    'the model to be asked',
  )
  return customer
}
const hasTyping = (customer: CustomerClient) =>
  customer.frames.some((frame) => frame.type === 'typing' && frame.by === 'assistant' && frame.on)
const answersOf = (customer: CustomerClient) =>
  customer.events.filter((event) => event.type === 'assistant-message')
const dueOf = async (customer: CustomerClient) =>
  (
    await first.database.asOwner<{ turn_due_at: Date | null }>(
      'select turn_due_at from attune.conversations where id = $1',
      [customer.session.conversationId],
    )
  )[0]?.turn_due_at

it('says that a turn is worked on for as long as its model is waited for', async () => {
  const customer = await waitingFor(first)
  const begun = await dueOf(customer)
  await customer.until(
    () => customer.frames.filter((frame) => frame.type === 'typing' && frame.on).length > 1,
    'typing to be said again',
  )
  await expect.poll(async () => Number(await dueOf(customer)) > Number(begun)).toBe(true)
  await customer.send({ type: 'human' })
  await customer.event('owner-changed')
})

it('is on record where a newer message overtook it: when, what it would have been and what it had cost', async () => {
  const customer = await first.customer(tenant)
  const member = await first.createMember(tenant, 'agent')
  const before = endpoint.requests.length
  // A reply that has to be repaired, whose repair never comes.
  endpoint.script = () => (endpoint.requests.length <= before + 1 ? 'no JSON at all' : never())
  await customer.say(vague)
  await customer.until(() => endpoint.requests.length === before + 2, 'the repair to be asked for')
  endpoint.script = () => '{"candidate":1,"sure":"certain"}'
  await customer.say('it is about the fine')
  await customer.event('assistant-message')
  expect(answersOf(customer)).toHaveLength(1)
  const { conversationId } = customer.session
  const [decision] = await first.database.asOwner<{ id: string }>(
    'select id from attune.decisions where conversation_id = $1',
    [conversationId],
  )
  const { body } = await first.call(getDecision, {
    cookie: member.cookie,
    params: { conversationId, decisionId: decision?.id ?? '' },
  })
  const [earlier, newer] = customer.events.filter(({ type }) => type === 'customer-message')
  expect(body).toMatchObject({ supersedes: 1, inputFrom: earlier?.seq, inputTo: newer?.seq })
  expect(body.dropped).toMatchObject([
    {
      inputTo: earlier?.seq,
      why: 'newer-message',
      step: 'consult',
      outcome: 'options',
      rule: 'right-entry-likely-among-the-first',
      models: [{ task: 'choose-entry', use: 'failed', calls: 2 }],
    },
  ])
  expect(body.dropped?.[0]?.cost.amount).toBeGreaterThan(0)
  expect(JSON.stringify(body.dropped)).not.toContain('books')
})

it('is the agent’s at once who takes the conversation meanwhile', async () => {
  const customer = await waitingFor(first)
  const agent = await first.createMember(tenant, 'agent')
  const one = { params: { conversationId: customer.session.conversationId }, cookie: agent.cookie }
  const { ownerEpoch } = (await first.call(getConversation, one)).body
  await first.call(takeConversation, { ...one, body: { ownerEpoch } })
  await customer.event('owner-changed')
  await expect.poll(async () => dueOf(customer)).toBe(null)
  expect(answersOf(customer)).toEqual([])
})

it('ends at once, as it would without a model, when its process is told to stop', async () => {
  const third = await startTestServer({ beside: first.database, privateHosts: [endpoint.host] })
  const customer = await waitingFor(third)
  const begun = performance.now()
  await third.stop()
  expect(performance.now() - begun).toBeLessThan(15_000)
  const moved = new CustomerClient(second.url, customer.session)
  others.push(moved)
  await moved.connect()
  expect((await moved.event('assistant-message')).body.kind).toBe('options')
  expect(answersOf(moved)).toHaveLength(1)
  expect(findLogFaults(moved.events)).toEqual([])
})

it('of a process that died is taken over, asked again and ended once', async () => {
  const customer = await waitingFor(first)
  const { conversationId } = customer.session
  // As after kill -9 in the middle of the call: another process is said to hold it, whose heartbeat is a while ago.
  endpoint.script = () => '{"candidate":1,"sure":"certain"}'
  await first.database.asOwner(
    `with dead as (insert into attune.processes values (gen_random_uuid(), 'all', now(), now() - interval '5 seconds') returning id)
     update attune.conversations set turn_process = (select id from dead), turn_due_at = now() where id = $1`,
    [conversationId],
  )
  const moved = new CustomerClient(second.url, customer.session)
  others.push(moved)
  await moved.connect()
  const reply = await moved.event('assistant-message')
  expect(reply.body.kind).toBe('options')
  expect(answersOf(moved)).toHaveLength(1)
  expect(findLogFaults(moved.events)).toEqual([])
})
