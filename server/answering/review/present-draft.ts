import type { ReplyReview } from '../../../contract/index.ts'
import type { Evidence as Found } from '../../knowledge/index.ts'
import type { ReplyReviewDependencies } from './dependencies.ts'
import type { HeldDraftRow } from './held-drafts.ts'

type Looking = Pick<ReplyReviewDependencies, 'policies' | 'understanding' | 'passageSearch'>

/** A draft as its reviewer sees it. */
export async function presentDraft(looking: Looking, draft: HeldDraftRow): Promise<ReplyReview> {
  const [passages, review] = await Promise.all([readPassages(looking, draft), reviewOf(looking, draft)])
  const outdated = await isOutdated(looking, draft, passages)
  return {
    id: draft.id,
    conversationId: draft.conversation_id as ReplyReview['conversationId'],
    customer: draft.customer,
    channel: draft.channel,
    scene: draft.scene,
    language: draft.language,
    question: draft.question,
    draft: draft.body.parts,
    sources: draft.body.sources,
    passages: passages.map(({ there: _, ...passage }) => passage),
    outdated,
    madeBy: draft.made_by,
    confidence: draft.confidence,
    threshold: draft.threshold,
    sure: draft.sure,
    ...(draft.entry_id === null ? {} : { entryId: draft.entry_id as NonNullable<ReplyReview['entryId']> }),
    createdAt: draft.created_at.toISOString(),
    dueAt: draft.due_at.toISOString(),
    whenLate: outdated ? 'handover' : lateBy(review, draft),
    whenDeclined:
      review?.review?.whenDeclined === 'options' && draft.instead !== null ? 'options' : 'handover',
  }
}

/**
 * What happens when nobody came in time, by the policy in force now: sent only where it would have been sent by itself, at or above the
 * threshold of today, and where what it rests on still stands as it was.
 */
export async function whatIfLate(looking: Looking, draft: HeldDraftRow): Promise<'send' | 'handover'> {
  const late = lateBy(await reviewOf(looking, draft), draft)
  if (late !== 'send') return 'handover'
  return (await isOutdated(looking, draft, await readPassages(looking, draft))) ? 'handover' : 'send'
}

async function reviewOf({ policies }: Looking, draft: HeldDraftRow) {
  const { document } = await policies.current(draft.tenantId)
  return document.scenes.find((scene) => scene.key === draft.scene)
}

function lateBy(scene: Awaited<ReturnType<typeof reviewOf>>, draft: HeldDraftRow): 'send' | 'handover' {
  // A scene that aims at a precision reads its threshold from the calibration: the one that held stands.
  const threshold =
    scene?.targetPrecision === undefined ? Math.max(scene?.threshold ?? 1, draft.threshold) : draft.threshold
  return scene?.review?.whenLate === 'send-if-sure' && draft.sure && draft.confidence >= threshold
    ? 'send'
    : 'handover'
}

/** Whether an entry or a passage that a draft rests on was changed or withdrawn since. */
async function isOutdated(
  { understanding }: Looking,
  draft: HeldDraftRow,
  passages: readonly { there: boolean }[],
): Promise<boolean> {
  if (passages.some(({ there }) => !there)) return true
  const { sources } = draft.body
  if (sources.length === 0) return false
  const { entries } = await understanding.current(draft.tenantId)
  return sources.some(({ entryId, entryVersion }) => entries.get(entryId)?.version !== entryVersion)
}

/** The passages that a draft rests on, as they stand now. */
async function readPassages({ passageSearch }: Looking, { tenantId, body }: HeldDraftRow) {
  const { passages = [] } = body
  if (passages.length === 0) return []
  const found = passages.map(({ passageId, articleId, number }) => ({
    passageId: passageId as Found['passageId'],
    articleId: articleId as Found['articleId'],
    number,
    score: 0,
    spans: [],
  }))
  const shown = await passageSearch.show(tenantId, found)
  return passages.map((passage) => {
    const now = shown.find((one) => one.passageId === passage.passageId && one.audience === 'public')
    return { ...passage, text: now?.text ?? '', there: now !== undefined }
  })
}
