import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type ConversationEvent,
  type CustomerServerFrame,
  getConversation,
  getDeskSettings,
  listConversationEvents,
  listNotifications,
  takeConversation,
  transferConversation,
  updateDeskSettings,
} from '../../contract/index.ts'
import { ConsoleClient } from '../../testing/console-client.ts'
import type { CustomerClient } from '../../testing/customer-client.ts'
import { findLogFaults } from '../../testing/log-faults.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'

let server: TestServerHandle
let beside: TestServerHandle
let tenant: TestTenant
let agent: TestMember
let colleague: TestMember
let supervisor: TestMember
let customer: CustomerClient
let id: string

beforeAll(async () => {
  server = await startTestServer()
  beside = await startTestServer({ beside: server.database })
  tenant = await server.createTenant()
  agent = await server.createMember(tenant, 'agent')
  colleague = await server.createMember(tenant, 'agent')
  supervisor = await server.createMember(tenant, 'supervisor')
})
afterAll(async () => {
  await beside.stop()
  await server.stop()
})
beforeEach(async () => {
  // Lasts a minute.
  await duty(colleague, 'online')
  customer = await server.customer(tenant)
  await customer.ask('转人工')
  id = customer.session.conversationId
  await take(agent)
})

const duty = (member: TestMember, presence: 'online' | 'away') =>
  server.modules.members.seen(tenant.id, member.memberId, presence)
const conversation = async () =>
  (await server.call(getConversation, { params: { conversationId: id }, cookie: agent.cookie })).body
async function take(member: TestMember, at = server) {
  const { ownerEpoch } = await conversation()
  return at.call(takeConversation, {
    cookie: member.cookie,
    params: { conversationId: id },
    body: { ownerEpoch },
  })
}
async function hand(
  to: object,
  {
    by = agent,
    note,
    epoch,
    at = server,
  }: { by?: TestMember; note?: string; epoch?: number; at?: TestServerHandle } = {},
) {
  const ownerEpoch = epoch ?? (await conversation()).ownerEpoch
  return at.call(transferConversation, {
    cookie: by.cookie,
    params: { conversationId: id },
    body: { ownerEpoch, to, ...(note === undefined ? {} : { note }) },
  })
}
const toMember = ({ memberId }: TestMember) => ({ kind: 'agent', id: memberId })
async function log(): Promise<ConversationEvent[]> {
  const { body } = await server.call(listConversationEvents, {
    cookie: agent.cookie,
    params: { conversationId: id },
    query: { after: '0' },
  })
  return body.events as ConversationEvent[]
}
const errorOf = (answer: { body: unknown }) => (answer.body as { error?: { code: string } }).error?.code

describe('handing a conversation over', () => {
  it('changes owner and leaves the note in one write, tells the receiver, and names them to the customer', async () => {
    const desk = new ConsoleClient(beside.url, colleague.cookie)
    await desk.ready()
    const answer = await hand(toMember(colleague), { note: 'Wants the invoice again' })
    expect(answer.body).toMatchObject({ owner: { kind: 'agent', id: colleague.memberId } })
    await desk.until((frame) => frame.type === 'notified')
    desk.close()
    const events = await log()
    const [note, change] = events.slice(-2)
    expect(note).toMatchObject({ type: 'note-added', body: { text: 'Wants the invoice again' } })
    expect(change).toMatchObject({ type: 'owner-changed', body: { reason: 'transferred' } })
    expect(change?.occurredAt).toBe(note?.occurredAt)
    expect(findLogFaults(events)).toEqual([])
    const inbox = await server.call(listNotifications, { cookie: colleague.cookie })
    expect(inbox.body.items[0]).toMatchObject({
      kind: 'transfer',
      conversationId: id,
      text: 'Wants the invoice again',
    })
    await customer.until(
      () => customer.events.some((event) => event.seq === change?.seq),
      'the change of owner',
    )
    const frames: CustomerServerFrame[] = customer.frames
    expect(JSON.stringify(frames)).not.toContain('invoice')
  })

  it('is refused clearly when somebody took it meanwhile, and leaves no note behind', async () => {
    const { ownerEpoch } = await conversation()
    await take(supervisor)
    const late = await hand(toMember(colleague), { note: 'too late', epoch: ownerEpoch, by: supervisor })
    expect([late.status, errorOf(late)]).toEqual([409, 'conversation/taken'])
    expect(errorOf(await hand(toMember(colleague), { epoch: ownerEpoch }))).toBe('conversation/not-owner')
    expect((await log()).some((event) => event.type === 'note-added')).toBe(false)
    expect(await conversation()).toMatchObject({ owner: { id: supervisor.memberId } })
  })

  it('lets exactly one of many at once through, in two processes', async () => {
    const { ownerEpoch } = await conversation()
    const targets = [toMember(colleague), { kind: 'queue' }, toMember(colleague), { kind: 'queue' }]
    const answers = await Promise.all(
      targets.map((to, index) =>
        hand(to, { note: `note ${index}`, epoch: ownerEpoch, at: index % 2 ? beside : server }),
      ),
    )
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
    const events = await log()
    expect(events.filter((event) => event.type === 'note-added')).toHaveLength(1)
    expect(findLogFaults(events)).toEqual([])
  })

  it('goes to the queue as well, and there anybody may take it', async () => {
    const answer = await hand({ kind: 'queue' }, { note: 'I have to leave' })
    expect(answer.body).toMatchObject({ owner: { kind: 'queue' }, queuedAt: expect.any(String) })
    expect((await take(colleague)).status).toBe(200)
  })

  it('goes to nobody who is away, may not serve, or is of another tenant', async () => {
    const away = await server.createMember(tenant, 'agent')
    const operator = await server.createMember(tenant, 'knowledge-operator')
    await duty(operator, 'online')
    const foreign = await server.createMember(await server.createTenant(), 'agent')
    expect(errorOf(await hand(toMember(away)))).toBe('transfer/not-on-duty')
    expect(errorOf(await hand(toMember(operator)))).toBe('transfer/cannot-serve')
    expect(errorOf(await hand(toMember(foreign)))).toBe('member/not-found')
    expect(errorOf(await hand(toMember(agent)))).toBe('conversation/nothing-to-do')
    expect(errorOf(await hand(toMember(colleague), { by: colleague }))).toBe('conversation/not-owner')
  })

  it('needs a note where the tenant wants one', async () => {
    const settings = await server.call(updateDeskSettings, {
      cookie: supervisor.cookie,
      body: { transferNote: 'required' },
      headers: { 'if-match': '"0"' },
    })
    expect(settings.body).toMatchObject({ version: 1, document: { transferNote: 'required', capacity: 8 } })
    expect(errorOf(await hand(toMember(colleague), { note: '  ' }))).toBe('transfer/note-required')
    expect((await hand(toMember(colleague), { note: 'Here you are' })).status).toBe(200)
    const stale = await server.call(updateDeskSettings, {
      cookie: supervisor.cookie,
      body: {},
      headers: { 'if-match': '"0"' },
    })
    expect(errorOf(stale)).toBe('request/version-conflict')
    const now = await server.call(getDeskSettings, { cookie: agent.cookie })
    expect(now.body).toMatchObject({ version: 1, updatedBy: expect.stringContaining('supervisor') })
  })
})

describe('who has a conversation open', () => {
  it('is seen by others who have it open, in every process, and no longer when they leave', async () => {
    const [first, second] = [
      new ConsoleClient(server.url, agent.cookie),
      new ConsoleClient(beside.url, colleague.cookie),
    ]
    await Promise.all([first.ready(), second.ready()])
    const conversationId = id as never
    first.send({ type: 'watch', conversationId })
    const sees = (on: boolean, who: TestMember) => (frame: { type: string }) =>
      frame.type === 'agent-viewing' &&
      (frame as { memberId?: string }).memberId === who.memberId &&
      (frame as { on?: boolean }).on === on
    second.send({ type: 'watch', conversationId })
    await first.until(sees(true, colleague))
    // Who comes later learns who is there already.
    await second.until(sees(true, agent))
    second.send({ type: 'typing', conversationId, on: true, note: true })
    await first.until((frame) => frame.type === 'agent-typing' && frame.memberId === colleague.memberId)
    expect(customer.frames.some((frame) => frame.type === 'typing')).toBe(false)
    second.close()
    await first.until(sees(false, colleague))
    expect(JSON.stringify(customer.frames)).not.toContain('viewing')
    first.close()
  })

  it('is nobody who went on at once', async () => {
    const [stays, passes] = [
      new ConsoleClient(server.url, agent.cookie),
      new ConsoleClient(server.url, colleague.cookie),
    ]
    await Promise.all([stays.ready(), passes.ready()])
    const conversationId = id as never
    stays.send({ type: 'watch', conversationId })
    for (const type of ['watch', 'unwatch'] as const) passes.send({ type, conversationId })
    await stays.until((frame) => frame.type === 'agent-viewing' && !frame.on)
    const seen = stays.frames.flatMap((frame) => (frame.type === 'agent-viewing' ? [frame.on] : []))
    expect(seen.at(-1)).toBe(false)
    for (const page of [stays, passes]) page.close()
  })
})
