import type { FactKind } from '../../contract/index.ts'

/** Stands where nobody served. */
export const nobody = '00000000-0000-0000-0000-000000000000'

/** An event of the log with what reports need of it. */
export interface LoggedEvent {
  seq: number
  type: string
  /** Milliseconds since 1970. */
  at: number
  actorId: string | null
  body: {
    kind?: string
    reason?: string
    from?: { kind: string; id?: string }
    to?: { kind: string; id?: string }
    ofSeq?: number
    verdict?: string
    tookMs?: number
    solved?: boolean
  }
}

/** What was decided in the turn that a reply belongs to. */
export interface LoggedDecision {
  replySeq: number
  outcome: string
  rule: string
  scene: string
  language: string
  entryId: string | null
  tier?: string
  /** A person approved the draft. */
  approved?: boolean
}

export interface Fact {
  seq: number
  kind: FactKind
  at: number
  language: string
  scene: string
  agentId: string
  reason: string
  entryId: string | null
  ms: number | null
}

/** What has to be remembered of a conversation to read its log on from where it was left. */
export interface FoldState {
  owner: 'assistant' | 'queue' | 'agent'
  ownerId: string
  /** When the present owner became it. */
  ownerSince: number
  session: { seq: number; at: number; reason: 'none' | 'machine' | 'people' } | null
  /** First message of the session that nobody has replied to yet; null once somebody has. */
  unanswered: number | null
  responded: boolean
  language: string
  scene: string
  /** Whether scene and language of the session come from a real question, not from small talk. */
  settled: boolean
}

export const emptyState = (): FoldState => ({
  owner: 'assistant',
  ownerId: nobody,
  ownerSince: 0,
  session: null,
  unanswered: null,
  responded: false,
  language: '',
  scene: '',
  settled: false,
})

/** How a turn counts: a question is what the assistant was to answer, not a wish for a person and not a click. */
function turnReason({ outcome, rule }: LoggedDecision): string {
  if (outcome === 'answer') return rule === 'customer-chose-the-entry' ? 'chosen' : 'answer'
  if (outcome !== 'handover') return outcome
  // What was asked was answered; a procedure has people go on.
  if (rule === 'procedure-hands-over') return 'procedure'
  return rule === 'customer-asked-for-a-person' || rule === 'customer-declined-the-options'
    ? 'asked'
    : 'unanswered'
}

/** By whom a question was settled; nothing for what is no question. */
function settledBy(reason: string, { tier = '', approved }: LoggedDecision): string | undefined {
  if (reason === 'options') return 'offered'
  if (reason === 'unanswered') return 'people'
  if (reason !== 'answer') return undefined
  if (approved) return 'approved'
  return tier === 'small-model' || tier === 'large-model' ? tier : 'local'
}

/**
 * Reads one event and returns the facts it makes true; one with the seq and kind of an earlier fact takes its place. Nothing but the
 * state and the log goes in, so reading a log in any pieces comes to the same.
 */
export function foldEvent(state: FoldState, event: LoggedEvent, decision?: LoggedDecision): Fact[] {
  const facts: Fact[] = []
  const add = (kind: FactKind, change: Partial<Fact> = {}) =>
    facts.push({
      seq: event.seq,
      kind,
      at: event.at,
      language: state.language,
      scene: state.scene,
      agentId: nobody,
      reason: '',
      entryId: null,
      ms: null,
      ...change,
    })
  const tellSession = () => {
    const { session } = state
    if (session !== null) add('session', { seq: session.seq, at: session.at, reason: session.reason })
  }
  const goTo = (owner: FoldState['owner'], ownerId: string) => {
    if (state.owner === 'agent' && state.ownerId !== nobody)
      add('handling', { agentId: state.ownerId, ms: event.at - state.ownerSince })
    state.owner = owner
    state.ownerId = ownerId
    state.ownerSince = event.at
  }
  const reply = (by: 'assistant' | 'agent', agentId: string) => {
    if (state.unanswered !== null && !state.responded) {
      add('first-response', { agentId, reason: by, ms: event.at - state.unanswered })
      state.responded = true
    }
  }

  /** Scene and language of the session are those of its first real question. */
  const settle = () => {
    if (decision === undefined || state.settled) return
    state.language = decision.language
    state.scene = decision.scene
    state.settled = decision.outcome !== 'small-talk'
  }
  const tellTurn = () => {
    if (decision === undefined) return
    const { scene, language, entryId } = decision
    const reason = turnReason(decision)
    add('turn', { reason, scene, language, entryId })
    const by = settledBy(reason, decision)
    if (by !== undefined) add('tier', { reason: by, scene, language, entryId })
    if (state.session?.reason === 'none' && (reason === 'answer' || reason === 'chosen'))
      state.session.reason = 'machine'
    tellSession()
  }

  switch (event.type) {
    case 'session-started':
      // The assistant's second turn at the same contact is no new one.
      if (event.body.reason === 'handed-back') break
      state.session = { seq: event.seq, at: event.at, reason: 'none' }
      state.unanswered = null
      state.responded = false
      state.language = ''
      state.scene = ''
      state.settled = false
      state.owner = 'assistant'
      state.ownerId = nobody
      state.ownerSince = event.at
      tellSession()
      break
    case 'customer-message':
      if (!state.responded) state.unanswered ??= event.at
      break
    case 'assistant-message':
      if (event.body.kind === 'notice') break
      settle()
      reply('assistant', nobody)
      tellTurn()
      break
    // Kept for people who are not there: a turn like any other, though nothing, or nothing but that, was said.
    case 'meanwhile-noted':
      settle()
      tellTurn()
      break
    case 'agent-message':
      reply('agent', event.actorId ?? nobody)
      add('agent-message', { agentId: event.actorId ?? nobody })
      break
    case 'owner-changed': {
      const { from, to, reason = '' } = event.body
      if (to === undefined) break
      if (from?.kind === 'assistant' && to.kind === 'queue') add('handover', { reason })
      if (state.owner === 'queue' && to.kind === 'agent')
        add('wait', { agentId: to.id ?? nobody, ms: event.at - state.ownerSince })
      if (to.kind !== 'assistant' && state.session !== null && state.session.reason !== 'people') {
        state.session.reason = 'people'
        tellSession()
      }
      goTo(to.kind as FoldState['owner'], to.id ?? nobody)
      break
    }
    case 'feedback-given':
      // What a customer says last about a message is what counts.
      add('feedback', {
        seq: event.body.ofSeq ?? event.seq,
        reason: event.body.solved ? 'solved' : 'not-solved',
      })
      break
    case 'reply-reviewed': {
      const { verdict = '', tookMs } = event.body
      if (event.actorId === null) {
        add('review-late', { reason: verdict })
        break
      }
      add('review', { agentId: event.actorId, reason: verdict, ms: tookMs ?? null })
      // Whoever read it before it went out took part.
      if (state.session !== null && state.session.reason !== 'people') {
        state.session.reason = 'people'
        tellSession()
      }
      break
    }
    case 'message-left':
      add('message-left')
      break
    case 'conversation-closed':
      if (state.owner === 'queue')
        add('abandoned', { reason: event.body.reason ?? '', ms: event.at - state.ownerSince })
      goTo('assistant', nobody)
      break
    default:
    // Not of interest, or not known yet.
  }
  return facts
}
