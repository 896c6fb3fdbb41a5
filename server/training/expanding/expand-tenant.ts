import { setImmediate as breathe } from 'node:timers/promises'
import type { EntryExpansion, Language, ModelFailure } from '../../../contract/index.ts'
import {
  type EntryToExpand,
  questionDigest,
  readEntryToExpand,
  readQuestions,
  replaceModelWordings,
} from '../../knowledge/index.ts'
import { expandQuestion, type Models } from '../../models/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../../platform/db/index.ts'
import { newId } from '../../platform/ids/index.ts'
import type { JobHandler } from '../../platform/jobs/index.ts'
import type { Log } from '../../platform/log/index.ts'
import { findScene, type Policies } from '../../policy/index.ts'
import { recordAudit } from '../../tenants/index.ts'
import type { LoadedKnowledge, Understanding } from '../../understanding/index.ts'
import { measureHeldOut, readLabelled } from './held-out.ts'
import { requestExpansion } from './request-expansion.ts'
import { type Sifted, siftWordings, type WrittenWording } from './sift-wordings.ts'

export interface ExpandDependencies {
  database: Database
  clock: Clock
  log: Log
  knowledge: { advance(transaction: TenantTransaction, tenantId: string): Promise<number> }
  understanding: Understanding
  policies: Policies
  models: Pick<Models, 'available' | 'run'>
}

/** A job has one of two places: others get their turn in between. */
const entriesARun = 3
const retryMs = 3_600_000
const mostNeighbours = 12
/** What the task takes. */
const longest = { question: 500, answer: 8_000, similar: 200 }
const languages: readonly Language[] = ['en', 'zh']
/** Failures of the entry, not of the models: asking again brings the same. */
const final: readonly ModelFailure[] = ['invalid-output', 'withheld', 'refused-request']

/** Has wordings written for entries that need them; the job carries the tenant only and looks for itself which those are. */
export function expandEntriesJob(dependencies: ExpandDependencies): JobHandler {
  return async ({ tenantId }, signal) => {
    await expandTenant(dependencies, tenantId, signal)
  }
}

/**
 * Expands some of the entries that are due and asks for another run where more are. Nothing is asked twice for the same
 * question, unless somebody wants it or nothing came of it. Safe to run twice, late or after a crash: what was paid for and
 * not stored is asked again. Says how many entries were dealt with.
 */
export async function expandTenant(
  dependencies: ExpandDependencies,
  tenantId: string,
  signal?: AbortSignal,
): Promise<number> {
  const { database, clock, models } = dependencies
  const due = await database.tenant(tenantId, (transaction) => findDue(transaction, clock.now()))
  if (due.length === 0 || !(await models.available(tenantId, expandQuestion.tier))) return 0
  let done = 0
  for (const entryId of due.slice(0, entriesARun)) {
    const outcome = await expandOne(dependencies, tenantId, entryId, signal)
    done++
    // The next would fare no better.
    if (outcome === 'models-fail') {
      await database.tenant(tenantId, (transaction) => requestExpansion(transaction, clock.now(), retryMs))
      return done
    }
  }
  if (due.length > done)
    await database.tenant(tenantId, (transaction) => requestExpansion(transaction, clock.now(), 0))
  return done
}

/** Those that somebody waits for first. */
async function findDue(transaction: TenantTransaction, now: Date): Promise<string[]> {
  const settings = await transaction.selectFrom('expansion_settings').select('enabled').executeTakeFirst()
  if (settings?.enabled !== true) return []
  const questions = await readQuestions(transaction)
  const rows = await transaction
    .selectFrom('entry_expansions')
    .select(['entry_id', 'question', 'state', 'retry_at'])
    .execute()
  const held = new Map(rows.map((row) => [row.entry_id, row]))
  const wanted: string[] = []
  const due: string[] = []
  for (const [id, question] of questions) {
    const row = held.get(id)
    if (row?.state === 'waiting') wanted.push(id)
    else if (row === undefined || row.question !== questionDigest(question)) due.push(id)
    else if (row.state === 'failed' && row.retry_at !== null && row.retry_at <= now) due.push(id)
  }
  return [...wanted, ...due]
}

interface Asked {
  written: WrittenWording[]
  cost: number
  model: string | undefined
  failure: ModelFailure | undefined
}

async function expandOne(
  dependencies: ExpandDependencies,
  tenantId: string,
  entryId: string,
  signal: AbortSignal | undefined,
): Promise<'stored' | 'models-fail' | 'gone'> {
  const { database, clock, understanding, policies, log } = dependencies
  const { entry, perLanguage, labelled, dropped } = await database.tenant(tenantId, async (transaction) => {
    const settings = await transaction.selectFrom('expansion_settings').selectAll().executeTakeFirst()
    const rows = await transaction
      .selectFrom('written_wordings')
      .select('text')
      .where('entry_id', '=', entryId)
      .where('state', '=', 'dropped')
      .execute()
    return {
      entry: settings?.enabled === true ? await readEntryToExpand(transaction, entryId) : undefined,
      perLanguage: settings?.per_language ?? 0,
      labelled: await readLabelled(transaction),
      dropped: rows.map((row) => row.text),
    }
  })
  if (entry === undefined) return 'gone'
  const copy = await understanding.copy(tenantId)
  // What an earlier run brought says nothing for what this one brings.
  for (const wording of copy.entries.get(entryId)?.wordings ?? [])
    if (!entry.wordings.some(({ text }) => text === wording.text)) copy.model.removeWording(wording.id)
  const asked = await askFor(dependencies, tenantId, entry, perLanguage, copy, signal)
  signal?.throwIfAborted()
  await breathe()
  const known = [...entry.wordings.map(({ text }) => text), ...dropped]
  const sifted = siftWordings(copy, { id: entryId, known }, asked.written)
  const at = { now: clock.now(), policy: await policies.current(tenantId) }
  const measured =
    labelled.length === 0 || sifted.kept.length === 0
      ? undefined
      : await measureHeldOut(at, copy, labelled, entryId, sifted.kept)
  const failed = asked.written.length === 0 && asked.failure !== undefined
  const kept = measured?.suffers === true ? [] : sifted.kept
  await database.tenant(tenantId, (transaction) =>
    store(dependencies, transaction, tenantId, {
      entry,
      asked,
      kept,
      counts: sifted.counts,
      heldOut: measured?.heldOut,
      refused: measured?.suffers === true,
    }),
  )
  log.info({ tenantId, entryId, ...sifted.counts, kept: kept.length, cost: asked.cost }, 'expanded an entry')
  // Kept from models by its scene: the others need not wait for it.
  const ofEntry = [...final, 'not-allowed'].includes(asked.failure as ModelFailure)
  return failed && !ofEntry ? 'models-fail' : 'stored'
}

async function askFor(
  { models, policies }: ExpandDependencies,
  tenantId: string,
  { id, question, wordings, answer }: EntryToExpand,
  count: number,
  { model, entries }: LoadedKnowledge,
  signal: AbortSignal | undefined,
): Promise<Asked> {
  const asked: Asked = { written: [], cost: 0, model: undefined, failure: undefined }
  const { document } = await policies.current(tenantId)
  for (const language of languages) {
    const asks = question[language]
    if (asks === undefined) continue
    const near = model.understand(asks, { limit: mostNeighbours + 1 }).candidates
    const live = entries.get(id)
    const ofBase = document.scenes.find(({ key }) => key === live?.scene)
    const categories = live?.categoryNames ?? []
    const scene = (ofBase ?? findScene(document, { categories, text: asks, language }).scene).key
    const similar = wordings.filter((one) => one.language === language && one.origin !== 'pack')
    const result = await models.run(
      expandQuestion,
      { tenantId, signal, scene },
      {
        question: asks.slice(0, longest.question),
        similar: similar.slice(1, longest.similar).map(({ text }) => text.slice(0, longest.question)),
        answer: (answer[language] ?? Object.values(answer)[0] ?? '').slice(0, longest.answer),
        neighbours: near
          .flatMap(({ entryId }) => (entryId === id ? [] : [entries.get(entryId)?.question[language] ?? '']))
          .filter((text) => text !== '')
          .slice(0, mostNeighbours)
          .map((text) => text.slice(0, longest.question)),
        language,
        count,
      },
    )
    asked.cost += result.cost
    if (result.by === 'model') {
      asked.model = result.model
      asked.written.push(...result.output.wordings.map((text) => ({ language, text })))
    } else asked.failure = result.failure
  }
  return asked
}

interface Outcome {
  entry: EntryToExpand
  asked: Asked
  kept: readonly WrittenWording[]
  counts: Sifted['counts']
  heldOut: EntryExpansion['heldOut']
  refused: boolean
}

async function store(
  { clock, knowledge }: ExpandDependencies,
  transaction: TenantTransaction,
  tenantId: string,
  { entry, asked, kept, counts, heldOut, refused }: Outcome,
): Promise<void> {
  const now = clock.now()
  // First of all: it holds back every other change of the tenant's knowledge.
  await transaction.selectFrom('tenant_versions').select('knowledge').forUpdate().executeTakeFirstOrThrow()
  const settings = await transaction.selectFrom('expansion_settings').selectAll().executeTakeFirst()
  const question = (await readQuestions(transaction, entry.id)).get(entry.id)
  const digest = questionDigest(entry.question)
  // Changed, archived or switched off meanwhile: it was paid for, and that is all.
  const isStale = settings?.enabled !== true || question === undefined || questionDigest(question) !== digest
  const failed = asked.written.length === 0 && asked.failure !== undefined
  const spent = (column: 'entry_expansions.cost') => column
  const values = isStale
    ? {}
    : {
        question: digest,
        state: failed ? ('failed' as const) : ('done' as const),
        failure: asked.failure ?? null,
        retry_at:
          failed && !final.includes(asked.failure as ModelFailure) ? new Date(now.getTime() + retryMs) : null,
        ...(failed
          ? {}
          : {
              refused,
              counts: JSON.stringify(counts),
              held_out: heldOut === undefined ? null : JSON.stringify(heldOut),
              model: asked.model ?? null,
            }),
      }
  const held = await transaction
    .selectFrom('entry_expansions')
    .select('question')
    .where('entry_id', '=', entry.id)
    .executeTakeFirst()
  await transaction
    .insertInto('entry_expansions')
    .values({
      tenant_id: tenantId,
      entry_id: entry.id,
      question: '',
      state: 'waiting',
      failure: null,
      retry_at: null,
      model: null,
      ...values,
      cost: asked.cost,
      changed_at: now,
    })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'entry_id']).doUpdateSet((expression) => ({
        ...values,
        cost: expression(spent('entry_expansions.cost'), '+', expression.ref('excluded.cost')),
        changed_at: now,
      })),
    )
    .execute()
  if (isStale || failed) return
  // What somebody dropped stays dropped as long as the question is the same; of a request for more the digest is empty.
  let old = transaction.deleteFrom('written_wordings').where('entry_id', '=', entry.id)
  if (held?.question === digest || held?.question === '') old = old.where('state', '<>', 'dropped')
  await old.execute()
  const state = settings.acceptance === 'at-once' ? ('accepted' as const) : ('proposed' as const)
  const rows = kept.map((wording, position) => ({ id: newId(), position, state, ...wording }))
  if (rows.length > 0)
    await transaction
      .insertInto('written_wordings')
      .values(rows.map((row) => ({ tenant_id: tenantId, entry_id: entry.id, ...row })))
      .execute()
  const changedIn = await knowledge.advance(transaction, tenantId)
  await replaceModelWordings(transaction, {
    tenantId,
    entryId: entry.id,
    changedIn,
    wordings: state === 'accepted' ? rows : [],
  })
  await recordAudit(transaction, tenantId, 'system', {
    at: now,
    action: 'entry-expanded',
    target: { kind: 'entry', id: entry.id },
    detail: { written: counts.received, wordings: kept.length },
  })
}
