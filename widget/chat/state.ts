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
      return { ...next, typing: undefined, otherRead: Math.max(next.otherRead, event.seq - 1) }
    case 'owner-changed': {
      const owner = event.body.to.kind
      const typing = owner === state.typing ? state.typing : undefined
      return { ...next, owner, typing, queue: owner === 'queue' ? state.queue : undefined }
    }
    case 'conversation-closed':
      return { ...next, closed: true, owner: 'assistant', typing: undefined, queue: undefined }
    default:
      return next
  }
}

/** The state after a frame that is not an event, an acknowledgement or an error. */
export function applyFrame(state: State, frame: CustomerServerFrame): State {
  switch (frame.type) {
    case 'ready': {
      const { owner, closed, queue } = frame
      const otherRead = Math.max(state.otherRead, frame.readSeq)
      return { ...state, line: 'ready', owner, closed, queue, otherRead, typing: undefined }
    }
    case 'typing':
      return { ...state, typing: frame.on ? frame.by : undefined }
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
