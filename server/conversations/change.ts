import type {
  Actor,
  ConversationEvent,
  Emotion,
  EventBody,
  EventType,
  Owner,
  Urgency,
} from '../../contract/index.ts'

/** A conversation's row as the log's writer returns it. */
export interface ConversationState {
  tenantId: string
  id: string
  channelId: string
  customerId: string
  state: 'open' | 'closed'
  ownerKind: Owner['kind']
  ownerId: string | null
  ownerEpoch: number
  lastSeq: number
  lastCustomerSeq: number
  answeredSeq: number
  turnDueAt: string | null
  turnSince: string | null
  session: number
  sessionSeq: number
  queuedAt: string | null
  waitingSince: string | null
  handoverReason: string | null
  /** Until then the customer has been told that people are away. */
  toldAwayUntil: string | null
}

export type NewEvent = {
  [Type in EventType]: {
    type: Type
    actor: Actor
    body: EventBody<Type>
    clientId?: string
    causationId?: string
  }
}[EventType]

/** One change to one conversation: events, and what else becomes true with them, or nothing at all. */
export interface Change {
  tenantId: string
  conversationId: string
  at: Date
  events: readonly NewEvent[]
  /** Written by the customer: reopens a closed conversation and makes a turn due. */
  byCustomer?: boolean
  /** The change happens only while all of this is so. */
  expect?: {
    ownerKind?: Owner['kind']
    ownerId?: string
    ownerEpoch?: number
    state?: 'open' | 'closed'
    /** Nobody has answered this customer message yet. */
    unansweredSeq?: number
    lastCustomerSeq?: number
    lastSeq?: number
    /** The tenant's versions are still these; otherwise the outcome is `outdated`. */
    versions?: { knowledge: number; policy: number; modelId: string | null }
  }
  set?: {
    owner?: Owner
    state?: 'open' | 'closed'
    answeredSeq?: number
    handoverReason?: string | null
    queuedAt?: Date | null
    waitingSince?: Date | null
    leftContact?: string | null
    toldAwayUntil?: Date
    /** Passed to a queue that nobody serves: what the customer has written since is a turn of the assistant's all the same. */
    readsOn?: boolean
    closedAt?: Date | null
    idleDueAt?: Date | null
    idleStage?: number
    language?: string
    emotion?: Emotion
    urgency?: Urgency
    /** The assistant answers at `turn.dueAt` what the customer wrote and nobody has replied to; in a queue only where it reads on. */
    takeUpOpen?: boolean
  }
  preview?: { text: string; from: 'customer' | 'assistant' | 'agent' | 'system' }
  /**
   * When the assistant should answer what the customer writes, or what it takes up, if it owns the conversation; `unattended`: or a
   * queue does, as nobody is there.
   */
  turn?: { dueAt: Date; longestMs: number; unattended?: boolean }
  /** The decision record of the turn, without what the writer fills in. */
  decision?: Record<string, unknown>
  /** A draft that waits for approval: held, decided on, or told of to the customer; the last two only while it waits. */
  review?: {
    hold?: HeldDraft
    end?: { id: string; state: string; by?: string | undefined; contentRight?: boolean | undefined }
    told?: string
  }
  /** What the change teaches about the message with sequence number `seq`. */
  label?: { id: string; seq: number; kind: 'choice' | 'solved' | 'not-solved'; entryId?: string | undefined }
}

/** A draft as it waits; its text stands in the event that is written with it. */
export interface HeldDraft {
  id: string
  scene: string
  language: string
  madeBy: string
  confidence: number
  threshold: number
  sure: boolean
  entryId?: string | undefined
  decision: Record<string, unknown>
  instead?: readonly unknown[] | undefined
  dueAt: Date
  sayAt?: Date | undefined
}

export type Refusal =
  | 'not-found'
  | 'owner-changed'
  | 'superseded'
  | 'answered'
  | 'closed'
  | 'outdated'
  /** Somebody else was first to decide on the draft. */
  | 'reviewed'

export type WriteResult =
  | {
      outcome: 'written'
      /** Sequence number of the change's first own event. */
      seq: number
      events: ConversationEvent[]
      state: ConversationState
    }
  | { outcome: 'duplicate'; seq: number; state: ConversationState }
  | { outcome: Refusal; state: ConversationState | undefined }
