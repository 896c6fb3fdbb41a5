import type {
  AttachmentPart,
  ConversationEvent,
  CustomerServerFrame,
  Locale,
  QueueStatus,
  StartSessionReply,
} from '../../contract/index.ts'
import type { Problem } from '../messages/index.ts'
import type { Links } from './links.ts'
import type { OutboxEntry } from './outbox.ts'
import type { Upload } from './uploads.ts'

/** `none`: not wanted yet · `connecting` · `ready` · `lost`: coming back by itself · `refused`: will not come. */
export type Line = 'none' | 'connecting' | 'ready' | 'lost' | 'refused'

export interface Grown {
  /** The message it answers. */
  readonly ofSeq: number
  readonly pieces: readonly string[]
}

export interface State {
  readonly open: boolean
  readonly locale: Locale
  readonly theme: 'light' | 'dark'
  readonly line: Line
  /** Whether the browser says that there is a network. */
  readonly online: boolean
  readonly channel: StartSessionReply['channel'] | undefined
  /** The replay of what was there has been shown at least once. */
  readonly caughtUp: boolean
  /** In the order of `seq`. */
  readonly events: readonly ConversationEvent[]
  readonly pending: readonly OutboxEntry[]
  readonly owner: 'assistant' | 'queue' | 'agent'
  readonly closed: boolean
  readonly queue: QueueStatus | undefined
  readonly typing: 'assistant' | 'agent' | undefined
  /** The reply that is being written, as far as it may be shown; there only while the assistant is typing. */
  readonly writing: Grown | undefined
  /** By sequence number: replies that were seen growing, in the pieces they grew by. */
  readonly grown: Readonly<Record<number, Grown>>
  /** The highest sequence number the other side has seen. */
  readonly otherRead: number
  /** The highest sequence number the customer has seen, in any tab. */
  readonly ownRead: number
  readonly problem: Problem | undefined
  /** Files that go with the message being written. */
  readonly tray: readonly Upload[]
  readonly links: Links
  /** The picture shown over the page. */
  readonly large: AttachmentPart | undefined
}

export const initialState = (locale: Locale, theme: State['theme']): State => ({
  open: false,
  locale,
  theme,
  line: 'none',
  online: true,
  channel: undefined,
  ...emptyConversation,
  problem: undefined,
  tray: [],
  links: {},
  large: undefined,
})

/** The parts of the state that belong to one conversation, before anything is known of it. */
export const emptyConversation = {
  caughtUp: false,
  events: [],
  pending: [],
  owner: 'assistant',
  closed: false,
  queue: undefined,
  typing: undefined,
  writing: undefined,
  grown: {},
  otherRead: 0,
  ownRead: 0,
} as const satisfies Partial<State>

/** The state after one more event, which is the next in order. */
export function applyEvent(state: State, event: ConversationEvent): State {
  const next: State = { ...state, events: [...state.events, event] }
  switch (event.type) {
    case 'session-started':
      return { ...next, closed: false }
    case 'assistant-message':
    case 'agent-message':
      return {
        ...next,
        ...endOfWriting(state, event),
        typing: undefined,
        otherRead: Math.max(next.otherRead, event.seq - 1),
      }
    case 'owner-changed': {
      const owner = event.body.to.kind
      const typing = owner === state.typing ? state.typing : undefined
      const writing = owner === 'assistant' ? state.writing : undefined
      return { ...next, owner, typing, writing, queue: owner === 'queue' ? state.queue : undefined }
    }
    case 'conversation-closed':
      return {
        ...next,
        closed: true,
        owner: 'assistant',
        typing: undefined,
        writing: undefined,
        queue: undefined,
      }
    default:
      return next
  }
}

/** A reply takes the place of what was seen of it; another text, which was written instead, is a message of its own. */
function endOfWriting(
  { writing, grown }: State,
  event: Extract<ConversationEvent, { type: 'assistant-message' | 'agent-message' }>,
): Partial<State> {
  if (writing === undefined || event.seq < writing.ofSeq) return {}
  const first = event.redacted ? undefined : event.body.parts[0]
  const seen = writing.pieces.join('')
  if (event.type !== 'assistant-message' || first?.type !== 'text' || !first.text.startsWith(seen))
    return { writing: undefined }
  const rest = first.text.slice(seen.length)
  const pieces = rest === '' ? writing.pieces : [...writing.pieces, rest]
  return { writing: undefined, grown: { ...grown, [event.seq]: { ofSeq: writing.ofSeq, pieces } } }
}

function takeWriting(state: State, { ofSeq, text }: { ofSeq: number; text: string }): State {
  const isAnswered = state.events.some(
    ({ seq, type }) => seq > ofSeq && (type === 'assistant-message' || type === 'agent-message'),
  )
  if (isAnswered || state.owner !== 'assistant' || state.closed) return state
  const before = state.writing?.ofSeq === ofSeq ? state.writing.pieces : []
  const seen = before.join('')
  if (text === seen) return state
  const pieces = text.startsWith(seen) ? [...before, text.slice(seen.length)] : [text]
  return { ...state, typing: 'assistant', writing: { ofSeq, pieces } }
}

/** The state after a frame that is not an event, an acknowledgement or an error. */
export function applyFrame(state: State, frame: CustomerServerFrame): State {
  switch (frame.type) {
    case 'ready': {
      const { owner, closed, queue } = frame
      const otherRead = Math.max(state.otherRead, frame.readSeq)
      return {
        ...state,
        line: 'ready',
        owner,
        closed,
        queue,
        otherRead,
        typing: undefined,
        writing: undefined,
      }
    }
    case 'typing':
      return frame.on && frame.by === 'assistant'
        ? { ...state, typing: frame.by }
        : { ...state, typing: frame.on ? frame.by : undefined, writing: undefined }
    case 'writing':
      return takeWriting(state, frame)
    case 'queue':
      return { ...state, queue: frame.queue }
    case 'read':
      return { ...state, otherRead: Math.max(state.otherRead, frame.seq) }
    default:
      return state
  }
}

/** Messages of the other side that the customer has not seen. */
export const unreadCount = (state: State): number =>
  state.events.filter(
    (event) =>
      event.seq > state.ownRead && (event.type === 'assistant-message' || event.type === 'agent-message'),
  ).length

/** The customer’s own text messages and everything else they did has begun the conversation. */
export const hasBegun = (state: State): boolean =>
  state.pending.length > 0 || state.events.some((event) => event.type !== 'session-started')

/** The name of the person who serves, if it is known. */
export function agentName(state: Pick<State, 'events'>): string {
  const names = state.events.map((event) => (event.actor.kind === 'agent' ? event.actor.name : undefined))
  return names.filter((name) => name).pop() ?? ''
}
