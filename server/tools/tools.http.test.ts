import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  approveToolCall,
  type ConversationEvent,
  type ConversationId,
  listToolCalls,
  listTools,
  takeConversation,
  tryTool,
  updateTool,
} from '../../contract/index.ts'
import type { CustomerClient } from '../../testing/customer-client.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { defineTool, type Guard, settingsFor, type Tool, ToolRefusal } from './index.ts'

let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember
/** What the shop behind the tools was asked to do, by key. */
let asked: { key: string; order: string }[]
/** Happens before a read is answered. */
let whileReading: (() => Promise<unknown>) | undefined
let answer: 'receipt' | 'nothing' | 'hangs' | 'breaks' | 'refuses'

const orders: Record<string, { owner: string; state: string; total: number }> = {
  A1: { owner: 'ann', state: 'open', total: 80 },
  A2: { owner: 'ann', state: 'sent', total: 50 },
  A3: { owner: 'ann', state: 'open', total: 900 },
  B1: { owner: 'ben', state: 'open', total: 20 },
}

const lookUp = defineTool({
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
    return { output: { ...found, phone: '13800000000' } }
  },
  say: (output) => ({ text: `It is ${(output as { state: string }).state}.`, lines: [] }),
  reasons: { 'not-yours': { en: 'I find no such order of yours.', zh: '没有找到您的这个订单。' } },
})

const cancel = defineTool({
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
const faults: Guard[] = []

async function customerOf(subject: string | undefined, at = tenant): Promise<CustomerClient> {
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
async function someone(order: string): Promise<{ customer: CustomerClient; order: string }> {
  subjects += 1
  const subject = `person-${subjects}`
  const own = `${order}-${subjects}`
  orders[own] = { ...(orders[order] as (typeof orders)[string]), owner: subject }
  return { customer: await customerOf(subject), order: own }
}

const ask = (customer: CustomerClient, order: string, tool = 'cancel', reason = 'mistake') =>
  server.modules.tools.request({
    tenantId: tenant.id,
    conversationId: customer.session.conversationId,
    tool,
    input: { order, reason },
    ownerEpoch: 1,
    tellRefusal: true,
  })

type Card = Extract<ConversationEvent, { type: 'tool-confirmation-asked' }>
const click = (customer: CustomerClient, card: Card, accepted = true, inputHash = card.body.inputHash) =>
  customer.send({ type: 'tool-confirm', callId: card.body.callId, inputHash, accepted })

async function confirmed(customer: CustomerClient, order: string, tool?: string) {
  await ask(customer, order, tool)
  const card = await customer.event('tool-confirmation-asked')
  await click(customer, card)
  return card
}

/** How many calls of an order reached the shop. */
const reached = (order: string) => asked.filter((one) => one.order === order).length

beforeAll(async () => {
  server = await startTestServer({ toolFaults: faults })
  tenant = await server.createTenant()
  admin = await server.createMember(tenant, 'admin')
  for (const tool of [lookUp, cancel, cancelOnce] as Tool[]) server.modules.tools.register(tool)
})
afterAll(() => server.stop())
const reset = () => {
  asked = []
  answer = 'receipt'
}
reset()

describe('a tool that changes something', () => {
  it('is done once the customer has confirmed, and says so with the receipt', async () => {
    reset()
    const { customer, order } = await someone('A1')
    expect(await ask(customer, order)).toMatchObject({ state: 'asked' })
    const card = await customer.event('tool-confirmation-asked')
    expect(card.body.lines).toContainEqual({ label: 'Refund', value: '80' })
    expect(reached(order)).toBe(0)
    expect((await click(customer, card)).type).toBe('ack')
    const end = await customer.event('tool-settled')
    expect(end.body).toMatchObject({ outcome: 'done', receipt: `R-${order}` })
    expect(end.body.text).toContain(`R-${order}`)
    expect(reached(order)).toBe(1)
    const again = await click(customer, card)
    expect(again).toMatchObject({ type: 'error', code: 'tool/card-used' })
    expect(reached(order)).toBe(1)
  })

  it('is not done when the customer declines', async () => {
    reset()
    const { customer, order } = await someone('A1')
    await ask(customer, order)
    await click(customer, await customer.event('tool-confirmation-asked'), false)
    expect((await customer.event('tool-settled')).body.outcome).toBe('declined')
    expect(reached(order)).toBe(0)
  })

  it('is asked again with the same key when nobody knows what became of it, and told once', async () => {
    reset()
    answer = 'hangs'
    const { customer, order } = await someone('A1')
    await confirmed(customer, order)
    await server.modules.tools.drain()
    expect(customer.events.some((event) => event.type === 'tool-settled')).toBe(false)
    answer = 'receipt'
    const later = new Date(Date.now() + 120_000)
    await server.modules.tools.resume(later)
    await server.modules.tools.resume(later)
    expect((await customer.event('tool-settled')).body.receipt).toBe(`R-${order}`)
    const keys = asked.filter((one) => one.order === order).map((one) => one.key)
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
    expect(customer.events.filter((event) => event.type === 'tool-settled')).toHaveLength(1)
  })

  it('goes to people when nobody ever confirms it', async () => {
    reset()
    answer = 'breaks'
    const { customer, order } = await someone('A1')
    await confirmed(customer, order)
    await server.modules.tools.drain()
    for (let minute = 1; minute < 8; minute += 1)
      await server.modules.tools.resume(new Date(Date.now() + minute * 120_000))
    const end = await customer.event('tool-settled')
    expect(end.body).toMatchObject({ outcome: 'unknown', code: 'unknown-outcome' })
    expect(end.body.receipt).toBeUndefined()
    expect((await customer.event('owner-changed', end.seq)).body.to.kind).toBe('queue')
  })

  it('goes to people at once, called once, where the shop would do it again', async () => {
    reset()
    answer = 'breaks'
    const { customer, order } = await someone('A1')
    await confirmed(customer, order, 'cancel-once')
    const end = await customer.event('tool-settled')
    expect(end.body).toMatchObject({ outcome: 'unknown', code: 'unknown-outcome' })
    expect((await customer.event('owner-changed', end.seq)).body.to.kind).toBe('queue')
    await server.modules.tools.resume(new Date(Date.now() + 600_000))
    expect(reached(order)).toBe(1)
  })

  it('is not called again after a process died with it, where the shop would do it again', async () => {
    reset()
    const { customer, order } = await someone('A1')
    await ask(customer, order, 'cancel-once')
    const card = await customer.event('tool-confirmation-asked')
    await server.database.asOwner(
      `update attune.tool_calls set state = 'running', attempts = 1, attempt_at = created_at where id = $1`,
      [card.body.callId],
    )
    await server.modules.tools.resume(new Date(Date.now() + 600_000))
    expect((await customer.event('tool-settled')).body.code).toBe('unknown-outcome')
    expect(reached(order)).toBe(0)
  })

  it('is passed on to people where it was taken without a receipt', async () => {
    reset()
    answer = 'nothing'
    const { customer, order } = await someone('A1')
    await confirmed(customer, order)
    const end = await customer.event('tool-settled')
    expect(end.body).toMatchObject({ outcome: 'unknown', code: 'passed-on' })
    expect(end.body.text).toContain('passed on')
    expect(end.body.receipt).toBeUndefined()
    expect((await customer.event('owner-changed', end.seq)).body.to.kind).toBe('queue')
    expect(reached(order)).toBe(1)
  })

  it('does not say that nothing was changed when only a repetition was refused', async () => {
    reset()
    answer = 'breaks'
    const { customer, order } = await someone('A1')
    await confirmed(customer, order)
    await server.modules.tools.drain()
    answer = 'refuses'
    await server.modules.tools.resume(new Date(Date.now() + 120_000))
    expect((await customer.event('tool-settled')).body).toMatchObject({
      outcome: 'unknown',
      code: 'unknown-outcome',
    })
  })

  it('waits for an agent where the amount asks for one', async () => {
    reset()
    const { customer, order } = await someone('A3')
    const agent = await server.createMember(tenant, 'agent')
    const card = await confirmed(customer, order)
    await customer.event('tool-approval-asked')
    expect(reached(order)).toBe(0)
    const params = { conversationId: customer.session.conversationId, callId: card.body.callId }
    const said = await server.call(approveToolCall, {
      params,
      body: { approved: true },
      cookie: agent.cookie,
    })
    expect(said.status).toBe(200)
    expect((await customer.event('tool-settled')).body.outcome).toBe('done')
    expect(reached(order)).toBe(1)
  })

  it('is confirmed on one card alone, however often it was asked for', async () => {
    reset()
    const { customer, order } = await someone('A3')
    await ask(customer, order)
    const first = await customer.event('tool-confirmation-asked')
    await ask(customer, order)
    const second = await customer.event('tool-confirmation-asked', first.seq)
    expect(await click(customer, first)).toMatchObject({ type: 'error', code: 'tool/card-used' })
    expect((await click(customer, second)).type).toBe('ack')
    await customer.event('tool-approval-asked')
    // While it waits for an agent, it is not begun once more.
    await ask(customer, order)
    const third = await customer.event('tool-confirmation-asked', second.seq)
    expect(await click(customer, third)).toMatchObject({ type: 'error', code: 'tool/card-used' })
    expect(customer.events.filter((event) => event.type === 'tool-approval-asked')).toHaveLength(1)
  })

  describe('that waits for an agent', () => {
    const late = (change: Partial<Tool> = {}): Tool => ({ ...cancel, name: 'cancel-late', ...change })

    async function waiting() {
      reset()
      server.modules.tools.register(late(), tenant.id)
      const { customer, order } = await someone('A3')
      const card = await confirmed(customer, order, 'cancel-late')
      await customer.event('tool-approval-asked')
      const params = { conversationId: customer.session.conversationId, callId: card.body.callId }
      const approve = async () => {
        const { cookie } = await server.createMember(tenant, 'agent')
        return server.call(approveToolCall, { params, body: { approved: true }, cookie })
      }
      const expire = () =>
        server.database.asOwner('update attune.tool_calls set expires_at = created_at where id = $1', [
          card.body.callId,
        ])
      return { customer, order, approve, expire }
    }

    it('is not done when the tool was switched off or is another meanwhile', async () => {
      const changes: [Partial<Tool>, string][] = [
        [{ defaults: { ...cancel.defaults, enabled: false } }, 'not-permitted'],
        [{ version: 2 }, 'card-changed'],
      ]
      for (const [change, code] of changes) {
        const { customer, order, approve } = await waiting()
        server.modules.tools.register(late(change), tenant.id)
        await approve()
        expect((await customer.event('tool-settled')).body).toMatchObject({ outcome: 'refused', code })
        expect(reached(order)).toBe(0)
      }
    })

    it('is over when nobody agrees in time', async () => {
      const first = await waiting()
      await first.expire()
      expect((await first.approve()).body).toMatchObject({ error: { code: 'tool/card-expired' } })
      expect((await first.customer.event('tool-settled')).body.outcome).toBe('expired')
      const second = await waiting()
      await second.expire()
      await server.modules.tools.resume(new Date(Date.now() + 60_000))
      expect((await second.customer.event('tool-settled')).body.outcome).toBe('expired')
      expect([reached(first.order), reached(second.order)]).toEqual([0, 0])
    })
  })

  it('says what the business system refused', async () => {
    reset()
    answer = 'refuses'
    const { customer, order } = await someone('A1')
    await confirmed(customer, order)
    expect((await customer.event('tool-settled')).body).toMatchObject({
      outcome: 'refused',
      code: 'wrong-state',
    })
  })

  it('is begun by a form that asks for what is missing', async () => {
    reset()
    const { customer, order } = await someone('A1')
    await customer.send({ type: 'tool-start', ofSeq: 1, tool: 'cancel' })
    const form = await customer.event('tool-form-asked')
    expect(form.body.fields.map((field) => [field.name, field.kind])).toEqual([
      ['order', 'text'],
      ['reason', 'choice'],
    ])
    await customer.send({
      type: 'tool-input',
      callId: form.body.callId,
      values: { order, reason: 'mistake' },
    })
    await click(customer, await customer.event('tool-confirmation-asked'))
    expect((await customer.event('tool-settled')).body.outcome).toBe('done')
    const twice = await customer.send({ type: 'tool-input', callId: form.body.callId, values: { order } })
    expect(twice).toMatchObject({ type: 'error', code: 'tool/card-used' })
  })
})

describe('a tool that reads', () => {
  it('gives a model no more than it may see', async () => {
    const customer = await customerOf('ann')
    const called = await server.modules.tools.request({
      tenantId: tenant.id,
      conversationId: customer.session.conversationId,
      tool: 'look-up',
      input: { order: 'A2' },
      ownerEpoch: 1,
    })
    expect(called).toMatchObject({
      state: 'done',
      text: 'It is sent.',
      masked: { state: 'sent', phone: '***' },
    })
  })

  it('tells nothing where an agent has taken over meanwhile', async () => {
    const { customer, order } = await someone('A2')
    const conversationId = customer.session.conversationId as ConversationId
    const { cookie } = await server.createMember(tenant, 'agent')
    whileReading = () =>
      server.call(takeConversation, { params: { conversationId }, body: { ownerEpoch: 1 }, cookie })
    try {
      const started = server.modules.tools.start({
        tenantId: tenant.id,
        conversationId,
        tool: 'look-up',
        prefill: { order },
      })
      await expect(started).rejects.toMatchObject({ code: 'tool/no-longer-yours' })
    } finally {
      whileReading = undefined
    }
    const events = await server.database.asOwner<{ type: string }>(
      `select type from attune.conversation_events where conversation_id = $1 order by seq`,
      [conversationId],
    )
    expect(events.at(-1)?.type).not.toBe('assistant-message')
    expect(events.map((event) => event.type)).not.toContain('tool-read')
    const calls = await server.database.asOwner(
      'select state, code from attune.tool_calls where conversation_id = $1',
      [conversationId],
    )
    expect(calls).toEqual([{ state: 'refused', code: 'owner-changed' }])
  })

  it('is tried out in the console, where one that changes something is not', async () => {
    const { cookie } = admin
    const sum = await server.call(tryTool, {
      params: { tool: 'calculate' },
      body: { input: { expression: '(19.9 × 3 - 5) × 90%' } },
      cookie,
    })
    expect(sum.body).toMatchObject({ outcome: 'done', output: { result: 49.23 } })
    const write = await server.call(tryTool, { params: { tool: 'cancel' }, body: { input: {} }, cookie })
    expect(write.body).toMatchObject({ error: { code: 'tool/write' } })
  })
})

describe('settings of tools', () => {
  it('hold for the next call, and a version is not overwritten unseen', async () => {
    const { cookie } = admin
    const settings = { ...settingsFor('read'), enabled: false }
    const put = (ifMatch: string) =>
      server.call(updateTool, {
        params: { tool: 'date' },
        body: settings,
        cookie,
        headers: { 'if-match': ifMatch },
      })
    expect((await put('"0"')).body).toMatchObject({ revision: 1, settings: { enabled: false } })
    expect((await put('"0"')).status).toBe(412)
    const customer = await customerOf('ann')
    const called = await server.modules.tools.request({
      tenantId: tenant.id,
      conversationId: customer.session.conversationId,
      tool: 'date',
      input: {},
      ownerEpoch: 1,
    })
    expect(called).toMatchObject({ state: 'refused', code: 'not-permitted' })
    const listed = await server.call(listTools, { cookie })
    expect(listed.body.items.map((tool) => tool.name)).toContain('calculate')
  })

  it('let no unguarded write through', async () => {
    const { policy: _policy, ...rest } = cancel
    const bare: Tool = { ...rest, name: 'bare' }
    server.modules.tools.register(bare, tenant.id)
    const settings = { ...settingsFor('write'), enabled: true }
    const put = (approval: 'never' | 'always') =>
      server.call(updateTool, {
        params: { tool: 'bare' },
        body: { ...settings, approval },
        cookie: admin.cookie,
      })
    expect((await put('never')).body).toMatchObject({ error: { code: 'tool/unguarded' } })
    expect((await put('always')).status).toBe(200)
  })

  it('show what was called, without what it was called with', async () => {
    const calls = await server.call(listToolCalls, { cookie: admin.cookie, query: { tool: 'cancel' } })
    expect(calls.body.items.length).toBeGreaterThan(3)
    expect(JSON.stringify(calls.body)).not.toContain('idempotency')
    const [erased] = calls.body.items
    await server.database.asOwner(`update tool_calls set input = '{}', shown = '{}' where id = $1`, [
      erased?.id,
    ])
    const after = await server.call(listToolCalls, { cookie: admin.cookie, query: { tool: 'cancel' } })
    expect(after.body.items[0]).toMatchObject({ id: erased?.id, lines: [] })
  })
})

/** Attacks on one guard each. Gives whether the shop was reached, or a receipt told, that should not have been. */
const attacks: Record<Exclude<Guard, 'input' | 'permitted'>, () => Promise<boolean>> = {
  async identity() {
    // Whoever is nobody gets no further than the question who they are.
    const customer = await customerOf(undefined)
    const called = await ask(customer, 'A1')
    return called.state !== 'refused' || called.code !== 'identity-required'
  },
  async policy() {
    const { customer } = await someone('A1')
    return (await ask(customer, 'B1')).state === 'asked'
  },
  async 'same-input'() {
    const { customer, order } = await someone('A1')
    await ask(customer, order)
    await click(customer, await customer.event('tool-confirmation-asked'), true, 'another')
    await server.modules.tools.drain()
    return reached(order) > 0
  },
  async confirmation() {
    const { customer, order } = await someone('A1')
    await ask(customer, order)
    await server.modules.tools.resume(new Date(Date.now() + 600_000))
    await server.modules.tools.drain()
    return reached(order) > 0
  },
  async expiry() {
    const { customer, order } = await someone('A1')
    await ask(customer, order)
    const card = await customer.event('tool-confirmation-asked')
    await server.database.asOwner(
      `UPDATE attune.tool_calls SET expires_at = created_at - interval '1 minute' WHERE id = '${card.body.callId}'`,
    )
    await click(customer, card)
    await server.modules.tools.drain()
    return reached(order) > 0
  },
  async 'single-use'() {
    const { customer, order } = await someone('A1')
    const card = await confirmed(customer, order)
    await customer.event('tool-settled')
    await click(customer, card)
    await server.modules.tools.drain()
    return reached(order) > 1
  },
  async owner() {
    const { customer, order } = await someone('A1')
    await ask(customer, order)
    const card = await customer.event('tool-confirmation-asked')
    const agent = await server.createMember(tenant, 'agent')
    await server.call(takeConversation, {
      params: { conversationId: customer.session.conversationId as ConversationId },
      body: { ownerEpoch: 1 },
      cookie: agent.cookie,
    })
    await click(customer, card)
    await server.modules.tools.drain()
    return reached(order) > 0
  },
  async limits() {
    const { customer, order } = await someone('A1')
    for (let time = 0; time < 3; time += 1) {
      const after = customer.events.at(-1)?.seq ?? 0
      await ask(customer, order)
      await click(customer, await customer.event('tool-confirmation-asked', after))
      await customer.event('tool-settled', after)
    }
    return reached(order) > 2
  },
  async approval() {
    const { customer, order } = await someone('A3')
    await confirmed(customer, order)
    await server.modules.tools.drain()
    return reached(order) > 0
  },
  async idempotency() {
    answer = 'breaks'
    const { customer, order } = await someone('A1')
    await confirmed(customer, order)
    await server.modules.tools.drain()
    await server.modules.tools.resume(new Date(Date.now() + 600_000))
    return new Set(asked.filter((one) => one.order === order).map((one) => one.key)).size > 1
  },
  async receipt() {
    answer = 'nothing'
    const { customer, order } = await someone('A1')
    await confirmed(customer, order)
    await server.modules.tools.drain()
    return customer.events.some((event) => event.type === 'tool-settled' && event.body.outcome === 'done')
  },
}

describe('every guard', () => {
  it.each(Object.keys(attacks))(
    '%s holds, and its absence shows',
    async (name) => {
      const guard = name as keyof typeof attacks
      reset()
      expect(await attacks[guard]()).toBe(false)
      // Nothing but the customer's click leads from a card to a call: there is no way around it to leave open.
      if (guard === 'confirmation') return
      reset()
      faults.push(guard)
      try {
        expect(await attacks[guard]()).toBe(true)
      } finally {
        faults.length = 0
      }
    },
    30_000,
  )
})
