import { SignJWT } from 'jose'
import { z } from 'zod'
import {
  enterWebChatCode,
  sendWebChatCode,
  type ToolSettings,
  updateCodeSettings,
} from '../../contract/index.ts'
import { defineTool, type Predicate } from '../../server/tools/index.ts'
import type { CustomerClient } from '../customer-client.ts'
import type { TestMember, TestServerHandle, TestTenant } from '../running-server.ts'
import type { MailServer } from './mail-server.ts'
import { offerTool } from './offer-tool.ts'

/** A tool that changes something, counted by whom it was done for. */
export function countedRefund(
  done: (string | undefined)[],
  more: { name?: string; defaults?: Partial<ToolSettings>; policy?: Predicate<Record<string, never>> } = {},
) {
  return defineTool({
    name: more.name ?? 'refund',
    kind: 'write',
    title: { en: 'Refund', zh: '退款' },
    summary: { en: 'Pays back', zh: '退款' },
    input: z.strictObject({}),
    defaults: { enabled: true, needs: 'identified', ...more.defaults },
    policy: more.policy ?? (() => ({ allowed: true })),
    async run(_, { customer }) {
      done.push(customer?.subject)
      return { output: {}, receipt: { number: 'R-1' } }
    },
  })
}

/** The company's page signs who somebody is; afterwards they are known by their e-mail address and number. */
export async function vouchFor(
  server: TestServerHandle,
  tenant: TestTenant,
  subject: string,
  claims: { email?: string; phone?: string } = {},
) {
  return server.startSession(tenant, { identity: await identityOf(server, tenant, subject, claims) })
}

/** What the company's page hands over of whoever is signed in there. */
export async function identityOf(
  server: TestServerHandle,
  tenant: TestTenant,
  subject: string,
  claims: { email?: string; phone?: string } = {},
): Promise<string> {
  const channel = (await server.modules.channels.byKey(tenant.channelKey)).id
  const [secret] = await server.modules.channels.identitySecrets(tenant.id, channel)
  const { phone, ...rest } = claims
  return new SignJWT({ ...rest, ...(phone === undefined ? {} : { attributes: { phone } }) })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setExpirationTime('10m')
    .sign(new TextEncoder().encode(secret))
}

/** Codes go out by this mail server. */
export async function sendCodesBy(
  server: TestServerHandle,
  { cookie }: TestMember,
  mail: Pick<MailServer, 'port'>,
  more: { perHour?: number } = {},
): Promise<void> {
  const answer = await server.call(updateCodeSettings, {
    cookie,
    body: {
      email: { host: '127.0.0.1', port: mail.port, security: 'none', from: 'service@example.com' },
      phone: null,
      perHour: more.perHour ?? 20,
    },
  })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
}

/** A button below a message of the assistant, pressed. */
export const pressTool = async (
  server: TestServerHandle,
  tenant: TestTenant,
  customer: CustomerClient,
  tool = 'refund',
) => customer.send({ type: 'tool-start', ofSeq: await offerTool(server, customer, tenant, tool), tool })

type Asking = { session: { token: string } }

export const askCode = (
  server: TestServerHandle,
  { session }: Asking,
  callId: string,
  contact: string,
  by = 'email',
) => server.call(sendWebChatCode, { bearer: session.token, body: { callId, by, contact } })

export const enterCode = (server: TestServerHandle, { session }: Asking, codeId: string, code: string) =>
  server.call(enterWebChatCode, { bearer: session.token, body: { codeId, code } })
