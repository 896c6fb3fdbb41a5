import { expect, it } from 'vitest'
import {
  closeConversation,
  getConversation,
  listConversationEvents,
  sendAgentMessage,
  takeConversation,
} from '../../../contract/index.ts'
import {
  arrive,
  endpoint,
  inActingShop,
  lookUp,
  makeTenant,
  says,
} from '../../../testing/tools/acting-shop.ts'
import { server } from '../../../testing/tools/tool-shop.ts'
import { openTierLedger } from '../index.ts'

inActingShop()

const suggested = 'The state of your order is sent, and its total is 50.'
const kind = { tier: 'large', task: 'act', model: 'scripted-1', sure: '' } as const

it('counts a reply that was looked up by what the agent made of it', async () => {
  const tenant = await makeTenant()
  const agent = await server.createMember(tenant, 'agent')
  const counted = async () => {
    const { known, mean } = await openTierLedger(server.modules).shareOf(tenant.id, kind)
    // Of what is believed beforehand: 4 of 5.
    const right = Math.round(mean * (known + 5) - 4)
    return { right, wrong: known - right }
  }
  /** A conversation that was handed over with the suggestion, and taken. */
  const begin = async () => {
    const { customer, order } = await arrive(tenant, 'A2')
    says(lookUp(order), suggested)
    expect((await customer.ask(`what has become of my things, ${order}`)).body.kind).toBe('handover')
    const one = { params: { conversationId: customer.session.conversationId }, cookie: agent.cookie }
    await server.call(takeConversation, {
      ...one,
      body: { ownerEpoch: (await server.call(getConversation, one)).body.ownerEpoch },
    })
    return {
      customer,
      log: async () => (await server.call(listConversationEvents, one)).body.events,
      async say(text: string) {
        const sent = await server.call(sendAgentMessage, {
          ...one,
          body: { clientId: crypto.randomUUID(), text },
        })
        expect(sent.status).toBe(200)
      },
      async close() {
        expect((await server.call(closeConversation, { ...one, body: {} })).status).toBe(200)
      },
    }
  }

  const used = await begin()
  // It rests on no document, and is still there for the agent.
  expect((await used.log()).filter(({ type }) => type === 'reply-suggested')).toMatchObject([
    { body: { parts: [{ type: 'text', text: suggested }], passages: [] } },
  ])
  await used.say(suggested)
  expect(await counted()).toEqual({ right: 1, wrong: 0 })

  const edited = await begin()
  await edited.say(
    `Hello! ${suggested.replace(' is sent', ' is "sent"')} Let me know if you need anything else.`,
  )
  expect(await counted()).toEqual({ right: 2, wrong: 0 })

  const replaced = await begin()
  await replaced.say(suggested.replace('50', '70'))
  expect(await counted()).toEqual({ right: 2, wrong: 0 })
  await replaced.customer.send({ type: 'message', text: 'thanks, that is what I wanted to know' })
  expect(await counted()).toEqual({ right: 2, wrong: 1 })

  const ignored = await begin()
  await ignored.say('Hello!')
  await ignored.close()
  expect(await counted()).toEqual({ right: 2, wrong: 1 })

  const other = await begin()
  await other.say('It was lost by the courier. We are very sorry.')
  await other.close()
  expect(await counted()).toEqual({ right: 2, wrong: 2 })
  expect(endpoint.requests.length).toBeGreaterThan(0)
})
