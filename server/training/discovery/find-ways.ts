import type { z } from 'zod'
import type { findWays as findWaysRoute } from '../../../contract/index.ts'
import type { WaysOfSaying } from '../../../language/index.ts'
import { runApart } from '../../platform/apart/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database } from '../../platform/db/index.ts'
import type { WaysMessage } from './ways-process.ts'

const mostQuestions = 20_000
const mostWays = 50
const longestMs = 60_000

let before: Promise<unknown> = Promise.resolve()

/** Reads all recent questions for a named need, one need at a time. */
export async function findWays(
  { database, clock }: { database: Database; clock: Clock },
  tenantId: string,
  { name, examples, days }: z.output<NonNullable<(typeof findWaysRoute)['body']>>,
): Promise<z.input<(typeof findWaysRoute)['reply']>> {
  const from = new Date(clock.now().getTime() - days * 86_400_000)
  const messages = await database.tenant(tenantId, (transaction) =>
    transaction
      .selectFrom('customer_questions')
      .select('text')
      .where('occurred_at', '>=', from)
      .orderBy('occurred_at', 'desc')
      .orderBy('id')
      .limit(mostQuestions)
      .execute(),
  )
  if (messages.length === 0) return { asked: 0, questions: 0, ways: 0, wayList: [] }
  const script = new URL('./ways-process.ts', import.meta.url)
  const turn = before.then(() =>
    runApart<WaysMessage, WaysOfSaying>(script, [{ need: { name, examples }, messages }], { longestMs }),
  )
  before = turn.catch(() => undefined)
  const { members, ways } = await turn
  return {
    asked: messages.length,
    questions: members.length,
    ways: ways.length,
    wayList: ways.slice(0, mostWays).map((way) => ({ text: way.text, count: way.members.length })),
  }
}
