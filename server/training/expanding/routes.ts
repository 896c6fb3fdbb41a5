import {
  expandEntry,
  getEntryExpansion,
  getExpansion,
  settleWordings,
  updateExpansion,
} from '../../../contract/index.ts'
import type { HttpServer } from '../../platform/http/index.ts'
import type { Expansion } from './expansion.ts'

export function addExpansionRoutes({ http, expansion }: { http: HttpServer; expansion: Expansion }): void {
  http.route(getExpansion, ({ caller }) => expansion.overview(caller))
  http.route(updateExpansion, ({ caller, body, ifMatch }) => expansion.update(caller, body, ifMatch))
  http.route(getEntryExpansion, ({ caller, params }) => expansion.of(caller, params.entryId))
  http.route(expandEntry, ({ caller, params }) => expansion.ask(caller, params.entryId))
  http.route(settleWordings, ({ caller, params, body }) => expansion.settle(caller, params.entryId, body))
}
