import { afterAll, beforeAll, expect, it } from 'vitest'
import { procedureDefinition } from '../../contract/index.ts'
import { begin, publish, runOf, teachCancelling } from '../../testing/procedures/procedure-shop.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../testing/running-server.ts'
import { codeIn, type MailServer, startMailServer } from '../../testing/tools/mail-server.ts'
import { askCode, countedRefund, enterCode, sendCodesBy, vouchFor } from '../../testing/tools/proving.ts'

let mail: MailServer
let server: TestServerHandle
let tenant: TestTenant
const done: (string | undefined)[] = []

beforeAll(async () => {
  mail = await startMailServer()
  server = await startTestServer({ privateHosts: [mail.host] })
  tenant = await server.createTenant()
  const admin = await server.createMember(tenant, 'admin')
  server.modules.tools.register(countedRefund(done), tenant.id)
  await sendCodesBy(server, admin, mail)
  await vouchFor(server, tenant, 'lin', { email: 'lin@example.com' })
  await teachCancelling(tenant, server)
  const steps = [
    { id: 'hello', kind: 'say', text: { en: 'Let us pay it back.' } },
    { id: 'pay', kind: 'tool', title: 'Pay', tool: 'refund', input: {}, next: 'bye' },
    { id: 'bye', kind: 'end', text: { en: 'All done.' } },
  ]
  const definition = procedureDefinition.parse({
    name: { en: 'Pay back' },
    button: { en: 'Step by step' },
    entries: ['cancelling'],
    slots: [],
    steps,
  })
  await publish(definition, admin.cookie, server)
})
afterAll(async () => {
  await server?.stop()
  await mail?.stop()
})

it('lets a procedure wait at a tool until its customer has proven who they are, and go on then', async () => {
  const customer = await server.customer(tenant)
  await begin(customer)
  const { body, seq } = await customer.event('tool-proof-asked')
  const { codeId } = (await askCode(server, customer, body.callId, 'lin@example.com')).body
  const entered = await enterCode(server, customer, codeId, codeIn(await mail.letterTo('lin@example.com')))
  expect(entered.status).toBe(200)
  const { body: card } = await customer.event('tool-confirmation-asked', seq)
  const proven = await server.customer(tenant, { ...customer.session, ...entered.body })
  await proven.send({ type: 'tool-confirm', callId: card.callId, inputHash: card.inputHash, accepted: true })
  const settled = await proven.event('tool-settled', seq)
  expect(settled.body).toMatchObject({ outcome: 'done' })
  await proven.event('assistant-message', settled.seq)
  expect(await runOf(customer, server)).toMatchObject({ state: 'done' })
  expect(done).toEqual(['lin'])
})
