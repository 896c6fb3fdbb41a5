import { sql } from 'kysely'
import type { z } from 'zod'
import type {
  CustomerQuestion,
  getWorklistGroup,
  listWorklist,
  QuestionKind,
  WorklistGroup,
} from '../../contract/index.ts'
import { troubleKinds } from '../../contract/index.ts'
import { titleOf } from '../answering/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError } from '../platform/http/index.ts'
import type { LoadedKnowledge, Understanding } from '../understanding/index.ts'
import { readWays } from './discovery/read-ways.ts'
import { languageOf, likelyEntries, withBreaths } from './likely-entries.ts'
import type { Settlement } from './schema.ts'

export interface ReadDependencies {
  database: Database
  clock: Clock
  understanding: Understanding
}

/** Most typical questions of a group that are asked of the model. */
const asked = 8
const mostListed = 200

interface GroupRow {
  id: string
  state: 'open' | 'settled'
  version: number
  phrases: string[]
  matter: string[] | null
  settlement: Settlement | null
  count: number
  before: number
  ways: number
  kinds: Partial<Record<QuestionKind, number>>
  first_at: Date
  last_at: Date
  examples: string[]
}

function selectGroups(
  transaction: TenantTransaction,
  now: Date,
  days: number,
  which: { id: string } | { state: 'open' | 'settled' },
) {
  const from = new Date(now.getTime() - days * 86_400_000)
  const earlier = new Date(now.getTime() - 2 * days * 86_400_000)
  const one = 'id' in which
  return sql<GroupRow>`
    select g.id, g.state, g.version, g.phrases, g.matter, g.settlement,
      (count(distinct q.way))::int as ways,
      (count(*) filter (where q.occurred_at >= ${from}))::int as count,
      (count(*) filter (where q.occurred_at < ${from} and q.occurred_at >= ${earlier}))::int as before,
      (select jsonb_object_agg(k.kind, k.count) from (select kind, count(*)::int as count from customer_questions c
        where c.tenant_id = g.tenant_id and c.group_id = g.id and (${one} or c.occurred_at >= ${from}) group by kind) k) as kinds,
      min(q.occurred_at) as first_at, max(q.occurred_at) as last_at,
      (array_agg(q.text order by q.place, q.id))[1:${sql.lit(asked)}] as examples
    from worklist_groups g join customer_questions q on q.tenant_id = g.tenant_id and q.group_id = g.id
    where ${one ? sql`g.id = ${which.id}::uuid` : sql`g.state = ${which.state}`}
    group by g.tenant_id, g.id
    having ${one} or count(*) filter (where q.occurred_at >= ${from}) > 0
    order by count desc, g.id`.execute(transaction)
}

/** A page of the worklist, with what today's knowledge would take each group for. */
export async function readWorklist(
  { database, clock, understanding }: ReadDependencies,
  tenantId: string,
  query: { days: number; state: 'open' | 'settled'; after?: string | undefined; limit: number },
): Promise<z.input<(typeof listWorklist)['reply']>> {
  const now = clock.now()
  const from = new Date(now.getTime() - query.days * 86_400_000)
  const read = await database.tenant(tenantId, async (transaction) => {
    const { rows } = await selectGroups(transaction, now, query.days, { state: query.state })
    const progress = await transaction.selectFrom('worklist_progress').selectAll().executeTakeFirst()
    const { alone } = await transaction
      .selectFrom('customer_questions')
      .select((expression) => expression.fn.countAll<string>().as('alone'))
      .where('group_id', 'is', null)
      .where('kind', 'in', [...troubleKinds])
      .where('occurred_at', '>=', from)
      .where(
        sql<boolean>`not exists (select from question_wordings w where w.tenant_id = customer_questions.tenant_id
          and w.question_id = customer_questions.id)`,
      )
      .executeTakeFirstOrThrow()
    return { rows, progress, alone: Number(alone) }
  })
  const begin = startOf(read.rows, query.after)
  const shown = read.rows.slice(begin, begin + query.limit)
  const knowledge = await understanding.current(tenantId)
  const items = await withBreaths(shown, (row) => presentGroup(row, knowledge))
  const last = shown.at(-1)
  const { progress } = read
  return {
    items,
    ...(last !== undefined && begin + query.limit < read.rows.length
      ? { next: `${last.count}:${last.id}` }
      : {}),
    total: read.rows.length,
    questions: read.rows.reduce((sum, row) => sum + row.count, 0),
    alone: read.alone,
    ...(progress?.grouped_at == null ? {} : { groupedAt: progress.grouped_at.toISOString() }),
    updating:
      progress !== undefined && (progress.grouped_at?.getTime() ?? 0) < progress.collected_until.getTime(),
  }
}

/** Pages go by size and id, so that a group settled meanwhile skips nothing. */
function startOf(rows: readonly GroupRow[], after: string | undefined): number {
  if (after === undefined) return 0
  const match = /^(\d+):([0-9a-f-]{36})$/.exec(after)
  if (match === null) throw new ApiError('request/invalid', { detail: 'query.after: a page' })
  const count = Number(match[1])
  const id = match[2] as string
  const at = rows.findIndex((row) => row.count < count || (row.count === count && row.id > id))
  return at < 0 ? rows.length : at
}

/** One group with its questions. Throws `worklist/group-not-found`. */
export async function readGroup(
  { database, clock, understanding }: ReadDependencies,
  tenantId: string,
  groupId: string,
  days = 90,
): Promise<z.input<(typeof getWorklistGroup)['reply']>> {
  const knowledge = await understanding.current(tenantId)
  return database.tenant(tenantId, async (transaction) => {
    const { rows } = await selectGroups(transaction, clock.now(), days, { id: groupId })
    const row = rows[0]
    if (row === undefined) throw new ApiError('worklist/group-not-found')
    const questions = await transaction
      .selectFrom('customer_questions')
      .selectAll()
      .where('group_id', '=', groupId)
      .orderBy('place')
      .orderBy('id')
      .limit(mostListed)
      .execute()
    return {
      ...presentGroup(row, knowledge),
      questionList: questions.map((question) => presentQuestion(question, knowledge)),
      ...(await readWays(transaction, row)),
    }
  })
}

function presentGroup(row: GroupRow, knowledge: LoadedKnowledge): WorklistGroup {
  const language = languageOf(row.examples)
  const { settlement } = row
  const settledOn = settlement?.entryId === undefined ? undefined : knowledge.entries.get(settlement.entryId)
  return {
    id: row.id as WorklistGroup['id'],
    state: row.state,
    version: row.version,
    phrases: row.phrases,
    example: row.examples[0] ?? '',
    language,
    count: row.count,
    before: row.before,
    ...(row.ways === 0 ? {} : { ways: row.ways }),
    kinds: row.kinds,
    firstAt: row.first_at.toISOString(),
    lastAt: row.last_at.toISOString(),
    likely: row.state === 'open' ? likelyEntries(knowledge, row.examples, language) : [],
    ...(settlement === null
      ? {}
      : {
          settlement: {
            action: settlement.action,
            by: settlement.by,
            at: settlement.at,
            wordings: settlement.wordings,
            ...(settlement.entryId === undefined
              ? {}
              : { entryId: settlement.entryId as WorklistGroup['likely'][number]['entryId'] }),
            ...(settledOn === undefined ? {} : { entryTitle: titleOf(settledOn, language) }),
          },
        }),
  }
}

export function presentQuestion(
  row: {
    id: string
    text: string
    kind: QuestionKind
    occurred_at: Date
    conversation_id: string
    confidence: number
    entry_id: string | null
  },
  knowledge: LoadedKnowledge,
): CustomerQuestion {
  const entry = row.entry_id === null ? undefined : knowledge.entries.get(row.entry_id)
  return {
    id: row.id as CustomerQuestion['id'],
    text: row.text,
    kind: row.kind,
    occurredAt: row.occurred_at.toISOString(),
    conversationId: row.conversation_id as CustomerQuestion['conversationId'],
    confidence: row.confidence,
    ...(row.entry_id === null ? {} : { entryId: row.entry_id as NonNullable<CustomerQuestion['entryId']> }),
    ...(entry === undefined ? {} : { entryTitle: titleOf(entry, languageOf([row.text])) }),
  }
}
