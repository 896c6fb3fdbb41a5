import { beforeAll, describe, expect, it } from 'vitest'
import { patient } from '../../../testing/models/scanner.ts'
import { inTwoParts, notWriting, shownTo } from '../../../testing/models/watch-writing.ts'
import type { TestTenant } from '../../../testing/running-server.ts'
import {
  arrive,
  cancelling,
  cardsOf,
  endpoint,
  guardedLies,
  inActingShop,
  leftOut,
  lookUp,
  makeTenant,
  measured,
  recordOf,
  says,
  textOf,
} from '../../../testing/tools/acting-shop.ts'

inActingShop()
let tenant: TestTenant
beforeAll(async () => {
  tenant = await makeTenant({ modelsBudgetMs: 20_000 }, {}, patient)
  await measured(tenant)
})

const state = 'The state of your order is open.'
const total = 'The total of your order is 80.'
const question = (order: string) => `what has become of my things, ${order}`

describe('what a model says of what it looked up', () => {
  it('is shown while it is written', async () => {
    const { customer, order } = await arrive(tenant)
    const { reply: slowly, goOn } = inTwoParts(`${state} The`, ` total of your order is 80.`)
    says(lookUp(order), slowly)
    const ack = await customer.say(question(order))
    await customer.until(() => shownTo(customer).length > 0, 'a first sentence')
    expect(shownTo(customer)).toEqual([state])
    goOn()
    const reply = await customer.event('assistant-message', ack.type === 'ack' ? ack.seq : 0)
    expect([reply.body.kind, textOf(reply)]).toEqual(['answer', `${state} ${total}`])
    expect(await recordOf(tenant, reply)).toMatchObject({
      models: expect.arrayContaining([
        expect.objectContaining({
          task: 'act',
          use: 'answered',
          shown: expect.objectContaining({ sentences: 1 }),
          toolUses: [expect.objectContaining({ tool: 'look-up', state: 'done' })],
        }),
      ]),
    })
  })

  it.each(guardedLies)(
    'is shown past nothing that %s stops, and no longer where it is left out',
    async (guard, besides, lie) => {
      for (const [faults, goesOut] of [
        [besides, false],
        [[...besides, guard], true],
      ] as const) {
        leftOut.splice(0, leftOut.length, ...faults)
        const { customer, order } = await arrive(tenant)
        const { reply: slowly, goOn } = inTwoParts(`${state} ${lie} The`, ' total of your order is 80.')
        says(lookUp(order), slowly)
        const ack = await customer.say(question(order))
        if (goesOut)
          await customer.until(() => shownTo(customer).some((text) => text.includes(lie)), 'the lie')
        goOn()
        await customer.event('assistant-message', ack.type === 'ack' ? ack.seq : 0)
        await notWriting(customer)
        const told = JSON.stringify([customer.frames, customer.events])
        expect([faults, told.includes(JSON.stringify(lie).slice(1, -1))]).toEqual([faults, goesOut])
      }
    },
  )

  it('is not shown before anything was looked up, nor beside a card, nor where people approve it', async () => {
    const { customer, order } = await arrive(tenant)
    says(cancelling(order))
    await customer.ask(`i do not want my things any more, ${order}`)
    expect(cardsOf(customer)).toHaveLength(1)
    expect(shownTo(customer)).toEqual([])

    const reviewing = await makeTenant({ review: { models: true } as never })
    await measured(reviewing)
    const other = await arrive(reviewing)
    says(lookUp(other.order), `${state} ${total} ${state}`)
    await other.customer.say(question(other.order))
    await notWriting(other.customer)
    expect(shownTo(other.customer)).toEqual([])
    expect(endpoint.requests.some(({ stream, tools }) => stream && tools.length > 0)).toBe(true)
  })
})
