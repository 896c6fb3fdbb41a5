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

let people = 0
/** Somebody of their own whom the company's page has signed in. */
async function signedIn(at = tenant) {
  people += 1
  const subject = `person-${people}`
  const email = `${subject}@example.com`
  const customer = await server.customer(at, await vouchFor(server, at, subject, { email }))
  return { customer, subject, email }
}
type Person = Awaited<ReturnType<typeof signedIn>>

type Ack = Awaited<ReturnType<CustomerClient['send']>>
const seqOf = (ack: Ack): number => (ack.type === 'error' ? 0 : ack.seq)

/** What was written of a frame. */
async function wroteAt(customer: CustomerClient, ack: Ack): Promise<string | undefined> {
  const [row] = await server.database.asOwner<{ type: string }>(
    'select type from attune.conversation_events where conversation_id = $1 and seq = $2',
    [customer.session.conversationId, seqOf(ack)],
  )
  return row?.type
}

/** The same, having pressed the button and been asked for a code. */
async function asked(customer: CustomerClient, tool = 'refund') {
  const ack = await pressTool(server, tenant, customer, tool)
  expect(await wroteAt(customer, ack)).toBe('tool-proof-asked')
  return customer.event('tool-proof-asked', seqOf(ack) - 1)
}

async function codeFor({ customer, email }: Pick<Person, 'customer' | 'email'>, callId: string) {
  const before = mail.letters.length
  const { body } = await askCode(server, customer, callId, email)
  return { codeId: body.codeId, code: codeIn(await mail.letterTo(email, before)) }
}

/** Asked, and the code entered: the card, and the browser as it goes on. */
async function stepped(person: Pick<Person, 'customer' | 'email'>, tool = 'refund') {
  const { customer } = person
  const { body, seq } = await asked(customer, tool)
  const { codeId, code } = await codeFor(person, body.callId)
  const entered = await enterCode(server, customer, codeId, code)
  expect(entered.status).toBe(200)
  const card = await customer.event('tool-confirmation-asked', seq)
  return { card, after: await server.customer(tenant, { ...customer.session, ...entered.body }) }
}

const confirm = (customer: CustomerClient, { body: { callId, inputHash } }: Card) =>
  customer.send({ type: 'tool-confirm', callId, inputHash, accepted: true })

describe('what needs a code beside a signed identity', () => {
  it('is done once the code is entered, in the same conversation', async () => {
    const person = await signedIn()
    const { customer } = person
    const { card, after } = await stepped(person)
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
    expect(done).toEqual([person.subject])
  })

  it('is asked for above an amount, and where the policy says so', async () => {
    const { customer } = await signedIn()
    await pressTool(server, tenant, customer, 'refund-80')
    await customer.event('tool-confirmation-asked')
    expect(customer.events.filter(({ type }) => type === 'tool-proof-asked')).toEqual([])
    for (const tool of ['refund-200', 'move-house']) {
      const { card, after } = await stepped(await signedIn(), tool)
      await confirm(after, card)
      expect((await after.event('tool-settled', card.seq)).body).toMatchObject({ outcome: 'done', tool })
    }
  })

  it('asks whom nobody knows for one code, not for two', async () => {
    const { email } = await signedIn()
    const { card, after } = await stepped({ customer: await server.customer(tenant), email })
    await confirm(after, card)
    expect((await after.event('tool-settled', card.seq)).body).toMatchObject({ outcome: 'done' })
    expect(after.events.filter(({ type }) => type === 'tool-proof-asked')).toHaveLength(1)
  })

  it('stays proven where the page is loaded again and signs for the same person', async () => {
    const person = await signedIn()
    const { after } = await stepped(person)
    const identity = await identityOf(server, tenant, person.subject)
    const again = await server.customer(
      tenant,
      await server.startSession(tenant, { identity, token: after.session.token }),
    )
    const ack = await pressTool(server, tenant, again)
    expect(await wroteAt(again, ack)).toBe('tool-confirmation-asked')
  })

  it('is refused where no code can be sent', async () => {
    const without = await server.createTenant()
    const { customer } = await signedIn(without)
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
    // The card has expired by then, too: not because of that is a new one asked for.
    expect((await confirm(after, card)).type).toBe('error')
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
    const person = await signedIn()
    const { card, after } = await stepped(person)
    // They are asked, and the card stays what it was for whoever entered the code.
    const ack = await confirm(person.customer, card)
    expect(await wroteAt(person.customer, ack)).toBe('tool-proof-asked')
    expect(done).toEqual([])
    await confirm(after, card)
    await after.event('tool-settled', card.seq)
    expect(done).toEqual([person.subject])
  })

  it('one entered in another conversation of the same customer', async () => {
    const { customer: here, subject, email } = await signedIn()
    const { after } = await stepped({ customer: await server.customer(tenant), email })
    expect(here.session.conversationId).not.toBe(after.session.conversationId)
    await asked(here)
    // Nor is it carried over by the token of the other one.
    const identity = await identityOf(server, tenant, subject)
    const mixed = await server.startSession(tenant, { identity, token: after.session.token })
    expect(mixed.conversationId).toBe(here.session.conversationId)
    await asked(await server.customer(tenant, mixed))
  })

  it('one that another person has entered before on the same computer', async () => {
    const { after } = await stepped(await signedIn())
    const identity = await identityOf(server, tenant, (await signedIn()).subject)
    const another = await server.startSession(tenant, { identity, token: after.session.token })
    await asked(await server.customer(tenant, another))
  })

  it('one of another company, or of another conversation’s card', async () => {
    const person = await signedIn()
    const { customer } = person
    const { body } = await asked(customer)
    const { codeId, code } = await codeFor(person, body.callId)
    const stranger = await signedIn(await server.createTenant())
    expect((await enterCode(server, stranger.customer, codeId, code)).status).toBe(409)
    const other = await signedIn()
    expect((await enterCode(server, other.customer, codeId, code)).status).toBe(409)
    expect((await askCode(server, other.customer, body.callId, other.email)).status).toBe(409)
    expect((await enterCode(server, customer, codeId, code)).status).toBe(200)
  })

  it('one to another’s contact: it is not even sent', async () => {
    const { customer } = await signedIn()
    const { email } = await signedIn()
    const { body } = await asked(customer)
    const letters = mail.letters.length
    const answer = await askCode(server, customer, body.callId, email)
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
