import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { getConversation, listConversationEvents, plainText, takeConversation } from '../../contract/index.ts'
import { ConsoleClient } from '../../testing/console-client.ts'
import {
  makeScannerTenant,
  patient,
  scannerPrice,
  scannerQuestion,
  writes,
} from '../../testing/models/scanner.ts'
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../testing/models/scripted-endpoint.ts'
import { firstShown, inTwoParts, notWriting } from '../../testing/models/watch-writing.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'

const place = 'The scanner stands on the second floor.'
const lie = 'It takes 45 minutes.'

let endpoint: ScriptedEndpoint
let server: TestServerHandle
let beside: TestServerHandle
let tenant: TestTenant
let agent: TestMember
const closed: (() => void)[] = []
const make = (scene: object = {}) =>
  makeScannerTenant(server, endpoint, {
    known: 60,
    model: patient,
    scene: { modelsBudgetMs: 20_000, ...scene },
  })

beforeAll(async () => {
  endpoint = await startScriptedEndpoint(() => '')
  server = await startTestServer({
    privateHosts: [endpoint.host],
    modelGuards: { failuresUntilRest: 500, restMs: 50 },
  })
  beside = await startTestServer({ beside: server.database, role: 'web' })
  tenant = await make()
  agent = await server.createMember(tenant, 'agent')
})
afterAll(async () => {
  await beside.stop()
  await server.stop()
  await endpoint.stop()
})
afterEach(() => {
  for (const close of closed.splice(0)) close()
})

/** A desk that looks at a conversation; frames are read one after the other. */
async function watch(at: TestServerHandle, conversationId: string, member = agent) {
  const desk = new ConsoleClient(at.url, member.cookie)
  closed.push(() => desk.close())
  await desk.ready()
  desk.send({ type: 'watch', conversationId: conversationId as never })
  desk.send({ type: 'ping' })
  await desk.until((frame) => frame.type === 'pong')
  return desk
}
function writesSlowly(rest: string): () => void {
  const { reply, goOn } = inTwoParts(`${place} [1]\n`, rest)
  closed.push(goOn)
  endpoint.script = writes(({ stream }) => (stream ? reply : `${place} [1]\n${rest}`))
  return goOn
}
const writings = ({ frames }: ConsoleClient) =>
  frames.flatMap((frame) => (frame.type === 'assistant-writing' ? [frame] : []))
const shownAt = (desk: ConsoleClient) => writings(desk).flatMap(({ shown }) => shown ?? [])
const firstAt = (desk: ConsoleClient) =>
  desk.until((frame) => frame.type === 'assistant-writing' && frame.shown !== undefined)
const overAt = (desk: ConsoleClient) => desk.until((frame) => frame.type === 'assistant-writing' && !frame.on)

it('is seen by agents who look at the conversation, at any process and whenever they come', async () => {
  const goOn = writesSlowly(`${scannerPrice} [1]`)
  const customer = await server.customer(tenant)
  const { conversationId } = customer.session
  const { seq } = (await customer.say(scannerQuestion)) as { seq: number }
  await firstShown(customer)
  // These come when the sentence was sent already; whoever looks elsewhere gets nothing.
  const desks = [await watch(server, conversationId), await watch(beside, conversationId)]
  const elsewhere = new ConsoleClient(beside.url, agent.cookie)
  closed.push(() => elsewhere.close())
  await elsewhere.ready()
  for (const desk of desks) {
    await firstAt(desk)
    expect(shownAt(desk)).toEqual([{ ofSeq: seq, text: place }])
  }
  goOn()
  const reply = await customer.event('assistant-message')
  for (const desk of desks) {
    await overAt(desk)
    for (const { text } of shownAt(desk)) expect(plainText(reply.body.parts)).toContain(text)
    const { body } = await beside.call(listConversationEvents, {
      cookie: agent.cookie,
      params: { conversationId },
      query: { after: '0' },
    })
    expect(body.events.at(-1)).toMatchObject({ seq: reply.seq, type: 'assistant-message' })
  }
  expect(writings(elsewhere)).toEqual([])
  // Who comes later sees the log alone.
  const later = await watch(beside, conversationId)
  expect(shownAt(later)).toEqual([])
})

it('is seen while it grows, and gone when somebody takes over', async () => {
  const goOn = writesSlowly(`${scannerPrice} [1]`)
  const customer = await server.customer(tenant)
  await customer.ask('Hello')
  const { conversationId } = customer.session
  const desk = await watch(beside, conversationId)
  await customer.say(scannerQuestion)
  await firstAt(desk)
  const one = { params: { conversationId }, cookie: agent.cookie }
  const { ownerEpoch } = (await beside.call(getConversation, one)).body
  expect((await beside.call(takeConversation, { ...one, body: { ownerEpoch } })).status).toBe(200)
  goOn()
  await overAt(desk)
  await notWriting(customer)
  expect(shownAt(desk).map(({ text }) => text)).toEqual([place])
  const late = await watch(server, conversationId)
  expect(shownAt(late)).toEqual([])
})

it('never holds what no guard has passed, nor a draft that a person is to approve', async () => {
  const goOn = writesSlowly(`${lie} [1]`)
  const customer = await server.customer(tenant)
  await customer.ask('Hello')
  const desk = await watch(beside, customer.session.conversationId)
  await customer.say(scannerQuestion)
  await firstAt(desk)
  goOn()
  await overAt(desk)
  expect(shownAt(desk).map(({ text }) => text)).toEqual([place])
  expect(JSON.stringify(desk.frames)).not.toContain('45 minutes')

  const reviewed = await make({ review: { models: true } })
  const reviewer = await server.createMember(reviewed, 'agent')
  endpoint.script = writes(`${place} [1]\n${scannerPrice} [1]`)
  const other = await server.customer(reviewed)
  await other.ask('Hello')
  const looking = await watch(beside, other.session.conversationId, reviewer)
  await other.say(scannerQuestion)
  await overAt(looking)
  expect(writings(looking).some(({ on }) => on)).toBe(true)
  expect(shownAt(looking)).toEqual([])
})
