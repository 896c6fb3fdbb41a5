import {
  eraseCustomer,
  exportCustomer,
  findCustomers,
  getBackupStatus,
  getRetention,
  updateRetention,
} from '../../../contract/index.ts'
import type { HttpServer } from '../../platform/http/index.ts'
import type { Modules } from '../compose.ts'
import { readBackupStatus } from './backup-status.ts'
import { openCustomerData } from './customer-data.ts'
import { openRetention } from './retention.ts'

/** How long is kept what, one customer's data, and the last backup. */
export function addPrivacyRoutes(
  options: Modules & { http: HttpServer; dataDirectory?: string | undefined },
): void {
  const { http, clock } = options
  const customers = openCustomerData(options)
  const retention = openRetention(options)
  http.route(getRetention, ({ caller }) => retention.get(caller))
  http.route(updateRetention, ({ caller, body, ifMatch }) => retention.update(caller, body, ifMatch))
  http.route(findCustomers, async ({ caller, body }) => ({ items: await customers.find(caller, body.text) }))
  http.route(exportCustomer, ({ caller, params }) => customers.export(caller, params.customerId))
  http.route(eraseCustomer, async ({ caller, params }) => {
    await customers.erase(caller, params.customerId)
    return { ok: true } as const
  })
  http.route(getBackupStatus, () => readBackupStatus(options.dataDirectory, clock))
}
