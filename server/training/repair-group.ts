import type { Repair, WorklistGroup } from '../../contract/index.ts'
import { type Knowledge, nameOf } from '../knowledge/index.ts'
import type { TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import { recordAudit } from '../tenants/index.ts'
import { makeWordings, takeBackWordings } from './question-wordings.ts'
import { type ReadDependencies, readGroup } from './read-worklist.ts'
import type { Settlement } from './schema.ts'

export interface RepairDependencies extends ReadDependencies {
  knowledge: Knowledge
}

export const labellerOf = (caller: StaffCaller): string =>
  caller.kind === 'member' ? caller.memberId : caller.apiKeyId

/**
 * Settles an open group in one transaction: its chosen questions become wordings and labels, the rest goes back to be
 * grouped anew. Of two who try at once one wins; the other gets `worklist/group-settled` or `request/version-conflict`.
 */
export async function repairGroup(
  dependencies: RepairDependencies,
  caller: StaffCaller,
  groupId: string,
  repair: Repair,
  ifMatch: number | undefined,
): Promise<WorklistGroup> {
  const { database, clock, knowledge } = dependencies
  const { tenantId } = caller
  const now = clock.now()
  await database.tenant(tenantId, async (transaction) => {
    // Taken first, as by every change of knowledge, so that no two wait for each other.
    const changedIn = repair.action === 'ignore' ? 0 : await knowledge.advance(transaction, tenantId)
    await openGroup(transaction, groupId, ifMatch)
    const settlement: Settlement = {
      action: repair.action,
      by: nameOf(caller),
      at: now.toISOString(),
      wordings: 0,
      released: 0,
    }
    if (repair.action !== 'ignore') {
      const { questions, released } = await chosenQuestions(transaction, groupId, repair.questionIds)
      settlement.released = released
      let entryId: string | null = null
      if (repair.action === 'add-to-entry') {
        entryId = repair.entryId
        await refuseMissingEntry(transaction, entryId)
      } else if (repair.action === 'new-entry') {
        const { content, publish } = repair
        // A draft, or sent for review where four eyes are asked: its words wait with it.
        const made = await knowledge.create(caller, tenantId, {
          ...content,
          ...(publish === undefined ? {} : { publish }),
        })
        entryId = made.id
      }
      settlement.wordings = await makeWordings(transaction, { tenantId, changedIn }, questions, entryId)
      if (entryId !== null) settlement.entryId = entryId
      await transaction
        .insertInto('question_labels')
        .values(
          questions.map((question) => ({
            tenant_id: tenantId,
            id: newId(),
            question_id: question.id,
            origin: 'repaired' as const,
            verdict: entryId === null ? ('out-of-scope' as const) : ('entry' as const),
            entry_id: entryId,
            labelled_by: labellerOf(caller),
            created_at: now,
          })),
        )
        .onConflict((conflict) =>
          conflict.columns(['tenant_id', 'question_id', 'labelled_by']).doUpdateSet((row) => ({
            origin: row.ref('excluded.origin'),
            verdict: row.ref('excluded.verdict'),
            entry_id: row.ref('excluded.entry_id'),
            created_at: row.ref('excluded.created_at'),
          })),
        )
        .execute()
    }
    await transaction
      .updateTable('worklist_groups')
      .set((expression) => ({
        state: 'settled',
        settlement: JSON.stringify(settlement),
        version: expression('version', '+', 1),
        updated_at: now,
      }))
      .where('id', '=', groupId)
      .execute()
    const { action, entryId, wordings } = settlement
    await recordAudit(transaction, tenantId, caller, {
      at: now,
      action: 'worklist-repaired',
      target: { kind: 'worklist-group', id: groupId },
      detail: { action, wordings, ...(entryId === undefined ? {} : { entryId }) },
    })
  })
  return withoutQuestions(await readGroup(dependencies, tenantId, groupId))
}

/** Takes a repair back: its wordings leave the knowledge, an entry made by it and not touched since is archived. */
export async function undoRepair(
  dependencies: RepairDependencies,
  caller: StaffCaller,
  groupId: string,
  ifMatch: number | undefined,
): Promise<WorklistGroup> {
  const { database, clock, knowledge } = dependencies
  const { tenantId } = caller
  const now = clock.now()
  await database.tenant(tenantId, async (transaction) => {
    const changedIn = await knowledge.advance(transaction, tenantId)
    const group = await lockGroup(transaction, groupId)
    if (group.state !== 'settled' || group.settlement === null) throw new ApiError('worklist/group-open')
    if (ifMatch !== undefined && ifMatch !== group.version) throw new ApiError('request/version-conflict')
    const questions = await transaction
      .selectFrom('customer_questions')
      .select('id')
      .where('group_id', '=', groupId)
      .execute()
    const ids = questions.map((question) => question.id)
    await takeBackWordings(transaction, { tenantId, changedIn }, ids)
    if (ids.length > 0)
      await transaction
        .deleteFrom('question_labels')
        .where('question_id', 'in', ids)
        .where('origin', '=', 'repaired')
        .execute()
    const { action, entryId } = group.settlement
    if (action === 'new-entry' && entryId !== undefined) {
      const entry = await transaction
        .selectFrom('entries')
        .select(['version', 'state'])
        .where('id', '=', entryId)
        .executeTakeFirst()
      if (entry !== undefined && entry.version <= 1 && entry.state !== 'archived')
        await knowledge.archive(caller, entryId)
    }
    await transaction
      .updateTable('worklist_groups')
      .set((expression) => ({
        state: 'open',
        settlement: null,
        version: expression('version', '+', 1),
        updated_at: now,
      }))
      .where('id', '=', groupId)
      .execute()
    await recordAudit(transaction, tenantId, caller, {
      at: now,
      action: 'worklist-repair-undone',
      target: { kind: 'worklist-group', id: groupId },
      detail: { action },
    })
  })
  return withoutQuestions(await readGroup(dependencies, tenantId, groupId))
}

function withoutQuestions({
  questionList: _,
  wayList: _ways,
  unusual: _unusual,
  matter: _matter,
  ...group
}: Awaited<ReturnType<typeof readGroup>>): WorklistGroup {
  return group as WorklistGroup
}

async function lockGroup(transaction: TenantTransaction, groupId: string) {
  const group = await transaction
    .selectFrom('worklist_groups')
    .select(['state', 'version', 'settlement'])
    .where('id', '=', groupId)
    .forUpdate()
    .executeTakeFirst()
  if (group === undefined) throw new ApiError('worklist/group-not-found')
  return group
}

async function openGroup(
  transaction: TenantTransaction,
  groupId: string,
  ifMatch: number | undefined,
): Promise<void> {
  const group = await lockGroup(transaction, groupId)
  if (group.state !== 'open') throw new ApiError('worklist/group-settled')
  if (ifMatch !== undefined && ifMatch !== group.version) throw new ApiError('request/version-conflict')
}

/** The group's questions that were chosen; the others leave it. Throws `worklist/question-not-found` when none is left. */
async function chosenQuestions(
  transaction: TenantTransaction,
  groupId: string,
  wanted: readonly string[],
): Promise<{ questions: { id: string; text: string }[]; released: number }> {
  const questions = await transaction
    .selectFrom('customer_questions')
    .select(['id', 'text'])
    .where('group_id', '=', groupId)
    .orderBy('place')
    .execute()
  const chosen = new Set(wanted)
  const taken = questions.filter((question) => chosen.has(question.id))
  if (taken.length === 0) throw new ApiError('worklist/question-not-found')
  const released = questions.filter((question) => !chosen.has(question.id))
  if (released.length > 0)
    await transaction
      .updateTable('customer_questions')
      .set({ group_id: null, place: 0 })
      .where(
        'id',
        'in',
        released.map((question) => question.id),
      )
      .execute()
  return { questions: taken, released: released.length }
}

export async function refuseMissingEntry(transaction: TenantTransaction, entryId: string): Promise<void> {
  const entry = await transaction
    .selectFrom('entries')
    .select('id')
    .where('id', '=', entryId)
    .where('state', '<>', 'archived')
    .executeTakeFirst()
  if (entry === undefined) throw new ApiError('knowledge/entry-not-found')
}
