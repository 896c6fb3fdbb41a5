import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeConversation, getConversation, takeConversation } from '../../contract/index.ts'
import { libraryEntries } from '../../testing/entries.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../testing/running-server.ts'

let server: TestServerHandle
let tenant: TestTenant

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
})
afterAll(() => server.stop())

describe('when something is broken or left over', () => {
  it('hands over a turn that fails whatever is tried', async () => {
    const broken = await server.createTenant()
    await server.teach(broken, libraryEntries)
    const customer = await server.customer(broken)
    await customer.ask('What are your opening hours?')
    await server.database.asOwner(
      `insert into policies (tenant_id, version, document, created_at, created_by) values ($1, 99, '{}', now(), 'a fault')`,
      [broken.id],
    )
    await server.database.asOwner('update tenant_versions set policy = 99 where tenant_id = $1', [broken.id])
    const other = await server.customer(broken)
    const reply = await other.ask('How do I renew a borrowed book?').catch(() => undefined)
    const handover = reply ?? (await other.event('assistant-message'))
    expect(handover.body).toMatchObject({ kind: 'handover' })
  })

  it('counts who asks for a person behind "not solved" apart', async () => {
    const customer = await server.customer(tenant)
    const answer = await customer.ask('What are your opening hours?')
    await customer.send({ type: 'feedback', ofSeq: answer.seq, solved: false })
    await customer.send({ type: 'human' })
    expect((await customer.event('owner-changed')).body.reason).toBe('not-solved')
  })

  it('closes nothing when more was said than the agent has seen', async () => {
    const agent = await server.createMember(tenant, 'agent')
    const customer = await server.customer(tenant)
    await customer.ask('转人工')
    const one = { params: { conversationId: customer.session.conversationId }, cookie: agent.cookie }
    const { ownerEpoch } = (await server.call(getConversation, one)).body
    const taken = (await server.call(takeConversation, { ...one, body: { ownerEpoch } })).body
    await customer.say('One more thing')
    const refused = await server.call(closeConversation, { ...one, body: { lastSeq: taken.lastSeq } })
    expect(refused.body).toMatchObject({ error: { code: 'conversation/superseded' } })
    const closed = await server.call(closeConversation, { ...one, body: { lastSeq: taken.lastSeq + 1 } })
    expect(closed.body).toMatchObject({ state: 'closed' })
  })

  it('forgets chats in which nobody ever wrote, with customers who came for nothing else', async () => {
    const silent = await server.startSession(tenant)
    const spoken = await server.customer(tenant)
    await spoken.ask('Are you open on Sundays?')
    await server.database.asOwner(`update conversations set created_at = created_at - interval '2 days'`)
    const yesterday = new Date(Date.now() - 86_400_000)
    await sql`select forget_unused_conversations(${yesterday}, 1000)`.execute(
      server.modules.database.unscoped,
    )
    const left = await server.database.asOwner<{ id: string }>('select id from conversations')
    const ids = left.map((row) => row.id)
    expect(ids).toContain(spoken.session.conversationId)
    expect(ids).not.toContain(silent.conversationId)
    const customers = await server.database.asOwner<{ id: string }>('select id from customers')
    expect(customers.map((row) => row.id)).not.toContain(silent.customerId)
  })
})
