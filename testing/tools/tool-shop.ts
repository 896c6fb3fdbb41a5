import { SignJWT } from 'jose'
import { afterAll, beforeAll } from 'vitest'
import { z } from 'zod'
import type { ConversationEvent } from '../../contract/index.ts'
import { defineTool, type Guard, type Tool, ToolRefusal, type ToolRequest } from '../../server/tools/index.ts'
import type { CustomerClient } from '../customer-client.ts'
import {
  type ServerOptions,
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../running-server.ts'
import { offerTool } from './offer-tool.ts'

export let server: TestServerHandle
export let tenant: TestTenant
export let admin: TestMember
/** What the shop behind the tools was asked to do, by key. */
export let asked: { key: string; order: string }[]
/** Happens before a read is answered. */
let whileReading: (() => Promise<unknown>) | undefined
let answer: 'receipt' | 'nothing' | 'hangs' | 'breaks' | 'refuses'

export const orders: Record<string, { owner: string; state: string; total: number; note?: string }> = {
  A1: { owner: 'ann', state: 'open', total: 80 },
  A2: { owner: 'ann', state: 'sent', total: 50 },
  A3: { owner: 'ann', state: 'open', total: 900 },
  B1: { owner: 'ben', state: 'open', total: 20 },
}

export const lookUp = defineTool({
  name: 'look-up',
  kind: 'read',
  title: { en: 'Look up an order', zh: '查询订单' },
  summary: { en: 'Where an order stands', zh: '订单状态' },
  input: z.strictObject({ order: z.string() }),
  defaults: { enabled: true, needs: 'identified', masks: ['phone'] },
  async run({ order }, { customer }) {
    await whileReading?.()
    const found = orders[order]
    if (found === undefined || found.owner !== customer?.subject) throw new ToolRefusal('not-yours')
    const { owner: _, ...shown } = found
    return { output: { ...shown, phone: '13800000000' } }
  },
  say: (output) => ({ text: `It is ${(output as { state: string }).state}.`, lines: [] }),
  reasons: { 'not-yours': { en: 'I find no such order of yours.', zh: '没有找到您的这个订单。' } },
})

export const cancel = defineTool({
  name: 'cancel',
  kind: 'write',
  title: { en: 'Cancel an order', zh: '取消订单' },
  summary: { en: 'Cancels an order that was not sent', zh: '取消未发货的订单' },
  input: z.strictObject({ order: z.string(), reason: z.enum(['mistake', 'too-late']) }),
  defaults: {
    enabled: true,
    approval: { aboveAmount: 500 },
    limits: { customerDay: 2, amount: 5_000 },
  },
  timeoutMs: 300,
  repeatable: true,
  policy({ order }, { customer }) {
    const found = orders[order]
    if (found === undefined || found.owner !== customer?.subject) return { allowed: false, code: 'not-yours' }
    if (found.state !== 'open') return { allowed: false, code: 'wrong-state' }
    return { allowed: true, amount: found.total, lines: [{ label: 'Refund', value: String(found.total) }] }
  },
  reasons: {
    'not-yours': { en: 'I find no such order of yours.', zh: '没有找到您的这个订单。' },
    'wrong-state': { en: 'It was sent already.', zh: '订单已发货。' },
  },
  async run({ order }, { idempotencyKey }) {
    if (answer === 'refuses') throw new ToolRefusal('wrong-state')
    asked.push({ key: idempotencyKey, order })
    if (answer === 'breaks') throw new Error('the line broke')
    if (answer === 'hangs') await new Promise((resolve) => setTimeout(resolve, 2_000))
    return answer === 'receipt' ? { output: {}, receipt: { number: `R-${order}` } } : { output: {} }
  },
})

/** The same at a shop that does a thing each time it is asked. */
const cancelOnce: Tool = { ...cancel, name: 'cancel-once', repeatable: false }

/** Looked at with every call: a guard named here is left out. */
export const faults: Guard[] = []

export async function customerOf(subject: string | undefined, at = tenant): Promise<CustomerClient> {
  const channel = (await server.modules.channels.byKey(at.channelKey)).id
  const [secret] = await server.modules.channels.identitySecrets(at.id, channel)
  const identity =
    subject === undefined
      ? undefined
      : await new SignJWT({ name: subject })
          .setProtectedHeader({ alg: 'HS256' })
          .setSubject(subject)
          .setExpirationTime('10m')
          .sign(new TextEncoder().encode(secret))
  const customer = await server.customer(
    at,
    await server.startSession(at, identity === undefined ? {} : { identity }),
  )
  await customer.say('hello')
  await customer.event('assistant-message')
  return customer
}

let subjects = 0
/** A customer who is who they say, for one test alone. */
export async function someone(order: string): Promise<{ customer: CustomerClient; order: string }> {
  subjects += 1
  const subject = `person-${subjects}`
  const own = `${order}-${1_000 + subjects}`
  orders[own] = { ...(orders[order] as (typeof orders)[string]), owner: subject }
  return { customer: await customerOf(subject), order: own }
}

export const ask = (
  customer: CustomerClient,
  order: string,
  tool = 'cancel',
  reason = 'mistake',
  more: Partial<ToolRequest> = {},
) =>
  server.modules.tools.request({
    tenantId: tenant.id,
    conversationId: customer.session.conversationId,
    tool,
    input: { order, reason },
    ownerEpoch: 1,
    proven: true,
    tellRefusal: true,
    ...more,
  })

type Card = Extract<ConversationEvent, { type: 'tool-confirmation-asked' }>
export const click = (
  customer: CustomerClient,
  card: Card,
  accepted = true,
  inputHash = card.body.inputHash,
) => customer.send({ type: 'tool-confirm', callId: card.body.callId, inputHash, accepted })

export async function confirmed(customer: CustomerClient, order: string, tool?: string) {
  await ask(customer, order, tool)
  const card = await customer.event('tool-confirmation-asked')
  await click(customer, card)
  return card
}

/** A message with the button of a tool. */
export const offer = (customer: CustomerClient, tool: string): Promise<number> =>
  offerTool(server, customer, tenant, tool)

/** The shop's state of an order changes. */
export const become = (order: string, state: string) => {
  const found = orders[order]
  if (found !== undefined) found.state = state
}

/** How many calls of an order reached the shop. */
export const reached = (order: string) => asked.filter((one) => one.order === order).length

/** A server with the shop's tools; ended after the file. */
export function inToolShop(options: () => Promise<ServerOptions> = async () => ({})): void {
  beforeAll(async () => {
    server = await startTestServer({ toolFaults: faults, ...(await options()) })
    tenant = await server.createTenant()
    admin = await server.createMember(tenant, 'admin')
    for (const tool of [lookUp, cancel, cancelOnce] as Tool[]) server.modules.tools.register(tool)
  })
  afterAll(() => server.stop())
}
export const answers = (how: typeof answer) => {
  answer = how
}
export const beforeReads = (happens: typeof whileReading) => {
  whileReading = happens
}
export const reset = () => {
  asked = []
  answer = 'receipt'
}
reset()
