import { beforeAll, describe, expect, it } from 'vitest'
import {
  eraseCustomer,
  getProcedure,
  handBackConversation,
  listProcedureRuns,
  type ProcedureDefinition,
  publishProcedure,
  restoreProcedure,
  stopProcedureRun,
  takeConversation,
  updateProcedure,
} from '../../contract/index.ts'
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
import { startTestServer } from '../../testing/running-server.ts'
import {
  admin,
  become,
  click,
  inToolShop,
  reached,
  reset,
  server,
  someone,
} from '../../testing/tools/tool-shop.ts'

inToolShop()

const later = () => new Date(Date.now() + 3_600_000)
let procedureId: string

/** Cancelled, then followed until the shop says that it is gone. */
function following(): ProcedureDefinition {
  const { steps, ...rest } = cancelling()
  const at = steps.findIndex((step) => step.id === 'bye')
  return {
    ...rest,
    steps: [
      ...steps.slice(0, at).map((step) => (step.id === 'cancel' ? { ...step, next: 'watch' } : step)),
      {
        id: 'watch',
        kind: 'wait',
        until: {
          tool: 'look-up',
          input: { order: { from: 'slot', slot: 'order' } },
          field: 'state',
          equals: ['gone'],
          everyMinutes: 1,
        },
        atMostMinutes: 60,
        next: 'gone',
      },
      { id: 'gone', kind: 'end', text: { en: 'Order {order} is gone for good.' } },
      ...steps.slice(at),
    ],
  } as ProcedureDefinition
}

beforeAll(async () => {
  await teachCancelling()
  procedureId = await publish(following())
})

type Customer = Awaited<ReturnType<typeof someone>>['customer']

/** To where the cancelled order is watched. */
async function watched(): Promise<{ customer: Customer; order: string }> {
  reset()
  const { customer, order } = await someone('A1')
  await begin(customer)
  const why = await customer.ask(order)
  const seq = await tap(customer, why, 'Ordered by mistake')
  await click(customer, await customer.event('tool-confirmation-asked', seq))
  await customer.event('tool-settled')
  await expect.poll(() => runOf(customer)).toMatchObject({ awaiting: 'time', step: 'watch' })
  await server.modules.procedures.drain()
  return { customer, order }
}

/** As if it had waited for long. A look that is under way finds it changed, and decides nothing any more. */
const due = (customer: Customer, over = false) =>
  server.database.asOwner(
    `update attune.procedure_runs set revision = revision + 1, due_at = started_at ${over ? ', wait_until = started_at' : ''} where conversation_id = $1`,
    [customer.session.conversationId],
  )
const tick = () => server.modules.procedures.tick(new Date())
const said = (customer: Customer, words: string) =>
  customer.events.filter((event) => event.type === 'assistant-message' && textOf(event).includes(words))
    .length

describe('something asked in between', () => {
  it('is answered, and the procedure goes on by a click', async () => {
    reset()
    const { customer, order } = await someone('A1')
    await begin(customer)
    const aside = await customer.ask('What are your opening hours?')
    expect(textOf(aside)).toContain('every day from 9:00')
    expect(textOf(aside)).toContain('Shall we go on with “Cancel an order”?')
    const again = await press(customer, aside, 'Go on')
    expect(textOf(again)).toContain('Which order?')
    expect(textOf(await customer.ask(order))).toContain('Why?')
  })

  it('does not keep the customer from answering all the same, or from leaving it', async () => {
    reset()
    const { customer, order } = await someone('A1')
    await begin(customer)
    await customer.ask('What are your opening hours?')
    expect(textOf(await customer.ask(`my order is ${order}`))).toContain('Why?')
    const aside = await customer.ask('What are your opening hours?')
    expect(textOf(await press(customer, aside, 'Leave it'))).toContain('left it there')
    expect(await runOf(customer)).toMatchObject({ state: 'stopped', code: 'customer' })
    // Nothing of it is left over.
    expect(textOf(await customer.ask('What are your opening hours?'))).not.toContain('Shall we')
  })

  it('is a person, where the customer wants one: it stands still, and they see how far it was', async () => {
    reset()
    const { customer, order } = await someone('A1')
    await begin(customer)
    await customer.ask(order)
    await customer.say('I want to talk to a person')
    await customer.event('owner-changed')
    await expect.poll(() => runOf(customer)).toMatchObject({ state: 'paused' })
    await expect
      .poll(async () => (await inside(customer, 'procedure-changed')).at(-1)?.body)
      .toMatchObject({ state: 'paused', slots: [{ label: 'Order number', value: order }] })
  })
})

describe('following up', () => {
  it('tells the customer in the same conversation when it has come true, once, although two look at once', async () => {
    const { customer, order } = await watched()
    await due(customer)
    await tick()
    expect(said(customer, 'gone for good')).toBe(0)
    become(order, 'gone')
    await due(customer)
    const second = await startTestServer({ beside: server.database })
    await Promise.all([tick(), second.modules.procedures.tick(new Date()), tick()])
    await customer.until(() => said(customer, 'gone for good') > 0, 'the end of it')
    await tick()
    expect(said(customer, `Order ${order} is gone for good.`)).toBe(1)
    expect(reached(order)).toBe(1)
    expect(await runOf(customer)).toMatchObject({ state: 'done' })
    await second.stop()
  })

  it('tells it in a conversation that was closed meanwhile', async () => {
    const { customer, order } = await watched()
    await customer.send({ type: 'close' })
    become(order, 'gone')
    await due(customer)
    await tick()
    await customer.until(() => said(customer, 'gone for good') > 0, 'the end of it')
  })

  it('goes to people when it never comes true', async () => {
    const { customer } = await watched()
    await due(customer, true)
    await tick()
    expect((await customer.event('owner-changed')).body).toMatchObject({ to: { kind: 'queue' } })
    expect(await runOf(customer)).toMatchObject({ state: 'handed-over', code: 'waited-in-vain' })
  })

  it('says nothing while an agent serves, and goes on when they are done', async () => {
    const { customer, order } = await watched()
    const params = { conversationId: customer.session.conversationId }
    const { cookie } = admin
    const [row] = await server.database.asOwner<{ owner_epoch: number }>(
      'select owner_epoch from attune.conversations where id = $1',
      [params.conversationId],
    )
    await server.call(takeConversation, { cookie, params, body: { ownerEpoch: row?.owner_epoch ?? 1 } })
    await expect.poll(() => runOf(customer)).toMatchObject({ state: 'paused' })
    become(order, 'gone')
    await due(customer)
    await tick()
    expect(said(customer, 'gone for good')).toBe(0)
    await server.call(handBackConversation, { cookie, params, body: { to: 'assistant' } })
    await expect.poll(() => runOf(customer)).toMatchObject({ state: expect.stringMatching(/active|done/) })
    await due(customer)
    await tick()
    await customer.until(() => said(customer, 'gone for good') > 0, 'the end of it')
  })
})

describe('several things at once', () => {
  it('are asked by a form, which is a message of the customer, and asked again where they do not fit', async () => {
    reset()
    const { slots, steps: _, ...rest } = cancelling()
    const [ticket] = await server.database.asOwner<{ key: string }>(
      `select key from attune.entries where key = 'lost-card' limit 1`,
    )
    await publish({
      ...rest,
      entries: [ticket?.key ?? ''],
      slots: [...slots, { name: 'day', label: { en: 'Day' }, type: 'date', days: 'past', options: [] }],
      steps: [
        { id: 'both', kind: 'ask', slots: ['reason', 'day'], text: { en: 'Tell me both.' }, tries: 3 },
        { id: 'end', kind: 'end', text: { en: 'So {reason} on {day}.' } },
      ],
    } as ProcedureDefinition)
    const { customer } = await someone('A1')
    await begin(customer, 'I lost my reader card. What now?')
    const form = await customer.event('tool-form-asked')
    expect(form.body.fields.map((field) => [field.name, field.kind])).toEqual([
      ['reason', 'choice'],
      ['day', 'date'],
    ])
    const { callId } = form.body
    const future = { reason: 'mistake', day: '2999-01-01' }
    await customer.send({ type: 'tool-input', callId, values: future })
    const second = await customer.event('tool-form-asked', form.seq)
    expect(second.body.fields.map((field) => field.name)).toEqual(['day'])
    // The first form is used up.
    const stale = await customer.send({ type: 'tool-input', callId, values: { day: '2020-01-01' } })
    expect(stale.type).toBe('ack')
    const values = { day: '2026-01-02' }
    const third = await customer.event('tool-form-asked', second.seq)
    const ack = await customer.send({ type: 'tool-input', callId: third.body.callId, values })
    if (ack.type === 'error') throw new Error(ack.code)
    const end = await customer.event('assistant-message', ack.seq)
    expect(textOf(end)).toBe('So Ordered by mistake on 2026-01-02.')
  })
})

describe('a process that dies', () => {
  it('between moving on and saying so: another says it, once', async () => {
    reset()
    const { customer, order } = await someone('A1')
    const first = await begin(customer)
    const row = await runOf(customer)
    const [conversation] = await server.database.asOwner<{ last_seq: number; customer_id: string }>(
      'select last_seq, customer_id from attune.conversations where id = $1',
      [customer.session.conversationId],
    )
    const taken = await server.modules.procedures.take({
      tenantId: (
        await server.database.asOwner<{ tenant_id: string }>(
          'select tenant_id from attune.procedure_runs limit 1',
        )
      )[0]?.tenant_id as string,
      conversationId: customer.session.conversationId,
      customerId: conversation?.customer_id ?? '',
      ownerEpoch: 1,
      scene: 'default',
      to: (conversation?.last_seq ?? first.seq) + 1,
      text: order,
      language: 'en',
      now: new Date(),
      timeZone: 'UTC',
      proven: true,
      decision: { outcome: 'handover', rule: 'confidence-below-threshold' },
    })
    expect(taken?.kind).toBe('says')
    const answer = await customer.ask(order)
    expect(textOf(answer)).toContain('Why?')
    const after = await runOf(customer)
    expect(after?.revision).toBe((row?.revision ?? 0) + 1)
    expect(said(customer, 'Why?')).toBe(1)
  })

  it('between asking for a card and knowing of it: the same card stands, and the thing is done once', async () => {
    reset()
    const { customer, order } = await someone('A1')
    await begin(customer)
    const seq = await tap(customer, await customer.ask(order), 'Ordered by mistake')
    const card = await customer.event('tool-confirmation-asked', seq)
    await server.modules.procedures.drain()
    await server.database.asOwner(
      `update attune.procedure_runs set awaiting = 'tool', due_at = started_at where conversation_id = $1`,
      [customer.session.conversationId],
    )
    await tick()
    await expect.poll(() => runOf(customer)).toMatchObject({ awaiting: 'call' })
    expect(customer.events.filter((event) => event.type === 'tool-confirmation-asked')).toHaveLength(1)
    await click(customer, card)
    await expect.poll(() => runOf(customer)).toMatchObject({ awaiting: 'time' })
    expect(reached(order)).toBe(1)
  })

  it('after the thing was done, before the procedure heard of it: the clock finds out', async () => {
    const { customer, order } = await watched()
    const [call] = await server.database.asOwner<{ id: string }>(
      'select id from attune.tool_calls where conversation_id = $1 and state = $2 and kind = $3',
      [customer.session.conversationId, 'done', 'write'],
    )
    await server.database.asOwner(
      `update attune.procedure_runs set step = 'cancel', awaiting = 'call', call_id = $2, due_at = started_at,
         results = '{}' where conversation_id = $1`,
      [customer.session.conversationId, call?.id],
    )
    await tick()
    // The server's own clock may have been quicker, and still be at it.
    await expect.poll(() => runOf(customer)).toMatchObject({ step: 'watch', awaiting: 'time' })
    expect(reached(order)).toBe(1)
  })
})

describe('a card that an agent interrupted', () => {
  it('is shown anew when the customer wants to go on, and the thing is done once', async () => {
    reset()
    const { customer, order } = await someone('A1')
    await begin(customer)
    const seq = await tap(customer, await customer.ask(order), 'Ordered by mistake')
    const card = await customer.event('tool-confirmation-asked', seq)
    await server.modules.procedures.drain()
    const params = { conversationId: customer.session.conversationId }
    const { cookie } = admin
    await server.call(takeConversation, { cookie, params, body: { ownerEpoch: 1 } })
    await expect.poll(() => runOf(customer)).toMatchObject({ state: 'paused' })
    await click(customer, card)
    expect(reached(order)).toBe(0)
    await server.call(handBackConversation, { cookie, params, body: { to: 'assistant' } })
    const aside = await customer.ask('What are your opening hours?')
    expect(textOf(aside)).toContain('Shall we go on')
    const again = await tap(customer, aside, 'Go on')
    const anew = await customer.event('tool-confirmation-asked', again)
    await click(customer, anew)
    await expect.poll(() => runOf(customer)).toMatchObject({ awaiting: 'time', state: 'active' })
    expect(reached(order)).toBe(1)
  })
})

describe('a run', () => {
  it('keeps the version it began with, and a version can be published again', async () => {
    reset()
    const { cookie } = admin
    const params = { procedureId }
    const { customer, order } = await someone('A1')
    await begin(customer)
    const { body } = await server.call(getProcedure, { cookie, params })
    const steps = body.draft.steps.map((step) =>
      step.id === 'why' && step.kind === 'ask' ? { ...step, text: { en: 'For what reason?' } } : step,
    )
    await server.call(updateProcedure, { cookie, params, body: { ...body.draft, steps } })
    const published = await server.call(publishProcedure, { cookie, params, body: {} })
    expect(published.body).toMatchObject({ published: 2, changed: false })
    expect(textOf(await customer.ask(order))).toContain('Why?')
    const other = await someone('A1')
    await begin(other.customer)
    expect(textOf(await other.customer.ask(other.order))).toContain('For what reason?')
    const restored = await server.call(restoreProcedure, { cookie, params, body: { number: 1 } })
    expect(restored.body).toMatchObject({ published: 3 })
    const third = await someone('A1')
    await begin(third.customer)
    expect(textOf(await third.customer.ask(third.order))).toContain('Why?')
  })

  it('is nobody’s in another company, and cannot be seen or ended there', async () => {
    const { customer } = await watched()
    const run = await runOf(customer)
    const foreign = await server.createTenant()
    const { cookie } = await server.createMember(foreign, 'admin')
    expect((await server.call(listProcedureRuns, { cookie })).body.items).toEqual([])
    const stopped = await server.call(stopProcedureRun, { cookie, params: { runId: run?.id ?? '' } })
    expect(stopped.status).toBe(404)
    expect(await runOf(customer)).toMatchObject({ state: 'active' })
  })

  it('is over when nobody has answered for two weeks', async () => {
    reset()
    const { customer } = await someone('A1')
    await begin(customer)
    await server.database.asOwner(
      `update attune.procedure_runs set asked_at = asked_at - interval '15 days', due_at = started_at where conversation_id = $1`,
      [customer.session.conversationId],
    )
    const ticked = async () => {
      await tick()
      return runOf(customer)
    }
    // What was said last may just be noted as said.
    await expect.poll(ticked).toMatchObject({ state: 'expired' })
  })

  it('does not take the first words of a new day for the answer to an open question of any words', async () => {
    reset()
    const { customer } = await someone('A1')
    await begin(customer)
    await server.database.asOwner(
      `update attune.procedure_runs set asked_at = asked_at - interval '2 days' where conversation_id = $1`,
      [customer.session.conversationId],
    )
    const answer = await customer.ask('What are your opening hours?')
    expect(textOf(answer)).toContain('Shall we go on')
    expect(await runOf(customer)).toMatchObject({ step: 'which', slots: {} })
  })

  it('loses every word with its customer, and leads nobody on', async () => {
    const { customer, order } = await watched()
    const { cookie } = admin
    const params = { customerId: customer.session.customerId }
    await customer.send({ type: 'close' })
    expect((await server.call(eraseCustomer, { cookie, params })).status).toBe(200)
    expect(await runOf(customer)).toMatchObject({ state: 'stopped', code: 'erased', slots: {} })
    expect(JSON.stringify(await inside(customer, 'procedure-changed'))).not.toContain(order)
    become(order, 'gone')
    await server.modules.procedures.tick(later())
    expect(said(customer, 'gone for good')).toBe(0)
  })
})
