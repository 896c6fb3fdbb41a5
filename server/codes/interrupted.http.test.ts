import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { codeMinutes, getCodeSettings, tryCodeSettings, updateCodeSettings } from '../../contract/index.ts'
import {
  type ServerOptions,
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
/** A gateway that takes what it is told and never answers. */
let silent: Server
let options: ServerOptions
let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember
/** Stands still but where a test moves it. */
let now = Date.now()
const done: (string | undefined)[] = []
const minute = 60_000

beforeAll(async () => {
  mail = await startMailServer()
  silent = createServer(() => undefined)
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const gateway = `127.0.0.1:${(silent.address() as AddressInfo).port}`
  options = {
    clock: { now: () => new Date(now) },
    privateHosts: [mail.host, gateway],
    codePatienceMs: 300,
  }
  server = await startTestServer(options)
  tenant = await server.createTenant()
  admin = await server.createMember(tenant, 'admin')
  server.modules.tools.register(countedRefund(done), tenant.id)
  await sendCodesBy(server, admin, mail)
  await vouchFor(server, tenant, 'lin', { email: 'lin@example.com', phone: '13800138000' })
})
afterAll(async () => {
  await server?.stop()
  await mail?.stop()
  silent?.closeAllConnections()
  silent?.close()
})
beforeEach(() => {
  now += 61 * minute
  mail.behave('takes')
})

/** Another process on the same database, with its own connections and no memory. */
async function another(): Promise<TestServerHandle> {
  const process = await startTestServer({ ...options, beside: server.database })
  process.modules.tools.register(countedRefund(done), tenant.id)
  return process
}

async function asked(at = server) {
  const customer = await at.customer(tenant)
  await pressTool(at, tenant, customer)
  const { body, seq } = await customer.event('tool-proof-asked')
  return { customer, callId: body.callId, seq }
}

async function sent(at = server) {
  const one = await asked(at)
  const before = mail.letters.length
  const { body } = await askCode(at, one.customer, one.callId, 'lin@example.com')
  const code = codeIn(await mail.letterTo('lin@example.com', before))
  await at.modules.codes.drain()
  return { ...one, code, codeId: body.codeId }
}

describe('between asking and entering', () => {
  it('the process ends: another takes the code, and what waited goes on there', async () => {
    const before = await another()
    const { customer, codeId, code } = await sent(before)
    await before.stop()
    const after = await another()
    const entered = await enterCode(after, customer, codeId, code)
    expect(entered.status).toBe(200)
    const proven = await after.customer(tenant, { ...customer.session, ...entered.body })
    await proven.event('tool-confirmation-asked')
    await after.stop()
  })

  it('the process ends before the letter has left: the card stands, and a new code is asked for', async () => {
    const before = await another()
    const { customer, callId, seq } = await asked(before)
    mail.behave('hangs')
    const lost = await askCode(before, customer, callId, 'lin@example.com')
    expect(lost.status).toBe(200)
    await before.stop()
    mail.behave('takes')
    const letters = mail.letters.length
    const again = await askCode(server, customer, callId, 'lin@example.com')
    const code = codeIn(await mail.letterTo('lin@example.com', letters))
    expect((await enterCode(server, customer, lost.body.codeId, code)).status).toBe(409)
    const entered = await enterCode(server, customer, again.body.codeId, code)
    expect(entered.status).toBe(200)
    const proven = await server.customer(tenant, { ...customer.session, ...entered.body })
    await proven.event('tool-confirmation-asked', seq)
  })

  it('the process ends behind the proof, before the call has gone on: the clock of another goes on', async () => {
    const { customer, callId } = await asked()
    // As the proof has left it.
    await server.database.asOwner(
      `update attune.tool_calls set attempt_at = $2, proved_at = $2, attempts = 0 where id = $1`,
      [callId, new Date(now)],
    )
    await server.database.asOwner(
      `update attune.conversations set by_code = true, customer_id =
        (select customer_id from attune.customer_identities where tenant_id = $2 and subject = 'lin') where id = $1`,
      [customer.session.conversationId, tenant.id],
    )
    now += minute
    await server.modules.tools.resume(new Date(now))
    const rows = await server.database.asOwner(
      `select type from attune.conversation_events where conversation_id = $1 and type = 'tool-confirmation-asked'`,
      [customer.session.conversationId],
    )
    expect(rows).toHaveLength(1)
  })

  it('the answer to the right code is lost on its way: whoever enters it again goes on, with no younger proof', async () => {
    const { customer, codeId, code, seq } = await sent()
    const lost = await enterCode(server, customer, codeId, code)
    expect(lost.status).toBe(200)
    // The token of before opens the conversation no more, and the new one never came.
    await customer.event('tool-confirmation-asked', seq)
    now += minute / 2
    const second = await another()
    const again = await enterCode(second, customer, codeId, code)
    expect(again.status).toBe(200)
    expect(again.body).toMatchObject({ conversationId: customer.session.conversationId })
    const moments = ({ token }: { token: string }) => {
      const { proven, coded, sub } = JSON.parse(
        Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
      )
      return { proven, coded, sub }
    }
    expect(moments(again.body)).toEqual(moments(lost.body))
    const proven = await server.customer(tenant, { ...customer.session, ...again.body })
    await proven.event('tool-proved', seq)
    expect(proven.events.filter(({ type }) => type === 'tool-proved')).toHaveLength(1)
    expect(proven.events.filter(({ type }) => type === 'tool-confirmation-asked')).toHaveLength(1)

    // Nobody else does, and nobody later.
    const stranger = await server.customer(tenant)
    expect((await enterCode(second, stranger, codeId, code)).status).toBe(409)
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
    expect((await enterCode(second, customer, codeId, wrong)).status).toBe(409)
    now += 2 * minute
    expect((await enterCode(second, customer, codeId, code)).status).toBe(409)
    await second.stop()
  })

  it('a minute later whoever holds the token of before hears no more of the conversation', async () => {
    const { customer, codeId, code, seq } = await sent()
    const entered = await enterCode(server, customer, codeId, code)
    await customer.event('tool-proved', seq)
    const proven = await server.customer(tenant, { ...customer.session, ...entered.body })
    await proven.event('tool-proved', seq)
    now += minute
    await expect.poll(() => customer.connected, { timeout: 10_000 }).toBe(false)
    expect((await proven.say('am I still here?')).type).toBe('ack')
    await customer.connect()
    expect(customer.frames.at(-1)).toMatchObject({ type: 'error', code: 'customer/token-invalid' })
  })

  it('asked at two processes at once, one code at the most is good', async () => {
    const second = await another()
    const { customer, callId } = await asked()
    const letters = mail.letters.length
    const both = await Promise.all(
      [server, second].map((one) => askCode(one, customer, callId, 'lin@example.com')),
    )
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    await Promise.all([server, second].map((one) => one.modules.codes.drain()))
    const codes = mail.letters.slice(letters).map(codeIn)
    expect(codes).toHaveLength(2)
    const entered: number[] = []
    for (const { body } of both)
      for (const code of codes) entered.push((await enterCode(second, customer, body.codeId, code)).status)
    expect(entered.filter((status) => status === 200)).toHaveLength(1)
    await second.stop()
  })
})

describe('whoever sends codes hangs', () => {
  const failure = async (by: 'email' | 'phone') =>
    (await server.call(getCodeSettings, { cookie: admin.cookie })).body.lately[by]?.lastFailure

  it('a mail server: the customer has an answer at once, the admin is told, and nobody else waits', async () => {
    mail.behave('hangs')
    const { customer, callId } = await asked()
    expect((await askCode(server, customer, callId, 'lin@example.com')).status).toBe(200)
    mail.behave('takes')
    // Another's code leaves meanwhile.
    await sent()
    await server.modules.codes.drain()
    expect(await failure('email')).toBe('timed-out')
    mail.behave('hangs')
    const tried = await server.call(tryCodeSettings, {
      cookie: admin.cookie,
      body: { by: 'email', to: 'me@example.com' },
    })
    expect(tried.body).toMatchObject({ sent: false, problem: 'timed-out' })
    mail.behave('takes')
    // The card is as good as before.
    expect((await askCode(server, customer, callId, 'lin@example.com')).status).toBe(200)
    await server.modules.codes.drain()
  })

  it('a gateway: the same', async () => {
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/sms`
    const email = { host: '127.0.0.1', port: mail.port, security: 'none', from: 'service@example.com' }
    const body = { email, phone: { url, callingCode: '86' }, perHour: 20 }
    await server.call(updateCodeSettings, { cookie: admin.cookie, body })
    const { customer, callId } = await asked()
    expect((await askCode(server, customer, callId, '13800138000', 'phone')).status).toBe(200)
    await server.modules.codes.drain()
    expect(await failure('phone')).toBe('timed-out')
    const tried = await server.call(tryCodeSettings, {
      cookie: admin.cookie,
      body: { by: 'phone', to: '13800138000' },
    })
    expect(tried.body).toMatchObject({ sent: false, problem: 'timed-out' })
    // By the other way it goes on.
    expect((await askCode(server, customer, callId, 'lin@example.com')).status).toBe(200)
    await server.modules.codes.drain()
    await sendCodesBy(server, admin, mail)
  })
})

describe('the time of a code', () => {
  it('ends on the very millisecond', async () => {
    const early = await sent()
    now += codeMinutes * minute - 1
    expect((await enterCode(server, early.customer, early.codeId, early.code)).status).toBe(200)
    const late = await sent()
    now += codeMinutes * minute
    expect((await enterCode(server, late.customer, late.codeId, late.code)).body).toMatchObject({
      error: { code: 'code/over' },
    })
  })

  it('is over when the clock was set back; what two machines differ by is no matter', async () => {
    const { customer, codeId, code } = await sent()
    now -= 2 * minute
    expect((await enterCode(server, customer, codeId, code)).body).toMatchObject({
      error: { code: 'code/over' },
    })
    now += 2 * minute
    const other = await sent()
    now -= 30_000
    expect((await enterCode(server, other.customer, other.codeId, other.code)).status).toBe(200)
    now += 30_000
  })

  it('tells nothing of how much of it was right: digests are compared, in a time of their own', () => {
    const source = readFileSync(new URL('codes.ts', import.meta.url), 'utf8')
    expect(source).toMatch(/timingSafeEqual\(hash\([^)]*\), row\.code_hash\)/)
    // Nowhere else is it compared, nor found by itself.
    expect(source.match(/code_hash/g)).toHaveLength(5)
    expect(source.match(/timingSafeEqual\(hash\(/g)).toHaveLength(2)
    expect(source).not.toMatch(/where\('code_hash'|code_hash ===|=== row\.code_hash/)
  })
})
