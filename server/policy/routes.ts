import { getPolicy, listAnnouncements, listPolicyVersions, updatePolicy } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { HttpServer } from '../platform/http/index.ts'
import { announcementsAt } from './announcements.ts'
import type { Policies } from './policies.ts'

export function addPolicyRoutes({
  http,
  policies,
  clock,
}: {
  http: HttpServer
  policies: Policies
  clock: Clock
}): void {
  http.route(getPolicy, ({ caller }) => policies.inForce(caller))
  http.route(updatePolicy, ({ caller, body, ifMatch, query }) =>
    policies.update(caller, caller.tenantId, body, ifMatch, query.note),
  )
  http.route(listPolicyVersions, ({ caller, query }) => policies.list(caller, query))
  http.route(listAnnouncements, async ({ caller }) => {
    const { document } = await policies.current(caller.tenantId)
    return { items: announcementsAt(document, 'staff', clock.now()) }
  })
}
