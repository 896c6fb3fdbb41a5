import type { DecisionRecord } from '../../contract/index.ts'
import { accessConversation } from '../conversations/index.ts'
import type { PassageSearch } from '../knowledge/index.ts'
import type { Database } from '../platform/db/index.ts'
import { ApiError } from '../platform/http/index.ts'
import type { Understanding } from '../understanding/index.ts'
import type { RecordedDecision } from './pipeline.ts'
import { titleOf } from './steps/draft.ts'

/** The decision record of one turn, with the entries' names as they are now. Throws `decision/not-found`. */
export async function readDecision(
  {
    database,
    understanding,
    passageSearch,
  }: { database: Database; understanding: Understanding; passageSearch: PassageSearch },
  tenantId: string,
  conversationId: string,
  decisionId: string,
): Promise<DecisionRecord> {
  await accessConversation(database, tenantId, conversationId)
  const row = await database.tenant(tenantId, (transaction) =>
    transaction
      .selectFrom('decisions')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .where('id', '=', decisionId)
      .executeTakeFirst(),
  )
  if (row === undefined) throw new ApiError('decision/not-found')
  const record = row.record as unknown as RecordedDecision
  const { entries } = await understanding.current(tenantId)
  const passages = await passageSearch.show(tenantId, record.passages ?? [])
  const {
    found,
    understood,
    decided,
    review,
    models,
    retrieval,
    answerable,
    checks,
    versions,
    tier,
    settleMs,
    supersedes,
    dropped,
    steps,
    cost,
  } = record
  const language = understood.language === 'zh' ? 'zh' : 'en'
  return {
    id: row.id as DecisionRecord['id'],
    conversationId: row.conversation_id as DecisionRecord['conversationId'],
    occurredAt: row.occurred_at.toISOString(),
    inputFrom: row.input_from,
    inputTo: row.input_to,
    replySeq: row.reply_seq,
    understood,
    found: found.map((candidate) => {
      const entry = entries.get(candidate.entryId)
      return { ...candidate, title: entry === undefined ? '' : titleOf(entry, language) }
    }),
    ...(passages.length === 0 ? {} : { passages }),
    decided,
    ...(review === undefined ? {} : { review }),
    ...(models === undefined ? {} : { models }),
    ...(retrieval === undefined ? {} : { retrieval }),
    ...(answerable === undefined ? {} : { answerable }),
    checks,
    versions,
    tier,
    settleMs,
    supersedes,
    ...(dropped === undefined ? {} : { dropped }),
    steps,
    cost,
  }
}
