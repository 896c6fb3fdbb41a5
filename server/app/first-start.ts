import { sql } from 'kysely'
import { defaultPolicy } from '../policy/index.ts'
import { createTenant, findTenant, randomPassword } from '../tenants/index.ts'
import type { Modules } from './compose.ts'
import { demoCompanies, setUpDemoCompany } from './demo.ts'

export interface FirstStart {
  email: string
  password: string
  /** Whether the password was made up here and has to be shown. */
  random: boolean
}

/**
 * Fills an empty installation: the demo companies or one empty company, and last the first admin, who marks it as done.
 * Returns the admin's password the first time, undefined ever after.
 */
export async function prepareFirstStart(
  modules: Modules,
  options: { demo: boolean; adminEmail: string; adminPassword: string | undefined; say(line: string): void },
): Promise<FirstStart | undefined> {
  const { database, clock, members, channels } = modules
  const { rows } = await sql<{ ready: boolean }>`select has_logins() as ready`.execute(database.unscoped)
  if (rows[0]?.ready) return undefined
  const tenantIds: string[] = []
  if (options.demo) {
    for (const company of demoCompanies) {
      options.say(`Setting up the demo company "${company.slug}": knowledge, policy, a first model …`)
      tenantIds.push(await setUpDemoCompany(modules, company.slug, company.channelKey))
    }
  } else {
    const known = await findTenant(database, 'main')
    const tenantId =
      known ??
      (await createTenant(database, clock, { slug: 'main', name: 'Main', locale: 'en', timeZone: 'UTC' }))
    await channels.ensure(tenantId, { key: `web-${tenantId.slice(-12)}`, name: 'Web chat', settings: {} })
    if ((await modules.policies.current(tenantId)).version === 0)
      await modules.policies.update('system', tenantId, defaultPolicy, undefined)
    tenantIds.push(tenantId)
  }
  const password = options.adminPassword ?? randomPassword()
  for (const tenantId of tenantIds) {
    await members.add('system', tenantId, {
      email: options.adminEmail,
      name: 'Admin',
      role: 'admin',
      password,
    })
  }
  return { email: options.adminEmail, password, random: options.adminPassword === undefined }
}
