import type { EventBody, HandoverReason, MessagePart, ReviewVerdict } from '../../../contract/index.ts'
import { plainText } from '../../../contract/index.ts'
import { type Change, idleDueAt } from '../../conversations/index.ts'
import type { MemberCaller } from '../../platform/http/index.ts'
import { readDuty } from '../answer-turn.ts'
import { draft as draftStep } from '../steps/draft.ts'
import type { Turn } from '../turn.ts'
import type { ReplyReviewDependencies } from './dependencies.ts'
import type { HeldDraftRow } from './held-drafts.ts'

interface Ending {
  verdict: ReviewVerdict
  /** Whoever decided; nobody where the time was up. */
  by?: MemberCaller | undefined
  /** Instead of the draft's text. */
  text?: string
  contentRight?: boolean
  rules?: { id: string; name: string }[]
}

const reason: HandoverReason = 'not-approved'

/** The conditional decision of a wait that ends, and the note of it in the log. */
function ending(draft: HeldDraftRow, now: Date, { verdict, by, rules = [], contentRight }: Ending) {
  const tookMs = Math.max(0, now.getTime() - draft.created_at.getTime())
  const body: EventBody<'reply-reviewed'> = {
    reviewId: draft.id,
    verdict,
    tookMs,
    ...(rules.length === 0 ? {} : { rules }),
  }
  const noted: Change['events'][number] = {
    type: 'reply-reviewed',
    actor: by === undefined ? { kind: 'system' } : { kind: 'agent', id: by.memberId, name: by.name },
    ...(draft.causationId === undefined ? {} : { causationId: draft.causationId }),
    body,
  }
  return {
    noted,
    review: { end: { id: draft.id, state: verdict, by: by?.memberId, contentRight } },
    outcome: {
      verdict,
      tookMs,
      ...(by === undefined ? {} : { by: by.memberId }),
      ...(draft.entry_id === null ? {} : { entryId: draft.entry_id }),
    },
  }
}

type Said = Omit<EventBody<'assistant-message'>, 'decisionId' | 'settleMs'>

interface End extends Pick<Change, 'preview'> {
  /** What the customer reads. */
  said: Said
  /** What else happens, between what is said and the note. */
  besides?: readonly Change['events'][number][]
  set: Change['set']
  /** What becomes of the decision. */
  decision?: Partial<HeldDraftRow['decision']>
}

/** What every end of a wait comes to: something is said, the wait is noted, and the decision knows both. */
function endChange(
  draft: HeldDraftRow,
  now: Date,
  how: Ending,
  { said, besides = [], set, decision, preview }: End,
): Change {
  const { noted, review, outcome } = ending(draft, now, how)
  const message: Change['events'][number] = {
    type: 'assistant-message',
    actor: { kind: 'assistant' },
    ...(draft.causationId === undefined ? {} : { causationId: draft.causationId }),
    body: {
      ...said,
      decisionId: draft.decision.id as NonNullable<EventBody<'assistant-message'>['decisionId']>,
      settleMs: draft.decision.settleMs,
    },
  }
  return {
    tenantId: draft.tenantId,
    conversationId: draft.conversation_id,
    at: now,
    expect: draft.expect,
    events: [message, ...besides, noted],
    set: { answeredSeq: draft.decision.inputTo, ...set },
    ...(preview === undefined ? {} : { preview }),
    decision: { ...draft.decision, ...decision, review: outcome },
    review,
  }
}

/** The assistant goes on, and waits for the customer. */
async function goesOn(
  { policies }: Pick<ReplyReviewDependencies, 'policies'>,
  draft: HeldDraftRow,
  now: Date,
  parts: readonly MessagePart[],
): Promise<Pick<End, 'set' | 'preview'>> {
  const policy = await policies.current(draft.tenantId)
  return {
    set: { idleDueAt: idleDueAt(now, policy, draft.scene), idleStage: 0 },
    preview: { text: plainText(parts), from: 'assistant' },
  }
}

/** The draft goes out, as it is or with another text. */
export async function sendChange(
  dependencies: Pick<ReplyReviewDependencies, 'policies'>,
  draft: HeldDraftRow,
  now: Date,
  how: Ending,
): Promise<Change> {
  const { body } = draft
  const parts = how.text === undefined ? body.parts : withText(body.parts, how.text)
  return endChange(draft, now, how, {
    ...(await goesOn(dependencies, draft, now, parts)),
    said: {
      kind: 'answer',
      parts,
      sources: body.sources,
      ...(body.passages === undefined ? {} : { passages: body.passages }),
      // What a person wrote is not measured.
      ...(how.text === undefined ? { confidence: draft.confidence } : {}),
      ...(draft.entry_id === null
        ? {}
        : { entryId: draft.entry_id as NonNullable<EventBody<'assistant-message'>['entryId']> }),
    },
  })
}

/** What was written anew stands where the first text stood; pictures, files and buttons stay. */
function withText(parts: readonly MessagePart[], text: string): MessagePart[] {
  const first = parts.findIndex((part) => part.type === 'text')
  const anew: MessagePart = { type: 'text', text }
  const others = parts.filter((part) => part.type !== 'text')
  if (first < 0) return [anew, ...others]
  const before = parts.slice(0, first).filter((part) => part.type !== 'text').length
  return [...others.slice(0, before), anew, ...others.slice(before)]
}

/** The likely questions are offered instead of a draft that was declined. */
export async function optionsChange(
  dependencies: Pick<ReplyReviewDependencies, 'policies'>,
  draft: HeldDraftRow,
  now: Date,
  by: MemberCaller,
): Promise<Change> {
  const parts = draft.instead ?? []
  return endChange(
    draft,
    now,
    { verdict: 'declined', by },
    {
      ...(await goesOn(dependencies, draft, now, parts)),
      said: { kind: 'options', parts, sources: [] },
      decision: {
        decided: { ...withoutEntry(draft.decision.decided), outcome: 'options', rule: 'draft-declined' },
      },
    },
  )
}

/** People take over: the draft was declined, or nobody came in time. */
export async function handoverChange(
  dependencies: Pick<ReplyReviewDependencies, 'policies' | 'queue' | 'understanding'>,
  draft: HeldDraftRow,
  now: Date,
  by?: MemberCaller,
): Promise<Change> {
  const parts = await handoverParts(dependencies, draft, now)
  return endChange(
    draft,
    now,
    { verdict: by === undefined ? 'handed-over' : 'declined', by },
    {
      said: { kind: 'handover', parts, sources: [], handoverReason: reason },
      besides: [
        {
          type: 'owner-changed',
          actor: { kind: 'assistant' },
          ...(draft.causationId === undefined ? {} : { causationId: draft.causationId }),
          body: { from: { kind: 'assistant' }, to: { kind: 'queue' }, reason },
        },
      ],
      set: {
        owner: { kind: 'queue' },
        handoverReason: reason,
        queuedAt: now,
        waitingSince: now,
        idleDueAt: null,
      },
      decision: {
        decided: {
          ...withoutEntry(draft.decision.decided),
          outcome: 'handover',
          rule: by === undefined ? 'nobody-approved-in-time' : 'draft-declined',
          reason,
        },
        tier: 'human',
      },
    },
  )
}

function withoutEntry({ entryId: _, ...decided }: HeldDraftRow['decision']['decided']) {
  return decided
}

/** The text of a handover as the draft step says it, with what is true of people and hours now. */
async function handoverParts(
  { policies, queue, understanding }: Pick<ReplyReviewDependencies, 'policies' | 'queue' | 'understanding'>,
  draft: HeldDraftRow,
  now: Date,
): Promise<MessagePart[]> {
  const policy = await policies.current(draft.tenantId)
  const { scenes } = policy.document
  const scene =
    scenes.find(({ key }) => key === draft.scene) ?? scenes.find(({ key }) => key === 'default') ?? scenes[0]
  if (scene === undefined) throw new Error('a policy without scenes')
  const turn: Turn = {
    now,
    policy,
    knowledge: understanding.empty(),
    text: '',
    messages: [],
    previous: [],
    optionsInARow: 0,
    ...(await readDuty({ queue }, draft.tenantId)),
    language: draft.language,
    decision: { outcome: 'handover', rule: 'draft-declined', scene, tier: 'human', reason },
    checks: [],
    steps: [],
  }
  await draftStep.run(turn)
  return turn.draft?.parts ?? []
}
