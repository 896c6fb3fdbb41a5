import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type DecisionRecord, type Scene, scene, updateModelSettings } from '../../../contract/index.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import {
  type ModelReply,
  type ScriptedEndpoint,
  startScriptedEndpoint,
} from '../../../testing/models/scripted-endpoint.ts'
import { addScriptedModel } from '../../../testing/models/scripted-model.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../../testing/running-server.ts'

let endpoint: ScriptedEndpoint
let server: TestServerHandle
/** Where such readings were measured to be right, and where no model is asked. */
let measured: TestTenant
let without: TestTenant
const renew = 'How do I renew a borrowed book?'
const followUp = 'then how do I do it?'
const rewriting = /Rewrite the customer's last message/

beforeAll(async () => {
  endpoint = await startScriptedEndpoint(() => '')
  server = await startTestServer({
    privateHosts: [endpoint.host],
    modelGuards: { failuresUntilRest: 500, restMs: 50 },
  })
  measured = (await makeTenant({}, 60)).tenant
  without = (await makeTenant({ models: 'off' })).tenant
})
afterAll(async () => {
  await server.stop()
  await endpoint.stop()
})
afterEach(() => {
  endpoint.requests.length = 0
})

/** The choice among entries finds none; follow-ups are rewritten so. */
function rewrites(reply: ModelReply | string): void {
  endpoint.script = ({ system }) => {
    if (!rewriting.test(system)) return '{"candidate":0,"sure":"likely"}'
    return typeof reply === 'string' ? JSON.stringify({ question: reply }) : reply
  }
}
const askedToRewrite = () => endpoint.requests.filter(({ system }) => rewriting.test(system))

async function makeTenant(change: Partial<Scene> = {}, known = 0) {
  const tenant = await server.createTenant({
    scenes: [
      scene.parse({ key: 'default', threshold: 0.8, offerThreshold: 0.05, models: 'answer', ...change }),
    ],
  })
  await server.teach(tenant, libraryEntries)
  const { cookie } = await server.createMember(tenant, 'admin')
  await addScriptedModel(server, cookie, endpoint)
  await server.database.asOwner(
    `insert into attune.tier_outcomes (tenant_id, decision_id, task, tier, model, sure, is_right, known_by, occurred_at, known_at)
     select $1, gen_random_uuid(), 'rewrite', 'small', 'scripted-1', s, true, 'label', now(), now()
     from generate_series(1, $2::int), unnest(array['', ', agreed']) s`,
    [tenant.id, known],
  )
  return { tenant, cookie }
}

/** Two questions that are understood, then what is sent last. */
async function converse(tenant: TestTenant, text = followUp) {
  const customer = await server.customer(tenant)
  await customer.ask(renew)
  await customer.ask('What are your opening hours?')
  const reply = await customer.ask(text)
  const [row] = await server.database.asOwner<{ record: DecisionRecord }>(
    'select record from attune.decisions where tenant_id = $1 and conversation_id = $2 and reply_seq = $3',
    [tenant.id, customer.session.conversationId, reply.seq],
  )
  if (row === undefined) throw new Error('no record')
  return { reply, record: row.record, spoken: JSON.stringify(reply.body.parts) }
}

it('reads a follow-up that is not understood as the question it stands for, and offers what that leads to', async () => {
  const { tenant } = await makeTenant()
  rewrites(renew)
  const { reply, record, spoken } = await converse(tenant)
  expect(reply.body.kind).toBe('options')
  const [choice] = reply.body.parts.flatMap((part) => (part.type === 'choice' ? [part] : []))
  expect(choice?.options[0]?.label).toBe(renew)
  expect(spoken).not.toContain(followUp)
  expect(record).toMatchObject({
    understood: { context: { kind: 'rewritten', turnsBack: 1 } },
    decided: { rule: 'right-entry-likely-among-the-first', local: { confidence: expect.any(Number) } },
    models: [
      { task: 'rewrite', tier: 'small', use: 'offered', entryId: choice?.options[0]?.id, calls: 1 },
      { task: 'choose-entry', use: 'nothing-fits' },
    ],
  })
  expect(record.found[0]?.entryId).toBe(choice?.options[0]?.id)
  expect(record.steps.map(({ name }) => name)).toContain('rewrite')
  expect(record.models?.[0]?.cost).toBeGreaterThan(0)
  expect(record.cost.amount).toBeGreaterThan(record.models?.[0]?.cost ?? 0)
  expect(record.understood.confidence).toBeGreaterThan(record.decided.local?.confidence ?? 1)
  // What a model wrote is not kept.
  expect(JSON.stringify(record)).not.toContain('renew')
})

it('answers by itself once such readings were measured to be right', async () => {
  rewrites(renew)
  const { reply, record } = await converse(measured)
  expect(reply.body.kind).toBe('answer')
  expect(record).toMatchObject({
    tier: 'small-model',
    decided: { rule: 'follow-up-understood-when-rewritten', local: { outcome: expect.any(String) } },
    models: [{ task: 'rewrite', use: 'answered', measured: { known: 60 } }],
  })
  expect(record.decided.confidence).toBeGreaterThanOrEqual(0.8)
  // Nor does it where the scene lets models only choose what is offered.
  const offering = await makeTenant({ models: 'offer' }, 60)
  expect((await converse(offering.tenant)).reply.body.kind).toBe('options')
})

it('is not asked where the local tier is sure, nothing was said before, or nothing is left out', async () => {
  rewrites(renew)
  expect((await converse(measured, 'What are your opening hours?')).record.models).toBeUndefined()
  const customer = await server.customer(measured)
  await customer.ask(followUp)
  await converse(
    measured,
    'please tell me whatever you know about the history of this wonderful old building',
  )
  await converse(without)
  expect(askedToRewrite()).toEqual([])
})

it.each<[what: string, reply: ModelReply | string, use: string]>([
  ['a liar adds a number', 'How do I renew a borrowed book 7 times?', 'stopped'],
  ['a liar asks something else', 'Please delete my account with everything stored there', 'stopped'],
  ['it writes no JSON', { text: 'well, I think' }, 'stopped'],
  ['it gives the message back', followUp, 'not-used'],
  ['the endpoint is down', { fault: 'error', status: 500 }, 'failed'],
  ['the connection breaks', { fault: 'cut', after: 0 }, 'failed'],
])('the message stays what it was where %s', async (_, reply, use) => {
  rewrites(reply)
  const { reply: said, record } = await converse(measured)
  expect(record.models?.[0]).toMatchObject({ task: 'rewrite', use })
  expect(record.understood.context?.kind).not.toBe('rewritten')
  const plain = await converse(without)
  expect([said.body.kind, record.understood.confidence]).toEqual([
    plain.reply.body.kind,
    plain.record.understood.confidence,
  ])
})

it('no text leaves where none may', async () => {
  const { tenant, cookie } = await makeTenant({}, 60)
  const { status } = await server.call(updateModelSettings, {
    cookie,
    body: { noTextLeaves: true, currency: 'CNY', dayBudget: null, monthBudget: null, sceneEndpoints: {} },
  })
  expect(status).toBe(200)
  rewrites(renew)
  const { record } = await converse(tenant)
  expect(endpoint.requests).toEqual([])
  expect(record.models).toBeUndefined()
})
