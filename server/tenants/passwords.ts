import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'

/** Argon2id with the parameters of RFC 9106's second choice scaled to OWASP's minimum: 19 MiB, 2 passes. */
const parameters = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }

function derive(password: string, nonce: Buffer, given: typeof parameters): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message: Buffer.from(password.normalize('NFKC')), nonce, ...given }, (error, tag) =>
      error === null ? resolve(tag) : reject(error),
    )
  })
}

/** A salted hash to keep, with its parameters. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await derive(password, nonce, parameters)
  const { memory, passes, parallelism } = parameters
  return `argon2id$${memory},${passes},${parallelism}$${nonce.toString('base64url')}$${tag.toString('base64url')}`
}

/** Whether the password is the one behind `hash`. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [kind, numbers, nonce, tag] = hash.split('$')
  if (kind !== 'argon2id' || numbers === undefined || nonce === undefined || tag === undefined) return false
  const [memory = 0, passes = 0, parallelism = 0] = numbers.split(',').map(Number)
  const expected = Buffer.from(tag, 'base64url')
  const given = { memory, passes, parallelism, tagLength: expected.length }
  return timingSafeEqual(await derive(password, Buffer.from(nonce, 'base64url'), given), expected)
}

/** A random password a person can type: 4 groups of 5 unambiguous characters. */
export function randomPassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'
  let password = ''
  while (password.length < 23) {
    if (password.length % 6 === 5) password += '-'
    const byte = randomBytes(1)[0] ?? 0
    if (byte < Math.floor(256 / alphabet.length) * alphabet.length)
      password += alphabet[byte % alphabet.length]
  }
  return password
}
