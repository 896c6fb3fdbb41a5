import type { Repair, RepairPreview } from '../../contract/index.ts'
import { detectLanguage, normaliseText } from '../../language/index.ts'
import { decideOn, titleOf, type Verdict } from '../answering/index.ts'
import type { LiveEntry } from '../knowledge/index.ts'
import { ApiError } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import type { Policies } from '../policy/index.ts'
import type { LoadedKnowledge } from '../understanding/index.ts'
import { withBreaths } from './likely-entries.ts'
import type { ReadDependencies } from './read-worklist.ts'

const recentQuestions = 500
const mostShown = 20

/**
 * What a repair would change: recent questions are asked of the knowledge in force and of a copy with the repair in it,
 * by the steps that answer customers. Says what counts at once; the training that follows may move confidences a little.
 */
export async function previewRepair(
  dependencies: ReadDependencies & { policies: Policies },
  tenantId: string,
  groupId: string,
  repair: Repair,
): Promise<RepairPreview> {
  const { database, clock, understanding, policies } = dependencies
  const begun = performance.now()
  const now = clock.now()
  const { ofGroup, recent } = await database.tenant(tenantId, async (transaction) => {
    const group = await transaction
      .selectFrom('worklist_groups')
      .select('id')
      .where('id', '=', groupId)
      .executeTakeFirst()
    if (group === undefined) throw new ApiError('worklist/group-not-found')
    const select = transaction.selectFrom('customer_questions').select(['id', 'text', 'occurred_at'])
    return {
      ofGroup: await select.where('group_id', '=', groupId).orderBy('place').execute(),
      recent: await select
        .orderBy('occurred_at', 'desc')
        .orderBy('id', 'desc')
        .limit(recentQuestions)
        .execute(),
    }
  })
  const wanted = new Set<string>(repair.action === 'ignore' ? [] : repair.questionIds)
  const chosen = ofGroup.filter((question) => wanted.has(question.id))
  const before = await understanding.current(tenantId)
  const after = await understanding.copy(tenantId)
  const target = applyRepair(after, repair, chosen)
  const policy = await policies.current(tenantId)
  const chosenTexts = new Set(chosen.map((question) => normaliseText(question.text)))
  const isChosen = (text: string) => chosenTexts.has(normaliseText(text))

  const compared = await withBreaths(recent, async (question) => ({
    question,
    was: await decideOn({ now, policy, knowledge: before }, question.text),
    becomes: await decideOn({ now, policy, knowledge: after }, question.text),
  }))
  const verdicts = await withBreaths(chosen, (question) =>
    decideOn({ now, policy, knowledge: after }, question.text),
  )
  const changes = compared
    .filter(({ was, becomes }) => was.entryId !== becomes.entryId)
    .map(({ question, was, becomes }) => ({
      kind: kindOf(was, becomes),
      shown: {
        text: question.text,
        occurredAt: question.occurred_at.toISOString(),
        ...titled('before', was, before, question.text),
        ...titled('after', becomes, after, question.text),
        confidenceBefore: was.confidence,
        confidenceAfter: becomes.confidence,
        ofGroup: isChosen(question.text),
      },
    }))
  const of = (kind: ReturnType<typeof kindOf>) =>
    changes.filter((change) => change.kind === kind).map((change) => change.shown)
  const others = (kind: ReturnType<typeof kindOf>) => of(kind).filter((change) => !change.ofGroup).length
  return {
    asked: recent.length,
    group: {
      questions: chosen.length,
      answered: verdicts.filter((verdict) => target !== undefined && verdict.entryId === target).length,
    },
    counts: { appear: others('appear'), change: others('change'), disappear: others('disappear') },
    appear: foremost(of('appear')),
    change: foremost(of('change')),
    disappear: foremost(of('disappear')),
    tookMs: Math.round(performance.now() - begun),
  }
}

/** Others before the group's own: those are the surprise. */
function foremost<Change extends { ofGroup: boolean }>(changes: readonly Change[]): Change[] {
  return changes.toSorted((a, b) => Number(a.ofGroup) - Number(b.ofGroup)).slice(0, mostShown)
}

function kindOf(was: Verdict, becomes: Verdict): 'appear' | 'change' | 'disappear' {
  if (was.entryId === undefined) return 'appear'
  return becomes.entryId === undefined ? 'disappear' : 'change'
}

function titled(
  name: 'before' | 'after',
  verdict: Verdict,
  { entries }: LoadedKnowledge,
  text: string,
): Partial<Record<'before' | 'after', string>> {
  const entry = verdict.entryId === undefined ? undefined : entries.get(verdict.entryId)
  if (entry === undefined) return {}
  return { [name]: titleOf(entry, detectLanguage(text) === 'zh' ? 'zh' : 'en') }
}

/** Changes a copy of the knowledge as the repair would; returns the entry that the questions then belong to. */
function applyRepair(
  copy: LoadedKnowledge,
  repair: Repair,
  questions: readonly { text: string }[],
): string | undefined {
  const { model, entries } = copy
  const texts = [...new Set(questions.map((question) => question.text))]
  if (repair.action === 'ignore') return undefined
  if (repair.action === 'out-of-scope') {
    for (const text of texts) model.refuse(text)
    return undefined
  }
  let entryId: string
  if (repair.action === 'add-to-entry') {
    entryId = repair.entryId
    if (!entries.has(entryId)) throw new ApiError('knowledge/entry-not-found')
  } else {
    entryId = newId()
    const { key, category, question, similar, answer } = repair.content
    const wordings = [...Object.values(question), ...Object.values(similar).flat()].map((text) => ({
      id: newId(),
      text,
      origin: 'operator' as const,
    }))
    const entry: LiveEntry = { id: entryId, key, version: 1, category, question, answer, wordings }
    entries.set(entryId, entry)
    for (const wording of wordings) model.addWording(entryId, wording)
  }
  for (const text of texts) model.addWording(entryId, { id: newId(), text, origin: 'customer' })
  return entryId
}
