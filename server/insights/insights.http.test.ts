import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  closeConversation,
  getBoard,
  getConversation,
  getOwnReport,
  getReport,
  listEntryUse,
  listOwnReportFacts,
  listReportFacts,
  sendAgentMessage,
  takeConversation,
} from '../../contract/index.ts'
import type { CustomerClient } from '../../testing/customer-client.ts'
import { libraryEntries } from '../../testing/entries.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { grains } from './counts.ts'
import { forgetInsights, projectConversations, projectInsights } from './index.ts'

let server: TestServerHandle
let tenant: TestTenant
let agent: TestMember
let supervisor: TestMember
let customers: CustomerClient[]

const today = new Date().toISOString().slice(0, 10)
const query = { from: today, to: today }
const count = () => projectInsights(server.modules)

beforeAll(async () => {
  // A worker's clockwork would count by itself: here the test does.
  server = await startTestServer({ role: 'web' })
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  agent = await server.createMember(tenant, 'agent')
  supervisor = await server.createMember(tenant, 'supervisor')
  customers = []
  for (const text of ['What are your opening hours?', '逾期还书要付多少钱？', 'I want to talk to a human']) {
    const customer = await server.customer(tenant)
    await customer.ask(text)
    customers.push(customer)
  }
})
afterAll(() => server.stop())

/** An agent takes a conversation, answers and closes it. */
async function serve({ session }: CustomerClient): Promise<void> {
  const one = { params: { conversationId: session.conversationId }, cookie: agent.cookie }
  const { ownerEpoch } = (await server.call(getConversation, one)).body
  await server.call(takeConversation, { ...one, body: { ownerEpoch } })
  await server.call(sendAgentMessage, { ...one, body: { clientId: crypto.randomUUID(), text: 'Hello' } })
  await server.call(closeConversation, one)
}

/** What is kept for the tenant, facts and counts, in an order that does not depend on how it came about. */
async function kept() {
  const facts = await server.database.asOwner(
    `select * from attune.insight_facts where tenant_id = '${tenant.id}' order by conversation_id, seq, kind`,
  )
  const counts = await server.database.asOwner(
    `select grain, day, hour, kind, channel_id, language, scene, agent_id, reason, bucket, count
     from attune.insight_counts join attune.insight_cells using (tenant_id, cell)
     where tenant_id = '${tenant.id}' and count <> 0 order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10`,
  )
  return { facts, counts }
}

describe('reports', () => {
  it('count what was said, and each number leads to its conversations', async () => {
    await serve(customers[2] as CustomerClient)
    const answer = customers[0]?.events.find((event) => event.type === 'assistant-message')
    await customers[0]?.send({ type: 'feedback', ofSeq: answer?.seq ?? 0, solved: false })
    await customers[0]?.send({ type: 'feedback', ofSeq: answer?.seq ?? 0, solved: true })
    await count()
    const { body } = await server.call(getReport, { cookie: supervisor.cookie, query })
    expect(body.total).toMatchObject({
      conversations: 3,
      byMachine: 2,
      byPeople: 1,
      questions: 2,
      answered: 2,
      asked: 1,
      handovers: 1,
      taken: 1,
      agentMessages: 1,
      solved: 1,
      notSolved: 0,
      firstResponse: { count: 3 },
      handling: { count: 1 },
    })
    // Three measured are too few to say what is usual.
    expect(body.total.firstResponse).not.toHaveProperty('medianMs')
    expect(body.handoversByReason).toEqual([{ reason: 'customer-asked', count: 1 }])
    expect(body.rows.map((row) => row.key)).toEqual([today])
    expect(body.before).toMatchObject({ conversations: 0 })
    const by = async (dimension: string) =>
      (await server.call(getReport, { cookie: supervisor.cookie, query: { ...query, by: dimension } })).body
        .rows
    expect((await by('language')).map((row) => [row.key, row.figures.questions])).toEqual(
      expect.arrayContaining([
        ['en', 1],
        ['zh', 1],
      ]),
    )
    expect((await by('agent')).map((row) => [row.key, row.figures.taken])).toEqual([[agent.memberId, 1]])
    expect((await by('reason')).map((row) => [row.key, row.figures.handovers])).toEqual([
      ['customer-asked', 1],
    ])
    const facts = await server.call(listReportFacts, {
      cookie: supervisor.cookie,
      query: { ...query, kind: 'handover', reason: 'customer-asked' },
    })
    expect(facts.body.items.map((one) => one.conversationId)).toEqual([customers[2]?.session.conversationId])
    const turns = { ...query, kind: 'turn', reason: 'answer,options', limit: '1' }
    const first = (await server.call(listReportFacts, { cookie: supervisor.cookie, query: turns })).body
    const second = (
      await server.call(listReportFacts, {
        cookie: supervisor.cookie,
        query: { ...turns, after: first.next ?? '' },
      })
    ).body
    expect([first.items.length, second.items.length, second.next]).toEqual([1, 1, undefined])
    expect(first.items[0]?.conversationId).not.toBe(second.items[0]?.conversationId)
  })

  it('show agents themselves and nobody else', async () => {
    expect((await server.call(getReport, { cookie: agent.cookie, query })).status).toBe(403)
    const own = (await server.call(getOwnReport, { cookie: agent.cookie, query })).body
    expect(own.total).toMatchObject({ taken: 1, agentMessages: 1, conversations: 0 })
    const other = await server.createMember(tenant, 'agent')
    expect((await server.call(getOwnReport, { cookie: other.cookie, query })).body.total.taken).toBe(0)
    const facts = { ...query, kind: 'wait' }
    expect(
      (await server.call(listOwnReportFacts, { cookie: agent.cookie, query: facts })).body.items,
    ).toHaveLength(1)
    expect(
      (await server.call(listOwnReportFacts, { cookie: other.cookie, query: facts })).body.items,
    ).toHaveLength(0)
    // Asking for somebody else's is refused, not quietly answered.
    expect(
      (
        await server.call(getOwnReport, {
          cookie: other.cookie,
          query: { ...query, agentId: agent.memberId },
        })
      ).status,
    ).toBe(400)
  })

  it('tell how long agents were on duty, away and wrapping up, where it belongs', async () => {
    await server.database.asOwner(
      `insert into attune.presence_periods (tenant_id, id, member_id, status, started_at, until, ended_at)
       select $1, gen_random_uuid(), $2, status, $3::timestamptz + begins, null, $3::timestamptz + ends
       from (values ('online', interval '22 hours', interval '23 hours'), ('wrap-up', interval '23 hours', interval '23 hours 5 minutes'),
         ('lunch', interval '23 hours 5 minutes', interval '24 hours 30 minutes')) as p (status, begins, ends)`,
      [tenant.id, agent.memberId, `${shift(-3)}T00:00:00Z`],
    )
    const minutes = ({ onDutyMs, wrapUpMs, awayMs } = { onDutyMs: -1, wrapUpMs: -1, awayMs: -1 }) =>
      [onDutyMs, wrapUpMs, awayMs].map((ms) => ms / 60_000)
    const read = async (more: Record<string, string>) =>
      (
        await server.call(getReport, {
          cookie: supervisor.cookie,
          query: { from: shift(-3), to: shift(-2), ...more },
        })
      ).body
    const byAgent = await read({ by: 'agent' })
    expect(byAgent.rows.map((row) => [row.key, minutes(row.figures.presence)])).toEqual([
      [agent.memberId, [65, 5, 85]],
    ])
    // What lasts over midnight is told of both days.
    const byDay = await read({ by: 'day', agentId: agent.memberId })
    expect(byDay.rows.map((row) => [row.key, minutes(row.figures.presence)])).toEqual([
      [shift(-3), [65, 5, 55]],
      [shift(-2), [0, 0, 30]],
    ])
    expect(minutes(byDay.total.presence)).toEqual([65, 5, 85])
    expect((await read({ by: 'day' })).rows).toEqual([])
    expect(byDay.channels).toHaveLength(1)
    // It belongs to no channel, language or scene.
    expect((await read({ by: 'agent', language: 'zh' })).total).not.toHaveProperty('presence')
    expect((await read({ by: 'scene' })).total).not.toHaveProperty('presence')
  })

  it('come to the same when counted twice, at once, after a crash, and from nothing', async () => {
    await count()
    const before = await kept()
    expect(before.counts.length).toBeGreaterThan(10)
    const ids = customers.map((customer) => customer.session.conversationId)
    await Promise.all([
      projectConversations(server.modules, tenant.id, ids),
      projectConversations(server.modules, tenant.id, ids),
      count(),
    ])
    expect(await kept()).toEqual(before)

    // More is said; the counting is killed before its commit, then done by two at once.
    await customers[1]?.ask('How do I renew a borrowed book?')
    const { database } = server.modules
    await expect(
      database.tenant(tenant.id, async () => {
        await projectConversations(server.modules, tenant.id, ids)
        throw new Error('killed')
      }),
    ).rejects.toThrow('killed')
    expect(await kept()).toEqual(before)
    await Promise.all([count(), count()])
    const after = await kept()
    expect(after.facts.length).toBeGreaterThan(before.facts.length)
    expect(await count()).toBe(0)

    await forgetInsights(database, tenant.id)
    expect((await kept()).facts).toEqual([])
    await count()
    expect(await kept()).toEqual(after)
  })

  it('count every fact once in every grain, and nothing where a fact takes its own place again', async () => {
    const facts = (await kept()).facts.length
    const sums = await server.database.asOwner<{ grain: string; facts: number; below: number }>(
      `select grain, sum(count)::int as facts, count(*) filter (where count < 0)::int as below
       from attune.insight_counts where tenant_id = '${tenant.id}' group by 1 order by 1`,
    )
    expect(sums).toEqual(
      Object.keys(grains)
        .sort()
        .map((grain) => ({ grain, facts, below: 0 })),
    )
    const total = async (filter: Record<string, string>) => {
      const asked = { cookie: supervisor.cookie, query: { ...query, ...filter } }
      const { presence: _, ...counted } = (await server.call(getReport, asked)).body.total
      return counted
    }
    const all = await total({})
    for (const by of ['hour', 'scene', 'channel', 'language', 'agent'])
      expect([by, await total({ by })]).toEqual([by, all])
    // Two filters are read from the counts that know everything, one from its own.
    const [zh, en] = [await total({ language: 'zh' }), await total({ language: 'en' })]
    expect(zh.questions + en.questions).toBe(all.questions)
    const [channel] = await server.database.asOwner<{ id: string }>(
      `select id from attune.channels where tenant_id = '${tenant.id}'`,
    )
    expect(await total({ channelId: channel?.id ?? '' })).toEqual(all)
    expect(await total({ channelId: channel?.id ?? '', language: 'zh' })).toEqual(zh)
    expect((await total({ channelId: crypto.randomUUID() })).questions).toBe(0)
  })

  it('are counted anew when the company moves to another time zone', async () => {
    const hours = async () =>
      (
        await server.call(getReport, {
          cookie: supervisor.cookie,
          query: { from: shift(-1), to: shift(1), by: 'hour' },
        })
      ).body.rows.map((row) => [Number(row.key), row.figures.conversations])
    const before = await hours()
    await server.database.asOwner(
      `update attune.tenants set time_zone = 'Asia/Shanghai' where tenant_id = '${tenant.id}'`,
    )
    await customers[1]?.ask('How do I renew a borrowed book?')
    await count()
    const after = await hours()
    const ofAgents = await server.call(getReport, {
      cookie: supervisor.cookie,
      query: { from: shift(-1), to: shift(1), by: 'hour', agentId: agent.memberId },
    })
    expect(ofAgents.body.rows.map((row) => row.figures.taken)).toEqual([1])
    expect(after).toEqual(
      before.map(([hour, n]) => [((hour ?? 0) + 8) % 24, n]).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)),
    )
  })

  it('tell the board and the use of entries', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('I want to talk to a human')
    await count()
    const { body } = await server.call(getBoard, { cookie: supervisor.cookie })
    expect(body).toMatchObject({
      waiting: 1,
      withAssistant: 2,
      served: 0,
      lastHour: {
        conversations: 4,
        answeredByPeople: 1,
        handovers: [{ reason: 'customer-asked', count: 2 }],
      },
    })
    expect(body.lastHour.answeredByMachine).toBeGreaterThanOrEqual(4)
    const use = (await server.call(listEntryUse, { cookie: supervisor.cookie })).body.items
    expect(use[0]).toMatchObject({ key: 'renew-loan', count: 2 })
  })
})

function shift(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
}
