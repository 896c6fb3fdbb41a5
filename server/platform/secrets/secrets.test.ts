import { describe, expect, it } from 'vitest'
import { openVault } from './index.ts'

const one = '00000000-0000-7000-8000-000000000001'
const two = '00000000-0000-7000-8000-000000000002'
const vault = openVault(Buffer.alloc(32, 1))

describe('the vault', () => {
  it('opens what it sealed, and shows nothing of it', () => {
    for (const plain of ['', 'secret', '密钥 🔑', 'x'.repeat(10_000)]) {
      const sealed = vault.seal(one, plain)
      if (plain !== '')
        expect(Buffer.from(sealed.split('.')[3] ?? '', 'base64url').includes(plain)).toBe(false)
      expect(vault.open(one, sealed)).toBe(plain)
    }
    expect(vault.seal(one, 'same')).not.toBe(vault.seal(one, 'same'))
  })

  it('opens nothing of another tenant, of another key, or that was changed', () => {
    const sealed = vault.seal(one, 'secret')
    expect(() => vault.open(two, sealed)).toThrow()
    expect(() => openVault(Buffer.alloc(32, 2)).open(one, sealed)).toThrow(/another key/)
    const parts = sealed.split('.')
    const body = Buffer.from(parts[3] ?? '', 'base64url')
    body[0] = (body[0] ?? 0) ^ 1
    expect(() => vault.open(one, [...parts.slice(0, 3), body.toString('base64url')].join('.'))).toThrow()
    for (const broken of ['', 'v1', 'v2.a.b.c', 'v1.a.b', parts.slice(0, 3).join('.')])
      expect(() => vault.open(one, broken)).toThrow()
  })

  it('derives one key for each purpose', () => {
    const keys = ['customer tokens', 'other'].map((purpose) =>
      Buffer.from(vault.derive(purpose)).toString('hex'),
    )
    expect(new Set(keys).size).toBe(2)
    expect(keys[0]).toHaveLength(64)
    expect(Buffer.from(vault.derive('customer tokens')).toString('hex')).toBe(keys[0])
  })

  it('needs a key of 32 bytes', () => {
    expect(() => openVault(Buffer.alloc(16))).toThrow(/32 bytes/)
  })
})
