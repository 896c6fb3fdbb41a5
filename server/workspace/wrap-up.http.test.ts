import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ConversationEvent,
  closeConversation,
  getOwnStatus,
  listColleagues,
  listConversationEvents,
  setOwnStatus,
  updateDeskSettings,
} from '../../contract/index.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'

let server: TestServerHandle
let tenant: TestTenant
let agent: TestMember
let supervisor: TestMember
const delivery = { id: randomUUID(), name: { en: 'Delivery', zh: '物流' } }
const late = { id: randomUUID(), parentId: delivery.id, name: { en: 'Late', zh: '迟到' } }

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  agent = await server.createMember(tenant, 'agent')
  supervisor = await server.createMember(tenant, 'supervisor')
})
afterAll(() => server.stop())

const settings = (body: object) => server.call(updateDeskSettings, { cookie: supervisor.cookie, body })
const errorOf = (answer: { body: unknown }) => (answer.body as { error?: { code: string } }).error?.code

describe('closing with a wrap-up', () => {
  it('asks for it where the tenant wants it, and keeps it with the conversation and out of the customer’s sight', async () => {
    expect((await settings({ wrapUp: { mode: 'required', categories: [delivery, late] } })).status).toBe(200)
    const customer = await server.customer(tenant)
    await customer.ask('转人工')
    const { conversationId } = customer.session
    const close = (body?: object) =>
      server.call(closeConversation, {
        cookie: supervisor.cookie,
        params: { conversationId },
        ...(body === undefined ? {} : { body }),
      })
    expect(errorOf(await close())).toBe('wrap-up/required')
    const wrapUp = { categoryId: late.id, resolved: false, note: 'Parcel lost' }
    expect(errorOf(await close({ wrapUp: { ...wrapUp, categoryId: randomUUID() } }))).toBe(
      'wrap-up/category-unknown',
    )
    // What only orders others says nothing.
    expect(errorOf(await close({ wrapUp: { ...wrapUp, categoryId: delivery.id } }))).toBe(
      'wrap-up/category-unknown',
    )
    expect((await close({ wrapUp })).body).toMatchObject({ state: 'closed' })

    const { body } = await server.call(listConversationEvents, {
      cookie: agent.cookie,
      params: { conversationId },
      query: { after: '0' },
    })
    const [said, closed] = (body.events as ConversationEvent[]).slice(-2)
    expect(closed?.type).toBe('conversation-closed')
    expect(said).toMatchObject({
      type: 'wrapped-up',
      body: { category: [delivery.name, late.name], resolved: false, note: 'Parcel lost', session: 1 },
    })
    await customer.event('conversation-closed')
    expect(JSON.stringify(customer.frames)).not.toContain('Parcel lost')
    const rows = () =>
      server.database.asOwner('select category_id, resolved, note from wrap_ups where conversation_id = $1', [
        conversationId,
      ])
    expect(await rows()).toEqual([{ category_id: late.id, resolved: false, note: 'Parcel lost' }])
    // What is erased in the log is erased here.
    await server.database.asOwner(
      `update conversation_events set body = body - 'note', redacted = true where conversation_id = $1 and seq = $2`,
      [conversationId, said?.seq],
    )
    expect(await rows()).toEqual([{ category_id: late.id, resolved: false, note: null }])
  })

  it('takes only trees that hang together', async () => {
    const code = async (categories: object[], mode = 'optional') =>
      errorOf(await settings({ wrapUp: { mode, categories } }))
    expect(await code([late])).toBe('desk-settings/invalid')
    expect(await code([delivery, delivery])).toBe('desk-settings/invalid')
    expect(await code([{ ...delivery, parentId: delivery.id }])).toBe('desk-settings/invalid')
    expect(await code([{ id: randomUUID(), name: { en: ' ', zh: '' } }])).toBe('desk-settings/invalid')
    expect(await code([], 'required')).toBe('desk-settings/invalid')
    expect(await code([delivery, late])).toBeUndefined()
  })
})

describe('a member’s status', () => {
  const set = (status: string) => server.call(setOwnStatus, { cookie: agent.cookie, body: { status } })
  const own = async () => (await server.call(getOwnStatus, { cookie: agent.cookie })).body
  const presence = async () => {
    const { body } = await server.call(listColleagues, { cookie: supervisor.cookie })
    return body.items.find((one) => one.id === agent.memberId)?.presence
  }
  it('takes them off duty with a reason of the tenant’s, and back', async () => {
    await set('online')
    expect([await presence(), (await own()).status]).toEqual(['online', 'online'])
    expect((await set('lunch')).body).toMatchObject({ status: 'lunch', since: expect.any(String) })
    expect([await presence(), (await own()).status]).toEqual(['away', 'lunch'])
    expect(errorOf(await set('holiday'))).toBe('presence/unknown-status')
    // Coming back in another way ends the reason.
    await server.modules.members.seen(tenant.id, agent.memberId, 'online')
    expect(await own()).toEqual({ status: 'online' })
  })
  it('keeps who wraps up on duty, for as long as the tenant says', async () => {
    await settings({ wrapUp: { seconds: 60 } })
    expect((await set('wrap-up')).body).toMatchObject({ status: 'wrap-up', until: expect.any(String) })
    expect([await presence(), (await own()).status]).toEqual(['online', 'wrap-up'])
    await settings({ wrapUp: { seconds: 0 } })
    await set('wrap-up')
    expect((await own()).status).toBe('online')
  })
  it('is kept period by period, one at a time', async () => {
    await Promise.all(['lunch', 'online', 'training', 'away'].map(set))
    const rows = await server.database.asOwner<{ open: number; backwards: number }>(
      `select count(*) filter (where ended_at is null)::int as open,
         count(*) filter (where ended_at < started_at)::int as backwards
       from presence_periods where member_id = $1`,
      [agent.memberId],
    )
    expect(rows).toEqual([{ open: 1, backwards: 0 }])
  })
})
