import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../../platform/db/index.ts'
import { ApiError } from '../../platform/http/index.ts'
import { newId } from '../../platform/ids/index.ts'
import { recordAudit } from '../audit.ts'
import { tenantLocale } from '../tenant-locale.ts'
import type { ActiveProvider } from './identity-providers.ts'

/** What a checked ID token says about a person. */
export interface Claims {
  subject: string
  /** Only when the provider says that it verified it. */
  email?: string | undefined
  name?: string | undefined
  /** Values of the role claim. */
  groups: readonly string[]
}

interface Entered {
  memberId: string
  loginId: string
}

/**
 * The member behind a person of a provider: the one linked before; else, by verified e-mail, a member of this tenant, a holder of an
 * open invitation, or somebody of a domain that may enter. Throws `oidc/not-invited`.
 */
export async function enterByIdentity(
  { database, clock }: { database: Database; clock: Clock },
  provider: ActiveProvider,
  claims: Claims,
): Promise<Entered> {
  const now = clock.now()
  const { tenantId } = provider
  return database.tenant(tenantId, async (transaction) => {
    // The same person in two tabs must not become two members.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${provider.id} ${claims.email ?? claims.subject}`}, 0))`.execute(
      transaction,
    )
    const linked = await transaction
      .selectFrom('oidc_identities')
      .innerJoin('members', (join) =>
        join
          .onRef('members.tenant_id', '=', 'oidc_identities.tenant_id')
          .onRef('members.id', '=', 'oidc_identities.member_id'),
      )
      .select(['members.id', 'members.login_id', 'members.removed_at'])
      .where('provider_id', '=', provider.id)
      .where('subject', '=', claims.subject)
      .executeTakeFirst()
    if (linked?.removed_at) throw new ApiError('oidc/not-invited')
    const entered =
      linked === undefined
        ? await enterByEmail(transaction, provider, claims, now)
        : { memberId: linked.id, loginId: linked.login_id }
    if (linked === undefined) {
      await transaction
        .insertInto('oidc_identities')
        .values({
          tenant_id: tenantId,
          provider_id: provider.id,
          subject: claims.subject,
          member_id: entered.memberId,
          linked_at: now,
        })
        .execute()
    }
    await followGroups(transaction, provider, claims, entered.memberId, now)
    return entered
  })
}

async function enterByEmail(
  transaction: TenantTransaction,
  provider: ActiveProvider,
  { email, name }: Claims,
  now: Date,
): Promise<Entered> {
  if (email === undefined) throw new ApiError('oidc/email-unverified')
  const known = await transaction
    .selectFrom('members')
    .select(['id', 'login_id', 'removed_at'])
    .where('email', '=', email)
    .orderBy('removed_at', (order) => order.desc().nullsFirst())
    .executeTakeFirst()
  if (known?.removed_at === null) return { memberId: known.id, loginId: known.login_id }
  const invitation = provider.invited
    ? await transaction
        .updateTable('invitations')
        .set({ accepted_at: now })
        .where('email', '=', email)
        .where('accepted_at', 'is', null)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now)
        .returning(['id', 'role_id', 'locale'])
        .executeTakeFirst()
    : undefined
  const byDomain = provider.domains.includes(email.slice(email.lastIndexOf('@') + 1))
  // Whoever was removed comes back by an invitation alone.
  if (invitation === undefined && (!byDomain || known !== undefined)) throw new ApiError('oidc/not-invited')
  const role = await transaction
    .selectFrom('roles')
    .select('id')
    .where('key', '=', provider.role)
    .executeTakeFirstOrThrow()
  const values = {
    role_id: invitation?.role_id ?? role.id,
    email,
    name: name ?? email,
    locale: invitation?.locale ?? (await tenantLocale(transaction)),
    removed_at: null,
  }
  const memberId = known?.id ?? newId()
  let loginId = known?.login_id
  if (loginId === undefined) {
    // A login of its own that no password opens: e-mails of the installation's logins are not this tenant's to claim.
    const { rows } = await sql<{ id: string }>`select ensure_login(${newId()}::uuid,
      ${`${memberId}@${provider.tenantId}.oidc.invalid`}, ${`none$${randomBytes(8).toString('hex')}`}, ${now}) as id`.execute(
      transaction,
    )
    loginId = rows[0]?.id ?? ''
    await transaction
      .insertInto('members')
      .values({
        tenant_id: provider.tenantId,
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
  await recordAudit(transaction, provider.tenantId, 'system', {
    at: now,
    action: invitation === undefined ? 'member-added' : 'invitation-accepted',
    target: { kind: 'member', id: memberId },
    detail: { by: provider.name },
  })
  return { memberId, loginId }
}

/** Gives the role that the provider's groups mean, at every sign-in; the last admin stays one. */
async function followGroups(
  transaction: TenantTransaction,
  provider: ActiveProvider,
  { groups }: Claims,
  memberId: string,
  now: Date,
): Promise<void> {
  const key = provider.roleMap.find(({ value }) => groups.includes(value))?.role
  if (key === undefined) return
  await sql`select 1 from tenants for update`.execute(transaction)
  const { rows } = await sql<{ id: string }>`
    update members m set role_id = r.id, version = m.version + 1
    from roles r, roles old
    where m.id = ${memberId}::uuid and r.key = ${key} and old.id = m.role_id and old.id <> r.id
      and (old.key <> 'admin' or exists (select 1 from members o where o.role_id = old.id and o.removed_at is null and o.id <> m.id))
    returning m.id`.execute(transaction)
  if (rows.length === 0) return
  await recordAudit(transaction, provider.tenantId, 'system', {
    at: now,
    action: 'member-changed',
    target: { kind: 'member', id: memberId },
    detail: { role: key, by: provider.name },
  })
}
