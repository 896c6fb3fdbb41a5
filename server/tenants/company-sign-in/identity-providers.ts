import { sql } from 'kysely'
import { type OidcProvider, permissions } from '../../../contract/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../../platform/http/index.ts'
import { newId } from '../../platform/ids/index.ts'
import type { Vault } from '../../platform/secrets/index.ts'
import { type AuditDetail, recordAudit } from '../audit.ts'
import { refuseMoreThan, roleWithin } from '../roles.ts'
import type { SessionChanges } from '../session-changes.ts'

export type ProviderInput = Omit<OidcProvider, 'id' | 'version'> & { clientSecret?: string | undefined }

/** A provider as signing in works with it. */
export interface ActiveProvider extends OidcProvider {
  tenantId: string
  clientSecret: string
}

/** The identity providers of a tenant. Who sets one says who everybody is: that needs every permission there is. */
export function openIdentityProviders(options: {
  database: Database
  clock: Clock
  vault: Vault
  sessionChanges: SessionChanges
}) {
  const { database, clock, vault, sessionChanges } = options
  /** Nobody vouches any more for those who came by this provider. */
  async function endSessions(
    transaction: TenantTransaction,
    caller: StaffCaller,
    id: string,
  ): Promise<number> {
    const { rows } = await sql<{
      ended: number
    }>`select end_sessions_of_provider(${id}::uuid) as ended`.execute(transaction)
    sessionChanges.tell(transaction, caller.tenantId)
    return rows[0]?.ended ?? 0
  }
  const select = (transaction: TenantTransaction) =>
    transaction
      .selectFrom('oidc_providers')
      .innerJoin('roles', (join) =>
        join
          .onRef('roles.tenant_id', '=', 'oidc_providers.tenant_id')
          .onRef('roles.id', '=', 'oidc_providers.role_id'),
      )
      .selectAll('oidc_providers')
      .select('roles.key as role')
  type Row = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>

  const present = (row: Row): OidcProvider => ({
    id: row.id as OidcProvider['id'],
    name: row.name,
    issuer: row.issuer,
    clientId: row.client_id,
    enabled: row.enabled,
    domains: row.domains,
    invited: row.invited,
    role: row.role,
    ...(row.role_claim === null ? {} : { roleClaim: row.role_claim }),
    roleMap: row.role_map,
    version: row.version,
  })

  async function valuesOf(transaction: TenantTransaction, caller: StaffCaller, input: ProviderInput) {
    refuseMoreThan(caller, permissions)
    for (const { role } of input.roleMap) await roleWithin(transaction, caller, role)
    return {
      name: input.name,
      issuer: input.issuer,
      client_id: input.clientId,
      enabled: input.enabled,
      domains: input.domains,
      invited: input.invited,
      role_id: await roleWithin(transaction, caller, input.role),
      role_claim: input.roleClaim ?? null,
      role_map: JSON.stringify(input.roleMap),
    }
  }
  async function refuseTaken(transaction: TenantTransaction, issuer: string, besides?: string) {
    let taken = transaction.selectFrom('oidc_providers').select('id').where('issuer', '=', issuer)
    if (besides !== undefined) taken = taken.where('id', '<>', besides)
    if ((await taken.executeTakeFirst()) !== undefined) throw new ApiError('oidc/issuer-taken')
  }
  const record = (
    transaction: TenantTransaction,
    caller: StaffCaller,
    action: string,
    id: string,
    detail: AuditDetail = {},
  ) =>
    recordAudit(transaction, caller.tenantId, caller, {
      at: clock.now(),
      action,
      target: { kind: 'identity-provider', id },
      detail,
    })
  const one = async (transaction: TenantTransaction, id: string) => {
    const row = await select(transaction).where('oidc_providers.id', '=', id).executeTakeFirst()
    if (row === undefined) throw new ApiError('oidc/provider-not-found')
    return row
  }

  return {
    list: (caller: StaffCaller) =>
      database.tenant(caller.tenantId, async (transaction) =>
        (await select(transaction).orderBy('oidc_providers.id').limit(50).execute()).map(present),
      ),
    create: (caller: StaffCaller, input: ProviderInput & { clientSecret: string }) =>
      database.tenant(caller.tenantId, async (transaction) => {
        const values = await valuesOf(transaction, caller, input)
        await refuseTaken(transaction, input.issuer)
        const id = newId()
        await transaction
          .insertInto('oidc_providers')
          .values({
            tenant_id: caller.tenantId,
            id,
            ...values,
            client_secret: vault.seal(caller.tenantId, input.clientSecret),
            created_at: clock.now(),
          })
          .execute()
        await record(transaction, caller, 'identity-provider-added', id, { issuer: input.issuer })
        return present(await one(transaction, id))
      }),
    update: (caller: StaffCaller, id: string, input: ProviderInput, ifMatch: number | undefined) =>
      database.tenant(caller.tenantId, async (transaction) => {
        const row = await one(transaction, id)
        const values = await valuesOf(transaction, caller, input)
        if (ifMatch !== undefined && ifMatch !== row.version) throw new ApiError('request/version-conflict')
        await refuseTaken(transaction, input.issuer, id)
        // Another issuer's subjects are other people, and the secret must not travel to another's address.
        if (input.issuer !== row.issuer) {
          if (input.clientSecret === undefined) throw new ApiError('oidc/secret-missing')
          await transaction.deleteFrom('oidc_identities').where('provider_id', '=', id).execute()
        }
        const changed = await transaction
          .updateTable('oidc_providers')
          .set({
            ...values,
            ...(input.clientSecret === undefined
              ? {}
              : { client_secret: vault.seal(caller.tenantId, input.clientSecret) }),
            version: row.version + 1,
          })
          .where('id', '=', id)
          .where('version', '=', row.version)
          .executeTakeFirst()
        if (changed.numUpdatedRows === 0n) throw new ApiError('request/version-conflict')
        const over = (row.enabled && !input.enabled) || input.issuer !== row.issuer
        const ended = over ? await endSessions(transaction, caller, id) : 0
        await record(transaction, caller, 'identity-provider-changed', id, {
          issuer: input.issuer,
          secret: input.clientSecret !== undefined,
          ...(over ? { ended } : {}),
        })
        return present(await one(transaction, id))
      }),
    remove: (caller: StaffCaller, id: string) =>
      database.tenant(caller.tenantId, async (transaction) => {
        refuseMoreThan(caller, permissions)
        await one(transaction, id)
        await transaction.deleteFrom('oidc_identities').where('provider_id', '=', id).execute()
        await transaction.deleteFrom('oidc_providers').where('id', '=', id).execute()
        const ended = await endSessions(transaction, caller, id)
        await record(transaction, caller, 'identity-provider-removed', id, { ended })
      }),
    /** One that is in use now, with its secret. Throws `oidc/provider-not-found`. */
    async active(tenantId: string, id: string, alsoDisabled = false): Promise<ActiveProvider> {
      const row = await database.tenant(tenantId, (transaction) => one(transaction, id))
      if (!row.enabled && !alsoDisabled) throw new ApiError('oidc/provider-not-found')
      return { ...present(row), tenantId, clientSecret: vault.open(tenantId, row.client_secret) }
    },
    /** What the sign-in page may know. */
    names: (tenantId: string) =>
      database.tenant(tenantId, async (transaction) => {
        const rows = await select(transaction)
          .where('enabled', '=', true)
          .orderBy('oidc_providers.id')
          .execute()
        return rows.map((row) => ({ id: row.id as OidcProvider['id'], name: row.name }))
      }),
  }
}
export type IdentityProviders = ReturnType<typeof openIdentityProviders>
