import { sql } from 'kysely'
import type { CodeSettings, CodeSettingsInput, CodeWay, ContactLookUp } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { type GuardedConnect, ownHosts, refusalOf } from '../platform/net/index.ts'
import type { Vault } from '../platform/secrets/index.ts'
import { recordAudit } from '../tenants/index.ts'
import type { Gateway, MailServer } from './schema.ts'

/** How codes leave, with the secrets: for sending alone. */
export interface CodeSenders {
  email: (MailServer & { password?: string | undefined }) | undefined
  phone: (Gateway & { secret?: string | undefined }) | undefined
  perHour: number
  perHourAll: number
  lookUp: ContactLookUp | null
}

export interface CodeSettingsStore {
  read(tenantId: string): Promise<CodeSettings>
  update(
    caller: StaffCaller | 'system',
    tenantId: string,
    input: CodeSettingsInput,
    ifMatch: number | undefined,
  ): Promise<CodeSettings>
  /** The tool that tells whose contact something is. */
  lookUpTool(tenantId: string): Promise<string | undefined>
  /** By which ways codes can be asked for. */
  ways(tenantId: string): Promise<CodeWay[]>
  senders(tenantId: string): Promise<CodeSenders>
}

const defaultPerHour = 5
const defaultPerHourAll = 500
const dayMs = 24 * 3_600_000

export function openCodeSettings(options: {
  database: Database
  clock: Clock
  vault: Vault
  connect: GuardedConnect
  privateHosts: readonly string[]
}): CodeSettingsStore {
  const { database, clock, vault, connect } = options
  const isOwn = ownHosts(options.privateHosts)

  const rowOf = (transaction: TenantTransaction) =>
    transaction.selectFrom('code_settings').selectAll().executeTakeFirst()

  async function present(transaction: TenantTransaction): Promise<CodeSettings> {
    const row = await rowOf(transaction)
    const since = new Date(clock.now().getTime() - dayMs)
    const { rows } = await sql<{ by: CodeWay; sent: number; failed: number; last: string | null }>`
      select by, count(sent_at)::int as sent, count(failure)::int as failed,
        (array_agg(failure order by created_at desc) filter (where failure is not null))[1] as last
      from identity_codes where created_at > ${since} group by by`.execute(transaction)
    const lately = (by: CodeWay) => {
      const { sent = 0, failed = 0, last } = rows.find((one) => one.by === by) ?? {}
      return { sent, failed, ...(last == null ? {} : { lastFailure: last }) }
    }
    return {
      email: row?.email ? { ...row.email, hasPassword: row.email_password !== null } : null,
      phone: row?.phone ? { ...row.phone, hasSecret: row.phone_secret !== null } : null,
      perHour: row?.per_hour ?? defaultPerHour,
      perHourAll: row?.per_hour_all ?? defaultPerHourAll,
      lookUp: row?.look_up ?? null,
      lately: { email: lately('email'), phone: lately('phone') },
      version: row?.version ?? 0,
    }
  }

  /** Where codes would go is looked at when it is written down, and again at every one. */
  function refuseAddresses({ email, phone }: CodeSettingsInput): void {
    if (email !== null && email.security === 'none' && !connect.isOwn(email.host, email.port))
      throw new ApiError('code/address-refused', { host: email.host })
    if (phone === null) return
    const url = new URL(phone.url)
    if (refusalOf(url, isOwn(url)) !== undefined)
      throw new ApiError('code/address-refused', { host: url.host })
  }

  return {
    read: (tenantId) => database.tenant(tenantId, present),
    async update(caller, tenantId, input, ifMatch) {
      refuseAddresses(input)
      return database.tenant(tenantId, async (transaction) => {
        const before = await transaction
          .selectFrom('code_settings')
          .selectAll()
          .forUpdate()
          .executeTakeFirst()
        if (ifMatch !== undefined && ifMatch !== (before?.version ?? 0))
          throw new ApiError('request/version-conflict')
        const { password, ...email } = input.email ?? { password: undefined }
        const { secret, ...phone } = input.phone ?? { secret: undefined }
        const kept = (given: string | undefined, sealed: string | null | undefined, same: boolean) => {
          if (given === undefined) return same ? (sealed ?? null) : null
          return given === '' ? null : vault.seal(tenantId, given)
        }
        // A secret goes to whom it was given for, and to nobody who is written down later.
        const sameServer =
          before?.email != null &&
          before.email.host === input.email?.host &&
          before.email.user === input.email.user
        const sameGateway =
          before?.phone != null &&
          input.phone !== null &&
          new URL(before.phone.url).host === new URL(input.phone.url).host
        const lookUp = input.lookUp === undefined ? before?.look_up : input.lookUp
        const row = {
          email: input.email === null ? null : JSON.stringify(email),
          email_password: input.email === null ? null : kept(password, before?.email_password, sameServer),
          phone: input.phone === null ? null : JSON.stringify(phone),
          phone_secret: input.phone === null ? null : kept(secret, before?.phone_secret, sameGateway),
          per_hour: input.perHour,
          per_hour_all: input.perHourAll ?? before?.per_hour_all ?? defaultPerHourAll,
          look_up: lookUp == null ? null : JSON.stringify(lookUp),
          version: (before?.version ?? 0) + 1,
          updated_at: clock.now(),
          updated_by: caller === 'system' ? 'system' : caller.name,
        }
        await transaction
          .insertInto('code_settings')
          .values({ tenant_id: tenantId, ...row })
          .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(row))
          .execute()
        await recordAudit(transaction, tenantId, caller, {
          at: clock.now(),
          action: 'code-settings-changed',
          detail: {
            email: input.email?.host ?? '',
            phone: input.phone === null ? '' : new URL(input.phone.url).host,
            tool: input.lookUp?.tool ?? '',
          },
        })
        return present(transaction)
      })
    },
    async lookUpTool(tenantId) {
      return (await database.tenant(tenantId, rowOf))?.look_up?.tool
    },
    async ways(tenantId) {
      const row = await database.tenant(tenantId, rowOf)
      return [...(row?.email ? (['email'] as const) : []), ...(row?.phone ? (['phone'] as const) : [])]
    },
    async senders(tenantId) {
      const row = await database.tenant(tenantId, rowOf)
      const open = (sealed: string | null | undefined) => (sealed ? vault.open(tenantId, sealed) : undefined)
      return {
        email: row?.email ? { ...row.email, password: open(row.email_password) } : undefined,
        phone: row?.phone ? { ...row.phone, secret: open(row.phone_secret) } : undefined,
        perHour: row?.per_hour ?? defaultPerHour,
        perHourAll: row?.per_hour_all ?? defaultPerHourAll,
        lookUp: row?.look_up ?? null,
      }
    },
  }
}
