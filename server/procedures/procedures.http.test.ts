import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { createProcedure, getProcedure, listProcedureRuns, publishProcedure } from '../../contract/index.ts'
import { cancelling } from '../../testing/procedures/cancelling.ts'
import {
  begin,
  inside,
  press,
  publish,
  runOf,
  tap,
  teachCancelling,
  textOf,
} from '../../testing/procedures/procedure-shop.ts'
import {
  admin,
  click,
  customerOf,
  inToolShop,
  reached,
  reset,
  server,
  someone,
  tenant,
} from '../../testing/tools/tool-shop.ts'

inToolShop()

beforeAll(async () => {
  await teachCancelling()
  await publish(cancelling())
})

describe('a procedure', () => {
  it('leads a customer from the answer of an entry through questions and a card to its end', async () => {
    reset()
    const { customer, order } = await someone('A1')
    const first = await begin(customer)
    expect(textOf(first)).toBe('Let us cancel it.\nWhich order?')
    const why = await customer.ask(`it is order ${order}`)
    expect(textOf(why)).toContain('Why?')
    const card = await pressToCard(customer, why, 'Ordered by mistake')
    expect(card.body.lines).toContainEqual({ label: 'order', value: order })
    expect(reached(order)).toBe(0)
    await click(customer, card)
    const settled = await customer.event('tool-settled')
    expect(settled.body.outcome).toBe('done')
    const end = await customer.event('assistant-message', settled.seq)
    expect(textOf(end)).toBe(`Order ${order} is cancelled: R-${order}.`)
    expect(reached(order)).toBe(1)
    expect(await runOf(customer)).toMatchObject({ state: 'done', step: 'bye' })
  })

  it('goes another way where the customer declines, and nothing is done', async () => {
    reset()
    const { customer, order } = await someone('A1')
    await begin(customer)
    const why = await customer.ask(order)
    await click(customer, await pressToCard(customer, why, 'Comes too late'), false)
    const settled = await customer.event('tool-settled')
    expect(textOf(await customer.event('assistant-message', settled.seq))).toBe('It stays as it is.')
    expect(reached(order)).toBe(0)
  })

  it('says what follows from a card behind its end, however slow the log is', async () => {
    reset()
    const { customer, order } = await someone('A1')
    await begin(customer)
    const card = await pressToCard(customer, await customer.ask(order), 'Comes too late')
    await server.modules.procedures.drain()
    const busy = new pg.Client({ connectionString: server.database.urls.owner })
    await busy.connect()
    await busy.query('begin')
    await busy.query('select 1 from attune.conversations where id = $1 for update', [
      customer.session.conversationId,
    ])
    const clicked = click(customer, card, false)
    await expect
      .poll(() => server.modules.tools.callEnd(tenant.id, card.body.callId))
      .toMatchObject({ state: 'declined', told: false })
    await server.modules.procedures.tick(new Date(Date.now() + 60_000))
    await busy.query('commit')
    await busy.end()
    await clicked
    const settled = await customer.event('tool-settled')
    expect(textOf(await customer.event('assistant-message', settled.seq))).toBe('It stays as it is.')
  })

  it('hands over with what was found out and done, where a step says so', async () => {
    reset()
    const { customer, order } = await someone('A2')
    await begin(customer)
    const why = await customer.ask(order)
    await tap(customer, why, 'Ordered by mistake')
    const moved = await customer.event('owner-changed')
    expect(moved.body).toMatchObject({ to: { kind: 'queue' }, reason: 'procedure' })
    const told = (await inside(customer, 'procedure-changed')).at(-1)
    expect(told?.body).toMatchObject({
      state: 'handed-over',
      note: 'Look at what the shop says of the order.',
      slots: [
        { label: 'Order number', value: order },
        { label: 'Reason', value: 'Ordered by mistake' },
      ],
    })
    expect(JSON.stringify(told?.body.done)).toContain('Look at the order')
    expect(reached(order)).toBe(0)
  })

  it('asks again what it did not get, and goes to people in the end', async () => {
    reset()
    const { customer, order } = await someone('A1')
    await begin(customer)
    const why = await customer.ask(order)
    expect(textOf(why)).toContain('Why?')
    for (const words of ['blue elephants', 'purple rain on tuesday evening'])
      expect(textOf(await customer.ask(words))).toMatch(/^I did not get that\.\nWhy\?/)
    await customer.ask('green grass of home')
    expect((await customer.event('owner-changed')).body.reason).toBe('procedure')
    expect(await runOf(customer)).toMatchObject({ state: 'handed-over', code: 'not-understood' })
  })

  it('does nothing for somebody who has not proven who they are', async () => {
    reset()
    const customer = await customerOf(undefined)
    await begin(customer)
    const why = await customer.ask('A1-9999')
    const end = await press(customer, why, 'Ordered by mistake')
    expect(end.body.kind).toBe('handover')
    expect(customer.events.some((event) => event.type === 'tool-confirmation-asked')).toBe(false)
  })

  it('cannot be begun where nobody offered it', async () => {
    const customer = await customerOf('somebody-else')
    const [row] = await server.database.asOwner<{ id: string }>('select id from attune.procedures limit 1')
    const answer = await customer.send({ type: 'procedure-start', ofSeq: 2, procedure: row?.id ?? '' })
    expect(answer).toMatchObject({ type: 'error', code: 'procedure/not-offered' })
  })

  it('is not published while a step of it is broken', async () => {
    const { cookie } = admin
    const broken = cancelling({ entries: ['no-such-entry'] })
    const [hello, which, ...rest] = broken.steps
    if (hello?.kind !== 'say' || which?.kind !== 'ask') throw new Error('not the steps that were meant')
    const made = await server.call(createProcedure, {
      cookie,
      body: {
        ...broken,
        steps: [
          { ...hello, text: { en: 'Hello {nobody}' } },
          { ...which, slots: ['unknown'], next: 'nowhere' },
          ...rest.map((step) => (step.kind === 'tool' ? { ...step, tool: 'removed', input: {} } : step)),
        ],
      },
    })
    expect(made.status).toBe(200)
    expect(made.body.problems.map((one) => [one.code, one.step, one.name])).toEqual(
      expect.arrayContaining([
        ['entry-unknown', undefined, 'no-such-entry'],
        ['slot-unknown', 'hello', 'nobody'],
        ['slot-unknown', 'which', 'unknown'],
        ['step-unknown', 'which', 'nowhere'],
        ['tool-missing', 'cancel', 'removed'],
      ]),
    )
    const params = { procedureId: made.body.id }
    const refused = await server.call(publishProcedure, { cookie, params, body: {} })
    expect(refused.status).toBe(422)
    expect(JSON.stringify(refused.body)).toContain('procedure/broken')
    expect((await server.call(getProcedure, { cookie, params })).body.published).toBeUndefined()
  })

  it('is offered in a scene where no answer is sure enough, once, beside a person', async () => {
    reset()
    const other = await server.createTenant()
    await teachCancelling(other)
    const { cookie } = await server.createMember(other, 'admin')
    await publish(cancelling({ entries: [], scenes: ['default'] }), cookie)
    const customer = await customerOf('nobody-in-particular', other)
    const offer = await customer.ask('my kettle whistles purple songs')
    expect(offer.body.kind).toBe('procedure')
    expect(JSON.stringify(offer.body.parts)).toContain('Cancel it step by step')
    expect(JSON.stringify(offer.body.parts)).toContain('human')
    expect((await customer.ask('the whistle sings of elephants')).body.kind).toBe('handover')
  })

  it('shows its runs', async () => {
    const { body } = await server.call(listProcedureRuns, { cookie: admin.cookie, query: { limit: '3' } })
    expect(body.items).toHaveLength(3)
    expect(body.next).toBeDefined()
  })
})

type Customer = Awaited<ReturnType<typeof someone>>['customer']
async function pressToCard(customer: Customer, of: Parameters<typeof tap>[1], label: string) {
  const seq = await tap(customer, of, label)
  return customer.event('tool-confirmation-asked', seq)
}
