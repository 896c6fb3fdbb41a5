import { sql } from 'kysely'
import type { Clock } from '../platform/clock/index.ts'
import { type Database, type TenantTransaction, tenantOf } from '../platform/db/index.ts'
import type { JobHandler } from '../platform/jobs/index.ts'
import { collectQuestions } from './collect-questions.ts'
import { groupQuestions } from './group-questions.ts'
import { labelReviewed } from './label-reviewed.ts'
import type { RepairDependencies } from './repair-group.ts'

export interface WorklistDependencies {
  database: Database
  clock: Clock
  /** With it, what reviewers approved becomes labels. */
  knowledge?: RepairDependencies['knowledge']
}

/** Reads new conversations into the worklist and groups them. Safe to run twice, late or at once with a repair. */
export async function updateWorklist(
  { database, clock, knowledge }: WorklistDependencies,
  tenantId: string,
  signal?: AbortSignal,
): Promise<void> {
  const now = clock.now()
  await collectQuestions(database, tenantId, now, signal)
  if (knowledge !== undefined) await labelReviewed({ database, clock, knowledge }, tenantId)
  await groupQuestions(database, tenantId, now, signal)
}

export function updateWorklistJob(dependencies: WorklistDependencies): JobHandler {
  return ({ tenantId }, signal) => updateWorklist(dependencies, tenantId, signal)
}

/** Asks for an update in the background; asked for twice, it runs once. */
export async function requestUpdate(transaction: TenantTransaction, now: Date): Promise<void> {
  const key = `worklist ${tenantOf(transaction)}`
  await sql`select attune.enqueue('update-worklist', '{}'::jsonb, ${now}, ${key}, 5, ${key})`.execute(
    transaction,
  )
}
