import {
  freezeCase,
  listBrokenCases,
  listFrozenCases,
  listModelVersions,
  putVersionInForce,
  removeFrozenCase,
  updateFrozenCase,
} from '../../../contract/index.ts'
import type { HttpServer } from '../../platform/http/index.ts'
import type { FrozenCases } from './frozen-cases.ts'
import { brokenCases, listVersions, putInForce, type VersionDependencies } from './versions.ts'

export function addFrozenCaseRoutes(
  options: VersionDependencies & { http: HttpServer; frozenCases: FrozenCases },
): void {
  const { http, frozenCases } = options
  http.route(listFrozenCases, ({ caller, query }) => frozenCases.list(caller, query))
  http.route(freezeCase, ({ caller, body }) => frozenCases.freeze(caller, body))
  http.route(updateFrozenCase, ({ caller, params, body, ifMatch }) =>
    frozenCases.update(caller, params.caseId, body, ifMatch),
  )
  http.route(removeFrozenCase, async ({ caller, params }) => {
    await frozenCases.remove(caller, params.caseId)
    return { ok: true } as const
  })
  http.route(listModelVersions, ({ caller, query }) => listVersions(options, caller, query))
  http.route(listBrokenCases, ({ caller, params }) => brokenCases(options, caller, params.versionId))
  http.route(putVersionInForce, ({ caller, params }) => putInForce(options, caller, params.versionId))
}
