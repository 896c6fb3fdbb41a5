import { createHmac, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import type { SecondFactor } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError } from '../platform/http/index.ts'
import type { Vault } from '../platform/secrets/index.ts'

const periodSeconds = 30
/** Steps before and after now that are taken: clocks of phones go wrong. */
const stepsOfGrace = 1
const recoveryCodeCount = 10
const recoveryAlphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

export interface SecondFactors {
  read(loginId: string): Promise<SecondFactor>
  /** A new secret to confirm. Throws `second-factor/enabled`. */
  begin(
    loginId: string,
    label: { email: string; tenantName: string },
  ): Promise<{ uri: string; secret: string }>
  /** Confirms it by its first code; inside the caller's transaction. Throws `second-factor/code-wrong`, `second-factor/not-begun`. */
  confirm(transaction: TenantTransaction, loginId: string, code: string): Promise<string[]>
  renewCodes(transaction: TenantTransaction, loginId: string): Promise<string[]>
  remove(loginId: string, transaction?: TenantTransaction): Promise<void>
  /** Whether the code is right and was not used before: this uses it up. */
  take(loginId: string, code: string): Promise<boolean>
}

export function openSecondFactors(options: {
  database: Database
  clock: Clock
  vault: Vault
}): SecondFactors {
  const { database, clock, vault } = options
  const hashKey = vault.derive('recovery codes')
  /** Sealed as if the login were a tenant of its own: copied to another login it does not open. */
  const sealedFor = (loginId: string) => `login ${loginId}`
  const totpOf = (secret: string, label = { issuer: 'Attune', label: 'member' }) =>
    new TOTP({ ...label, secret: Secret.fromBase32(secret), period: periodSeconds, digits: 6 })
  const hashOf = (loginId: string, code: string) =>
    createHmac('sha256', hashKey)
      .update(`${loginId} ${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`)
      .digest()

  async function load(loginId: string) {
    const { rows } = await sql<{
      secret: string
      confirmed: boolean
      codes_left: number
    }>`select * from get_login_factor(${loginId}::uuid)`.execute(database.unscoped)
    return rows[0]
  }

  /** The time step a code belongs to; undefined when it is wrong. */
  function stepOf(loginId: string, sealed: string, code: string): number | undefined {
    const now = clock.now().getTime()
    const totp = totpOf(vault.open(sealedFor(loginId), sealed))
    const delta = totp.validate({ token: code.replace(/\s/g, ''), timestamp: now, window: stepsOfGrace })
    return delta === null ? undefined : Math.floor(now / 1000 / periodSeconds) + delta
  }

  async function replaceCodes(transaction: TenantTransaction, loginId: string): Promise<string[]> {
    const codes = Array.from({ length: recoveryCodeCount }, newRecoveryCode)
    const hashes = codes.map((code) => hashOf(loginId, code))
    await sql`select replace_recovery_codes(${loginId}::uuid, ${hashes}::bytea[])`.execute(transaction)
    return codes
  }

  return {
    async read(loginId) {
      const factor = await load(loginId)
      const enabled = factor?.confirmed ?? false
      return { enabled, recoveryCodesLeft: enabled ? (factor?.codes_left ?? 0) : 0 }
    },
    async begin(loginId, { email, tenantName }) {
      const secret = new Secret({ size: 20 }).base32
      const { rows } = await sql<{ begun: boolean | null }>`
        select begin_login_factor(${loginId}::uuid, ${vault.seal(sealedFor(loginId), secret)}, ${clock.now()}) as begun`.execute(
        database.unscoped,
      )
      if (!rows[0]?.begun) throw new ApiError('second-factor/enabled')
      return { secret, uri: totpOf(secret, { issuer: `Attune ${tenantName}`, label: email }).toString() }
    },
    async confirm(transaction, loginId, code) {
      const factor = await load(loginId)
      if (factor === undefined || factor.confirmed) throw new ApiError('second-factor/not-begun')
      const step = stepOf(loginId, factor.secret, code)
      if (step === undefined) throw new ApiError('second-factor/code-wrong')
      const { rows } = await sql<{ done: boolean | null }>`
        select confirm_login_factor(${loginId}::uuid, ${factor.secret}, ${step}::bigint, ${clock.now()}) as done`.execute(
        transaction,
      )
      if (!rows[0]?.done) throw new ApiError('second-factor/not-begun')
      return replaceCodes(transaction, loginId)
    },
    renewCodes: replaceCodes,
    async remove(loginId, transaction) {
      await sql`select drop_login_factor(${loginId}::uuid)`.execute(transaction ?? database.unscoped)
    },
    async take(loginId, code) {
      const factor = await load(loginId)
      if (!factor?.confirmed) return false
      const step = /^[\d\s]+$/.test(code) ? stepOf(loginId, factor.secret, code) : undefined
      const { rows } =
        step === undefined
          ? await sql<{ taken: boolean | null }>`
              select use_recovery_code(${loginId}::uuid, ${hashOf(loginId, code)}, ${clock.now()}) as taken`.execute(
              database.unscoped,
            )
          : await sql<{ taken: boolean | null }>`
              select use_factor_step(${loginId}::uuid, ${step}::bigint) as taken`.execute(database.unscoped)
      return rows[0]?.taken ?? false
    },
  }
}

/** `abcde-fghjk`: 49 random bits. */
function newRecoveryCode(): string {
  let code = ''
  while (code.length < 10) {
    const byte = randomBytes(1)[0] ?? 255
    if (byte < Math.floor(256 / recoveryAlphabet.length) * recoveryAlphabet.length)
      code += recoveryAlphabet[byte % recoveryAlphabet.length]
  }
  return `${code.slice(0, 5)}-${code.slice(5)}`
}
