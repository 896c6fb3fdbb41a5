import {
  findWays as findWaysRoute,
  getCalibration,
  getWorklistGroup,
  labelQuestion,
  listCalibrationExamples,
  listQuestionsToLabel,
  listWorklist,
  previewDraft as previewDraftRoute,
  previewRepair as previewRoute,
  refreshWorklist,
  repairGroup as repairRoute,
  undoRepair as undoRoute,
  unlabelQuestion,
} from '../../contract/index.ts'
import type { HttpServer } from '../platform/http/index.ts'
import type { Policies } from '../policy/index.ts'
import { calibrationExamples, readCalibration } from './calibration.ts'
import { findWays } from './discovery/find-ways.ts'
import { labelOne, questionsToLabel } from './labelling.ts'
import { previewDraft } from './preview-draft.ts'
import { previewRepair } from './preview-repair.ts'
import { readGroup, readWorklist } from './read-worklist.ts'
import { type RepairDependencies, repairGroup, undoRepair } from './repair-group.ts'
import { requestUpdate } from './update-worklist.ts'

export function addTrainingRoutes(
  options: RepairDependencies & { http: HttpServer; policies: Policies },
): void {
  const { http, database, clock } = options
  http.route(getCalibration, ({ caller, query }) => readCalibration(options, caller.tenantId, query.scene))
  http.route(listCalibrationExamples, ({ caller, query }) =>
    calibrationExamples(options, caller.tenantId, query),
  )
  http.route(listWorklist, ({ caller, query }) => readWorklist(options, caller.tenantId, query))
  http.route(getWorklistGroup, ({ caller, params, query }) =>
    readGroup(options, caller.tenantId, params.groupId, query.days),
  )
  http.route(findWaysRoute, ({ caller, body }) => findWays(options, caller.tenantId, body))
  http.route(refreshWorklist, async ({ caller }) => {
    await database.tenant(caller.tenantId, (transaction) => requestUpdate(transaction, clock.now()))
    return { ok: true } as const
  })
  http.route(previewRoute, ({ caller, params, body }) =>
    previewRepair(options, caller.tenantId, params.groupId, body),
  )
  http.route(previewDraftRoute, ({ caller, body }) => previewDraft(options, caller.tenantId, body))
  http.route(repairRoute, ({ caller, params, body, ifMatch }) =>
    repairGroup(options, caller, params.groupId, body, ifMatch),
  )
  http.route(undoRoute, ({ caller, params, ifMatch }) => undoRepair(options, caller, params.groupId, ifMatch))
  http.route(listQuestionsToLabel, ({ caller, query }) => questionsToLabel(options, caller, query.limit))
  http.route(labelQuestion, async ({ caller, params, body }) => {
    await labelOne(options, caller, params.questionId, body)
    return { ok: true } as const
  })
  http.route(unlabelQuestion, async ({ caller, params }) => {
    await labelOne(options, caller, params.questionId, undefined)
    return { ok: true } as const
  })
}
