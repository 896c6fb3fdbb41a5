import { describe, expect, it } from 'vitest'
import {
  approveToolCall,
  type ConversationId,
  listToolCalls,
  listTools,
  takeConversation,
  tryTool,
  updateTool,
} from '../../contract/index.ts'
import {
  admin,
  answers,
  ask,
  asked,
  beforeReads,
  cancel,
  click,
  confirmed,
  customerOf,
  inToolShop,
  lookUp,
  offer,
  orders,
  reached,
  reset,
  server,
  someone,
  tenant,
} from '../../testing/tools/tool-shop.ts'
import { settingsFor, type Tool } from './index.ts'

inToolShop()

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

  it('takes the place of a card about the same, which says so and is refused', async () => {
    const { customer, order } = await someone('A1')
    await ask(customer, order)
    const first = await customer.event('tool-confirmation-asked')
    await ask(customer, order, 'cancel', 'too-late')
    const other = await customer.event('tool-confirmation-asked', first.seq)
    await ask(customer, order)
    const second = await customer.event('tool-confirmation-asked', other.seq)
    // Live, and for whoever comes back.
    const back = await server.customer(tenant, customer.session)
    for (const seen of [customer, back]) {
      await seen.event('tool-confirmation-asked', other.seq)
      const cards = seen.events.filter(({ type }) => type === 'tool-confirmation-asked')
      expect(cards.map(({ body }) => 'replaces' in body && body.replaces)).toEqual([
        false,
        false,
        [first.body.callId],
      ])
    }
    expect(await click(customer, first)).toMatchObject({ code: 'tool/card-used' })
    await click(customer, second)
    expect((await customer.event('tool-settled')).body).toMatchObject({ outcome: 'done' })
    expect(reached(order)).toBe(1)
  })

  it('is asked again with the same key when nobody knows what became of it, and told once', async () => {
    reset()
    answers('hangs')
    const { customer, order } = await someone('A1')
    await confirmed(customer, order)
    await server.modules.tools.drain()
    expect(customer.events.some((event) => event.type === 'tool-settled')).toBe(false)
    answers('receipt')
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
    answers('breaks')
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
    answers('breaks')
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
    answers('nothing')
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
    answers('breaks')
    const { customer, order } = await someone('A1')
    await confirmed(customer, order)
    await server.modules.tools.drain()
    answers('refuses')
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

  it('is refused where nothing decides whether it may be done, unless an agent always does', async () => {
    const { policy: _, ...unruled } = cancel
    const register = (name: string, defaults: Partial<Tool['defaults']>) =>
      server.modules.tools.register({
        ...unruled,
        name,
        defaults: { ...cancel.defaults, ...defaults },
      } as Tool)
    register('cancel-unruled', {})
    register('cancel-looked-at', { approval: 'always' })
    const { customer, order } = await someone('A1')
    expect(await ask(customer, order, 'cancel-unruled')).toMatchObject({
      state: 'refused',
      code: 'not-permitted',
    })
    expect(await ask(customer, order, 'cancel-looked-at')).toMatchObject({ state: 'asked' })
  })

  it('is refused above the amount that it may move', async () => {
    const { customer, order } = await someone('A1')
    const own = orders[order]
    if (own === undefined) throw new Error('no order')
    own.total = 5_001
    expect(await ask(customer, order)).toMatchObject({ state: 'refused', code: 'amount-over-limit' })
    own.total = 5_000
    expect(await ask(customer, order)).toMatchObject({ state: 'asked' })
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
    answers('refuses')
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
    const ofSeq = await offer(customer, 'cancel')
    const wrong = { type: 'error', code: 'tool/not-permitted' }
    expect(await customer.send({ type: 'tool-start', ofSeq: 1, tool: 'cancel' })).toMatchObject(wrong)
    expect(await customer.send({ type: 'tool-start', ofSeq, tool: 'cancel-once' })).toMatchObject(wrong)
    await customer.send({ type: 'tool-start', ofSeq, tool: 'cancel' })
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

describe('a form', () => {
  it('takes what was asked and leaves what was known', async () => {
    reset()
    const { customer, order } = await someone('A1')
    await server.modules.tools.start({
      proven: true,
      tenantId: tenant.id,
      conversationId: customer.session.conversationId,
      tool: 'cancel',
      prefill: { reason: 'mistake' },
    })
    const form = await customer.event('tool-form-asked')
    expect(form.body.fields.map((field) => field.name)).toEqual(['order'])
    const values = { order, reason: 'too-late' }
    await customer.send({ type: 'tool-input', callId: form.body.callId, values })
    const card = await customer.event('tool-confirmation-asked')
    expect(card.body.lines).toContainEqual({ label: 'reason', value: 'mistake' })
  })

  it('is not shown outside the scenes of its tool', async () => {
    reset()
    const scenes = ['returns']
    const only: Tool = { ...cancel, name: 'cancel-there', defaults: { ...cancel.defaults, scenes } }
    server.modules.tools.register(only, tenant.id)
    const { customer, order } = await someone('A1')
    const start = {
      tenantId: tenant.id,
      conversationId: customer.session.conversationId,
      tool: only.name,
      proven: true,
    }
    await server.modules.tools.start(start)
    expect((await customer.event('tool-settled')).body.code).toBe('not-permitted')
    expect(await ask(customer, order, only.name)).toMatchObject({ state: 'refused', code: 'not-permitted' })
    await server.modules.tools.start({ ...start, scene: 'returns' })
    const { callId } = (await customer.event('tool-form-asked')).body
    await customer.send({ type: 'tool-input', callId, values: { order, reason: 'mistake' } })
    await customer.event('tool-confirmation-asked')
  })
})

describe('calls left open', () => {
  it('are taken up again, though one of them cannot be', async () => {
    reset()
    let broken = false
    const breaking: Tool = Object.defineProperty({ ...cancel, name: 'cancel-broken' }, 'title', {
      get() {
        if (broken) throw new Error('broken')
        return cancel.title
      },
    })
    server.modules.tools.register(breaking, tenant.id)
    const [bad, good] = [await someone('A1'), await someone('A1')]
    for (const [one, tool] of [
      [bad, 'cancel-broken'],
      [good, 'cancel'],
    ] as const) {
      await ask(one.customer, one.order, tool)
      const { callId } = (await one.customer.event('tool-confirmation-asked')).body
      await server.database.asOwner(
        `update attune.tool_calls set state = 'running', attempts = 1, attempt_at = created_at where id = $1`,
        [callId],
      )
    }
    broken = true
    await server.modules.tools.resume(new Date(Date.now() + 60_000))
    broken = false
    expect((await good.customer.event('tool-settled')).body.outcome).toBe('done')
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
      proven: true,
    })
    expect(called).toMatchObject({
      state: 'done',
      text: 'It is sent.',
      masked: { state: 'sent', phone: '***' },
    })
  })

  it('is not even asked once an agent has taken over, nor more often in a day than it may', async () => {
    const { customer, order } = await someone('A2')
    server.modules.tools.register(
      {
        ...lookUp,
        name: 'look-up-once',
        defaults: { ...lookUp.defaults, limits: { customerDay: 1 } },
      } as Tool,
      tenant.id,
    )
    let reads = 0
    beforeReads(async () => {
      reads += 1
    })
    const read = (tool: string) =>
      server.modules.tools.request({
        tenantId: tenant.id,
        conversationId: customer.session.conversationId,
        tool,
        input: { order },
        ownerEpoch: 1,
        proven: true,
      })
    try {
      expect(await read('look-up-once')).toMatchObject({ state: 'done' })
      expect(await read('look-up-once')).toMatchObject({ state: 'refused', code: 'limit-reached' })
      const { cookie } = await server.createMember(tenant, 'agent')
      const params = { conversationId: customer.session.conversationId as ConversationId }
      await server.call(takeConversation, { params, body: { ownerEpoch: 1 }, cookie })
      expect(await read('look-up')).toMatchObject({ state: 'refused', code: 'owner-changed' })
      expect(reads).toBe(1)
    } finally {
      beforeReads(undefined)
    }
  })

  it('tells nothing where an agent has taken over meanwhile', async () => {
    const { customer, order } = await someone('A2')
    const conversationId = customer.session.conversationId as ConversationId
    const { cookie } = await server.createMember(tenant, 'agent')
    beforeReads(() =>
      server.call(takeConversation, { params: { conversationId }, body: { ownerEpoch: 1 }, cookie }),
    )
    try {
      const started = server.modules.tools.start({
        proven: true,
        tenantId: tenant.id,
        conversationId,
        tool: 'look-up',
        prefill: { order },
      })
      await expect(started).rejects.toMatchObject({ code: 'tool/no-longer-yours' })
    } finally {
      beforeReads(undefined)
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
      proven: true,
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
    const needing = (tool: string, needs: 'nobody' | 'code') =>
      server.call(updateTool, {
        params: { tool },
        body: { ...settings, approval: 'always', needs },
        cookie: admin.cookie,
      })
    expect((await needing('bare', 'nobody')).body).toMatchObject({
      error: { code: 'tool/write-needs-customer' },
    })
    expect((await needing('bare', 'code')).body).toMatchObject({
      settings: { needs: 'code', codeWithin: 15 },
    })
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
