import { sql } from 'kysely'
import type { FrozenExpectation, FrozenState, VersionReport } from '../../../contract/index.ts'
import { detectLanguage } from '../../../language/index.ts'
import { sceneOfQuestion } from '../../answering/index.ts'
import type { LiveEntry } from '../../knowledge/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../../platform/db/index.ts'
import type { Policies, Policy } from '../../policy/index.ts'
import type { Gate, Trial, VersionFacts } from '../../understanding/index.ts'
import { withBreaths } from '../likely-entries.ts'
import { compareLabels, type PairedLabel } from './compare-labels.ts'
import { mostCases } from './most-cases.ts'
import { isRight, recordedReply } from './reply-of.ts'
import type { LastReplies, StoredBroken } from './schema.ts'

interface Dependencies {
  database: Database
  clock: Clock
  policies: Policies
}

interface JudgedCase {
  id: string
  expects: FrozenExpectation
  entry_id: string | null
  state: FrozenState
  last: LastReplies | null
}

const mostBroken = 200
const verdictsKept = 100

/** Judges newly trained versions by the tenant's frozen questions, its entries' own questions, and its labels. */
export function openGate({ database, clock, policies }: Dependencies): Gate {
  return {
    questions: (transaction) =>
      transaction.selectFrom('frozen_cases').select(['id', 'text']).orderBy('id').limit(mostCases).execute(),
    async judge(tenantId, trial) {
      const policy = await policies.current(tenantId)
      const now = clock.now()
      const entries = new Map(trial.knowledge.entries.map((entry) => [entry.id, entry]))
      const rows = await database.tenant(tenantId, (transaction) =>
        transaction
          .selectFrom('frozen_cases')
          .select(['id', 'text', 'expects', 'entry_id'])
          .orderBy('id')
          .execute(),
      )
      const said = new Map(trial.questions.map(({ id }, at) => [id, trial.asked.replies[at]]))
      // What was frozen since is for the next version.
      const known = rows.filter(({ id }) => said.has(id))
      const cases = await withBreaths(known, async (row): Promise<JudgedCase> => {
        const { id, expects, entry_id } = row
        if (entry_id !== null && !entries.has(entry_id))
          return { id, expects, entry_id, state: 'stale', last: null }
        const replies = said.get(id)
        if (replies === undefined) return { id, expects, entry_id, state: 'unasked', last: null }
        const { running, candidate } = trial
        const at = { now, policy, entries }
        const after = await recordedReply(
          { ...at, calibration: candidate.calibration },
          row.text,
          replies.after,
        )
        const before =
          running === undefined || replies.before === undefined
            ? undefined
            : await recordedReply({ ...at, calibration: running.calibration }, row.text, replies.before)
        const last = {
          model: candidate.id,
          at: now.toISOString(),
          ...(before === undefined ? {} : { before }),
          after,
        }
        return { id, expects, entry_id, state: isRight(row, after) ? 'right' : 'broken', last }
      })
      const labels = labelsOf(trial, policy, entries)
      return async (transaction, excuse) => {
        const settled = await noteReplies(transaction, cases)
        const count = (state: FrozenState) => settled.filter((one) => one.state === state).length
        const accepted = settled.filter((one) => one.state === 'broken' && one.accepted).length
        const { own } = trial.asked
        const report: VersionReport = {
          cases: {
            asked: count('right') + count('broken'),
            right: count('right'),
            broken: count('broken') - accepted,
            accepted,
            stale: count('stale'),
            unasked: count('unasked'),
          },
          own: { of: own.of, asked: own.asked, broken: own.broken, sameWording: own.sameWording },
          ...(labels === undefined ? {} : { labels }),
          tookMs: trial.asked.tookMs,
        }
        const passed = report.cases.broken === 0 && own.broken === 0 && labels?.worse !== true
        const broken: StoredBroken[] = settled.flatMap(({ state, accepted, last, id }) =>
          state !== 'broken' || last === null
            ? []
            : [
                {
                  kind: 'frozen' as const,
                  caseId: id,
                  accepted,
                  ...(last.before === undefined ? {} : { before: last.before }),
                  after: last.after,
                },
              ],
        )
        for (const lost of own.lost) broken.push({ kind: 'own', ...lost })
        await transaction
          .insertInto('version_verdicts')
          .values({
            tenant_id: tenantId,
            model_id: trial.candidate.id,
            knowledge: trial.knowledge.version,
            judged_at: now,
            passed,
            excuse: excuse ?? null,
            report: JSON.stringify(report),
            broken: JSON.stringify(broken.slice(0, mostBroken)),
            forced_at: null,
            forced_by: null,
          })
          .execute()
        await dropOldVerdicts(transaction)
        return passed || excuse !== undefined
      }
    },
  }
}

/** Keeps with each case what was said, unless something else is expected meanwhile: that one is unasked. */
async function noteReplies(
  transaction: TenantTransaction,
  cases: readonly JudgedCase[],
): Promise<{ id: string; state: FrozenState; accepted: boolean; last: LastReplies | null }[]> {
  if (cases.length === 0) return []
  const { rows } = await sql<{
    id: string
    state: FrozenState
    accepted: boolean
    last: LastReplies | null
  }>`
    update frozen_cases c set state = r.state, last = coalesce(r.last, c.last), accepted = c.accepted and r.state <> 'right'
    from jsonb_to_recordset(${JSON.stringify(cases)}::jsonb) as r (id uuid, expects text, entry_id uuid, state text, last jsonb)
    where c.id = r.id and c.expects = r.expects and c.entry_id is not distinct from r.entry_id
    returning c.id, c.state, c.accepted, c.last`.execute(transaction)
  return rows
}

async function dropOldVerdicts(transaction: TenantTransaction): Promise<void> {
  await transaction
    .deleteFrom('version_verdicts')
    .where('model_id', 'not in', (select) =>
      select
        .selectFrom('version_verdicts')
        .select('model_id')
        .orderBy('judged_at', 'desc')
        .orderBy('model_id', 'desc')
        .limit(verdictsKept),
    )
    .execute()
}

/** Labels as they are now, that both versions were asked about without having seen them. */
function labelsOf({ knowledge, running, candidate }: Trial, policy: Policy, entries: Map<string, LiveEntry>) {
  if (running === undefined || running.heldOut.length === 0) return undefined
  const labels = new Map<string, { text: string; rightId: string | null }>()
  for (const { id, wordings } of knowledge.entries)
    for (const wording of wordings)
      if (wording.origin === 'customer') labels.set(wording.id, { text: wording.text, rightId: id })
  for (const { id, text } of knowledge.outOfScope) labels.set(id, { text, rightId: null })
  const earlier = new Map(running.heldOut.map((one) => [one[0], one]))
  const saidBy = (
    { calibration }: VersionFacts,
    [, confidence, entryId]: VersionFacts['heldOut'][number],
    text: string,
  ) => {
    const language = detectLanguage(text) === 'zh' ? ('zh' as const) : ('en' as const)
    const entry = entryId === null ? undefined : entries.get(entryId)
    const { scene } = sceneOfQuestion(policy.document, calibration, { text, language }, entry)
    return { entryId, answered: entry !== undefined && confidence >= scene.threshold }
  }
  return compareLabels(
    candidate.heldOut.flatMap((after): PairedLabel[] => {
      const before = earlier.get(after[0])
      const label = labels.get(after[0])
      if (before === undefined || label === undefined) return []
      const { text, rightId } = label
      return [{ rightId, before: saidBy(running, before, text), after: saidBy(candidate, after, text) }]
    }),
  )
}
