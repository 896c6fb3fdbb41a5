import { sql } from 'kysely'
import type { z } from 'zod'
import type { labelQuestion, listQuestionsToLabel, QuestionToLabel } from '../../contract/index.ts'
import { normaliseText } from '../../language/index.ts'
import { decideOn, noteStaffLabels } from '../answering/index.ts'
import type { TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import type { Policies } from '../policy/index.ts'
import { languageOf, likelyEntries, withBreaths } from './likely-entries.ts'
import { makeWordings, takeBackWordings } from './question-wordings.ts'
import { presentQuestion, type ReadDependencies } from './read-worklist.ts'
import { labellerOf, type RepairDependencies, refuseMissingEntry } from './repair-group.ts'

const mostLooked = 1_000
const mostLikely = 5
/** Each fifth question has been labelled by somebody else, to see how far people agree. */
const secondEvery = 5

/** Recent questions worth a word of this member: where the assistant was least certain which side of the line it is on. */
export async function questionsToLabel(
  { database, clock, understanding, policies }: ReadDependencies & { policies: Policies },
  caller: StaffCaller,
  limit: number,
): Promise<z.input<(typeof listQuestionsToLabel)['reply']>> {
  const me = labellerOf(caller)
  const { rows, counts } = await database.tenant(caller.tenantId, async (transaction) => ({
    rows: await transaction
      .selectFrom('customer_questions as q')
      .selectAll('q')
      .select(
        sql<boolean>`exists (select from question_labels l where l.tenant_id = q.tenant_id and l.question_id = q.id)`.as(
          'labelled',
        ),
      )
      .where(
        sql<boolean>`not exists (select from question_labels l where l.tenant_id = q.tenant_id and l.question_id = q.id
          and (l.labelled_by = ${me} or l.origin = 'repaired'))`,
      )
      .orderBy('q.occurred_at', 'desc')
      .orderBy('q.id', 'desc')
      .limit(mostLooked)
      .execute(),
    counts: await countLabels(transaction, me),
  }))
  const knowledge = await understanding.current(caller.tenantId)
  const at = { now: clock.now(), policy: await policies.current(caller.tenantId), knowledge }
  const seen = new Set<string>()
  const distinct = rows.filter((row) => {
    const text = normaliseText(row.text)
    return seen.has(text) ? false : seen.add(text)
  })
  const judged = await withBreaths(distinct, async (row) => {
    const { confidence, candidates, threshold } = await decideOn(at, row.text)
    const first = candidates[0]
    const entry = first === undefined ? undefined : knowledge.entries.get(first.entryId)
    return { row, confidence, entry, threshold, distance: Math.abs(confidence - threshold) }
  })
  judged.sort((a, b) => a.distance - b.distance || (a.row.id < b.row.id ? -1 : 1))
  const fresh = judged.filter((item) => !item.row.labelled)
  const second = judged.filter((item) => item.row.labelled)
  const chosen = Array.from({ length: Math.min(limit, judged.length) }, (_, at) =>
    (at + 1) % secondEvery === 0 ? (second.shift() ?? fresh.shift()) : (fresh.shift() ?? second.shift()),
  ).filter((item) => item !== undefined)
  return {
    counts,
    items: chosen.map(({ row, confidence, entry, threshold }): QuestionToLabel => {
      const language = languageOf([row.text])
      return {
        ...presentQuestion(row, knowledge),
        confidence,
        likely: likelyEntries(knowledge, [row.text], language, mostLikely),
        threshold,
        answered: confidence >= threshold,
        ...(entry === undefined
          ? {}
          : { answer: entry.answer[language] ?? Object.values(entry.answer)[0] ?? '' }),
        second: row.labelled,
      }
    }),
  }
}

async function countLabels(transaction: TenantTransaction, me: string) {
  const { rows } = await sql<{
    questions: number
    labelled: number
    mine: number
    shared: number
    agreed: number
  }>`
    with words as (select question_id, count(*) as people,
        count(distinct verdict || coalesce(entry_id::text, '')) as meanings, bool_or(labelled_by = ${me}) as mine
      from question_labels where origin = 'labelled' group by question_id)
    select (select count(*)::int from customer_questions) as questions,
      (select count(distinct question_id)::int from question_labels) as labelled,
      count(*) filter (where mine)::int as mine,
      count(*) filter (where people > 1)::int as shared,
      count(*) filter (where people > 1 and meanings = 1)::int as agreed from words`.execute(transaction)
  const { questions = 0, labelled = 0, mine = 0, shared = 0, agreed = 0 } = rows[0] ?? {}
  return { unlabelled: questions - labelled, labelled, mine, shared, agreed }
}

type Label = z.output<(typeof labelQuestion)['body']>

/** Records one person's word on a question; `undefined` takes it back. While all who spoke agree, the question is a wording. */
export async function labelOne(
  { database, clock, knowledge }: RepairDependencies,
  caller: StaffCaller,
  questionId: string,
  label: Label | undefined,
): Promise<void> {
  const { tenantId } = caller
  const me = labellerOf(caller)
  await database.tenant(tenantId, async (transaction) => {
    const changedIn = await knowledge.advance(transaction, tenantId)
    const question = await transaction
      .selectFrom('customer_questions')
      .select(['id', 'text', 'conversation_id'])
      .where('id', '=', questionId)
      .forUpdate()
      .executeTakeFirst()
    if (question === undefined) throw new ApiError('worklist/question-not-found')
    await transaction
      .deleteFrom('question_labels')
      .where('question_id', '=', questionId)
      .where('labelled_by', '=', me)
      .execute()
    if (label !== undefined) {
      if (label.verdict === 'entry') await refuseMissingEntry(transaction, label.entryId)
      await transaction
        .insertInto('question_labels')
        .values({
          tenant_id: tenantId,
          id: newId(),
          question_id: questionId,
          origin: 'labelled',
          verdict: label.verdict,
          entry_id: label.verdict === 'entry' ? label.entryId : null,
          labelled_by: me,
          created_at: clock.now(),
        })
        .execute()
      // A question has the id of the turn that met it: what a model chose there is known to be right or wrong now.
      const entryId = label.verdict === 'entry' ? label.entryId : null
      await noteStaffLabels(
        transaction,
        [{ conversationId: question.conversation_id, decisionId: questionId, entryId }],
        clock.now(),
      )
    }
    await settleWording(transaction, { tenantId, changedIn }, question)
  })
}

/** Puts the question where those who labelled it agree that it belongs, and nowhere while they do not. */
export async function settleWording(
  transaction: TenantTransaction,
  at: { tenantId: string; changedIn: number },
  question: { id: string; text: string },
): Promise<void> {
  const labels = await transaction
    .selectFrom('question_labels')
    .select(['verdict', 'entry_id'])
    .where('question_id', '=', question.id)
    .execute()
  await takeBackWordings(transaction, at, [question.id])
  const [first] = labels
  const agreed = labels.every((one) => one.verdict === first?.verdict && one.entry_id === first.entry_id)
  if (first === undefined || !agreed || first.verdict === 'wrong') return
  await makeWordings(transaction, at, [question], first.entry_id)
}
