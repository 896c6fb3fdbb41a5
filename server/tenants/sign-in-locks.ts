import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { ApiError } from '../platform/http/index.ts'
import type { Vault } from '../platform/secrets/index.ts'

/** Failures in a row after which an account, or an address, waits: a minute, doubling up to an hour. */
const freeForAccount = 5
const freeForAddress = 100

export interface SignInAttempt {
  /** It was no failure after all, and nothing more is known: as if it had not been. */
  giveBack(): Promise<void>
  /** It was right: the account's failures are forgotten. */
  succeed(): Promise<void>
}

export interface SignInLocks {
  /**
   * Counts an attempt for an e-mail from an address, as a failure until it is said otherwise; the same for e-mails nobody
   * has. Throws `sign-in/locked`, at once and without looking at the password.
   */
  begin(email: string, address: string): Promise<SignInAttempt>
  /** Forgets the failures of an e-mail. */
  forget(email: string): Promise<void>
}

export function openSignInLocks(options: { database: Database; clock: Clock; vault: Vault }): SignInLocks {
  const { database, clock } = options
  const secret = options.vault.derive('sign-in failures')
  const keyOf = (kind: 'account' | 'address', text: string) =>
    createHmac('sha256', secret).update(`${kind} ${text.trim().toLowerCase()}`).digest()

  async function count(key: Buffer, free: number): Promise<void> {
    const now = clock.now()
    const { rows } = await sql<{
      until: Date | null
    }>`select begin_sign_in_attempt(${key}, ${free}::int, ${now}) as until`.execute(database.unscoped)
    const until = rows[0]?.until
    if (!until) return
    const seconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000))
    throw new ApiError('sign-in/locked', { retryAfterSeconds: seconds })
  }
  const end = (key: Buffer, forget: boolean) =>
    sql`select end_sign_in_attempt(${key}, ${forget})`.execute(database.unscoped)

  return {
    async begin(email, from) {
      const [account, address] = [keyOf('account', email), keyOf('address', from)]
      await count(address, freeForAddress)
      await count(account, freeForAccount).catch(async (error: unknown) => {
        await end(address, false)
        throw error
      })
      return {
        async giveBack() {
          await end(account, false)
          await end(address, false)
        },
        async succeed() {
          await end(account, true)
          await end(address, false)
        },
      }
    },
    async forget(email) {
      await end(keyOf('account', email), true)
    },
  }
}
