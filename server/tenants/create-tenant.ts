import { sql } from 'kysely'
import { builtInRoles, type Locale } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { newId } from '../platform/ids/index.ts'

export interface NewTenant {
  slug: string
  name: string
  locale: Locale
  timeZone: string
  demo?: boolean
}

/** Id of the tenant with this slug, if there is one. */
export async function findTenant(database: Database, slug: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string | null }>`select find_tenant(${slug}) as id`.execute(
    database.unscoped,
  )
  return rows[0]?.id ?? undefined
}

/** A tenant with the built-in roles. Asking twice gives the same tenant. */
export async function createTenant(database: Database, clock: Clock, input: NewTenant): Promise<string> {
  const existing = await findTenant(database, input.slug)
  if (existing !== undefined) return existing
  const tenantId = newId()
  await database.tenant(tenantId, async (transaction) => {
    await transaction
      .insertInto('tenants')
      .values({
        tenant_id: tenantId,
        slug: input.slug,
        name: input.name,
        locale: input.locale,
        time_zone: input.timeZone,
        demo: input.demo ?? false,
        created_at: clock.now(),
      })
      .execute()
    await transaction.insertInto('tenant_versions').values({ tenant_id: tenantId, model_id: null }).execute()
    await transaction
      .insertInto('roles')
      .values(
        Object.entries(builtInRoles).map(([key, permissions]) => ({
          tenant_id: tenantId,
          id: newId(),
          key,
          permissions: [...permissions],
        })),
      )
      .execute()
  })
  return tenantId
}

export interface TenantListing {
  tenantId: string
  slug: string
  modelId: string | undefined
  knowledge: number
}

/** Every tenant of the installation, page by page. For the composition root only. */
export async function* listTenants(database: Database): AsyncGenerator<TenantListing> {
  let behind: string | null = null
  for (;;) {
    const {
      rows,
    }: { rows: { tenant_id: string; slug: string; model_id: string | null; knowledge: number }[] } =
      await sql<{
        tenant_id: string
        slug: string
        model_id: string | null
        knowledge: number
      }>`select * from list_tenants(${behind}::uuid, 200)`.execute(database.unscoped)
    for (const row of rows) {
      yield {
        tenantId: row.tenant_id,
        slug: row.slug,
        modelId: row.model_id ?? undefined,
        knowledge: row.knowledge,
      }
    }
    if (rows.length < 200) return
    behind = rows.at(-1)?.tenant_id ?? null
  }
}
