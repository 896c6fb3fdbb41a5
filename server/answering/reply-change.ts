import type { EventBody, Language } from '../../contract/index.ts'
import { plainText } from '../../contract/index.ts'
import { type Change, idleDueAt } from '../conversations/index.ts'
import { newId } from '../platform/ids/index.ts'
import type { TurnInput } from './load-turn.ts'
import { confidenceOf, type RecordedDecision } from './pipeline.ts'
import type { Turn } from './turn.ts'

/** What a turn is written with. */
export interface Sending {
  tenantId: string
  conversationId: string
  settleMs: number
  input: TurnInput
  record: RecordedDecision
  /** Later than the turn's own time where models were asked. */
  now: Date
}

/** The reply as it is sent, and what becomes true with it: the end of the turn, or that people take over. */
export function replyChange(turn: Turn, sending: Sending): Change {
  const { input, now } = sending
  const { decision, draft } = turn
  if (decision === undefined || draft === undefined) throw new Error('the turn is not decided')
  const decisionId = newId()
  const taken = turn.taken?.kind === 'says' && turn.taken.rule === decision.rule ? turn.taken : undefined
  const answered = taken?.answers ?? input.to
  const handover = decision.outcome === 'handover'
  const message = replyMessage(turn, sending, decisionId)
  const language: Language = turn.language ?? 'en'
  return {
    tenantId: sending.tenantId,
    conversationId: sending.conversationId,
    at: now,
    events: handover
      ? [
          message,
          {
            type: 'owner-changed',
            actor: { kind: 'assistant' },
            causationId: input.causationId,
            body: {
              from: { kind: 'assistant' },
              to: { kind: 'queue' },
              reason: decision.reason ?? 'low-confidence',
            },
          },
          ...suggestionOf(turn, decisionId, input),
          ...(taken?.events ?? []),
        ]
      : [message, ...(taken?.events ?? [])],
    set: {
      answeredSeq: answered,
      language,
      ...(handover
        ? {
            owner: { kind: 'queue' as const },
            handoverReason: decision.reason ?? 'low-confidence',
            queuedAt: now,
            waitingSince: now,
            idleDueAt: null,
            // Nobody takes it now: what the customer has written since is not left lying.
            ...(turn.onDuty ? {} : { readsOn: true }),
          }
        : { idleDueAt: idleDueAt(now, turn.policy, decision.scene.key), idleStage: 0 }),
    },
    // Staff see what the customer wants, not the text of the handover.
    ...(handover ? {} : { preview: { text: plainText(draft.parts), from: 'assistant' as const } }),
    decision: { id: decisionId, inputFrom: input.from, inputTo: answered, ...sending.record },
  }
}

/** What the customer is told, with where it comes from and what decided it. */
export function replyMessage(
  turn: Turn,
  { input, settleMs }: Pick<Sending, 'input' | 'settleMs'>,
  decisionId: string,
): Change['events'][number] {
  const { decision, draft } = turn
  if (decision === undefined || draft === undefined) throw new Error('the turn is not decided')
  const body: EventBody<'assistant-message'> = {
    kind: decision.outcome,
    parts: draft.parts,
    sources: draft.sources,
    ...(draft.passages === undefined ? {} : { passages: draft.passages }),
    decisionId: decisionId as NonNullable<EventBody<'assistant-message'>['decisionId']>,
    settleMs,
    ...(decision.outcome === 'answer' ? { confidence: Number(confidenceOf(turn).toFixed(4)) } : {}),
    ...(decision.entry === undefined
      ? {}
      : { entryId: decision.entry.id as NonNullable<EventBody<'assistant-message'>['entryId']> }),
    ...(decision.reason === undefined ? {} : { handoverReason: decision.reason }),
  }
  return {
    type: 'assistant-message',
    actor: { kind: 'assistant' },
    causationId: input.causationId,
    body,
  }
}

/** What a model would have said stands beside the handover, for the agent alone. */
export function suggestionOf({ suggestion }: Turn, decisionId: string, input: TurnInput): Change['events'] {
  if (suggestion === undefined) return []
  return [
    {
      type: 'reply-suggested',
      actor: { kind: 'assistant' },
      causationId: input.causationId,
      body: {
        parts: [{ type: 'text', text: suggestion.text }],
        passages: suggestion.passages,
        decisionId: decisionId as EventBody<'reply-suggested'>['decisionId'],
      },
    },
  ]
}
