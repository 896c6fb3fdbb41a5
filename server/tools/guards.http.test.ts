import { describe, expect, it } from 'vitest'
import { type ConversationId, takeConversation } from '../../contract/index.ts'
import {
  answers,
  ask,
  asked,
  cancel,
  click,
  confirmed,
  customerOf,
  faults,
  inToolShop,
  reached,
  reset,
  server,
  someone,
  tenant,
} from '../../testing/tools/tool-shop.ts'
import type { Guard } from './guards.ts'
import type { Tool } from './tool.ts'

inToolShop()

/** Attacks on one guard each. Gives whether the shop was reached, or a receipt told, that should not have been. */
const attacks: Record<Guard, () => Promise<boolean>> = {
  async permitted() {
    server.modules.tools.register({
      ...cancel,
      name: 'cancel-off',
      defaults: { ...cancel.defaults, enabled: false },
    } as Tool)
    const { customer, order } = await someone('A1')
    return (await ask(customer, order, 'cancel-off')).state === 'asked'
  },
  async input() {
    const { customer, order } = await someone('A1')
    return (await ask(customer, order, 'cancel', 'because')).state === 'asked'
  },
  async identity() {
    // Whoever is nobody gets no further than the question who they are.
    const customer = await customerOf(undefined)
    const called = await ask(customer, 'A1')
    return called.state !== 'refused' || called.code !== 'identity-required'
  },
  async 'step-up'() {
    server.modules.tools.register({
      ...cancel,
      name: 'cancel-by-code',
      defaults: { ...cancel.defaults, needs: 'code' },
    } as Tool)
    const { customer, order } = await someone('A1')
    return (await ask(customer, order, 'cancel-by-code')).state === 'asked'
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
  async turn() {
    // The turn that it is asked in has been answered: "hello" was.
    const { customer, order } = await someone('A1')
    const hello = customer.events.find(({ type }) => type === 'customer-message')?.seq ?? 0
    const turn = { expect: { unansweredSeq: hello }, goesOn: () => true }
    return (await ask(customer, order, 'cancel', 'mistake', { turn })).state === 'asked'
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
    answers('breaks')
    const { customer, order } = await someone('A1')
    await confirmed(customer, order)
    await server.modules.tools.drain()
    await server.modules.tools.resume(new Date(Date.now() + 600_000))
    return new Set(asked.filter((one) => one.order === order).map((one) => one.key)).size > 1
  },
  async receipt() {
    answers('nothing')
    const { customer, order } = await someone('A1')
    await confirmed(customer, order)
    return (await customer.event('tool-settled')).body.outcome === 'done'
  },
}

describe('every guard', () => {
  it.each(Object.keys(attacks))('%s holds, and its absence shows', async (name) => {
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
  })
})
