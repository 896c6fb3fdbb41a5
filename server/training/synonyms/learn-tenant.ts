import type { Wording } from '../../../language/index.ts'
import { keepProposals, readKnowledge, readUsed } from '../../knowledge/index.ts'
import { runApart } from '../../platform/apart/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../../platform/db/index.ts'
import type { JobHandler } from '../../platform/jobs/index.ts'
import type { Log } from '../../platform/log/index.ts'
import type { SynonymFinds, SynonymWork } from './synonym-process.ts'

export interface SynonymDependencies {
  database: Database
  clock: Clock
  log: Log
}

/** With fewer labelled questions there is nothing to be learned, and a process to be spared. */
const leastLabelled = 20
/** A base of so many wordings has labels of its own to learn from, and takes too long to be tried. */
const mostWordings = 30_000
const mostTraffic = 20_000
const longestMs = 10 * 60_000
const script = new URL('./synonym-process.ts', import.meta.url)

export function learnSynonymsJob(dependencies: SynonymDependencies): JobHandler {
  return ({ tenantId }, signal) => learnTenantSynonyms(dependencies, tenantId, signal).then(() => undefined)
}

/**
 * Looks for words that customers use for what the knowledge calls differently, tries them on questions held back, and proposes what
 * does no harm. Whatever somebody decided stands. Safe to run twice. Returns how many are proposed, undefined where nothing was done.
 */
export async function learnTenantSynonyms(
  { database, clock, log }: SynonymDependencies,
  tenantId: string,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const work = await database.snapshot(tenantId, look)
  if (work === undefined) return undefined
  const begun = performance.now()
  const { learned, effects } = await runApart<SynonymWork, SynonymFinds>(script, [work], {
    longestMs,
    giveUp: signal,
  })
  const proposed = await database.tenant(tenantId, (transaction) =>
    keepProposals(transaction, { tenantId, learned, effects, now: clock.now() }),
  )
  log.info(
    { tenantId, found: learned.length, proposed, milliseconds: Math.round(performance.now() - begun) },
    'looked for synonyms',
  )
  return proposed
}

async function look(transaction: TenantTransaction): Promise<SynonymWork | undefined> {
  const { entries, outOfScope } = await readKnowledge(transaction, -1)
  let wordings = 0
  let labelled = 0
  for (const entry of entries) {
    wordings += entry.wordings.length
    for (const { origin } of entry.wordings) if (origin === 'customer') labelled++
  }
  if (labelled < leastLabelled || wordings > mostWordings) return undefined
  const { own, learned } = await readUsed(transaction)
  const traffic = await transaction
    .selectFrom('customer_questions')
    .select('text')
    .orderBy('occurred_at', 'desc')
    .limit(mostTraffic)
    .execute()
  return {
    input: {
      entries: entries.map(({ id, wordings, answer }) => ({ id, wordings, answers: Object.values(answer) })),
      outOfScope,
    },
    customers: await askersOf(
      transaction,
      entries.flatMap((entry) => entry.wordings),
    ),
    traffic: traffic.map(({ text }) => text),
    given: own,
    accepted: learned,
  }
}

/** Conversations of labelled questions: one conversation is one customer. What was imported has none, and each counts as its own. */
async function askersOf(
  transaction: TenantTransaction,
  wordings: readonly Wording[],
): Promise<Map<string, string>> {
  const known = new Set(wordings.map(({ id }) => id))
  const rows = await transaction
    .selectFrom('wordings')
    .select(['id', 'conversation_id'])
    .where('origin', '=', 'customer')
    .where('conversation_id', 'is not', null)
    .execute()
  return new Map(rows.flatMap((row) => (known.has(row.id) ? [[row.id, row.conversation_id ?? row.id]] : [])))
}
