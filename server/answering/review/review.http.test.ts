import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  approveReply,
  type ConversationEvent,
  countReplyReviews,
  type DecisionRecord,
  declineReply,
  listReplyReviews,
  type PolicyDocument,
  plainText,
  scene,
} from '../../../contract/index.ts'
import type { CustomerClient } from '../../../testing/customer-client.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../../testing/running-server.ts'

let server: TestServerHandle

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

type Scene = PolicyDocument['scenes'][number]
interface Made {
  tenant: TestTenant
  agent: TestMember
}

const hours = 'What are your opening hours?'
/** Near several entries, sure of none. */
const vague = 'a question about my books and the fine for my card'

async function make(
  review: Partial<NonNullable<Scene['review']>>,
  change: Partial<Scene> = {},
): Promise<Made> {
  const tenant = await server.createTenant({
    scenes: [
      scene.parse({
        key: 'default',
        threshold: 0.6,
        offerThreshold: 0.05,
        review: { local: 'all', tellAfterSeconds: 0, ...review },
        ...change,
      }),
    ],
  })
  await server.teach(tenant, libraryEntries)
  return { tenant, agent: await server.createMember(tenant, 'agent') }
}

async function waitingOf({ agent }: Made) {
  const { body } = await server.call(listReplyReviews, { cookie: agent.cookie })
  return body.items
}

/** Asks, and waits until the draft lies in the queue. */
async function askHeld(made: Made, text: string) {
  const customer = await server.customer(made.tenant)
  await customer.say(text)
  const conversationId = customer.session.conversationId
  await expect
    .poll(async () => (await waitingOf(made)).some((one) => one.conversationId === conversationId))
    .toBe(true)
  const review = (await waitingOf(made)).find((one) => one.conversationId === conversationId)
  if (review === undefined) throw new Error('no draft')
  return { customer, review, params: { replyReviewId: review.id } }
}

const approve = ({ agent }: Made, params: { replyReviewId: string }, body: object = {}) =>
  server.call(approveReply, { cookie: agent.cookie, params, body })

const logOf = ({ session }: CustomerClient) =>
  server.database.asOwner<{ seq: number; type: string; body: Record<string, unknown> }>(
    'select seq, type, body from attune.conversation_events where conversation_id = $1 order by seq',
    [session.conversationId],
  )

const replies = (customer: CustomerClient) =>
  customer.events.filter((event) => event.type === 'assistant-message')

async function recordOf(reply: ConversationEvent): Promise<DecisionRecord> {
  const [row] = await server.database.asOwner<{ record: DecisionRecord }>(
    'select record from attune.decisions where conversation_id = $1 and reply_seq = $2',
    [reply.conversationId, reply.seq],
  )
  if (row === undefined) throw new Error('no record')
  return row.record
}

describe('a reply that a person approves', () => {
  it('waits, is shown with its question and sources, and goes out as it is once', async () => {
    const made = await make({})
    const { customer, review, params } = await askHeld(made, hours)
    expect(review).toMatchObject({ question: hours, madeBy: 'local', sure: true, whenLate: 'send' })
    expect(review.sources).toHaveLength(1)
    expect(replies(customer)).toEqual([])
    expect((await server.call(countReplyReviews, { cookie: made.agent.cookie })).body.waiting).toBe(1)

    expect((await approve(made, params)).status).toBe(200)
    const reply = await customer.event('assistant-message')
    expect(reply.body.parts).toEqual(review.draft)
    expect((await logOf(customer)).map((one) => one.type)).toEqual([
      'session-started',
      'customer-message',
      'reply-held',
      'assistant-message',
      'reply-reviewed',
    ])
    expect((await recordOf(reply)).review).toMatchObject({ verdict: 'approved', by: made.agent.memberId })
    expect((await approve(made, params)).body).toMatchObject({ error: { code: 'review/decided' } })
    expect(await waitingOf(made)).toEqual([])
    // The conversation goes on as though it had been answered at once.
    await customer.send({ type: 'feedback', ofSeq: reply.seq, solved: true })
    expect(customer.events.map((event) => event.type)).not.toContain('reply-held')
  })

  it('goes out in other words, and declined goes to people', async () => {
    const made = await make({})
    const edited = await askHeld(made, hours)
    const text = 'From nine to six, Monday to Saturday.'
    await approve(made, edited.params, { text, contentRight: true })
    const reply = await edited.customer.event('assistant-message')
    expect(plainText(reply.body.parts)).toBe(text)
    expect((await recordOf(reply)).review?.verdict).toBe('edited')

    const declined = await askHeld(made, hours)
    const decline = { cookie: made.agent.cookie, params: declined.params }
    expect((await server.call(declineReply, decline)).status).toBe(200)
    const handover = await declined.customer.event('assistant-message')
    expect(handover.body.kind).toBe('handover')
    expect((await declined.customer.event('owner-changed')).body.to.kind).toBe('queue')
    expect(await recordOf(handover)).toMatchObject({
      tier: 'human',
      decided: { outcome: 'handover', reason: 'not-approved', rule: 'draft-declined' },
      review: { verdict: 'declined' },
    })
  })

  it('below the threshold is proposed instead of offered; declined, the likely questions are offered', async () => {
    const made = await make({ local: 'below', whenDeclined: 'options' }, { threshold: 1 })
    const { customer, review, params } = await askHeld(made, vague)
    expect(review).toMatchObject({ sure: false, whenLate: 'handover', whenDeclined: 'options' })
    await server.call(declineReply, { cookie: made.agent.cookie, params })
    const offered = await customer.event('assistant-message')
    expect(offered.body.kind).toBe('options')
    const labels = offered.body.parts.flatMap((part) => (part.type === 'choice' ? part.options : []))
    expect(labels.length).toBeGreaterThan(1)
    expect(labels.map((one) => one.id)).not.toContain(review.entryId)
  })

  it('is left behind by a newer message and never sent', async () => {
    const made = await make({})
    const { customer, params } = await askHeld(made, hours)
    await customer.say('And how high is the overdue fine?')
    await expect
      .poll(async () => (await waitingOf(made)).map((one) => one.question))
      .toEqual([`${hours}\nAnd how high is the overdue fine?`])
    expect((await approve(made, params)).body).toMatchObject({ error: { code: 'review/superseded' } })
    const [newer] = await waitingOf(made)
    await approve(made, { replyReviewId: newer?.id ?? '' })
    await customer.event('assistant-message')
    expect(replies(customer)).toHaveLength(1)
  })

  it('that nobody comes to is sent where it is sure and allowed, else people take over', async () => {
    const sends = await make({ withinSeconds: 30, tellAfterSeconds: 10 })
    const hands = await make({ withinSeconds: 30, whenLate: 'handover' })
    const unsure = await make({ withinSeconds: 30, local: 'below' }, { threshold: 1 })
    const [one, two, three] = await Promise.all([
      askHeld(sends, hours),
      askHeld(hands, hours),
      askHeld(unsure, vague),
    ])
    const at = (seconds: number) => new Date(Date.now() + seconds * 1_000)
    await server.modules.replyReviews.tend(at(11))
    await server.modules.replyReviews.tend(at(12))
    expect((await one.customer.event('assistant-message')).body.kind).toBe('notice')
    await Promise.all([server.modules.replyReviews.tend(at(31)), server.modules.replyReviews.tend(at(31))])
    await one.customer.until(() => replies(one.customer).length === 2, 'the reply')
    expect(replies(one.customer).map((event) => event.body.kind)).toEqual(['notice', 'answer'])
    expect((await two.customer.event('assistant-message')).body.kind).toBe('handover')
    expect((await three.customer.event('assistant-message')).body.kind).toBe('handover')
    const verdicts = await Promise.all(
      [one, two, three].map(async ({ customer }) => (await logOf(customer)).at(-1)),
    )
    expect(verdicts.map((event) => event?.body.verdict)).toEqual(['sent-late', 'handed-over', 'handed-over'])
  })

  it('is decided once by whoever is first', async () => {
    const made = await make({ withinSeconds: 30 })
    const other = { ...made, agent: await server.createMember(made.tenant, 'supervisor') }
    for (let round = 0; round < 3; round += 1) {
      const { customer, params } = await askHeld(made, hours)
      const answers = await Promise.all([
        approve(made, params),
        approve(other, params, { text: 'Other words.' }),
        server.call(declineReply, { cookie: other.agent.cookie, params }),
        server.modules.replyReviews.tend(new Date(Date.now() + 31_000)).then(() => undefined),
      ])
      await customer.event('assistant-message')
      const log = await logOf(customer)
      expect(log.filter((one) => one.type === 'assistant-message')).toHaveLength(1)
      expect(log.filter((one) => one.type === 'reply-reviewed')).toHaveLength(1)
      expect(answers.filter((answer) => answer?.status === 200).length).toBeLessThanOrEqual(1)
    }
  })

  it('is nobody else’s business: another tenant, who may not, a machine', async () => {
    const made = await make({})
    const { customer, params } = await askHeld(made, hours)
    const foreign = await make({})
    expect((await approve(foreign, params)).body).toMatchObject({ error: { code: 'review/not-found' } })
    expect(await waitingOf(foreign)).toEqual([])
    const operator = await server.createMember(made.tenant, 'knowledge-operator')
    expect((await server.call(approveReply, { cookie: operator.cookie, params, body: {} })).status).toBe(403)
    expect(replies(customer)).toEqual([])
  })
})
