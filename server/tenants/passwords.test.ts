import { describe, expect, it } from 'vitest'
import { hashPassword, randomPassword, verifyPassword } from './passwords.ts'

describe('passwords', () => {
  it('are kept as salted argon2id with their parameters', async () => {
    const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
    expect(one).toMatch(/^argon2id\$19456,2,1\$[\w-]{22}\$[\w-]{43}$/)
    expect(one).not.toBe(two)
    expect(await verifyPassword('correct horse', one)).toBe(true)
    expect(await verifyPassword('correct horse', two)).toBe(true)
    expect(await verifyPassword('correct horses', one)).toBe(false)
    expect(await verifyPassword('', one)).toBe(false)
  })

  it('are the same however a keyboard composes their characters', async () => {
    const hash = await hashPassword('caf\u00e9 密码')
    expect(await verifyPassword('cafe\u0301 密码', hash)).toBe(true)
    expect(await verifyPassword('cafe 密码', hash)).toBe(false)
  })

  it('match no hash of another kind', async () => {
    for (const hash of ['', 'plain', 'argon2i$1,1,1$a$b', 'argon2id$x', '$2b$10$abcdefghijklmnopqrstuv'])
      expect(await verifyPassword('plain', hash)).toBe(false)
  })

  it('are made up from unambiguous characters, no two alike', () => {
    const made = Array.from({ length: 100 }, randomPassword)
    expect(new Set(made).size).toBe(100)
    for (const one of made) expect(one).toMatch(/^(?:[a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}$/)
  })
})
