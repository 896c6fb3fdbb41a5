import { createHmac } from 'node:crypto'
import { createTransport } from 'nodemailer'
import type { CodeProblem } from '../../contract/index.ts'
import { type GuardedConnect, type GuardedFetch, RefusedAddress } from '../platform/net/index.ts'
import type { Gateway, MailServer } from './schema.ts'

/** Why a code did not leave. */
export class SendFailure extends Error {
  readonly problem: CodeProblem
  constructor(problem: CodeProblem, detail: string) {
    super(detail)
    this.problem = problem
  }
}

const usualPatienceMs = 10_000

/** Sends one letter. The host is checked at the moment of connecting; without encryption only to hosts of the installation's own. */
export async function sendByEmail(
  connect: GuardedConnect,
  server: MailServer & { password?: string | undefined },
  letter: { to: string; subject: string; text: string },
  patienceMs = usualPatienceMs,
): Promise<void> {
  const { host, port, security, user, password } = server
  if (security === 'none' && !connect.isOwn(host, port))
    throw new SendFailure('no-tls', 'a letter leaves unencrypted only to hosts of the installation’s own')
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    socketCloseTimeout: 0,
    ...(user === undefined || user === '' ? {} : { auth: { user, pass: password ?? '' } }),
    // Nothing that a text names is read from this machine or fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
    getSocket(_, done) {
      connect(host, port).then(
        (connection) => done(null, { connection }),
        (error: unknown) => done(error as Error, undefined),
      )
    },
  })
  // A server that says something now and then keeps every single time-out from ending.
  const late = AbortSignal.timeout(2 * patienceMs)
  try {
    await Promise.race([
      transport.sendMail({
        from: server.from,
        to: { name: '', address: letter.to },
        subject: letter.subject,
        text: letter.text,
        headers: { 'Auto-Submitted': 'auto-generated' },
      }),
      new Promise<never>((_, reject) => {
        late.addEventListener('abort', () => reject(new SendFailure('timed-out', 'the server took too long')))
      }),
    ])
  } catch (error) {
    throw error instanceof SendFailure ? error : new SendFailure(mailProblem(error), sayOf(error))
  } finally {
    transport.close()
  }
}

function mailProblem(error: unknown): CodeProblem {
  if (error instanceof RefusedAddress) return 'address-refused'
  const { code, cause } = error as { code?: string; cause?: { code?: string } }
  const codes = [code, cause?.code]
  if (codes.some((one) => one !== undefined && /CERT|SELF_SIGNED|ERR_TLS|ALTNAME/.test(one)))
    return 'certificate'
  if (code === 'EAUTH' || code === 'ENOAUTH') return 'sign-in-refused'
  if (code === 'EENVELOPE') return 'recipient-refused'
  if (code === 'ETLS') return /certificate|self.signed|altname/i.test(sayOf(error)) ? 'certificate' : 'no-tls'
  if (code === 'ETIMEDOUT') return 'timed-out'
  if (code === 'EMESSAGE' || code === 'EPROTOCOL') return 'refused'
  return /certificate|self.signed/i.test(sayOf(error)) ? 'certificate' : 'unreachable'
}

/** Posts the code to the company's own gateway, which sends it on; signed over the time and the body, so that it can be believed. */
export async function sendByGateway(
  fetch: GuardedFetch,
  gateway: Gateway & { secret?: string | undefined },
  message: { id: string; to: string; code: string; text: string; language: string; at: Date },
): Promise<void> {
  const { at, ...rest } = message
  const body = JSON.stringify(rest)
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signature = createHmac('sha256', gateway.secret ?? '')
    .update(`${timestamp}.${body}`)
    .digest('hex')
  let status: number
  try {
    const answer = await fetch(gateway.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'attune-timestamp': timestamp,
        'attune-signature': `v1=${signature}`,
      },
      body,
    })
    status = answer.status
  } catch (error) {
    const { name, code } = error as { name?: string; code?: string }
    throw new SendFailure(
      error instanceof RefusedAddress
        ? 'address-refused'
        : name === 'TimeoutError' || name === 'AbortError'
          ? 'timed-out'
          : /CERT|SELF_SIGNED|ALTNAME/.test(code ?? '')
            ? 'certificate'
            : 'unreachable',
      sayOf(error),
    )
  }
  if (status < 200 || status >= 300) throw new SendFailure('refused', `HTTP ${status}`)
}

/** What the other side said, on one short line. */
const sayOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').slice(0, 200)
