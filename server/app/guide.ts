import { sql } from 'kysely'
import { dismissGuide, type Guide, getGuide, type Tenant, updateTenant } from '../../contract/index.ts'
import type { TenantTransaction } from '../platform/db/index.ts'
import type { HttpServer } from '../platform/http/index.ts'
import { recordAudit } from '../tenants/index.ts'
import type { Modules } from './compose.ts'

const wantedQuestions = 3
/** What the first start calls a company that has not said its name. */
const unnamed = 'Main'

/** The way of a new tenant to its own widget answering its own question. */
export function addGuideRoutes(options: Modules & { http: HttpServer }): void {
  const { http, database, clock, policies } = options

  async function read(tenantId: string): Promise<Guide> {
    const { document } = await policies.current(tenantId)
    return database.tenant(tenantId, async (transaction) => {
      const { rows } = await sql<{
        named: boolean
        questions: number
        tried: boolean
        opened: boolean
        answered: boolean
        dismissed: boolean
        key: string | null
      }>`select
          exists (select 1 from tenants where name <> ${unnamed}) as named,
          (select count(*)::int from entries where state = 'published') as questions,
          exists (select 1 from tenant_settings where tried_at is not null) as tried,
          exists (select 1 from conversations) as opened,
          exists (select 1 from decisions where outcome = 'answer') as answered,
          exists (select 1 from tenant_settings where guide_dismissed_at is not null) as dismissed,
          (select key from channels order by id limit 1) as key`.execute(transaction)
      const facts = rows[0]!
      return {
        done: {
          company: facts.named && document.hours !== undefined,
          questions: facts.questions >= wantedQuestions,
          tried: facts.tried,
          widget: facts.opened,
          answered: facts.answered,
        },
        questions: facts.questions,
        dismissed: facts.dismissed,
        ...(facts.key === null ? {} : { channelKey: facts.key }),
      }
    })
  }
  const settle = (transaction: TenantTransaction, tenantId: string) =>
    transaction
      .insertInto('tenant_settings')
      .values({ tenant_id: tenantId })
      .onConflict((conflict) => conflict.doNothing())
      .execute()

  http.route(getGuide, ({ caller }) => read(caller.tenantId))
  http.route(dismissGuide, async ({ caller, body }) => {
    await database.tenant(caller.tenantId, async (transaction) => {
      await settle(transaction, caller.tenantId)
      await transaction
        .updateTable('tenant_settings')
        .set({ guide_dismissed_at: body.dismissed ? clock.now() : null })
        .execute()
    })
    return read(caller.tenantId)
  })
  http.route(updateTenant, ({ caller, body }) =>
    database.tenant(caller.tenantId, async (transaction): Promise<Tenant> => {
      const row = await transaction
        .updateTable('tenants')
        .set((expression) => ({
          name: body.name ?? expression.ref('name'),
          locale: body.locale ?? expression.ref('locale'),
          time_zone: body.timeZone ?? expression.ref('time_zone'),
        }))
        .returning(['tenant_id', 'slug', 'name', 'locale', 'time_zone'])
        .executeTakeFirstOrThrow()
      await recordAudit(transaction, caller.tenantId, caller, {
        at: clock.now(),
        action: 'tenant-changed',
        detail: { ...body },
      })
      return {
        id: row.tenant_id as Tenant['id'],
        slug: row.slug,
        name: row.name,
        locale: row.locale as Tenant['locale'],
        timeZone: row.time_zone,
      }
    }),
  )
}

/** Somebody tried a question: remembered the first time. */
export async function rememberTried(
  { database, clock }: Pick<Modules, 'database' | 'clock'>,
  tenantId: string,
) {
  await database.tenant(tenantId, (transaction) =>
    sql`insert into tenant_settings as s (tenant_id, tried_at) values (${tenantId}, ${clock.now()})
      on conflict (tenant_id) do update set tried_at = excluded.tried_at where s.tried_at is null`.execute(
      transaction,
    ),
  )
}
