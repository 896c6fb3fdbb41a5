import { createInvitation, updateSignInSettings } from '../contract/index.ts'
import type { TestMember, TestServerHandle, TestTenant } from './running-server.ts'

/** At least one row in every table of who may enter and what a tenant sets for itself, in the way admins do it. */
export async function fillAccess(
  server: TestServerHandle,
  tenant: TestTenant,
  { cookie }: TestMember,
): Promise<void> {
  const answers = [
    await server.call(updateSignInSettings, { cookie, body: { secondFactorRequired: false } }),
    await server.call(createInvitation, {
      cookie,
      body: { email: `guest-${tenant.slug}@example.com`, role: 'agent' },
    }),
  ]
  const failed = answers.find((answer) => answer.status !== 200)
  if (failed !== undefined) throw new Error(JSON.stringify(failed.body))
}
