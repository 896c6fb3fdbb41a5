import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../../testing/models/scripted-endpoint.ts'
import { addScriptedModel } from '../../../testing/models/scripted-model.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../../testing/running-server.ts'
import { act } from '../tasks/act.ts'
import type { Hands } from './hands.ts'

let endpoint: ScriptedEndpoint
let server: TestServerHandle
let tenant: TestTenant
let cookie: string
let calls: { name: string; input: unknown }[]

beforeAll(async () => {
  endpoint = await startScriptedEndpoint(() => 'NOTHING TO SAY')
  server = await startTestServer({
    privateHosts: [endpoint.host],
    modelGuards: { failuresUntilRest: 50, restMs: 50 },
  })
})
afterAll(async () => {
  await server.stop()
  await endpoint.stop()
})
beforeEach(async () => {
  tenant = await server.createTenant()
  cookie = (await server.createMember(tenant, 'admin')).cookie
  calls = []
  endpoint.requests.length = 0
})
afterEach(() => {
  endpoint.script = () => 'NOTHING TO SAY'
})

const add = (change: Record<string, unknown> = {}) =>
  addScriptedModel(server, cookie, endpoint, { abilities: ['text', 'tools'], ...change })
const schema = { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] }
const handsOf = (
  told: string | ((name: string) => { text: string; over?: boolean }),
  bounds: Partial<Hands> = {},
): Hands => ({
  tools: [
    { name: 'look-up', description: 'Looks up an order', schema },
    { name: 'cancel', description: 'Cancels an order', schema },
  ],
  mostRounds: 4,
  mostCalls: 5,
  mostLetters: 2_000,
  async call(name, input) {
    calls.push({ name, input })
    return typeof told === 'string' ? { text: told } : told(name)
  },
  ...bounds,
})
const given = { message: 'Where is my order?', language: 'en', today: 'Monday', mayPropose: false } as const
const run = (hands: Hands, message: string = given.message, budgetMs?: number) =>
  server.modules.models.act(
    act,
    { tenantId: tenant.id, ...(budgetMs === undefined ? {} : { budgetMs }) },
    act.input.parse({ ...given, message }),
    hands,
  )
/** Calls once, then says what it was told. */
const callsOnce = (input: unknown) => {
  endpoint.script = ({ messages }) => {
    const last = messages.at(-1)
    return last?.role === 'tool'
      ? `It says ${last.content}`
      : { text: '', toolCalls: [{ name: 'look-up', arguments: input }] }
  }
}

describe('a model with tools', () => {
  it.each(['openai-compatible', 'anthropic'] as const)('calls them in the format of %s', async (kind) => {
    await add({ kind })
    callsOnce({ order: 'A1' })
    const result = await run(handsOf('state: sent'))
    expect(result).toMatchObject({
      by: 'model',
      calls: 2,
      output: { kind: 'reply', text: 'It says state: sent' },
    })
    expect(calls).toEqual([{ name: 'look-up', input: { order: 'A1' } }])
    const [first, second] = endpoint.requests
    expect(first?.tools.map(({ name, parameters }) => [name, parameters])).toMatchObject([
      ['look-up', schema],
      ['cancel', schema],
    ])
    expect(second?.messages.map(({ role, calls: made }) => [role, made])).toEqual([
      ['user', undefined],
      ['assistant', [{ name: 'look-up', arguments: { order: 'A1' } }]],
      ['tool', undefined],
    ])
    expect(result.cost).toBeGreaterThan(0)
  })

  it('sees tokens for personal data, and its calls have the data itself', async () => {
    await add()
    callsOnce({ order: 'of [PHONE_1]' })
    const result = await run(handsOf('owner: post@quenby.example'), 'It is under 13912345678.')
    expect(calls).toEqual([{ name: 'look-up', input: { order: 'of 13912345678' } }])
    expect(endpoint.requests.map(({ body }) => body).join()).not.toMatch(/13912345678|quenby/)
    expect(result.output).toEqual({ kind: 'reply', text: 'It says owner: post@quenby.example' })
    callsOnce({ order: 'of [PHONE_7]' })
    expect((await run(handsOf('never'))).output).toMatchObject({ text: expect.stringContaining('[PHONE_7]') })
    expect(calls).toHaveLength(1)
  })

  it('is held to its rounds, calls and letters, and to tools that there are', async () => {
    await add()
    endpoint.script = ({ tools, messages }) =>
      messages.length > 30
        ? 'too long'
        : {
            text: 'more',
            toolCalls: [
              { name: 'look-up', arguments: { order: 'A1' } },
              { name: 'drop-tables', arguments: {} },
            ],
            tokens: { input: tools.length, output: 1 },
          }
    const ended = await run(handsOf('x'.repeat(900), { mostRounds: 3, mostCalls: 2 }))
    expect(ended).toMatchObject({ by: 'model', calls: 4, output: { kind: 'reply', text: 'more' } })
    expect(calls).toHaveLength(2)
    expect(endpoint.requests.at(-1)?.text).toContain('There is no such tool.')
    expect(JSON.parse(endpoint.requests.at(-1)?.body ?? '{}').tool_choice).toBe('none')
    calls = []
    await run(handsOf('x'.repeat(5_000)))
    expect(endpoint.requests.at(-1)?.text.match(/x{9,}/g)?.join('').length).toBeLessThanOrEqual(2_000)
  })

  it('has nothing more to say once its hands say so', async () => {
    await add()
    endpoint.script = () => ({
      text: 'Your order is cancelled!',
      toolCalls: [
        { name: 'cancel', arguments: { order: 'A1' } },
        { name: 'cancel', arguments: { order: 'A2' } },
      ],
    })
    const result = await run(handsOf(() => ({ text: 'asked', over: true })))
    expect(result).toMatchObject({ by: 'model', calls: 1, output: { kind: 'nothing' } })
    expect(calls).toHaveLength(1)
  })

  it('goes on with the next model where one fails, with what was found; and ends within its time', async () => {
    await add({ model: 'first' })
    await add({ model: 'second' })
    endpoint.script = ({ model, messages }) => {
      const found = messages.find(({ role }) => role === 'tool')
      if (model === 'second') return `It says ${found?.content}`
      return found === undefined
        ? { text: '', toolCalls: [{ name: 'look-up', arguments: { order: 'A1' } }] }
        : { fault: 'error', status: 500 }
    }
    expect(await run(handsOf('state: sent'))).toMatchObject({
      model: 'second',
      output: { text: 'It says state: sent' },
    })
    expect(calls).toHaveLength(1)
    const hanging: Hands = { ...handsOf('never'), call: () => new Promise(() => undefined) }
    const stalls = () => ({ fault: 'stall', after: 0 }) as const
    const calling = () => ({ text: '', toolCalls: [{ name: 'look-up', arguments: { order: 'A1' } }] })
    for (const [script, hands] of [
      [stalls, handsOf('never')],
      [calling, hanging],
    ] as const) {
      endpoint.script = script
      const began = performance.now()
      expect(await run(hands, 'hello', 600)).toMatchObject({ by: 'fallback', output: { kind: 'nothing' } })
      // The model and the tool would be waited for far longer.
      expect(performance.now() - began).toBeLessThan(10_000)
    }
  })

  it('is not one that cannot', async () => {
    await add({ abilities: ['text'] })
    expect(await run(handsOf('never'))).toMatchObject({ by: 'fallback', failure: 'no-model', calls: 0 })
    expect(endpoint.requests).toEqual([])
  })
})
