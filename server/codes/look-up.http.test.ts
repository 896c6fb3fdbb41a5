import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { updateCodeSettings, updateTool } from '../../contract/index.ts'
import { openApi } from '../../examples/shop-service/describe.ts'
import { type ShopService, startShopService } from '../../examples/shop-service/service.ts'
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
import { defineTool, settingsFor } from '../tools/index.ts'

let shop: ShopService
let mail: MailServer
let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember
let skippedMs = 0
const done: (string | undefined)[] = []
const secret = 'of the shop'
const lookUp = { tool: 'find-customer', subject: 'customer.id', contact: 'customer.contact' }

/** What the company's system answers, for tests of what is made of it. */
let answers: (input: Record<string, string>) => unknown = () => ({})
const scripted = defineTool({
  name: 'who-is-it',
  kind: 'read',
  title: { en: 'Who is it' },
  summary: {},
  input: z.strictObject({ contact: z.string() }),
  timeoutMs: 500,
  run: async (input) => ({ output: await answers(input) }),
})
const scriptedLookUp = { tool: 'who-is-it', subject: 'id', contact: 'mail' }

beforeAll(async () => {
  shop = await startShopService({ secret })
  mail = await startMailServer()
  const clock = { now: () => new Date(Date.now() + skippedMs) }
  server = await startTestServer({ clock, privateHosts: [shop.host, mail.host] })
  ;({ tenant, admin } = await company())
})
afterAll(async () => {
  await server?.stop()
  await mail?.stop()
  await shop?.close()
})
beforeEach(() => {
  done.length = 0
  skippedMs += 61 * 60_000
})

/** A company whose system is the shop's. */
async function company() {
  const made = await server.createTenant()
  const member = await server.createMember(made, 'admin')
  await server.modules.tools.sources.add('system', made.id, {
    kind: 'openapi',
    name: 'Shop',
    address: shop.address,
    document: openApi as unknown as Record<string, unknown>,
    secret: `Bearer ${secret}`,
    secretHeader: 'authorization',
  })
  server.modules.tools.register(countedRefund(done), made.id)
  server.modules.tools.register(scripted, made.id)
  await sendCodesBy(server, member, mail)
  expect((await choose(lookUp, member)).status).toBe(200)
  return { tenant: made, admin: member }
}

const settingsOf = (more: Record<string, unknown>) => ({
  email: { host: '127.0.0.1', port: mail.port, security: 'none', from: 'service@example.com' },
  phone: null,
  perHour: 20,
  ...more,
})
const choose = (chosen: unknown, { cookie } = admin, more: Record<string, unknown> = {}) =>
  server.call(updateCodeSettings, { cookie, body: settingsOf({ lookUp: chosen, ...more }) })

async function asked(at = tenant) {
  const customer = await server.customer(at)
  await pressTool(server, at, customer)
  const { body, seq } = await customer.event('tool-proof-asked')
  return { customer, callId: body.callId, seq }
}

/** Whether a letter leaves when this contact is typed; the answer is the same. */
async function reaches(contact: string, at = tenant): Promise<boolean> {
  const before = mail.letters.length
  const { customer, callId } = await asked(at)
  const answer = await askCode(server, customer, callId, contact)
  expect([answer.status, Object.keys(answer.body)]).toEqual([200, ['codeId', 'expiresAt']])
  await server.modules.codes.drain()
  return mail.letters.length > before
}

const identitiesOf = (subject: string) =>
  server.database.asOwner<{ customer_id: string }>(
    'select customer_id from attune.customer_identities where tenant_id = $1 and subject = $2',
    [tenant.id, subject],
  )

describe('a customer whom no page ever signed in', () => {
  it('proves a contact that stands in the company’s own records, and goes on as its customer', async () => {
    const { customer, callId, seq } = await asked()
    const before = mail.letters.length
    const { codeId } = (await askCode(server, customer, callId, ' Lin@Hemu.example ')).body
    const code = codeIn(await mail.letterTo('lin@hemu.example', before))
    // Nobody is a customer because somebody typed their address.
    expect(await identitiesOf('hm-lin')).toEqual([])
    const entered = await enterCode(server, customer, codeId, code)
    expect(entered.status).toBe(200)
    const [identity] = await identitiesOf('hm-lin')
    expect(identity?.customer_id).toBe(entered.body.customerId)
    const { body: card } = await customer.event('tool-confirmation-asked', seq)
    const proven = await server.customer(tenant, { ...customer.session, ...entered.body })
    const { callId: cardId, inputHash } = card
    await proven.send({ type: 'tool-confirm', callId: cardId, inputHash, accepted: true })
    await proven.event('tool-settled', seq)
    expect(done).toEqual(['hm-lin'])
    // The next time they are known, and the same.
    const again = await asked()
    const letters = mail.letters.length
    const second = (await askCode(server, again.customer, again.callId, 'lin@hemu.example')).body
    const next = codeIn(await mail.letterTo('lin@hemu.example', letters))
    const back = await enterCode(server, again.customer, second.codeId, next)
    expect(back.body.customerId).toBe(entered.body.customerId)
  })

  it('is told the same of a contact that stands nowhere, while the records hang, and when they are down', async () => {
    expect(await reaches('nobody@hemu.example')).toBe(false)
    await choose(scriptedLookUp)
    const release = Promise.withResolvers<unknown>()
    let looked = false
    answers = () => {
      looked = true
      return release.promise
    }
    const { customer, callId } = await asked()
    // The answer is there before anybody has looked.
    expect((await askCode(server, customer, callId, 'lin@hemu.example')).status).toBe(200)
    await server.modules.codes.drain()
    expect(looked).toBe(true)
    release.resolve({})
    answers = () => {
      throw new Error('down')
    }
    expect(await reaches('lin@hemu.example')).toBe(false)
    await choose(lookUp)
  })

  it('is not proven by a search that is generous, by several, or by whom a page vouched for once', async () => {
    await choose(scriptedLookUp)
    for (const [output, reached] of [
      [{ id: 'c1', mail: 'thief@example.com' }, true],
      [[{ id: 'c1', mail: 'Thief@example.com' }], true],
      [{ id: 7, mail: 'thief@example.com' }, true],
      [{ id: 'c1', mail: 'victim@example.com' }, false],
      [{ id: 'c1' }, false],
      [{ id: '', mail: 'thief@example.com' }, false],
      [{ mail: 'thief@example.com' }, false],
      [[], false],
      [['thief@example.com', 'c1'], false],
      [
        [
          { id: 'c1', mail: 'thief@example.com' },
          { id: 'c2', mail: 'thief@example.com' },
        ],
        false,
      ],
      [null, false],
    ] as const) {
      answers = () => output
      expect([output, await reaches('thief@example.com')]).toEqual([output, reached])
    }
    await vouchFor(server, tenant, 'moved-away', { email: 'old@example.com' })
    answers = () => null
    expect(await reaches('old@example.com')).toBe(false)
    await choose(null)
    expect(await reaches('old@example.com')).toBe(true)
    await choose(lookUp)
  })

  it('cannot become another than the page has signed in', async () => {
    const session = await vouchFor(server, tenant, 'hm-zhou')
    skippedMs += 13 * 3_600_000
    const customer = await server.customer(tenant, session)
    await pressTool(server, tenant, customer)
    const { body } = await customer.event('tool-proof-asked')
    const before = mail.letters.length
    await askCode(server, customer, body.callId, 'tang@hemu.example')
    await server.modules.codes.drain()
    expect(mail.letters).toHaveLength(before)
    const { codeId } = (await askCode(server, customer, body.callId, 'zhou@hemu.example')).body
    const code = codeIn(await mail.letterTo('zhou@hemu.example', before))
    const entered = await enterCode(server, customer, codeId, code)
    expect(entered.body.customerId).toBe(session.customerId)
  })
})

describe('the tool that tells whose contact it is', () => {
  it('is nobody else’s to call', async () => {
    const offered = await server.modules.tools.offered(tenant.id, undefined, 'en')
    expect(offered.map(({ name }) => name)).not.toContain('find-customer')
    const on = await server.call(updateTool, {
      cookie: admin.cookie,
      params: { tool: 'find-customer' },
      body: { ...settingsFor('read'), enabled: true },
    })
    expect(on.body).toMatchObject({ error: { code: 'tool/looks-up' } })
    const { customer } = await asked()
    const called = await server.modules.tools.request({
      tenantId: tenant.id,
      conversationId: customer.session.conversationId,
      tool: 'find-customer',
      input: { email: 'lin@hemu.example' },
      ownerEpoch: 1,
      proven: true,
    })
    expect(called).toMatchObject({ state: 'refused', code: 'not-permitted' })
  })

  it('is no other than one that reads, is off and takes a contact', async () => {
    const other = (tool: string) => choose({ ...lookUp, tool })
    for (const tool of ['refund', 'nowhere', 'list-orders', 'calculator', 'date'])
      expect([tool, (await other(tool)).body]).toMatchObject([
        tool,
        { error: { code: 'code/look-up-unfit' } },
      ])
    // Switched on past the settings: it finds nobody any more.
    await server.modules.tools.registry.update(
      'system',
      tenant.id,
      'find-customer',
      { ...settingsFor('read'), enabled: true },
      undefined,
    )
    expect(await reaches('lin@hemu.example')).toBe(false)
    await server.modules.tools.registry.update(
      'system',
      tenant.id,
      'find-customer',
      settingsFor('read'),
      undefined,
    )
    expect(await reaches('lin@hemu.example')).toBe(true)
  })

  it('stays what it is when something else is saved, and is another company’s matter', async () => {
    const { cookie } = admin
    const kept = await server.call(updateCodeSettings, { cookie, body: settingsOf({}) })
    expect(kept.body.lookUp).toEqual(lookUp)
    const none = await server.createTenant()
    server.modules.tools.register(countedRefund(done), none.id)
    await sendCodesBy(server, await server.createMember(none, 'admin'), mail)
    expect(await reaches('lin@hemu.example', none)).toBe(false)
  })
})

it('asks for no more codes in an hour than all may together, whoever asks for whom', async () => {
  const { tenant: busy, admin: boss } = await company()
  await choose(lookUp, boss, { perHourAll: 10 })
  const statuses: number[] = []
  for (let count = 0; count < 12; count += 1) {
    const { customer, callId } = await asked(busy)
    const contact = count % 2 === 0 ? `nobody-${count}@example.com` : 'lin@hemu.example'
    statuses.push((await askCode(server, customer, callId, contact)).status)
  }
  expect(statuses).toEqual([...Array(10).fill(200), 429, 429])
  skippedMs += 61 * 60_000
  expect(await reaches('lin@hemu.example', busy)).toBe(true)
})
