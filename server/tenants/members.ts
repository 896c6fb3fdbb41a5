import { sql } from 'kysely'
import type { CurrentMember, Locale, Member, Permission } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { Topic } from '../platform/events/index.ts'
import { ApiError, type MemberCaller, type StaffCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import type { Log } from '../platform/log/index.ts'
import type { Wakeups } from '../platform/realtime/index.ts'
import { recordAudit } from './audit.ts'
import { hashPassword } from './passwords.ts'
import { roleWithin } from './roles.ts'
import type { SessionChanges } from './session-changes.ts'
import { tenantsOfLogin } from './sign-in.ts'
import { tenantLocale } from './tenant-locale.ts'

/** A member whose client was heard within this time and says `online` is on duty. */
const presenceFreshMs = 60_000

export interface NewMember {
  email: string
  name: string
  /** Key of a role. */
  role: string
  password: string
  locale?: Locale | undefined
}

const memberColumns = [
  'members.id',
  'members.name',
  'members.email',
  'members.locale',
  'members.time_zone',
  'members.presence',
  'members.presence_seen_at',
  'members.created_at',
  'members.version',
  'roles.key as role',
  'roles.name as role_name',
] as const

function selectMembers(transaction: TenantTransaction) {
  return transaction
    .selectFrom('members')
    .innerJoin('roles', (join) =>
      join.onRef('roles.tenant_id', '=', 'members.tenant_id').onRef('roles.id', '=', 'members.role_id'),
    )
    .select(memberColumns)
    .where('members.removed_at', 'is', null)
}

type MemberRow = Awaited<ReturnType<ReturnType<typeof selectMembers>['executeTakeFirstOrThrow']>>

function presentMember(row: MemberRow, now: Date): Member {
  const fresh =
    row.presence_seen_at !== null && now.getTime() - row.presence_seen_at.getTime() < presenceFreshMs
  return {
    id: row.id as Member['id'],
    name: row.name,
    email: row.email,
    role: row.role,
    ...(row.role_name === null ? {} : { roleName: row.role_name }),
    locale: row.locale as Member['locale'],
    ...(row.time_zone === null ? {} : { timeZone: row.time_zone }),
    presence: fresh ? row.presence : 'away',
    createdAt: row.created_at.toISOString(),
    version: row.version,
  }
}

export interface Members {
  current(caller: MemberCaller): Promise<CurrentMember>
  updateOwn(
    caller: MemberCaller,
    change: {
      name?: string | undefined
      locale?: Locale | undefined
      timeZone?: string | null | undefined
      presence?: 'online' | 'away' | undefined
    },
  ): Promise<CurrentMember>
  list(
    caller: StaffCaller,
    query: { after?: string | undefined; limit: number },
  ): Promise<{ items: Member[]; next?: string }>
  /**
   * Throws `member/email-taken`, also for an e-mail that signs in to another tenant: only whoever holds the installation
   * (`system`) makes one login a member of several. An existing login keeps its password.
   */
  add(caller: StaffCaller | 'system', tenantId: string, input: NewMember): Promise<Member>
  update(
    caller: StaffCaller,
    memberId: string,
    change: {
      name?: string | undefined
      role?: string | undefined
      locale?: Locale | undefined
      timeZone?: string | null | undefined
    },
    ifMatch: number | undefined,
  ): Promise<Member>
  remove(caller: StaffCaller, memberId: string): Promise<void>
  /** Signs a member out of this tenant everywhere. */
  endSessions(caller: StaffCaller, memberId: string): Promise<void>
  /** Heard from a member's client: keeps them on duty. */
  seen(tenantId: string, memberId: string, presence?: 'online' | 'away'): Promise<'online' | 'away'>
  /** Somebody of this tenant came on or went off duty, here or in another process. */
  readonly presenceChanged: Topic<string>
  /** Whether any agent is on duty now. */
  someoneOnDuty(tenantId: string): Promise<boolean>
  names(tenantId: string, memberIds: readonly string[]): Promise<Map<string, string>>
}

const presenceWakeup = 'presence'

export function openMembers(options: {
  database: Database
  clock: Clock
  wakeups: Wakeups
  log: Log
  sessionChanges: SessionChanges
}): Members {
  const { database, clock, wakeups, sessionChanges } = options
  const presenceChanged = new Topic<string>('presence', options.log)
  wakeups.on(presenceWakeup, (tenantId) => presenceChanged.publish(tenantId))

  function announcePresence(tenantId: string): void {
    presenceChanged.publish(tenantId)
    wakeups.announce(presenceWakeup, tenantId)
  }

  const findOne = async (tenantId: string, memberId: string) =>
    database.tenant(tenantId, (transaction) =>
      selectMembers(transaction).where('members.id', '=', memberId).executeTakeFirst(),
    )

  async function current(caller: MemberCaller): Promise<CurrentMember> {
    const [row, tenants] = await Promise.all([
      findOne(caller.tenantId, caller.memberId),
      tenantsOfLogin(database, caller.loginId),
    ])
    if (row === undefined) throw new ApiError('sign-in/expired')
    const present = tenants.map((tenant) => ({
      id: tenant.tenant_id as CurrentMember['tenant']['id'],
      slug: tenant.slug,
      name: tenant.name,
      locale: tenant.locale as Member['locale'],
      timeZone: tenant.time_zone,
    }))
    const tenant = present.find((one) => one.id === caller.tenantId)
    if (tenant === undefined) throw new ApiError('sign-in/expired')
    return {
      member: presentMember(row, clock.now()),
      tenant,
      permissions: [...caller.permissions] as Permission[],
      secondFactorDue: caller.secondFactorDue,
      method: caller.method,
      // A tenant's own identity provider vouches for that tenant alone.
      tenants: caller.method === 'oidc' ? [tenant] : present,
    }
  }

  /** Locks the tenant's admins; throws when nobody but `memberId` is one. */
  async function keepAnAdmin(transaction: TenantTransaction, memberId: string): Promise<void> {
    await sql`select 1 from tenants for update`.execute(transaction)
    const admins = await selectMembers(transaction).where('roles.key', '=', 'admin').execute()
    if (admins.length === 1 && admins[0]?.id === memberId) throw new ApiError('member/last-admin')
  }

  return {
    presenceChanged,
    current,
    async updateOwn(caller, change) {
      const now = clock.now()
      await database.tenant(caller.tenantId, (transaction) =>
        transaction
          .updateTable('members')
          .set((expression) => ({
            ...(change.name === undefined ? {} : { name: change.name }),
            ...(change.locale === undefined ? {} : { locale: change.locale }),
            ...(change.timeZone === undefined ? {} : { time_zone: change.timeZone }),
            ...(change.presence === undefined ? {} : { presence: change.presence, presence_seen_at: now }),
            version: expression('version', '+', 1),
          }))
          .where('id', '=', caller.memberId)
          .execute(),
      )
      if (change.presence !== undefined) announcePresence(caller.tenantId)
      return current(caller)
    },
    async list(caller, query) {
      const rows = await database.tenant(caller.tenantId, (transaction) => {
        let select = selectMembers(transaction)
          .orderBy('members.id')
          .limit(query.limit + 1)
        if (query.after !== undefined) select = select.where('members.id', '>', query.after)
        return select.execute()
      })
      const items = rows.slice(0, query.limit).map((row) => presentMember(row, clock.now()))
      return rows.length > query.limit ? { items, next: items.at(-1)?.id ?? '' } : { items }
    },
    async add(caller, tenantId, input) {
      const now = clock.now()
      const hash = await hashPassword(input.password)
      return database.tenant(tenantId, async (transaction) => {
        const newLogin = newId()
        const { rows } = await sql<{ id: string }>`
          select ensure_login(${newLogin}::uuid, ${input.email}, ${hash}, ${now}) as id`.execute(transaction)
        const loginId = rows[0]?.id ?? ''
        const known = await transaction
          .selectFrom('members')
          .select(['id', 'removed_at'])
          .where('login_id', '=', loginId)
          .executeTakeFirst()
        // Whoever made a login first chose its password: another tenant must not let them in by its e-mail alone.
        const foreign = known === undefined && loginId !== newLogin && caller !== 'system'
        if (foreign || known?.removed_at === null) throw new ApiError('member/email-taken')
        const id = known?.id ?? newId()
        const values = {
          role_id: await roleWithin(transaction, caller, input.role),
          email: input.email.toLowerCase(),
          name: input.name,
          locale: input.locale ?? (await tenantLocale(transaction)),
          removed_at: null,
        }
        if (known === undefined) {
          await transaction
            .insertInto('members')
            .values({
              tenant_id: tenantId,
              id,
              login_id: loginId,
              presence_seen_at: null,
              created_at: now,
              ...values,
            })
            .execute()
        } else {
          await transaction.updateTable('members').set(values).where('id', '=', id).execute()
        }
        await recordAudit(transaction, tenantId, caller, {
          at: now,
          action: 'member-added',
          target: { kind: 'member', id },
          detail: { role: input.role },
        })
        return presentMember(
          await selectMembers(transaction).where('members.id', '=', id).executeTakeFirstOrThrow(),
          now,
        )
      })
    },
    async update(caller, memberId, change, ifMatch) {
      const now = clock.now()
      return database.tenant(caller.tenantId, async (transaction) => {
        const row = await selectMembers(transaction).where('members.id', '=', memberId).executeTakeFirst()
        if (row === undefined) throw new ApiError('member/not-found')
        if (ifMatch !== undefined && ifMatch !== row.version) throw new ApiError('request/version-conflict')
        await roleWithin(transaction, caller, row.role)
        if (change.role !== undefined && change.role !== 'admin' && row.role === 'admin')
          await keepAnAdmin(transaction, memberId)
        const role =
          change.role === undefined ? undefined : await roleWithin(transaction, caller, change.role)
        const updated = await transaction
          .updateTable('members')
          .set({
            ...(change.name === undefined ? {} : { name: change.name }),
            ...(role === undefined ? {} : { role_id: role }),
            ...(change.locale === undefined ? {} : { locale: change.locale }),
            ...(change.timeZone === undefined ? {} : { time_zone: change.timeZone }),
            version: row.version + 1,
          })
          .where('id', '=', memberId)
          .where('version', '=', row.version)
          .executeTakeFirst()
        if (updated.numUpdatedRows === 0n) throw new ApiError('request/version-conflict')
        if (role !== undefined) sessionChanges.tell(transaction, caller.tenantId)
        await recordAudit(transaction, caller.tenantId, caller, {
          at: now,
          action: 'member-changed',
          target: { kind: 'member', id: memberId },
          detail: { ...(change.role === undefined ? {} : { role: change.role }) },
        })
        return presentMember(
          await selectMembers(transaction).where('members.id', '=', memberId).executeTakeFirstOrThrow(),
          now,
        )
      })
    },
    async remove(caller, memberId) {
      const now = clock.now()
      await database.tenant(caller.tenantId, async (transaction) => {
        const row = await selectMembers(transaction).where('members.id', '=', memberId).executeTakeFirst()
        if (row === undefined) throw new ApiError('member/not-found')
        await roleWithin(transaction, caller, row.role)
        if (row.role === 'admin') await keepAnAdmin(transaction, memberId)
        await transaction
          .updateTable('members')
          .set({ removed_at: now, presence: 'away' })
          .where('id', '=', memberId)
          .execute()
        await sql`select end_sessions_here(login_id) from members where id = ${memberId}::uuid`.execute(
          transaction,
        )
        sessionChanges.tell(transaction, caller.tenantId)
        await recordAudit(transaction, caller.tenantId, caller, {
          at: now,
          action: 'member-removed',
          target: { kind: 'member', id: memberId },
        })
      })
    },
    async endSessions(caller, memberId) {
      await database.tenant(caller.tenantId, async (transaction) => {
        const row = await selectMembers(transaction).where('members.id', '=', memberId).executeTakeFirst()
        if (row === undefined) throw new ApiError('member/not-found')
        await roleWithin(transaction, caller, row.role)
        await sql`select end_sessions_here(login_id) from members where id = ${memberId}::uuid`.execute(
          transaction,
        )
        sessionChanges.tell(transaction, caller.tenantId)
        await recordAudit(transaction, caller.tenantId, caller, {
          at: clock.now(),
          action: 'member-signed-out',
          target: { kind: 'member', id: memberId },
        })
      })
    },
    async seen(tenantId, memberId, presence) {
      const row = await database.tenant(tenantId, (transaction) =>
        transaction
          .updateTable('members')
          .set({ presence_seen_at: clock.now(), ...(presence === undefined ? {} : { presence }) })
          .where('id', '=', memberId)
          .returning('presence')
          .executeTakeFirst(),
      )
      if (presence !== undefined) announcePresence(tenantId)
      return row?.presence ?? 'away'
    },
    async someoneOnDuty(tenantId) {
      const fresh = new Date(clock.now().getTime() - presenceFreshMs)
      const row = await database.tenant(tenantId, (transaction) =>
        transaction
          .selectFrom('members')
          .select('id')
          .where('presence', '=', 'online')
          .where('presence_seen_at', '>', fresh)
          .where('removed_at', 'is', null)
          .limit(1)
          .executeTakeFirst(),
      )
      return row !== undefined
    },
    async names(tenantId, memberIds) {
      if (memberIds.length === 0) return new Map()
      const rows = await database.tenant(tenantId, (transaction) =>
        transaction
          .selectFrom('members')
          .select(['id', 'name'])
          .where('id', 'in', [...memberIds])
          .execute(),
      )
      return new Map(rows.map((row) => [row.id, row.name]))
    },
  }
}
