import type { DraftPreview, EntryContent } from '../../contract/index.ts'
import { detectLanguage } from '../../language/index.ts'
import { decideOn, titleOf } from '../answering/index.ts'
import { liveAnswer } from '../knowledge/index.ts'
import { newId } from '../platform/ids/index.ts'
import type { Policies } from '../policy/index.ts'
import type { LoadedKnowledge } from '../understanding/index.ts'
import { withBreaths } from './likely-entries.ts'
import type { ReadDependencies } from './read-worklist.ts'

const recentQuestions = 500
const mostShown = 20

/**
 * What publishing a content would change: recent questions, and one of the writer's own, are asked of the knowledge in force
 * and of a copy that has the content in it, by the steps that answer customers.
 */
export async function previewDraft(
  dependencies: ReadDependencies & { policies: Policies },
  tenantId: string,
  written: { entryId?: string | undefined; content: EntryContent; question?: string | undefined },
): Promise<DraftPreview> {
  const { database, clock, understanding, policies } = dependencies
  const begun = performance.now()
  const now = clock.now()
  const recent = await database.tenant(tenantId, (transaction) =>
    transaction
      .selectFrom('customer_questions')
      .select(['text', 'occurred_at'])
      .orderBy('occurred_at', 'desc')
      .orderBy('id', 'desc')
      .limit(recentQuestions)
      .execute(),
  )
  const before = await understanding.current(tenantId)
  const after = await understanding.copy(tenantId)
  const entryId = written.entryId ?? newId()
  applyDraft(after, entryId, written.content)
  const policy = await policies.current(tenantId)
  const wording = ({ entries }: LoadedKnowledge) => {
    const { answer, markup } = entries.get(entryId) ?? {}
    return JSON.stringify({ ...answer, ...markup })
  }
  const reworded = wording(before) !== wording(after)
  const changes = (
    await withBreaths(recent, async ({ text, occurred_at }) => {
      const was = await decideOn({ now, policy, knowledge: before }, text)
      const becomes = await decideOn({ now, policy, knowledge: after }, text)
      const kind = kindOf(was.entryId, becomes.entryId, reworded ? entryId : undefined)
      if (kind === undefined) return []
      const shown = {
        text,
        occurredAt: occurred_at.toISOString(),
        ...titled('before', before, was.entryId, text),
        ...titled('after', after, becomes.entryId, text),
        confidenceBefore: was.confidence,
        confidenceAfter: becomes.confidence,
      }
      return [{ kind, shown }]
    })
  ).flat()
  const of = (kind: Kind) => changes.filter((change) => change.kind === kind).map((change) => change.shown)
  return {
    asked: recent.length,
    tookMs: Math.round(performance.now() - begun),
    counts: {
      appear: of('appear').length,
      change: of('change').length,
      disappear: of('disappear').length,
      text: of('text').length,
    },
    appear: of('appear').slice(0, mostShown),
    change: of('change').slice(0, mostShown),
    disappear: of('disappear').slice(0, mostShown),
    text: of('text').slice(0, mostShown),
    ...(written.question === undefined ? {} : { tried: await tryOut(written.question) }),
  }

  async function tryOut(question: string): Promise<NonNullable<DraftPreview['tried']>> {
    const verdict = await decideOn({ now, policy, knowledge: after }, question)
    const entry = verdict.entryId === undefined ? undefined : after.entries.get(verdict.entryId)
    const language = detectLanguage(question) === 'zh' ? 'zh' : 'en'
    return {
      outcome: verdict.outcome,
      confidence: verdict.confidence,
      own: verdict.entryId === entryId,
      ...(entry === undefined
        ? {}
        : {
            title: titleOf(entry, language),
            answer: entry.answer[language] ?? Object.values(entry.answer)[0] ?? '',
          }),
    }
  }
}

type Kind = 'appear' | 'change' | 'disappear' | 'text'

function kindOf(
  was: string | undefined,
  becomes: string | undefined,
  reworded: string | undefined,
): Kind | undefined {
  if (was === becomes) return was !== undefined && was === reworded ? 'text' : undefined
  if (was === undefined) return 'appear'
  return becomes === undefined ? 'disappear' : 'change'
}

function titled(
  name: 'before' | 'after',
  { entries }: LoadedKnowledge,
  entryId: string | undefined,
  text: string,
): Partial<Record<'before' | 'after', string>> {
  const entry = entryId === undefined ? undefined : entries.get(entryId)
  return entry === undefined ? {} : { [name]: titleOf(entry, detectLanguage(text) === 'zh' ? 'zh' : 'en') }
}

/** Puts a content into a copy of the knowledge, with the customers' wordings that its entry has. */
function applyDraft({ model, entries }: LoadedKnowledge, entryId: string, content: EntryContent): void {
  const held = entries.get(entryId)
  const wanted = [...Object.values(content.question), ...Object.values(content.similar).flat()]
  const known = new Map((held?.wordings ?? []).map((wording) => [wording.text, wording]))
  const wordings = [
    ...wanted.map((text) => known.get(text) ?? { id: newId(), text, origin: 'operator' as const }),
    ...(held?.wordings ?? []).filter(
      (wording) => wording.origin !== 'operator' && !wanted.includes(wording.text),
    ),
  ]
  const kept = new Set(wordings.map((wording) => wording.id))
  for (const wording of held?.wordings ?? []) if (!kept.has(wording.id)) model.removeWording(wording.id)
  for (const wording of wordings) if (!known.has(wording.text)) model.addWording(entryId, wording)
  const { key, category, question, answer } = content
  entries.set(entryId, {
    ...held,
    id: entryId,
    key,
    version: (held?.version ?? 0) + 1,
    category,
    question,
    ...liveAnswer(answer),
    wordings,
  })
}
