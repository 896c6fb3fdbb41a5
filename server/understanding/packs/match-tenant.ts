import { createHash } from 'node:crypto'
import type { Trade } from '../../../contract/index.ts'
import type { TopicMatch } from '../../../language/index.ts'
import { packsDigest } from '../../../packs/index.ts'
import {
  type OwnWords,
  type PackWording,
  readOwnWords,
  readPackWordings,
  replacePackWordings,
} from '../../knowledge/index.ts'
import { runApart } from '../../platform/apart/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../../platform/db/index.ts'
import type { JobHandler } from '../../platform/jobs/index.ts'
import type { Log } from '../../platform/log/index.ts'
import type { MatchInput, MatchOutput } from './match-process.ts'

export interface MatchDependencies {
  database: Database
  clock: Clock
  log: Log
  knowledge: { advance(transaction: TenantTransaction, tenantId: string): Promise<number> }
}

/** Comparing more entries than this takes minutes; a company of that size teaches with its customers' own words. */
const mostEntries = 10_000
const script = new URL('./match-process.ts', import.meta.url)
const longestMs = 15 * 60_000
/** Seconds, not minutes, and somebody who chose a pack waits for it. */
const niceness = 3

/** Compares a tenant's entries with its packs; the job carries the tenant only and looks for itself what is to be done. */
export function matchPacksJob(dependencies: MatchDependencies): JobHandler {
  return async ({ tenantId }, signal) => {
    await matchTenant(dependencies, tenantId, signal)
  }
}

interface Seen {
  trades: Trade[]
  entries: OwnWords[]
  decided: Map<string, string | null>
  /** Of all of this and the packs themselves. */
  digest: string
  knowledge: number
  done: boolean
}

/**
 * Finds the topics of the tenant's entries and gives the entries their wordings. Nothing is done where texts, decisions and
 * packs are those of the last time. What people decide meanwhile stands. Safe to run twice. True where something changed.
 */
export async function matchTenant(
  { database, clock, log, knowledge }: MatchDependencies,
  tenantId: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const begun = performance.now()
  const packs = packsDigest()
  const seen = await database.tenant(tenantId, (transaction) => look(transaction, packs))
  if (seen === undefined || seen.done) return false
  const { entries, trades, decided } = seen
  const found =
    entries.length === 0 || entries.length > mostEntries || trades.length === 0
      ? { matches: [] }
      : await runApart<MatchInput, MatchOutput>(script, [{ entries, trades, decided }], {
          longestMs,
          niceness,
          giveUp: signal,
        })
  const changed = await database.tenant(tenantId, async (transaction) => {
    const choice = await transaction.selectFrom('pack_choices').selectAll().forUpdate().executeTakeFirst()
    // Other trades were chosen meanwhile: the job that was asked for then does it.
    if (choice === undefined || choice.trades.join() !== trades.join()) return 0
    const count = await apply(transaction, tenantId, found.matches, seen, clock.now(), () =>
      knowledge.advance(transaction, tenantId),
    )
    const { knowledge: now } = await transaction
      .selectFrom('tenant_versions')
      .select('knowledge')
      .executeTakeFirstOrThrow()
    await transaction
      .updateTable('pack_choices')
      .set({
        seen: seen.digest,
        packs,
        // Its own change is covered; an edit meanwhile is not.
        knowledge: count > 0 && now === seen.knowledge + 1 ? now : seen.knowledge,
        took_ms: Math.round(performance.now() - begun),
      })
      .execute()
    return count
  })
  log.info(
    { tenantId, entries: entries.length, matches: found.matches.length, changed },
    'matched with packs',
  )
  return changed > 0
}

/** What there is to compare; undefined where the tenant never chose. Moves the version covered on where all is as it was. */
async function look(transaction: TenantTransaction, packs: string): Promise<Seen | undefined> {
  const choice = await transaction.selectFrom('pack_choices').selectAll().executeTakeFirst()
  if (choice === undefined) return undefined
  const { knowledge } = await transaction
    .selectFrom('tenant_versions')
    .select('knowledge')
    .executeTakeFirstOrThrow()
  const entries = await readOwnWords(transaction)
  const rows = await transaction
    .selectFrom('entry_topics')
    .select(['entry_id', 'topic', 'state'])
    .where('state', '<>', 'suggested')
    .orderBy('entry_id')
    .execute()
  const decided = new Map(rows.map((row) => [row.entry_id, row.state === 'undone' ? null : row.topic]))
  const digest = createHash('sha256')
    .update(JSON.stringify([choice.trades, packs, entries, [...decided]]))
    .digest('hex')
    .slice(0, 32)
  const done = digest === choice.seen
  if (done) await transaction.updateTable('pack_choices').set({ knowledge }).execute()
  return { trades: choice.trades, entries, decided, digest, knowledge, done }
}

async function apply(
  transaction: TenantTransaction,
  tenantId: string,
  matches: readonly TopicMatch[],
  seen: Seen,
  now: Date,
  advance: () => Promise<number>,
): Promise<number> {
  // First of all: it holds back every other change of the tenant's knowledge, decisions about topics among them.
  await transaction.selectFrom('tenant_versions').select('knowledge').forUpdate().executeTakeFirstOrThrow()
  const rows = await transaction.selectFrom('entry_topics').selectAll().execute()
  const held = new Map(rows.map((row) => [row.entry_id, row]))
  const wanted = new Map(matches.map((match) => [match.entryId, match]))
  const published = new Set((await readOwnWords(transaction)).map(({ id }) => id))
  const inherited = await readPackWordings(transaction)
  const texts: { id: string; wordings: PackWording[] }[] = []
  for (const id of new Set([...held.keys(), ...wanted.keys(), ...inherited.keys()])) {
    if (!published.has(id)) continue
    const row = held.get(id)
    const match = wanted.get(id)
    const decidedThen = seen.decided.get(id)
    const decidedNow =
      row === undefined || row.state === 'suggested' ? undefined : row.state === 'undone' ? null : row.topic
    // Somebody decided while the machine was at it: a job for that is on its way.
    if (decidedThen !== decidedNow) continue
    const wordings = (match?.wordings ?? []).flatMap(({ language, text }) =>
      language === 'other' ? [] : [{ language, text }],
    )
    if (!sameWordings(inherited.get(id) ?? [], wordings)) texts.push({ id, wordings })
    await note(transaction, tenantId, id, row, match, wordings.length, now)
  }
  if (texts.length === 0) return 0
  const changedIn = await advance()
  await replacePackWordings(transaction, { tenantId, changedIn, entries: texts })
  return texts.length
}

async function note(
  transaction: TenantTransaction,
  tenantId: string,
  entryId: string,
  row: { topic: string; state: string; confidence: number; wordings: number } | undefined,
  match: TopicMatch | undefined,
  wordings: number,
  now: Date,
): Promise<void> {
  if (row !== undefined && row.state !== 'suggested') {
    if (row.wordings !== wordings)
      await transaction
        .updateTable('entry_topics')
        .set({ wordings })
        .where('entry_id', '=', entryId)
        .execute()
    return
  }
  if (match === undefined) {
    if (row !== undefined)
      await transaction
        .deleteFrom('entry_topics')
        .where('entry_id', '=', entryId)
        .where('state', '=', 'suggested')
        .execute()
    return
  }
  const { topicId: topic } = match
  const confidence = Number(match.confidence.toFixed(4))
  if (row?.topic === topic && row.wordings === wordings && Math.abs(row.confidence - confidence) < 0.005)
    return
  const values = { topic, confidence, wordings, changed_at: now, changed_by: 'system' }
  await transaction
    .insertInto('entry_topics')
    .values({ tenant_id: tenantId, entry_id: entryId, state: 'suggested', ...values })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'entry_id']).doUpdateSet(values))
    .execute()
}

function sameWordings(one: readonly PackWording[], other: readonly PackWording[]): boolean {
  const key = ({ language, text }: PackWording) => `${language} ${text}`
  const known = new Set(one.map(key))
  return one.length === other.length && other.every((wording) => known.has(key(wording)))
}
