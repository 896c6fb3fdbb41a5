import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { procedureDefinition } from '../../contract/index.ts'
import {
  begin,
  publish,
  runOf,
  startProcedure,
  teachCancelling,
  textOf,
} from '../../testing/procedures/procedure-shop.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { codeIn, type MailServer, startMailServer } from '../../testing/tools/mail-server.ts'
import { askCode, countedRefund, enterCode, sendCodesBy, vouchFor } from '../../testing/tools/proving.ts'
import { defineTool } from '../tools/index.ts'

let mail: MailServer
let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember
let skippedMs = 0
const done: (string | undefined)[] = []

/** What there is to choose from is the customer's own. */
const owningRefund = defineTool({
  name: 'refund-order',
  kind: 'write',
  title: { en: 'Refund an order', zh: '订单退款' },
  summary: { en: 'Pays back', zh: '退款' },
  input: z.strictObject({ order: z.string() }),
  fields: [
    {
      name: 'order',
      label: { en: 'Order', zh: '订单' },
      kind: 'choice',
      options: async ({ customer }) =>
        ['A', 'B'].map((letter) => ({
          value: `${customer?.subject}-${letter}`,
          label: `${letter} of ${customer?.subject}`,
        })),
    },
  ],
  defaults: { enabled: true, needs: 'identified' },
  policy: ({ order }, { customer }) =>
    order.startsWith(`${customer?.subject}-`) ? { allowed: true } : { allowed: false, code: 'not-yours' },
  async run({ order }) {
    done.push(order)
    return { output: {}, receipt: { number: 'R-2' } }
  },
})

beforeAll(async () => {
  mail = await startMailServer()
  const clock = { now: () => new Date(Date.now() + skippedMs) }
  server = await startTestServer({ clock, privateHosts: [mail.host] })
  tenant = await server.createTenant()
  admin = await server.createMember(tenant, 'admin')
  server.modules.tools.register(countedRefund(done), tenant.id)
  server.modules.tools.register(owningRefund, tenant.id)
  await sendCodesBy(server, admin, mail)
  await vouchFor(server, tenant, 'lin', { email: 'lin@example.com' })
  await teachCancelling(tenant, server)
  const steps = [
    { id: 'hello', kind: 'say', text: { en: 'Let us pay it back.' } },
    { id: 'pay', kind: 'tool', title: 'Pay', tool: 'refund', input: {}, next: 'bye' },
    { id: 'bye', kind: 'end', text: { en: 'All done.' } },
  ]
  const definition = procedureDefinition.parse({
    name: { en: 'Pay back' },
    button: { en: 'Step by step' },
    entries: ['cancelling'],
    slots: [],
    steps,
  })
  await publish(definition, admin.cookie, server)
})
afterAll(async () => {
  await server?.stop()
  await mail?.stop()
})

it('lets a procedure wait at a tool until its customer has proven who they are, and go on then', async () => {
  const customer = await server.customer(tenant)
  await begin(customer)
  const { body, seq } = await customer.event('tool-proof-asked')
  const { codeId } = (await askCode(server, customer, body.callId, 'lin@example.com')).body
  const entered = await enterCode(server, customer, codeId, codeIn(await mail.letterTo('lin@example.com')))
  expect(entered.status).toBe(200)
  const { body: card } = await customer.event('tool-confirmation-asked', seq)
  const proven = await server.customer(tenant, { ...customer.session, ...entered.body })
  await proven.send({ type: 'tool-confirm', callId: card.callId, inputHash: card.inputHash, accepted: true })
  const settled = await proven.event('tool-settled', seq)
  expect(settled.body).toMatchObject({ outcome: 'done' })
  await proven.event('assistant-message', settled.seq)
  expect(await runOf(customer, server)).toMatchObject({ state: 'done' })
  expect(done).toEqual(['lin'])
})

const choosing = procedureDefinition.parse({
  name: { en: 'Pay an order back' },
  button: { en: 'Step by step' },
  entries: [],
  slots: [
    {
      name: 'order',
      label: { en: 'Order' },
      type: 'choice',
      optionsOf: { tool: 'refund-order', field: 'order' },
    },
  ],
  steps: [
    { id: 'which', kind: 'ask', text: { en: 'Which order?' }, slots: ['order'] },
    {
      id: 'pay',
      kind: 'tool',
      title: 'Pay',
      tool: 'refund-order',
      input: { order: { from: 'slot', slot: 'order' } },
      next: 'bye',
    },
    { id: 'bye', kind: 'end', text: { en: 'All paid back.' } },
  ],
})

describe('a question whose choices are the customer’s own', () => {
  let procedureId = ''
  beforeAll(async () => {
    procedureId = await publish(choosing, admin.cookie, server)
  })

  /** Begun by somebody nobody knows: the choices are nobody's yet. */
  async function begun() {
    const customer = await server.customer(tenant)
    const said = await startProcedure(server, tenant, customer, procedureId)
    expect(textOf(said)).toBe('For this I have to know who you are.')
    const { body, seq } = await customer.event('tool-proof-asked', said.seq)
    expect(body).toMatchObject({ tool: 'refund-order', by: ['email'] })
    return { customer, callId: body.callId, seq }
  }

  it('asks first who they are, and goes on by itself to the question', async () => {
    const { customer, callId, seq } = await begun()
    const before = mail.letters.length
    const { codeId } = (await askCode(server, customer, callId, 'lin@example.com')).body
    const code = codeIn(await mail.letterTo('lin@example.com', before))
    const entered = await enterCode(server, customer, codeId, code)
    const question = await customer.event('assistant-message', seq)
    expect(textOf(question)).toContain('Which order?')
    const proven = await server.customer(tenant, { ...customer.session, ...entered.body })
    const ack = await proven.send({
      type: 'choice',
      ofSeq: question.seq,
      optionId: question.body.parts.flatMap((part) => (part.type === 'choice' ? part.options : []))[1]!.id,
    })
    if (ack.type === 'error') throw new Error(ack.code)
    const { body: card } = await proven.event('tool-confirmation-asked', ack.seq)
    expect(JSON.stringify(card.lines)).toContain('lin-B')
    await proven.send({
      type: 'tool-confirm',
      callId: card.callId,
      inputHash: card.inputHash,
      accepted: true,
    })
    await proven.event('tool-settled', ack.seq)
    expect(done).toContain('lin-B')
  })

  it('says, to whoever writes meanwhile, what it waits for; with another’s token nothing goes on', async () => {
    const { customer, seq } = await begun()
    const reply = await customer.ask('hm hm hm')
    expect(textOf(reply)).toBe('I am waiting for your proof of identity on the card above.')
    expect(await runOf(customer, server)).toMatchObject({ state: 'active', awaiting: 'call', step: 'which' })
    expect(customer.events.filter((event) => event.seq > seq && event.type === 'tool-form-asked')).toEqual([])
  })

  it('asks for another proof where nobody gave it in time, once they want to go on', async () => {
    const { customer, seq } = await begun()
    skippedMs += 31 * 60_000
    await server.modules.procedures.tick(new Date(Date.now() + skippedMs))
    await server.modules.procedures.drain()
    expect(await runOf(customer, server)).toMatchObject({ state: 'paused' })
    await customer.say('go on')
    await customer.event('tool-proof-asked', seq)
  })

  it('ends with the wish to sign in where no code can be sent', async () => {
    const without = await server.createTenant()
    const cookie = (await server.createMember(without, 'admin')).cookie
    server.modules.tools.register(owningRefund, without.id)
    await teachCancelling(without, server)
    const id = await publish(choosing, cookie, server)
    const customer = await server.customer(without)
    const said = await startProcedure(server, without, customer, id)
    expect(textOf(said)).toMatch(/once you have signed in on our page/)
    expect(await runOf(customer, server)).toMatchObject({ state: 'stopped', code: 'identity-required' })
  })
})
