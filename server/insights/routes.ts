import {
  type EntryId,
  getBoard,
  getFlywheel,
  getOwnReport,
  getReport,
  listEntryUse,
  listOwnReportFacts,
  listReportFacts,
} from '../../contract/index.ts'
import type { Queue } from '../conversations/index.ts'
import { ApiError, type HttpServer, type StaffCaller } from '../platform/http/index.ts'
import { readBoard } from './board.ts'
import type { EntryUse } from './entry-use.ts'
import { readFlywheel } from './flywheel.ts'
import { listFacts } from './list-facts.ts'
import { type ReportDependencies, readReport, spanOf } from './report.ts'

/** Agents read of themselves; a program serves nobody. */
function ownId(caller: StaffCaller): string {
  if (caller.kind !== 'member') throw new ApiError('access/not-a-member')
  return caller.memberId
}

export function addInsightRoutes(
  options: ReportDependencies & { http: HttpServer; queue: Queue; entryUse: EntryUse },
): void {
  const { http, entryUse } = options

  const span = (tenantId: string, query: { from?: string | undefined; to?: string | undefined }) =>
    spanOf(options, tenantId, query)

  http.route(getReport, async ({ caller: { tenantId }, query }) =>
    readReport(options, tenantId, { ...query, ...(await span(tenantId, query)) }),
  )
  http.route(getOwnReport, async ({ caller, query }) =>
    readReport(options, caller.tenantId, {
      ...query,
      ...(await span(caller.tenantId, query)),
      agentId: ownId(caller),
    }),
  )
  http.route(listReportFacts, async ({ caller: { tenantId }, query }) =>
    listFacts(options, tenantId, { ...query, ...(await span(tenantId, query)) }),
  )
  http.route(listOwnReportFacts, async ({ caller, query }) =>
    listFacts(options, caller.tenantId, {
      ...query,
      ...(await span(caller.tenantId, query)),
      agentId: ownId(caller),
    }),
  )
  http.route(getFlywheel, async ({ caller: { tenantId }, query }) =>
    readFlywheel(options, tenantId, await span(tenantId, query)),
  )
  http.route(getBoard, ({ caller }) => readBoard(options, caller))
  http.route(listEntryUse, async ({ caller }) => ({
    items: (await entryUse.read(caller.tenantId)).map((one) => ({ ...one, entryId: one.entryId as EntryId })),
  }))
}
