import { type RawBuilder, sql } from 'kysely'
import type { Colleague } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'

/** As long as a member counts as present after their console was last heard. */
const presenceFreshMs = 60_000

interface Row {
  id: Colleague['id']
  name: string
  role: string
  online: boolean
  serves: boolean
  open: number
}

interface Needs {
  database: Database
  clock: Clock
}

function select({ clock }: Needs, where: RawBuilder<unknown>) {
  const fresh = new Date(clock.now().getTime() - presenceFreshMs)
  return sql<Row>`
    select m.id, m.name, r.key as role, m.presence = 'online' and coalesce(m.presence_seen_at > ${fresh}, false) as online,
      'conversations:serve' = any (r.permissions) as serves,
      (select count(*)::int from conversations c where c.tenant_id = m.tenant_id and c.owner_kind = 'agent'
        and c.owner_id = m.id and c.state = 'open') as open
    from members m join roles r on r.tenant_id = m.tenant_id and r.id = m.role_id
    where m.tenant_id = current_tenant() and m.removed_at is null and ${where}`
}

const present = ({ online, ...row }: Row): Colleague => ({ ...row, presence: online ? 'online' : 'away' })

/** A page of the tenant's members: who is on duty and how much each has open. */
export async function listColleagues(
  needs: Needs,
  caller: StaffCaller,
  query: { after?: string | undefined; limit: number },
): Promise<{ items: Colleague[]; next?: string }> {
  const { after, limit } = query
  if (after !== undefined && !/^[0-9a-f-]{36}$/.test(after))
    throw new ApiError('request/invalid', { detail: 'query.after' })
  const behind = after === undefined ? sql`true` : sql`m.id > ${after}::uuid`
  const { rows } = await needs.database.tenant(caller.tenantId, (transaction) =>
    select(needs, sql`${behind} order by m.id limit ${limit + 1}`).execute(transaction),
  )
  const items = rows.slice(0, limit).map(present)
  return rows.length > limit ? { items, next: items.at(-1)?.id ?? '' } : { items }
}

export async function findColleague(
  needs: Needs,
  tenantId: string,
  memberId: string,
): Promise<Colleague | undefined> {
  const { rows } = await needs.database.tenant(tenantId, (transaction) =>
    select(needs, sql`m.id = ${memberId}::uuid`).execute(transaction),
  )
  return rows.map(present)[0]
}
