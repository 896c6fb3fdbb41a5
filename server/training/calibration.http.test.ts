import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getCalibration, listCalibrationExamples, updateEntry } from '../../contract/index.ts'
import { libraryEntries } from '../../testing/entries.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../testing/running-server.ts'
import { defaultPolicy } from '../policy/index.ts'

let server: TestServerHandle

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const beginnings = [
  'please',
  'hello,',
  'quick question:',
  'so',
  'tell me',
  'excuse me,',
  'hi there,',
  'again:',
  'well,',
  'now',
  'hey,',
  'one thing:',
]
const asked: Record<string, string[]> = {
  'opening-hours': [
    'when do you open',
    'opening hours on sunday',
    'are you open tonight',
    'closing time today',
  ],
  'lost-card': ['I lost my card', 'my reader card is gone', 'card was stolen', 'need a new card'],
  'renew-loan': ['renew my book', 'extend the loan', 'keep the book longer', 'two more weeks for my book'],
  'late-fee': ['what is the fine', 'fee for late return', 'overdue book cost', 'charged for being late'],
  '': ['who wrote Faust', 'what is the weather', 'sing a song', 'capital of Peru'],
}

async function labelled(many: number): Promise<{ tenant: TestTenant; cookie: string }> {
  const tenant = await server.createTenant({
    scenes: [
      ...defaultPolicy.scenes,
      {
        ...(defaultPolicy.scenes[0] as (typeof defaultPolicy.scenes)[0]),
        key: 'loans',
        categories: ['Loans'],
        threshold: 0.6,
      },
    ],
  })
  const { cookie } = await server.createMember(tenant, 'knowledge-operator')
  await server.teach(tenant, libraryEntries)
  const rows = Object.entries(asked).flatMap(([key, texts]) =>
    texts.flatMap((text) =>
      beginnings.slice(0, many).map((beginning) => `${key},"${beginning} ${text}, 13800001234"`),
    ),
  )
  const response = await fetch(`${server.url}/api/v1/knowledge/import?format=wordings-csv`, {
    method: 'POST',
    headers: { cookie },
    body: ['key,text', ...rows].join('\n'),
  })
  expect(response.status).toBe(200)
  await server.teach(tenant, [])
  return { tenant, cookie }
}

describe('the calibration', () => {
  it('says honestly that there are no labels', async () => {
    const tenant = await server.createTenant()
    const { cookie } = await server.createMember(tenant, 'agent')
    const { body } = await server.call(getCalibration, { cookie })
    expect(body).toMatchObject({
      state: 'not-yet-calibrated',
      labelled: 0,
      needed: 200,
      measured: 0,
      curve: [],
    })
    const examples = await server.call(listCalibrationExamples, { cookie })
    expect(examples.body).toEqual({ above: [], below: [] })
  })

  it('is measured on few labels without being claimed', async () => {
    const { cookie } = await labelled(4)
    const { body } = await server.call(getCalibration, { cookie })
    expect(body).toMatchObject({ state: 'not-yet-calibrated', labelled: 80, needed: 120 })
    expect(body.measured).toBeGreaterThan(70)
    const at = body.curve.find((point) => point.threshold === 0.85)
    expect(at?.high).toBeGreaterThan(at?.low ?? 1)
  })

  it('draws the curve of all and of one scene, with what lies about the line', async () => {
    const { cookie, tenant } = await labelled(12)
    const { body } = await server.call(getCalibration, { cookie })
    expect(body).toMatchObject({ state: 'calibrated', labelled: 240, needed: 0 })
    const coverage = body.curve.map((point) => point.coverage)
    expect(coverage).toEqual(coverage.toSorted((a, b) => b - a))
    expect(body.scenes.map((scene) => [scene.key, scene.threshold])).toEqual([
      ['default', 0.85],
      ['loans', 0.6],
    ])
    const loans = await server.call(getCalibration, { cookie, query: { scene: 'loans' } })
    expect(loans.body.measured).toBe(body.scenes[1]?.measured)
    expect(loans.body.measured).toBeLessThan(body.measured)
    const { above, below } = (
      await server.call(listCalibrationExamples, { cookie, query: { threshold: '0.9' } })
    ).body
    expect(above.every((one) => one.confidence >= 0.9)).toBe(true)
    expect(below.every((one) => one.confidence < 0.9)).toBe(true)
    expect([...above, ...below].every((one) => one.text.includes('[phone]'))).toBe(true)

    // What is frozen of them goes with whoever asked, as they do.
    const { session } = await server.customer(tenant)
    await server.database.asOwner(
      `update wordings set conversation_id = $2 where tenant_id = $1 and origin = 'customer'`,
      [tenant.id, session.conversationId],
    )
    const asked = (await server.call(listCalibrationExamples, { cookie, query: { threshold: '0.9' } })).body
    expect(asked.above.map((one) => one.conversationId)).toEqual(above.map(() => session.conversationId))
    expect(above[0]?.conversationId).toBeUndefined()

    const [entry] = await server.database.asOwner<{ id: string }>(
      `select id from entries where tenant_id = $1 and key = 'late-fee'`,
      [tenant.id],
    )
    const content = libraryEntries.find((one) => one.key === 'late-fee')
    await server.call(updateEntry, {
      cookie,
      params: { entryId: entry?.id ?? '' },
      body: { ...content, answer: { en: 'None.' } },
    })
    expect((await server.call(getCalibration, { cookie })).body.behind).toBe(true)
  })
})
