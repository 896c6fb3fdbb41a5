import type { z } from 'zod'
import { getHandoverSummary } from '../../contract/index.ts'
import type { Database } from '../platform/db/index.ts'
import type { HttpServer } from '../platform/http/index.ts'
import type { Understanding } from '../understanding/index.ts'
import { readHandoverSummary } from './handover-summary.ts'

export function addWorkspaceRoutes(options: {
  http: HttpServer
  database: Database
  understanding: Understanding
}): void {
  options.http.route(
    getHandoverSummary,
    async ({ caller, params }) =>
      (await readHandoverSummary(options, caller.tenantId, params.conversationId)) as z.input<
        (typeof getHandoverSummary)['reply']
      >,
  )
}
