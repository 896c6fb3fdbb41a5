import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addToolSource, type ConversationEvent, listTools } from '../../contract/index.ts'
import type { CustomerClient } from '../../testing/customer-client.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { codeIn, type MailServer, startMailServer } from '../../testing/tools/mail-server.ts'
import {
  askCode,
  countedRefund,
  enterCode,
  identityOf,
  pressTool,
  sendCodesBy,
  vouchFor,
} from '../../testing/tools/proving.ts'

let mail: MailServer
let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember
let skippedMs = 0
const done: (string | undefined)[] = []
const minute = 60_000

/** Always by a code; of a larger amount alone; where the policy says so. */
const tools = [
  countedRefund(done, { defaults: { needs: 'code' } }),
  ...[80, 200].map((amount) =>
    countedRefund(done, {
      name: `refund-${amount}`,
      defaults: { codeAbove: 100 },
      policy: () => ({ allowed: true, amount }),
    }),
  ),
  countedRefund(done, { name: 'move-house', policy: () => ({ allowed: true, needs: 'code' }) }),
]

beforeAll(async () => {
  mail = await startMailServer()
  const clock = { now: () => new Date(Date.now() + skippedMs) }
  server = await startTestServer({ clock, privateHosts: [mail.host] })
  tenant = await server.createTenant()
  admin = await server.createMember(tenant, 'admin')
  for (const tool of tools) server.modules.tools.register(tool)
  await sendCodesBy(server, admin, mail)
  await vouchFor(server, tenant, 'lin', { email: 'lin@example.com' })
  await vouchFor(server, tenant, 'zhou', { email: 'zhou@example.com' })
})
afterAll(async () => {
  await server?.stop()
  await mail?.stop()
})
beforeEach(() => {
  done.length = 0
  // Nothing of one test is young in the next.
  skippedMs += 61 * minute
})

type Card = Extract<ConversationEvent, { type: 'tool-confirmation-asked' }>

/** Somebody whom the company's page has signed in. */
const signedIn = async (subject = 'lin') => server.customer(tenant, await vouchFor(server, tenant, subject))

/** The same, having pressed the button and been asked for a code. */
async function asked(customer: CustomerClient, tool = 'refund') {
  const after = customer.events.at(-1)?.seq ?? 0
  await pressTool(server, tenant, customer, tool)
  return customer.event('tool-proof-asked', after)
}

async function codeFor(customer: CustomerClient, callId: string, contact = 'lin@example.com') {
  const before = mail.letters.length
  const { body } = await askCode(server, customer, callId, contact)
  return { codeId: body.codeId, code: codeIn(await mail.letterTo(contact, before)) }
}

/** Asked, and the code entered: the card, and the browser as it goes on. */
async function stepped(customer: CustomerClient, tool = 'refund') {
  const { body, seq } = await asked(customer, tool)
  const { codeId, code } = await codeFor(customer, body.callId)
  const entered = await enterCode(server, customer, codeId, code)
  expect(entered.status).toBe(200)
  const card = await customer.event('tool-confirmation-asked', seq)
  return { card, after: await server.customer(tenant, { ...customer.session, ...entered.body }) }
}

const confirm = (customer: CustomerClient, { body: { callId, inputHash } }: Card) =>
  customer.send({ type: 'tool-confirm', callId, inputHash, accepted: true })

describe('what needs a code beside a signed identity', () => {
  it('is done once the code is entered, in the same conversation', async () => {
    const customer = await signedIn()
    const { card, after } = await stepped(customer)
    expect(customer.events.find(({ type }) => type === 'tool-proof-asked')?.body).toMatchObject({
      signedIn: true,
      by: ['email'],
    })
    expect(after.session).toMatchObject({
      conversationId: customer.session.conversationId,
      customerId: customer.session.customerId,
    })
    await confirm(after, card)
    expect((await after.event('tool-settled', card.seq)).body).toMatchObject({ outcome: 'done' })
    expect(done).toEqual(['lin'])
  })

  it('is asked for above an amount, and where the policy says so', async () => {
    const customer = await signedIn()
    await pressTool(server, tenant, customer, 'refund-80')
    await customer.event('tool-confirmation-asked')
    expect(customer.events.filter(({ type }) => type === 'tool-proof-asked')).toEqual([])
    for (const tool of ['refund-200', 'move-house']) {
      const other = await signedIn()
      const { card, after } = await stepped(other, tool)
      await confirm(after, card)
      expect((await after.event('tool-settled', card.seq)).body).toMatchObject({ outcome: 'done', tool })
    }
  })

  it('asks whom nobody knows for one code, not for two', async () => {
    const customer = await server.customer(tenant)
    const { card, after } = await stepped(customer)
    await confirm(after, card)
    expect((await after.event('tool-settled', card.seq)).body).toMatchObject({ outcome: 'done' })
    expect(after.events.filter(({ type }) => type === 'tool-proof-asked')).toHaveLength(1)
  })

  it('stays proven where the page is loaded again and signs for the same person', async () => {
    const { after } = await stepped(await signedIn())
    const identity = await identityOf(server, tenant, 'lin')
    const again = await server.customer(
      tenant,
      await server.startSession(tenant, { identity, token: after.session.token }),
    )
    const seq = again.events.at(-1)?.seq ?? 0
    await pressTool(server, tenant, again)
    await again.event('tool-confirmation-asked', seq)
  })

  it('is refused where no code can be sent', async () => {
    const without = await server.createTenant()
    const customer = await server.customer(without, await vouchFor(server, without, 'lin'))
    await pressTool(server, without, customer)
    expect((await customer.event('tool-settled')).body).toMatchObject({
      outcome: 'refused',
      code: 'code-required',
    })
    expect(done).toEqual([])
  })
})

describe('nothing else is a code', () => {
  it('an older one', async () => {
    const { card, after } = await stepped(await signedIn())
    skippedMs += 15 * minute
    // The card itself has expired by then; a new one is asked for.
    await confirm(after, card)
    await asked(after)
    expect(done).toEqual([])
  })

  it('the clock set back', async () => {
    const { after } = await stepped(await signedIn())
    skippedMs -= 10 * minute
    await asked(after)
    skippedMs += 10 * minute
  })

  it('the token of before, of whoever signed in on another computer', async () => {
    const customer = await signedIn()
    const { card, after } = await stepped(customer)
    await confirm(customer, card)
    // They are asked, and the card stays what it was for whoever entered the code.
    await customer.event('tool-proof-asked', card.seq)
    expect(done).toEqual([])
    await confirm(after, card)
    await after.event('tool-settled', card.seq)
    expect(done).toEqual(['lin'])
  })

  it('one entered in another conversation of the same customer', async () => {
    const elsewhere = await server.customer(tenant)
    const { after } = await stepped(elsewhere)
    const here = await signedIn()
    expect(here.session.conversationId).not.toBe(after.session.conversationId)
    await asked(here)
    // Nor is it carried over by the token of the other one.
    const identity = await identityOf(server, tenant, 'lin')
    const mixed = await server.startSession(tenant, { identity, token: after.session.token })
    expect(mixed.conversationId).toBe(here.session.conversationId)
    await asked(await server.customer(tenant, mixed))
  })

  it('one that another person has entered before on the same computer', async () => {
    const { after } = await stepped(await signedIn())
    const identity = await identityOf(server, tenant, 'zhou')
    const zhou = await server.startSession(tenant, { identity, token: after.session.token })
    await asked(await server.customer(tenant, zhou))
  })

  it('one of another company, or of another conversation’s card', async () => {
    const customer = await signedIn()
    const { body } = await asked(customer)
    const { codeId, code } = await codeFor(customer, body.callId)
    const foreign = await server.createTenant()
    const stranger = await server.customer(foreign, await vouchFor(server, foreign, 'lin'))
    expect((await enterCode(server, stranger, codeId, code)).status).toBe(409)
    const zhou = await signedIn('zhou')
    expect((await enterCode(server, zhou, codeId, code)).status).toBe(409)
    expect((await askCode(server, zhou, body.callId, 'zhou@example.com')).status).toBe(409)
    expect((await enterCode(server, customer, codeId, code)).status).toBe(200)
  })

  it('one to another’s contact: it is not even sent', async () => {
    const customer = await signedIn()
    const { body } = await asked(customer)
    const letters = mail.letters.length
    const answer = await askCode(server, customer, body.callId, 'zhou@example.com')
    expect([answer.status, Object.keys(answer.body)]).toEqual([200, ['codeId', 'expiresAt']])
    await server.modules.codes.drain()
    expect(mail.letters).toHaveLength(letters)
  })

  it('and signing out at the page ends it with the signature', async () => {
    const { after } = await stepped(await signedIn())
    const out = await server.startSession(tenant, { token: after.session.token })
    expect(out.identified).toBe(false)
    expect(out.conversationId).not.toBe(after.session.conversationId)
  })
})

describe('a source', () => {
  const document = {
    openapi: '3.1.0',
    paths: {
      '/orders': { get: { operationId: 'listThem' }, post: { operationId: 'orderIt' } },
      '/moves': { post: { operationId: 'moveIt', 'x-attune-needs': 'code' } },
    },
  }
  const needsOf = async (input: Record<string, unknown>) => {
    const company = await server.createTenant()
    const { cookie } = await server.createMember(company, 'admin')
    const body = {
      kind: 'openapi',
      name: 'Orders',
      address: 'https://orders.example.com',
      document,
      ...input,
    }
    expect((await server.call(addToolSource, { cookie, body })).status).toBe(200)
    const { items } = (await server.call(listTools, { cookie })).body
    return Object.fromEntries(
      items
        .filter(({ source }) => source.name === 'Orders')
        .map(({ name, settings }) => [name, settings.needs]),
    )
  }

  it('says in its description, or is told when it is added, which of its changes need a code', async () => {
    expect(await needsOf({})).toEqual({ 'list-them': 'nobody', 'order-it': 'identified', 'move-it': 'code' })
    expect(await needsOf({ needs: 'code' })).toEqual({
      'list-them': 'nobody',
      'order-it': 'code',
      'move-it': 'code',
    })
  })
})
