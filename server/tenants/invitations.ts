import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Invitation, Locale } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import { recordAudit } from './audit.ts'
import { hashPassword } from './passwords.ts'
import { roleWithin } from './roles.ts'
import { type Device, hashToken, type SignIns } from './sign-in.ts'
import { tenantLocale } from './tenant-locale.ts'

export interface Invitations {
  list(
    caller: StaffCaller,
    query: { after?: string | undefined; limit: number },
  ): Promise<{ items: Invitation[]; next?: string }>
  create(
    caller: StaffCaller,
    input: { email: string; role: string; locale?: Locale | undefined; days: number },
  ): Promise<{ invitation: Invitation; token: string }>
  resend(
    caller: StaffCaller,
    invitationId: string,
    days: number,
  ): Promise<{ invitation: Invitation; token: string }>
  revoke(caller: StaffCaller, invitationId: string): Promise<void>
  /** What a link is for. Throws `invitation/invalid` for one that is used, withdrawn, expired or made up. */
  read(
    token: string,
  ): Promise<
    Pick<Invitation, 'email' | 'role' | 'roleName' | 'locale' | 'expiresAt'> & { tenantName: string }
  >
  /**
   * Makes the holder of a link a member, once. Whoever signs in to this installation already proves it by their password.
   * Returns the login and the tenant it may enter now.
   */
  accept(
    input: { token: string; name: string; password: string; code?: string | undefined },
    device: Device,
  ): Promise<{ loginId: string; tenantId: string }>
}

const dayMs = 86_400_000
const open = (transaction: TenantTransaction) =>
  transaction
    .selectFrom('invitations')
    .innerJoin('roles', (join) =>
      join
        .onRef('roles.tenant_id', '=', 'invitations.tenant_id')
        .onRef('roles.id', '=', 'invitations.role_id'),
    )
    .selectAll('invitations')
    .select(['roles.key as role', 'roles.name as role_name'])
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
type Row = Awaited<ReturnType<ReturnType<typeof open>['executeTakeFirstOrThrow']>>

function present(row: Row, now: Date): Invitation {
  return {
    id: row.id as Invitation['id'],
    email: row.email,
    role: row.role,
    ...(row.role_name === null ? {} : { roleName: row.role_name }),
    locale: row.locale as Locale,
    createdAt: row.created_at.toISOString(),
    sentAt: row.sent_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    expired: row.expires_at <= now,
  }
}

export function openInvitations(options: {
  database: Database
  clock: Clock
  signIns: SignIns
}): Invitations {
  const { database, clock, signIns } = options
  const newToken = () => randomBytes(32).toString('base64url')

  const findGood = async (token: string) => {
    const { rows } = await sql<{
      tenant_id: string
      invitation_id: string
    }>`select * from find_invitation(${hashToken(token)}, ${clock.now()})`.execute(database.unscoped)
    const row = rows[0]
    if (row === undefined) throw new ApiError('invitation/invalid')
    return { tenantId: row.tenant_id, invitationId: row.invitation_id }
  }

  return {
    async list(caller, query) {
      const rows = await database.tenant(caller.tenantId, (transaction) => {
        let select = open(transaction)
          .orderBy('invitations.id')
          .limit(query.limit + 1)
        if (query.after !== undefined) select = select.where('invitations.id', '>', query.after)
        return select.execute()
      })
      const items = rows.slice(0, query.limit).map((row) => present(row, clock.now()))
      return rows.length > query.limit ? { items, next: items.at(-1)?.id ?? '' } : { items }
    },
    async create(caller, input) {
      const now = clock.now()
      const id = newId()
      const token = newToken()
      const email = input.email.toLowerCase()
      return database.tenant(caller.tenantId, async (transaction) => {
        const roleId = await roleWithin(transaction, caller, input.role)
        const member = await transaction
          .selectFrom('members')
          .select('id')
          .where('email', '=', email)
          .where('removed_at', 'is', null)
          .executeTakeFirst()
        if (member !== undefined) throw new ApiError('member/email-taken')
        const made = await transaction
          .insertInto('invitations')
          .values({
            tenant_id: caller.tenantId,
            id,
            email,
            role_id: roleId,
            locale: input.locale ?? (await tenantLocale(transaction)),
            secret_hash: hashToken(token),
            created_at: now,
            created_by: caller.kind === 'member' ? caller.memberId : null,
            sent_at: now,
            expires_at: new Date(now.getTime() + input.days * dayMs),
            accepted_at: null,
            revoked_at: null,
          })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst()
        if (made.numInsertedOrUpdatedRows === 0n) throw new ApiError('member/invited')
        await recordAudit(transaction, caller.tenantId, caller, {
          at: now,
          action: 'member-invited',
          target: { kind: 'invitation', id },
          detail: { role: input.role },
        })
        const row = await open(transaction).where('invitations.id', '=', id).executeTakeFirstOrThrow()
        return { invitation: present(row, now), token }
      })
    },
    async resend(caller, invitationId, days) {
      const now = clock.now()
      const token = newToken()
      return database.tenant(caller.tenantId, async (transaction) => {
        const row = await open(transaction).where('invitations.id', '=', invitationId).executeTakeFirst()
        if (row === undefined) throw new ApiError('invitation/not-found')
        await roleWithin(transaction, caller, row.role)
        const renewed = await transaction
          .updateTable('invitations')
          .set({
            secret_hash: hashToken(token),
            sent_at: now,
            expires_at: new Date(now.getTime() + days * dayMs),
          })
          .where('id', '=', invitationId)
          .where('accepted_at', 'is', null)
          .where('revoked_at', 'is', null)
          .executeTakeFirst()
        if (renewed.numUpdatedRows === 0n) throw new ApiError('invitation/not-found')
        await recordAudit(transaction, caller.tenantId, caller, {
          at: now,
          action: 'invitation-renewed',
          target: { kind: 'invitation', id: invitationId },
        })
        const fresh = await open(transaction)
          .where('invitations.id', '=', invitationId)
          .executeTakeFirstOrThrow()
        return { invitation: present(fresh, now), token }
      })
    },
    async revoke(caller, invitationId) {
      const now = clock.now()
      await database.tenant(caller.tenantId, async (transaction) => {
        const revoked = await transaction
          .updateTable('invitations')
          .set({ revoked_at: now })
          .where('id', '=', invitationId)
          .where('accepted_at', 'is', null)
          .where('revoked_at', 'is', null)
          .executeTakeFirst()
        if (revoked.numUpdatedRows === 0n) throw new ApiError('invitation/not-found')
        await recordAudit(transaction, caller.tenantId, caller, {
          at: now,
          action: 'invitation-revoked',
          target: { kind: 'invitation', id: invitationId },
        })
      })
    },
    async read(token) {
      const { tenantId, invitationId } = await findGood(token)
      return database.tenant(tenantId, async (transaction) => {
        const row = await open(transaction).where('invitations.id', '=', invitationId).executeTakeFirst()
        if (row === undefined) throw new ApiError('invitation/invalid')
        const tenant = await transaction.selectFrom('tenants').select('name').executeTakeFirstOrThrow()
        const { email, role, roleName, locale, expiresAt } = present(row, clock.now())
        return {
          tenantName: tenant.name,
          email,
          role,
          ...(roleName === undefined ? {} : { roleName }),
          locale,
          expiresAt,
        }
      })
    },
    async accept({ token, name, password, code }, device) {
      const { tenantId, invitationId } = await findGood(token)
      const invited = await database.tenant(tenantId, (transaction) =>
        open(transaction).where('invitations.id', '=', invitationId).executeTakeFirst(),
      )
      if (invited === undefined) throw new ApiError('invitation/invalid')
      // The link says who was invited, not who holds it: an existing login opens by its own password alone.
      const known = (await signIns.knows(invited.email))
        ? await signIns.prove({ email: invited.email, password, code, address: device.address })
        : undefined
      const hash = await hashPassword(password)
      const now = clock.now()
      return database.tenant(tenantId, async (transaction) => {
        const taken = await transaction
          .updateTable('invitations')
          .set({ accepted_at: now })
          .where('id', '=', invitationId)
          .where('secret_hash', '=', hashToken(token))
          .where('accepted_at', 'is', null)
          .where('revoked_at', 'is', null)
          .where('expires_at', '>', now)
          .returning('role_id')
          .executeTakeFirst()
        if (taken === undefined) throw new ApiError('invitation/invalid')
        const newLogin = newId()
        const { rows } = await sql<{ id: string }>`
          select ensure_login(${newLogin}::uuid, ${invited.email}, ${hash}, ${now}) as id`.execute(
          transaction,
        )
        const loginId = rows[0]?.id ?? ''
        if (loginId !== newLogin && loginId !== known) throw new ApiError('invitation/invalid')
        const former = await transaction
          .selectFrom('members')
          .select(['id', 'removed_at'])
          .where('login_id', '=', loginId)
          .executeTakeFirst()
        if (former?.removed_at === null) throw new ApiError('member/email-taken')
        const memberId = former?.id ?? newId()
        const values = {
          role_id: taken.role_id,
          email: invited.email,
          name,
          locale: invited.locale,
          removed_at: null,
        }
        if (former === undefined) {
          await transaction
            .insertInto('members')
            .values({
              tenant_id: tenantId,
              id: memberId,
              login_id: loginId,
              presence_seen_at: null,
              created_at: now,
              ...values,
            })
            .execute()
        } else {
          await transaction.updateTable('members').set(values).where('id', '=', memberId).execute()
        }
        await recordAudit(
          transaction,
          tenantId,
          { kind: 'member', memberId, name },
          {
            at: now,
            action: 'invitation-accepted',
            target: { kind: 'invitation', id: invitationId },
            detail: { role: invited.role },
          },
        )
        return { loginId, tenantId }
      })
    },
  }
}
