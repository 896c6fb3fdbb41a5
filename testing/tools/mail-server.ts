import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface Letter {
  to: string[]
  /** Headers and text as they came over the wire. */
  raw: string
  /** The words, decoded. */
  text: string
}

export interface MailServer {
  port: number
  /** As an installation names it to allow it. */
  host: string
  letters: Letter[]
  /** The newest letter to an address; waits for it. */
  letterTo(address: string, after?: number): Promise<Letter>
  /** What is done with the next letters. */
  behave(how: 'takes' | 'refuses' | 'hangs'): void
  stop(): Promise<void>
}

/** A real mail server on loopback, that may ask for a name and a password. */
export async function startMailServer(account?: { user: string; password: string }): Promise<MailServer> {
  const letters: Letter[] = []
  const waiting = new Set<() => void>()
  let how: 'takes' | 'refuses' | 'hangs' = 'takes'
  const server = new SMTPServer({
    disabledCommands: account === undefined ? ['STARTTLS', 'AUTH'] : ['STARTTLS'],
    allowInsecureAuth: true,
    authOptional: account === undefined,
    disableReverseLookup: true,
    logger: false,
    onAuth(given, _, done) {
      const right = given.username === account?.user && given.password === account?.password
      done(right ? null : new Error('no such account'), right ? { user: account?.user ?? '' } : undefined)
    },
    onRcptTo(_, __, done) {
      if (how === 'hangs') return
      done(how === 'refuses' ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : undefined)
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8')
        letters.push({ to: session.envelope.rcptTo.map((one) => one.address), raw, text: wordsOf(raw) })
        done()
        for (const wake of [...waiting]) wake()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    host: `127.0.0.1:${port}`,
    letters,
    behave(next) {
      how = next
    },
    letterTo: (address, after = 0) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => end(new Error(`no letter to ${address}`)), 30_000)
        const look = () => {
          const found = letters.slice(after).findLast((one) => one.to.includes(address))
          if (found !== undefined) end(found)
        }
        const end = (result: Letter | Error) => {
          clearTimeout(timer)
          waiting.delete(look)
          if (result instanceof Error) reject(result)
          else resolve(result)
        }
        waiting.add(look)
        look()
      }),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function wordsOf(raw: string): string {
  const at = raw.indexOf('\r\n\r\n')
  const body = raw.slice(at + 4)
  if (/^content-transfer-encoding: base64/im.test(raw)) return Buffer.from(body, 'base64').toString('utf8')
  if (!/^content-transfer-encoding: quoted-printable/im.test(raw)) return body
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** The code in a letter. */
export const codeIn = ({ text }: Pick<Letter, 'text'>): string => /\b\d{6}\b/.exec(text)?.[0] ?? ''
