import type { EventBody } from '../../../contract/index.ts'
import { type Change, type ConversationState, idleDueAt } from '../../conversations/index.ts'
import { newId } from '../../platform/ids/index.ts'
import type { TurnInput } from '../load-turn.ts'
import { replyMessage, type Sending, suggestionOf } from '../reply-change.ts'
import type { Turn } from '../turn.ts'

/** Where no hours say when people are back, a customer is told again after so long. */
const toldForMs = 24 * 3_600_000

/**
 * What becomes of a message while the conversation waits for people: it is answered, or kept for them. Nothing of the wait changes: the
 * owner stays the queue, its place and since when is waited, and the list shows what the customer said.
 */
export function meanwhileChange(
  turn: Turn,
  meanwhile: NonNullable<Turn['meanwhile']>,
  sending: Sending,
): Change {
  const { decision } = turn
  if (decision === undefined) throw new Error('the turn is not decided')
  const { tenantId, conversationId, input, record, now } = sending
  const decisionId = newId()
  const kept = turn.kept ?? (decision.outcome === 'handover' ? 'acknowledge' : undefined)
  const acknowledges = kept === 'acknowledge' && !meanwhile.told
  const settled = turn.settled === true
  const noted = (what: EventBody<'meanwhile-noted'>['what']): Change['events'][number] => ({
    type: 'meanwhile-noted',
    actor: { kind: 'assistant' },
    causationId: input.causationId,
    body: { what, decisionId: decisionId as EventBody<'meanwhile-noted'>['decisionId'] },
  })
  return {
    tenantId,
    conversationId,
    at: now,
    // The decision stands at the first of them.
    events:
      kept === undefined
        ? [replyMessage(turn, sending, decisionId), ...(settled ? [noted('settled')] : [])]
        : [
            noted(acknowledges ? 'acknowledged' : 'kept'),
            ...(acknowledges ? [acknowledgement(turn, input)] : []),
            ...suggestionOf(turn, decisionId, input),
          ],
    set: {
      answeredSeq: input.to,
      language: turn.language ?? 'en',
      ...(acknowledges ? { toldAwayUntil: turn.hours?.backAt ?? new Date(now.getTime() + toldForMs) } : {}),
      // Whoever needs nothing more is not kept waiting; whatever they write begins the wait for silence anew.
      ...(settled ? { idleDueAt: idleDueAt(now, turn.policy, decision.scene.key), idleStage: 0 } : {}),
    },
    decision: { id: decisionId, inputFrom: input.from, inputTo: input.to, ...record },
  }
}

/** Said by the way: it answers nothing, and no feedback is asked for it. */
function acknowledgement({ draft }: Turn, input: TurnInput): Change['events'][number] {
  return {
    type: 'assistant-message',
    actor: { kind: 'assistant' },
    causationId: input.causationId,
    body: { kind: 'notice', parts: draft?.parts ?? [], sources: [] },
  }
}

/** Somebody has come since the message did: it is theirs. */
export function leaveToPeople(
  { tenantId, id, ownerEpoch }: ConversationState,
  { to }: TurnInput,
  now: Date,
): Change {
  return {
    tenantId,
    conversationId: id,
    at: now,
    expect: { ownerKind: 'queue', ownerEpoch, state: 'open', unansweredSeq: to },
    events: [],
    set: { answeredSeq: to },
  }
}
