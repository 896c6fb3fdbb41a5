import type { EventBody } from '../../../contract/index.ts'
import type { Change } from '../../conversations/index.ts'
import { newId } from '../../platform/ids/index.ts'
import type { TurnInput } from '../load-turn.ts'
import { confidenceOf, type RecordedDecision } from '../pipeline.ts'
import type { Turn } from '../turn.ts'

/** What a draft's row keeps of its turn: the record that is written with the reply. */
export type HeldRecord = RecordedDecision & { id: string; inputFrom: number; inputTo: number }

/** Puts a draft aside until a person approves it. The text stands in the log, where it is erased with everything else that was said. */
export function holdChange(
  turn: Turn,
  held: NonNullable<Turn['held']>,
  at: {
    tenantId: string
    conversationId: string
    input: TurnInput
    record: RecordedDecision
    now: Date
  },
): Change {
  const { decision, draft } = turn
  const review = decision?.scene.review
  if (decision === undefined || draft === undefined || review === undefined || decision.tier === 'human')
    throw new Error('there is nothing to approve')
  const { input, now } = at
  const id = newId()
  const dueAt = new Date(now.getTime() + review.withinSeconds * 1000)
  const language = turn.language ?? 'en'
  const record: HeldRecord = { id: newId(), inputFrom: input.from, inputTo: input.to, ...at.record }
  const body: EventBody<'reply-held'> = {
    reviewId: id as EventBody<'reply-held'>['reviewId'],
    parts: draft.parts,
    sources: draft.sources,
    ...(draft.passages === undefined ? {} : { passages: draft.passages }),
    scene: decision.scene.key,
    madeBy: decision.tier,
    dueAt: dueAt.toISOString(),
  }
  return {
    tenantId: at.tenantId,
    conversationId: at.conversationId,
    at: now,
    events: [{ type: 'reply-held', actor: { kind: 'assistant' }, causationId: input.causationId, body }],
    set: { language },
    review: {
      hold: {
        id,
        scene: decision.scene.key,
        language,
        madeBy: decision.tier,
        confidence: Number(confidenceOf(turn).toFixed(4)),
        threshold: decision.scene.threshold,
        sure: held.sure,
        entryId: decision.entry?.id,
        decision: record as unknown as Record<string, unknown>,
        instead: held.instead,
        dueAt,
        ...(review.tellAfterSeconds === 0
          ? {}
          : { sayAt: new Date(now.getTime() + review.tellAfterSeconds * 1000) }),
      },
    },
  }
}
