import { getPolicy, listPolicyVersions, updatePolicy } from '../../contract/index.ts'
import type { HttpServer } from '../platform/http/index.ts'
import type { Policies } from './policies.ts'

export function addPolicyRoutes({ http, policies }: { http: HttpServer; policies: Policies }): void {
  http.route(getPolicy, ({ caller }) => policies.inForce(caller))
  http.route(updatePolicy, ({ caller, body, ifMatch }) =>
    policies.update(caller, caller.tenantId, body, ifMatch),
  )
  http.route(listPolicyVersions, ({ caller, query }) => policies.list(caller, query))
}
