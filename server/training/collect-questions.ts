import { sql } from 'kysely'
import { conversationsTouched, readTurns } from '../conversations/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { type AskedQuestion, questionsOf } from './questions-of.ts'

/** How far back the worklist looks. */
export const worklistDays = 90
/** A transaction may commit later than it says: so much is read again. */
const overlapMs = 10 * 60_000
const conversationsAtOnce = 500

/**
 * Reads what customers asked since the last time into `customer_questions`. Only conversations in which something
 * happened are read; reading one twice changes nothing. Returns whether anything is new.
 */
export async function collectQuestions(
  database: Database,
  tenantId: string,
  now: Date,
  signal?: AbortSignal,
): Promise<boolean> {
  const oldest = new Date(now.getTime() - worklistDays * 86_400_000)
  const progress = await database.tenant(tenantId, (transaction) =>
    transaction.selectFrom('worklist_progress').select('collected_until').executeTakeFirst(),
  )
  const since = new Date(Math.max(oldest.getTime(), (progress?.collected_until.getTime() ?? 0) - overlapMs))
  let changed = 0
  for (let after: string | undefined; ; ) {
    signal?.throwIfAborted()
    const read = await database.tenant(tenantId, async (transaction) => {
      const ids = await conversationsTouched(transaction, since, after, conversationsAtOnce)
      const turns = await readTurns(transaction, ids, oldest)
      const byConversation = Map.groupBy(turns, (turn) => turn.conversationId)
      changed += await store(transaction, tenantId, [...byConversation.values()].flatMap(questionsOf))
      return ids
    })
    after = read.at(-1)
    if (read.length < conversationsAtOnce) break
  }
  await database.tenant(tenantId, async (transaction) => {
    await transaction
      .insertInto('worklist_progress')
      .values({ tenant_id: tenantId, collected_until: now, grouped_at: null })
      .onConflict((conflict) =>
        conflict.column('tenant_id').doUpdateSet({
          collected_until: sql<Date>`greatest(worklist_progress.collected_until, excluded.collected_until)`,
        }),
      )
      .execute()
    await transaction.deleteFrom('customer_questions').where('occurred_at', '<', oldest).execute()
  })
  return changed > 0
}

/** Adds questions that are new, and what became of older ones meanwhile. */
async function store(
  transaction: TenantTransaction,
  tenantId: string,
  questions: readonly AskedQuestion[],
): Promise<number> {
  let changed = 0
  for (let start = 0; start < questions.length; start += 1_000) {
    const result = await transaction
      .insertInto('customer_questions')
      .values(
        questions.slice(start, start + 1_000).map((question) => ({
          tenant_id: tenantId,
          id: question.id,
          conversation_id: question.conversationId,
          input_from: question.inputFrom,
          input_to: question.inputTo,
          reply_seq: question.replySeq,
          occurred_at: question.occurredAt,
          kind: question.kind,
          language: question.language,
          text: question.text,
          confidence: question.confidence,
          entry_id: question.entryId,
          candidates: JSON.stringify(question.candidates),
          group_id: null,
        })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['tenant_id', 'id'])
          .doUpdateSet((row) => ({ kind: row.ref('excluded.kind'), entry_id: row.ref('excluded.entry_id') }))
          .where(sql<boolean>`customer_questions.kind <> excluded.kind`),
      )
      .executeTakeFirst()
    changed += Number(result.numInsertedOrUpdatedRows ?? 0)
  }
  return changed
}
