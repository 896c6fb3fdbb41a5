import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { getDecision, type Scene } from '../../../contract/index.ts'
import { makeScannerTenant, scannerPrice, scannerQuestion, writes } from '../../../testing/models/scanner.ts'
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../../testing/models/scripted-endpoint.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../../testing/running-server.ts'

let endpoint: ScriptedEndpoint
let server: TestServerHandle
beforeAll(async () => {
  endpoint = await startScriptedEndpoint(writes(`${scannerPrice} [1]`))
  server = await startTestServer({ privateHosts: [endpoint.host] })
})
afterAll(async () => {
  await server.stop()
  await endpoint.stop()
})
afterEach(() => {
  endpoint.requests.length = 0
})

const strange = 'Which second act of Hamlet names the king of Denmark and his brother Claudius?'
const makeTenant = (scene: Partial<Scene> = {}) => makeScannerTenant(server, endpoint, { scene, known: 60 })
/** Calls that were to write an answer: the choice among entries is another matter. */
const writings = () => endpoint.requests.filter(({ system }) => !/numbered entry/.test(system))

/** Asks, and reads the decision as the console does. */
async function askIn(tenant: TestTenant, text: string) {
  const customer = await server.customer(tenant)
  const reply = await customer.ask(text)
  const { conversationId } = customer.session
  const [row] = await server.database.asOwner<{ id: string }>(
    'select id from attune.decisions where tenant_id = $1 and conversation_id = $2',
    [tenant.id, conversationId],
  )
  const { cookie } = await server.createMember(tenant, 'supervisor')
  const params = { conversationId, decisionId: row?.id ?? '' } as never
  return { reply, decision: (await server.call(getDecision, { params, cookie })).body }
}

it('has nothing written where what was found does not hold the answer, and says how likely that was', async () => {
  const tenant = await makeTenant()
  const { reply, decision } = await askIn(tenant, strange)
  expect(reply.body.kind).toBe('handover')
  expect(writings()).toEqual([])
  expect(decision.answerable).toMatchObject({ tried: false, threshold: 0.15, labels: 0 })
  expect(decision.answerable?.probability).toBeLessThan(0.15)
  expect(decision.answerable?.features).toMatchObject({
    covered: expect.any(Number),
    unknown: expect.any(Number),
  })
  expect(decision.models?.map(({ task }) => task)).not.toContain('answer')
})

it('has nothing written where nothing at all was found', async () => {
  const tenant = await makeTenant({ answerableThreshold: 0 })
  const { reply, decision } = await askIn(tenant, 'Zebra, giraffe or hippopotamus?')
  expect(reply.body.kind).toBe('handover')
  expect(writings()).toEqual([])
  expect(decision.answerable).toMatchObject({ tried: false, probability: 0 })
})

it('has one written where it does', async () => {
  const tenant = await makeTenant()
  const { reply, decision } = await askIn(tenant, scannerQuestion)
  expect(reply.body.kind).toBe('answer')
  expect(writings()).toHaveLength(1)
  expect(decision.answerable).toMatchObject({ tried: true })
  expect(decision.answerable?.probability).toBeGreaterThan(0.3)
})

it('asks as often as the scene wants', async () => {
  const eager = await makeTenant({ answerableThreshold: 0 })
  expect((await askIn(eager, strange)).decision.answerable).toMatchObject({ tried: true, threshold: 0 })
  expect(writings().length).toBeGreaterThan(0)
  endpoint.requests.length = 0
  const strict = await makeTenant({ answerableThreshold: 1 })
  const { reply, decision } = await askIn(strict, scannerQuestion)
  expect([reply.body.kind, decision.answerable?.tried]).toEqual(['handover', false])
  expect(writings()).toEqual([])
})

it('learns from what became of such answers, once that is known of enough of them', async () => {
  const tenant = await makeTenant()
  const { decision } = await askIn(tenant, scannerQuestion)
  const before = decision.answerable?.probability ?? 0
  // The same answer, and as many that were wrong.
  await server.database.asOwner(
    `with copies as (
       insert into attune.decisions
       select (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(), 'reply_seq', d.reply_seq + 1000 + at))).*
       from attune.decisions d, generate_series(1, 60) at where d.tenant_id = $1 returning tenant_id, id, occurred_at)
     insert into attune.tier_outcomes (tenant_id, decision_id, task, tier, model, sure, is_right, known_by, occurred_at, known_at)
     select tenant_id, id, 'answer', 'large', 'another', '', false, 'label', occurred_at, occurred_at from copies`,
    [tenant.id],
  )
  const second = await startTestServer({
    beside: server.database,
    privateHosts: [endpoint.host],
    role: 'web',
  })
  try {
    const shift = await second.modules.tierLedger.answerShift(tenant.id)
    expect(shift.labels).toBe(60)
    const tried = await second.modules.tierLedger.answerShift((await makeTenant()).id)
    expect(tried).toMatchObject({ labels: 0, shift: 0, slope: 1 })
    expect(shift.shift + shift.slope * Math.log(before / (1 - before))).toBeLessThan(
      Math.log(before / (1 - before)) - 1,
    )
  } finally {
    await second.stop()
  }
})
