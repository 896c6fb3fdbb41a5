import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { builtInRoles, type Permission, type Role } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import { recordAudit } from './audit.ts'
import type { SessionChanges } from './session-changes.ts'

export interface Roles {
  list(caller: StaffCaller): Promise<{ items: Role[] }>
  create(caller: StaffCaller, input: { name: string; permissions: Permission[] }): Promise<Role>
  update(
    caller: StaffCaller,
    roleId: string,
    change: { name?: string | undefined; permissions?: Permission[] | undefined },
    ifMatch: number | undefined,
  ): Promise<Role>
  remove(caller: StaffCaller, roleId: string): Promise<void>
}

const isBuiltIn = (key: string) => Object.hasOwn(builtInRoles, key)

/** Throws `access/forbidden` when the set holds what the caller does not: nobody hands on more than they have. */
export function refuseMoreThan(caller: StaffCaller | 'system', wanted: readonly Permission[]): void {
  if (caller === 'system') return
  const missing = wanted.find((permission) => !caller.permissions.has(permission))
  if (missing !== undefined) throw new ApiError('access/forbidden', { permission: missing })
}

/** Id of a role. Throws `access/forbidden` when it may do more than the caller: nobody gives it, nor touches who has it. */
export async function roleWithin(
  transaction: TenantTransaction,
  caller: StaffCaller | 'system',
  key: string,
): Promise<string> {
  // Locked, so that it does not grow or vanish before it is given.
  const row = await transaction
    .selectFrom('roles')
    .select(['id', 'permissions'])
    .where('key', '=', key)
    .forKeyShare()
    .executeTakeFirst()
  if (row === undefined) throw new ApiError('role/unknown', { role: key })
  refuseMoreThan(caller, row.permissions)
  return row.id
}

export function openRoles({
  database,
  clock,
  sessionChanges,
}: {
  database: Database
  clock: Clock
  sessionChanges: SessionChanges
}): Roles {
  const select = (transaction: TenantTransaction) =>
    transaction
      .selectFrom('roles')
      .selectAll()
      .select(
        sql<number>`(select count(*)::int from members m where m.role_id = roles.id and m.removed_at is null)`.as(
          'members',
        ),
      )

  function present(row: {
    id: string
    key: string
    name: string | null
    permissions: Permission[]
    members: number
    version: number
  }): Role {
    return {
      id: row.id as Role['id'],
      key: row.key,
      ...(row.name === null ? {} : { name: row.name }),
      builtIn: isBuiltIn(row.key),
      permissions: row.permissions,
      members: row.members,
      version: row.version,
    }
  }

  async function refuseTaken(transaction: TenantTransaction, name: string, besides?: string): Promise<void> {
    // Two at once must not both find it free.
    await sql`select 1 from tenants for update`.execute(transaction)
    const { rows } = await sql<{ id: string }>`
      select id from roles where lower(name) = lower(${name}) and id is distinct from ${besides ?? null}::uuid`.execute(
      transaction,
    )
    if (rows.length > 0) throw new ApiError('role/name-taken', { name })
  }

  /** An own role, locked; the caller must hold all that it holds. */
  async function ownRole(transaction: TenantTransaction, caller: StaffCaller, roleId: string) {
    const row = await transaction
      .selectFrom('roles')
      .selectAll()
      .where('id', '=', roleId)
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined) throw new ApiError('role/not-found')
    if (isBuiltIn(row.key)) throw new ApiError('role/built-in')
    refuseMoreThan(caller, row.permissions)
    return row
  }

  const one = async (transaction: TenantTransaction, id: string) =>
    present(await select(transaction).where('id', '=', id).executeTakeFirstOrThrow())

  return {
    async list(caller) {
      const rows = await database.tenant(caller.tenantId, (transaction) =>
        select(transaction).orderBy('id').limit(200).execute(),
      )
      const order = Object.keys(builtInRoles)
      const place = (key: string) => (isBuiltIn(key) ? order.indexOf(key) : order.length)
      return { items: rows.map(present).sort((left, right) => place(left.key) - place(right.key)) }
    },
    async create(caller, input) {
      const permissions = [...new Set(input.permissions)]
      refuseMoreThan(caller, permissions)
      const id = newId()
      return database.tenant(caller.tenantId, async (transaction) => {
        await refuseTaken(transaction, input.name)
        await transaction
          .insertInto('roles')
          .values({
            tenant_id: caller.tenantId,
            id,
            key: `own-${randomBytes(6).toString('hex')}`,
            name: input.name,
            permissions,
          })
          .execute()
        await recordAudit(transaction, caller.tenantId, caller, {
          at: clock.now(),
          action: 'role-created',
          target: { kind: 'role', id },
          detail: { name: input.name, permissions },
        })
        return one(transaction, id)
      })
    },
    async update(caller, roleId, change, ifMatch) {
      const permissions = change.permissions && [...new Set(change.permissions)]
      return database.tenant(caller.tenantId, async (transaction) => {
        const row = await ownRole(transaction, caller, roleId)
        if (permissions !== undefined) refuseMoreThan(caller, permissions)
        if (ifMatch !== undefined && ifMatch !== row.version) throw new ApiError('request/version-conflict')
        if (change.name !== undefined) await refuseTaken(transaction, change.name, roleId)
        await transaction
          .updateTable('roles')
          .set({
            ...(change.name === undefined ? {} : { name: change.name }),
            ...(permissions === undefined ? {} : { permissions }),
            version: row.version + 1,
          })
          .where('id', '=', roleId)
          .execute()
        if (permissions !== undefined) sessionChanges.tell(transaction, caller.tenantId)
        await recordAudit(transaction, caller.tenantId, caller, {
          at: clock.now(),
          action: 'role-changed',
          target: { kind: 'role', id: roleId },
          detail: {
            ...(change.name === undefined ? {} : { name: change.name }),
            ...(permissions === undefined ? {} : { permissions }),
          },
        })
        return one(transaction, roleId)
      })
    },
    async remove(caller, roleId) {
      await database.tenant(caller.tenantId, async (transaction) => {
        const row = await ownRole(transaction, caller, roleId)
        // Former members keep a role, too: theirs becomes the least of the built-in ones.
        const { rows } = await sql<{ used: boolean }>`
          select exists (select 1 from members where role_id = ${roleId}::uuid and removed_at is null)
            or exists (select 1 from invitations where role_id = ${roleId}::uuid and accepted_at is null and revoked_at is null)
            or exists (select 1 from oidc_providers where role_id = ${roleId}::uuid or role_map @> ${JSON.stringify([{ role: row.key }])}::jsonb)
            as used`.execute(transaction)
        if (rows[0]?.used) throw new ApiError('role/in-use')
        for (const table of ['members', 'invitations'])
          await sql`update ${sql.table(table)} set role_id = (select id from roles where key = 'agent')
            where role_id = ${roleId}::uuid`.execute(transaction)
        await transaction.deleteFrom('roles').where('id', '=', roleId).execute()
        await recordAudit(transaction, caller.tenantId, caller, {
          at: clock.now(),
          action: 'role-removed',
          target: { kind: 'role', id: roleId },
          detail: { name: row.name },
        })
      })
    },
  }
}
