import type { ConversationEvent } from '../../contract/index.ts'
import type { State } from '../chat/state.ts'

type Asked = Extract<
  ConversationEvent,
  { type: 'tool-form-asked' | 'tool-confirmation-asked' | 'tool-proof-asked' }
>
type Told = Extract<ConversationEvent, { type: 'tool-approval-asked' | 'tool-settled' }>

/** A card about something the assistant can do: a form, a confirmation, or what became of it. */
export interface ShownTool {
  readonly kind: 'tool'
  readonly key: string
  readonly event: Asked | Told
  /** Forms and confirmations: whether they still wait for the customer, or what was answered. */
  readonly stands: 'open' | 'sending' | 'filled' | 'accepted' | 'declined' | 'replaced' | 'proven' | 'over'
}

export function toolItem(event: ConversationEvent, state: State): ShownTool | undefined {
  const key = `e${event.seq}`
  switch (event.type) {
    case 'tool-form-asked':
    case 'tool-confirmation-asked':
    case 'tool-proof-asked':
      return { kind: 'tool', key, event, stands: standing(event, state) }
    case 'tool-approval-asked':
    case 'tool-settled':
      return { kind: 'tool', key, event, stands: 'over' }
    default:
      return undefined
  }
}

function standing(event: Asked, state: State): ShownTool['stands'] {
  const { callId } = event.body
  const sending = state.pending.some(
    ({ frame, problem }) =>
      (frame.type === 'tool-confirm' || frame.type === 'tool-input') && frame.callId === callId && !problem,
  )
  for (const later of state.events) {
    // What was filled in for a procedure is a message of the customer's.
    if (later.type === 'customer-message' && later.body.procedure?.formId === callId) return 'filled'
    if (later.type === 'tool-confirmation-asked' && later.body.replaces?.includes(callId)) return 'replaced'
    if (later.seq > event.seq && event.type === 'tool-proof-asked') {
      if (later.type === 'tool-proved') return 'proven'
      if (later.type === 'tool-proof-asked') return 'over'
    }
    if (later.seq <= event.seq || !('callId' in later.body) || later.body.callId !== callId) continue
    if (later.type === 'tool-confirmed') return later.body.accepted ? 'accepted' : 'declined'
    return event.type === 'tool-form-asked' ? 'filled' : 'over'
  }
  if (sending) return 'sending'
  // Whoever took over does not act on what the assistant had asked.
  if (state.closed || state.owner !== 'assistant') return 'over'
  const refused = state.pending.some(
    ({ frame, problem }) => 'callId' in frame && frame.callId === callId && problem,
  )
  return refused ? 'over' : 'open'
}
