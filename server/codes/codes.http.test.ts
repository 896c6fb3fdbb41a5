import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type CodeSettings,
  getCodeSettings,
  tryCodeSettings,
  updateCodeSettings,
} from '../../contract/index.ts'
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

beforeAll(async () => {
  mail = await startMailServer()
  const clock = { now: () => new Date(Date.now() + skippedMs) }
  server = await startTestServer({ clock, privateHosts: [mail.host] })
  tenant = await server.createTenant()
  admin = await server.createMember(tenant, 'admin')
  server.modules.tools.register(countedRefund(done), tenant.id)
  await sendCodesBy(server, admin, mail)
  await vouchFor(server, tenant, 'lin', { email: 'Lin@Example.com', phone: '138 0013 8000' })
})
afterAll(async () => {
  await server?.stop()
  await mail?.stop()
})
beforeEach(() => {
  done.length = 0
  mail.behave('takes')
})

/** Somebody whom nobody knows, who has pressed the button of a tool that is for proven customers. */
async function asked() {
  const customer = await server.customer(tenant)
  await customer.say('hello')
  await pressTool(server, tenant, customer)
  const { body, seq } = await customer.event('tool-proof-asked')
  return { customer, callId: body.callId, seq, body }
}

/** The same, with a code that was sent to somebody the company knows. */
async function sent(contact = 'lin@example.com') {
  const before = mail.letters.length
  const asking = await asked()
  const answer = await askCode(server, asking.customer, asking.callId, contact)
  expect(answer.status).toBe(200)
  const code = codeIn(await mail.letterTo('lin@example.com', before))
  return { ...asking, code, codeId: answer.body.codeId }
}
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

describe('a customer who proves by a code who they are', () => {
  it('is asked for it, and what they had begun goes on by itself, in their name', async () => {
    const { customer, body, code, codeId, seq } = await sent(' LIN@example.com')
    expect(body).toMatchObject({ tool: 'refund', title: 'Refund', by: ['email'] })
    const entered = await enterCode(server, customer, codeId, code)
    expect(entered.status).toBe(200)
    expect(entered.body.conversationId).toBe(customer.session.conversationId)
    expect((await customer.event('tool-proved')).body).toEqual({ by: 'email', contact: 'l•••@e•••.com' })
    const { body: card } = await customer.event('tool-confirmation-asked', seq)

    // The browser goes on with the new token; the card is pressed with it.
    const proven = await server.customer(tenant, { ...customer.session, ...entered.body })
    await proven.send({
      type: 'tool-confirm',
      callId: card.callId,
      inputHash: card.inputHash,
      accepted: true,
    })
    expect((await proven.event('tool-settled', seq)).body).toMatchObject({ outcome: 'done', receipt: 'R-1' })
    expect(done).toEqual(['lin'])

    // A page that is loaded again goes on, with the same proof and no younger one; the token before opens nothing.
    const again = await server.startSession(tenant, { token: entered.body.token })
    expect(again).toMatchObject({ conversationId: customer.session.conversationId, identified: true })
    const before = await server.startSession(tenant, { token: customer.session.token })
    expect(before.conversationId).not.toBe(customer.session.conversationId)
    expect(before.identified).toBe(false)
    skippedMs += 13 * 3_600_000
    expect((await server.startSession(tenant, { token: again.token })).identified).toBe(false)
  })

  it('leaves no code and no contact in the log, the rows or the settings', async () => {
    const { customer, code, codeId } = await sent()
    await enterCode(server, customer, codeId, code)
    await customer.event('tool-proved')
    for (const table of ['conversation_events', 'identity_codes', 'tool_calls', 'audit_events']) {
      const rows = await server.database.asOwner<{ row: string }>(
        `select to_jsonb(t)::text as row from attune.${table} t where tenant_id = $1`,
        [tenant.id],
      )
      expect(rows.length, table).toBeGreaterThan(0)
      for (const { row } of rows) {
        expect(row).not.toContain(`"${code}"`)
        expect(row.toLowerCase()).not.toContain('lin@example.com')
      }
    }
  })

  it('keeps what they write as proven, and the conversation theirs', async () => {
    const { customer, code, codeId } = await sent()
    const entered = await enterCode(server, customer, codeId, code)
    const proven = await server.customer(tenant, { ...customer.session, ...entered.body })
    const ack = await proven.say('and now?')
    if (ack.type === 'error') throw new Error(ack.code)
    const said = await proven.event('customer-message', ack.seq - 1)
    expect(said.body).toMatchObject({ proven: true })
    const [row] = await server.database.asOwner<{ subject: string; by_code: boolean }>(
      `select i.subject, c.by_code from attune.conversations c
       join attune.customer_identities i on i.customer_id = c.customer_id where c.id = $1`,
      [customer.session.conversationId],
    )
    expect(row).toEqual({ subject: 'lin', by_code: true })
  })
})

describe('a code', () => {
  it('is over after five wrong ones, and the right one comes too late', async () => {
    const { customer, code, codeId } = await sent()
    for (let left = 4; left > 0; left -= 1) {
      const answer = await enterCode(server, customer, codeId, other(code))
      expect(answer.body).toMatchObject({ error: { code: 'code/wrong', parameters: { left } } })
    }
    for (const entered of [other(code), code])
      expect((await enterCode(server, customer, codeId, entered)).body).toMatchObject({
        error: { code: 'code/over' },
      })
  })

  it('is good for ten minutes, once, and ends when another is asked for', async () => {
    const late = await sent()
    skippedMs += 10 * 60_000 + 1_000
    expect((await enterCode(server, late.customer, late.codeId, late.code)).status).toBe(409)

    const first = await sent()
    const before = mail.letters.length
    const second = await askCode(server, first.customer, first.callId, 'lin@example.com')
    const code = codeIn(await mail.letterTo('lin@example.com', before))
    expect((await enterCode(server, first.customer, first.codeId, first.code)).status).toBe(409)
    expect((await enterCode(server, first.customer, second.body.codeId, code)).status).toBe(200)
    // Longer than an answer may have been lost.
    skippedMs += 61_000
    expect((await enterCode(server, first.customer, second.body.codeId, code)).status).toBe(409)
  })

  it('is good in its own conversation and tenant alone', async () => {
    const { code, codeId } = await sent()
    const stranger = await asked()
    expect((await enterCode(server, stranger.customer, codeId, code)).status).toBe(409)
    const elsewhere = await server.createTenant()
    const foreign = await server.customer(elsewhere)
    expect((await enterCode(server, foreign, codeId, code)).status).toBe(409)
    expect((await askCode(server, foreign, stranger.callId, 'lin@example.com')).status).toBe(409)
  })

  it('counts once when two enter it at the same time', async () => {
    const { customer, code, codeId, seq } = await sent()
    const both = await Promise.all([1, 2, 3].map(() => enterCode(server, customer, codeId, code)))
    expect(both.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(new Set(both.map(({ body }) => body.customerId)).size).toBe(1)
    await customer.event('tool-confirmation-asked', seq)
    await server.modules.tools.drain()
    expect(customer.events.filter(({ type }) => type === 'tool-proved')).toHaveLength(1)
    expect(customer.events.filter(({ type }) => type === 'tool-confirmation-asked')).toHaveLength(1)
  })
})

describe('whoever guesses', () => {
  it('is told the same of an unknown contact, and no code of theirs is ever right', async () => {
    const known = await sent()
    const { customer, callId } = await asked()
    const letters = mail.letters.length
    const unknown = await askCode(server, customer, callId, 'nobody@example.com')
    expect([unknown.status, Object.keys(unknown.body)]).toEqual([200, ['codeId', 'expiresAt']])
    await server.modules.codes.drain()
    expect(mail.letters).toHaveLength(letters)
    const wrong = await enterCode(server, customer, unknown.body.codeId, '000000')
    const wrongOfKnown = await enterCode(server, known.customer, known.codeId, other(known.code))
    expect(wrong.body).toEqual(wrongOfKnown.body)
  })

  it('gets no letter to a contact of several customers, nor one that agents wrote', async () => {
    await vouchFor(server, tenant, 'twin-1', { email: 'twins@example.com' })
    await vouchFor(server, tenant, 'twin-2', { email: 'twins@example.com' })
    const someone = await vouchFor(server, tenant, 'someone')
    await server.database.asOwner(`update attune.customers set email = 'written@example.com' where id = $1`, [
      someone.customerId,
    ])
    const letters = mail.letters.length
    for (const contact of ['twins@example.com', 'written@example.com']) {
      const { customer, callId } = await asked()
      expect((await askCode(server, customer, callId, contact)).status).toBe(200)
    }
    await server.modules.codes.drain()
    expect(mail.letters).toHaveLength(letters)
  })

  it('cannot make somebody of a conversation that was proven to be another’s', async () => {
    await vouchFor(server, tenant, 'zhou', { email: 'zhou@example.com' })
    const session = await vouchFor(server, tenant, 'zhou')
    skippedMs += 13 * 3_600_000
    const customer = await server.customer(tenant, session)
    await pressTool(server, tenant, customer)
    const { body } = await customer.event('tool-proof-asked')
    const letters = mail.letters.length
    await askCode(server, customer, body.callId, 'lin@example.com')
    await server.modules.codes.drain()
    expect(mail.letters).toHaveLength(letters)
    const own = await askCode(server, customer, body.callId, 'zhou@example.com')
    const code = codeIn(await mail.letterTo('zhou@example.com', letters))
    expect((await enterCode(server, customer, own.body.codeId, code)).body).toMatchObject({
      customerId: session.customerId,
    })
  })

  it('cannot put a second recipient or a header into the address', async () => {
    const { customer, callId } = await asked()
    for (const contact of [
      'lin@example.com\r\nBcc: thief@example.com',
      'lin@example.com,thief@example.com',
      'lin@example.com thief@example.com',
      '"lin" <lin@example.com>',
      'lin@example.com%0aBcc:thief@example.com',
    ])
      expect((await askCode(server, customer, callId, contact)).body).toMatchObject({
        error: { code: 'code/contact-invalid' },
      })
    expect(mail.letters.flatMap(({ to }) => to)).not.toContain('thief@example.com')
  })

  it('is held back after so many codes to one contact, known or not', async () => {
    await sendCodesBy(server, admin, mail, { perHour: 2 })
    skippedMs += 2 * 3_600_000
    for (const contact of ['lin@example.com', 'unknown@example.com'])
      for (const status of [200, 200, 429]) {
        const { customer, callId } = await asked()
        expect((await askCode(server, customer, callId, contact)).status).toBe(status)
      }
    skippedMs += 61 * 60_000
    expect(await sent()).toBeDefined()
    await sendCodesBy(server, admin, mail)
  })
})

describe('the way codes are sent', () => {
  it('answers the customer the same when the mail server refuses, and says so to the admin', async () => {
    mail.behave('refuses')
    const { customer, callId } = await asked()
    expect((await askCode(server, customer, callId, 'lin@example.com')).status).toBe(200)
    await server.modules.codes.drain()
    const settings = (await server.call(getCodeSettings, { cookie: admin.cookie })).body
    expect(settings.lately.email).toMatchObject({ lastFailure: 'recipient-refused' })
    const tried = await server.call(tryCodeSettings, {
      cookie: admin.cookie,
      body: { by: 'email', to: 'me@example.com' },
    })
    expect(tried.body).toMatchObject({ sent: false, problem: 'recipient-refused' })
    mail.behave('takes')
    const well = await server.call(tryCodeSettings, {
      cookie: admin.cookie,
      body: { by: 'email', to: 'me@example.com' },
    })
    expect(well.body).toEqual({ sent: true })
    expect((await mail.letterTo('me@example.com')).text).toContain('000000')
  })

  it('keeps its password to itself, and gives it to no other host', async () => {
    const secretive = await server.createTenant()
    const { cookie } = await server.createMember(secretive, 'admin')
    const put = (email: unknown) =>
      server.call(updateCodeSettings, { cookie, body: { email, phone: null, perHour: 5 } })
    const email = { host: 'mail.example.com', port: 465, security: 'tls', user: 'u', from: 'a@example.com' }
    const saved = await put({ ...email, password: 'very secret' })
    expect(saved.body.email).toMatchObject({ hasPassword: true })
    expect(JSON.stringify(saved.body)).not.toContain('very secret')
    expect((await put(email)).body.email?.hasPassword).toBe(true)
    expect((await put({ ...email, host: 'evil.example.com' })).body.email?.hasPassword).toBe(false)
    const [row] = await server.database.asOwner<{ row: string }>(
      'select to_jsonb(t)::text as row from attune.code_settings t where tenant_id = $1',
      [secretive.id],
    )
    expect(row?.row).not.toContain('very secret')
  })

  it('goes to no private host that the installation does not name', async () => {
    const { cookie } = await server.createMember(await server.createTenant(), 'admin')
    const from = 'a@example.com'
    const put = (email: unknown, phone: unknown = null) =>
      server.call(updateCodeSettings, { cookie, body: { email, phone, perHour: 5 } })
    expect((await put({ host: '127.0.0.1', port: 26, security: 'none', from })).body).toMatchObject({
      error: { code: 'code/address-refused' },
    })
    expect((await put(null, { url: 'https://169.254.169.254/', callingCode: '86' })).status).toBe(422)
    for (const host of ['127.0.0.1', 'localhost', '::1', '2130706433']) {
      expect((await put({ host, port: 465, security: 'tls', from })).status).toBe(200)
      const tried = await server.call(tryCodeSettings, { cookie, body: { by: 'email', to: from } })
      expect([host, tried.body.sent, tried.body.problem]).toEqual([host, false, 'address-refused'])
    }
    const current: CodeSettings = (await server.call(getCodeSettings, { cookie })).body
    const stale = await server.call(updateCodeSettings, {
      cookie,
      headers: { 'if-match': String(current.version - 1) },
      body: { email: null, phone: null, perHour: 5 },
    })
    expect(stale.body).toMatchObject({ error: { code: 'request/version-conflict' } })
  })
})
