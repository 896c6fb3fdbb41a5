import { createInvitation, createOidcProvider, updateSignInSettings } from '../contract/index.ts'
import type { TestMember, TestServerHandle, TestTenant } from './running-server.ts'

/** At least one row in every table of who may enter and what a tenant sets for itself, in the way admins do it. */
export async function fillAccess(
  server: TestServerHandle,
  tenant: TestTenant,
  { cookie, memberId }: TestMember,
): Promise<void> {
  const answers: { status: number; body: unknown }[] = [
    await server.call(updateSignInSettings, { cookie, body: { secondFactorRequired: false } }),
    await server.call(createInvitation, {
      cookie,
      body: { email: `guest-${tenant.slug}@example.com`, role: 'agent' },
    }),
  ]
  const provider = await server.call(createOidcProvider, {
    cookie,
    body: {
      name: 'Company',
      issuer: `https://${tenant.slug}.invalid`,
      clientId: 'attune',
      clientSecret: 'secret of the client',
      enabled: false,
      domains: [],
      invited: true,
      role: 'agent',
      roleMap: [],
    },
  })
  answers.push(provider)
  // Linked by a real sign-in only, which has tests of its own.
  await server.database.asOwner(
    'insert into oidc_identities (tenant_id, provider_id, subject, member_id, linked_at) select $1, $2, $3, $4, now()',
    [tenant.id, provider.body.id, tenant.slug, memberId],
  )
  const failed = answers.find((answer) => answer.status !== 200)
  if (failed !== undefined) throw new Error(JSON.stringify(failed.body))
}
