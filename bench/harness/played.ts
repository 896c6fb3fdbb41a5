import type { EventType } from '../../contract/index.ts'

/** What is to be played: frames at fixed times, whatever happens in between. */
export interface PlannedFrame {
  /** Which of the opened conversations, counted from 0. */
  conversation: number
  /** Milliseconds after the beginning. */
  at: number
  frame: { type: 'message'; text: string } | { type: 'typing'; on: boolean }
}

/** A conversation whose next message waits for the reply. */
export interface PlannedDialogue {
  conversation: number
  at: number
  /** Each turn's words, and the option that the customer clicks when it is among the buttons. */
  turns: { text: string; rightOption?: string }[]
}

export interface Play {
  frames: PlannedFrame[]
  dialogues: PlannedDialogue[]
  /** A customer who is handed over closes the conversation, so that the next message begins a session anew. */
  closeWhenHandedOver: boolean
  /** How long to wait for replies after the last frame, in ms. */
  patienceMs: number
}

/** What one customer's client sent and saw. Times are milliseconds of the player's own clock. */
export interface Told {
  conversation: number
  conversationId: string
  sent: Sent[]
  acknowledged: { clientId: string; seq: number; at: number }[]
  /** Every event frame as it came, repetitions included. */
  seen: Seen[]
  /** Codes of the error frames. */
  errors: string[]
}

export interface Sent {
  clientId: string
  /** When it was to be sent; equals `sentAt` in dialogues. */
  scheduledAt: number
  sentAt: number
  /** The turn of a dialogue, counted from 0. */
  turn?: number
  /** A click on a button. */
  choice?: boolean
}

export interface Seen {
  seq: number
  type: EventType
  at: number
  clientId?: string
  /** Of assistant messages. */
  kind?: string
  entryId?: string
  options?: string[]
  settleMs?: number
  /** The event shown before it, where between them stand some that no customer is shown. */
  after?: number
  /** Of changes of owner: whose it is now. */
  owner?: string
}

export interface PlayResult {
  told: Told[]
  /** CPU seconds that the player itself used while playing, without reading the results. */
  cpuSeconds: number
  /** Milliseconds from the first to the last planned frame. */
  tookMs: number
}

/** What the parent asks of the player's process, and what it answers. */
export type Request =
  | { type: 'open'; url: string; channels: { channelKey: string; count: number }[] }
  | { type: 'play'; play: Play }
  | { type: 'close' }
export type Answer =
  | { type: 'opened'; conversationIds: string[] }
  | ({ type: 'played' } & PlayResult)
  | { type: 'closed' }
  | { type: 'failed'; message: string }
