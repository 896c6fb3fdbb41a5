import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

/** Encrypts small secrets of a tenant and derives signing keys, all from the installation's one secret key. */
export interface Vault {
  /** AES-256-GCM; the tenant is authenticated, so a value copied to another tenant does not open. */
  seal(tenantId: string, plain: string): string
  /** Throws when the value was changed, belongs to another tenant or was sealed with another key. */
  open(tenantId: string, sealed: string): string
  /** A key for one purpose, 32 bytes. */
  derive(purpose: string): Uint8Array
}

const format = 'v1'

export function openVault(secretKey: Buffer): Vault {
  if (secretKey.length !== 32) throw new Error('the secret key has to be 32 bytes')
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', 'attune secrets', 32))
  const keyId = createHash('sha256').update(key).digest('base64url').slice(0, 8)
  return {
    seal(tenantId, plain) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(tenantId))
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return [format, keyId, nonce.toString('base64url'), sealed.toString('base64url')].join('.')
    },
    open(tenantId, sealed) {
      const [version, id, nonce, body] = sealed.split('.')
      if (version !== format || nonce === undefined || body === undefined)
        throw new Error('not a sealed secret')
      if (id !== keyId) throw new Error(`the secret was sealed with another key (${id}); restore that key`)
      const bytes = Buffer.from(body, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'))
        .setAAD(Buffer.from(tenantId))
        .setAuthTag(bytes.subarray(-16))
      return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8')
    },
    derive: (purpose) => new Uint8Array(hkdfSync('sha256', secretKey, '', purpose, 32)),
  }
}
