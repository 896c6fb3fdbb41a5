import { SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { CustomerClient } from '../../testing/customer-client.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../testing/running-server.ts'
import { pressTool } from '../../testing/tools/proving.ts'
import { openCustomerTokens } from '../channels/index.ts'
import { openVault } from '../platform/secrets/index.ts'
import { defineTool } from '../tools/index.ts'

let server: TestServerHandle
let tenant: TestTenant
let refunds = 0
/** Whom the shop was told it works for. */
let subjects: (string | undefined)[] = []

const refund = defineTool({
  name: 'refund',
  kind: 'write',
  title: { en: 'Refund', zh: '退款' },
  summary: { en: 'Pays back', zh: '退款' },
  input: z.strictObject({}),
  defaults: { enabled: true, needs: 'identified' },
  policy: () => ({ allowed: true }),
  async run() {
    refunds += 1
    return { output: {}, receipt: { number: 'R-1' } }
  },
})
const open = defineTool({
  name: 'open-to-all',
  kind: 'read',
  title: { en: 'Open', zh: '公开' },
  summary: { en: 'Open to all', zh: '公开' },
  input: z.strictObject({}),
  defaults: { enabled: true, needs: 'nobody' },
  async run(_, { customer }) {
    subjects.push(customer?.subject)
    return { output: {} }
  },
})

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  for (const tool of [refund, open]) server.modules.tools.register(tool, tenant.id)
})
afterAll(() => server.stop())
beforeEach(() => {
  refunds = 0
  subjects = []
})

async function identityOf(subject: string): Promise<string> {
  const channel = (await server.modules.channels.byKey(tenant.channelKey)).id
  const [secret] = await server.modules.channels.identitySecrets(tenant.id, channel)
  return new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setExpirationTime('10m')
    .sign(new TextEncoder().encode(secret))
}
/** Presses the button of a tool below a message. */
const begin = (customer: CustomerClient, tool = 'refund') => pressTool(server, tenant, customer, tool)

describe('the proof of who a customer is', () => {
  it('is of the session that brought it, not of a token copied before', async () => {
    const copied = await server.customer(tenant)
    await copied.say('hello')
    const { token, customerId, conversationId } = copied.session
    const signedIn = await server.startSession(tenant, { token, identity: await identityOf('victim') })
    expect(signedIn).toMatchObject({ customerId, conversationId, identified: true })

    await begin(copied)
    expect((await copied.event('tool-settled')).body).toMatchObject({
      outcome: 'refused',
      code: 'identity-required',
    })
    await begin(copied, 'open-to-all')
    expect(subjects).toEqual([undefined])

    const victim = await server.customer(tenant, signedIn)
    await begin(victim)
    const { seq, body } = await victim.event('tool-confirmation-asked')
    const accept = {
      type: 'tool-confirm',
      callId: body.callId,
      inputHash: body.inputHash,
      accepted: true,
    } as const
    await copied.send(accept)
    expect((await copied.event('tool-settled', seq)).body).toMatchObject({
      outcome: 'refused',
      code: 'identity-required',
    })
    await server.modules.tools.drain()
    expect(refunds).toBe(0)

    await begin(victim)
    const again = await victim.event('tool-confirmation-asked', seq)
    await victim.send({ ...accept, callId: again.body.callId, inputHash: again.body.inputHash })
    expect((await victim.event('tool-settled', again.seq)).body.outcome).toBe('done')
    await begin(victim, 'open-to-all')
    expect(subjects).toEqual([undefined, 'victim'])
    // What is said in the chat stays open to both.
    expect((await copied.say('still here')).type).toBe('ack')
  })

  it('holds for half a day', async () => {
    const session = await server.startSession(tenant, { identity: await identityOf('long-standing') })
    const tokens = openCustomerTokens(openVault(Buffer.alloc(32, 7)))
    const caller = await tokens.verify(session.token)
    expect(Math.abs((caller.provenAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000)
    for (const [hours, ends] of [
      [13, 'tool-settled'],
      [11, 'tool-confirmation-asked'],
    ] as const) {
      const provenAt = new Date(Date.now() - hours * 3_600_000)
      const customer = await server.customer(tenant, {
        ...session,
        token: await tokens.issue({ ...caller, provenAt }),
      })
      await begin(customer)
      expect(await customer.event(ends)).toBeDefined()
    }
  })
})
