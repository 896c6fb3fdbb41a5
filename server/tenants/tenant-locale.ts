import type { Locale } from '../../contract/index.ts'
import type { TenantTransaction } from '../platform/db/index.ts'

/** The tenant's own language: of members who come without one. */
export async function tenantLocale(transaction: TenantTransaction): Promise<Locale> {
  const { locale } = await transaction.selectFrom('tenants').select('locale').executeTakeFirstOrThrow()
  return locale as Locale
}
