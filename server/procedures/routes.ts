import {
  createProcedure,
  draftProcedureFrom,
  getProcedure,
  listProcedureRuns,
  listProcedures,
  listProcedureTools,
  listProcedureVersions,
  publishProcedure,
  removeProcedure,
  restoreProcedure,
  stopProcedureRun,
  tryProcedure,
  updateProcedure,
  withdrawProcedure,
} from '../../contract/index.ts'
import type { Models } from '../models/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import type { HttpServer } from '../platform/http/index.ts'
import type { Tools } from '../tools/index.ts'
import { draftFrom } from './draft-from.ts'
import type { Procedures } from './procedures.ts'
import { listRuns } from './runs/list-runs.ts'
import { tryOut } from './steps/try-out.ts'
import { listTools } from './surroundings.ts'

const done = { ok: true as const }

export function addProcedureRoutes({
  http,
  procedures,
  ...modules
}: {
  http: HttpServer
  procedures: Procedures
  database: Database
  clock: Clock
  models: Models
  tools: Tools
}): void {
  const { store } = procedures
  http.route(listProcedures, async ({ caller }) => ({ items: await store.list(caller.tenantId) }))
  http.route(createProcedure, ({ caller, body }) => store.create(caller, caller.tenantId, body))
  http.route(getProcedure, ({ caller, params }) => store.get(caller.tenantId, params.procedureId))
  http.route(updateProcedure, ({ caller, params, body, ifMatch }) =>
    store.update(caller, caller.tenantId, params.procedureId, body, ifMatch),
  )
  http.route(removeProcedure, async ({ caller, params }) => {
    await store.remove(caller, caller.tenantId, params.procedureId)
    return done
  })
  http.route(publishProcedure, ({ caller, params, body }) =>
    store.publish(caller, caller.tenantId, params.procedureId, body.note),
  )
  http.route(withdrawProcedure, ({ caller, params }) =>
    store.withdraw(caller, caller.tenantId, params.procedureId),
  )
  http.route(listProcedureVersions, ({ caller, params, query }) =>
    store.versions(caller.tenantId, params.procedureId, query),
  )
  http.route(restoreProcedure, ({ caller, params, body }) =>
    store.restore(caller, caller.tenantId, params.procedureId, body.number),
  )
  http.route(listProcedureRuns, ({ caller, query }) => listRuns(modules.database, caller.tenantId, query))
  http.route(stopProcedureRun, async ({ caller, params }) => {
    await procedures.stopRun(caller, params.runId)
    return done
  })
  http.route(listProcedureTools, async ({ caller }) => ({
    items: await listTools(modules.tools, caller.tenantId),
  }))
  http.route(tryProcedure, ({ body }) => tryOut(body, modules.clock.now()))
  http.route(draftProcedureFrom, ({ caller, body }) => draftFrom(modules, caller.tenantId, body))
}
