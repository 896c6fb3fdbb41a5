import type { ProcedureRunView } from '../../../contract/index.ts'
import type { Database } from '../../platform/db/index.ts'
import type { RunRow } from './core.ts'

const waitsFor: Record<RunRow['awaiting'], ProcedureRunView['awaiting']> = {
  slots: 'customer',
  choice: 'customer',
  tool: 'tool',
  call: 'tool',
  proof: 'customer',
  time: 'time',
  nothing: 'nothing',
}

/** Runs, newest first. What customers said stands in their conversations. */
export async function listRuns(
  database: Database,
  tenantId: string,
  query: {
    after?: string | undefined
    limit: number
    procedureId?: string | undefined
    open?: 'true' | 'false' | undefined
  },
): Promise<{ items: ProcedureRunView[]; next?: string }> {
  const rows = await database.tenant(tenantId, (transaction) => {
    let select = transaction
      .selectFrom('procedure_runs')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(query.limit + 1)
    if (query.procedureId !== undefined) select = select.where('procedure_id', '=', query.procedureId)
    if (query.open === 'true') select = select.where('state', 'in', ['active', 'paused'])
    if (query.after !== undefined) select = select.where('id', '<', query.after)
    return select.execute()
  })
  const items = rows.slice(0, query.limit).map((row) => ({
    id: row.id,
    procedureId: row.procedure_id,
    version: row.number,
    conversationId: row.conversation_id as ProcedureRunView['conversationId'],
    state: row.state,
    ...(row.code === null ? {} : { code: row.code }),
    step: row.step,
    awaiting: row.ended_at === null ? waitsFor[row.awaiting] : ('nothing' as const),
    startedAt: row.started_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    ...(row.due_at === null ? {} : { dueAt: row.due_at.toISOString() }),
  }))
  return rows.length > query.limit ? { items, next: items.at(-1)?.id ?? '' } : { items }
}
