import type { ConversationEvent, MessagePart, Source } from '../../contract/index.ts'
import type { OutboxEntry } from '../chat/outbox.ts'
import { agentName, type Grown, type State } from '../chat/state.ts'
import type { Messages, Problem } from '../messages/index.ts'
import { type ShownTool, toolItem } from '../tools/tool-items.ts'

export type Side = 'customer' | 'assistant' | 'agent'

export interface ShownMessage {
  readonly kind: 'message'
  readonly key: string
  readonly side: Side
  readonly author: string
  readonly parts: readonly MessagePart[]
  /** What the first part grew by while the customer looked on; whole, where it came whole. */
  readonly pieces: readonly string[] | undefined
  /** Keys of files in this page that are on their way with it. */
  readonly uploads: readonly string[]
  readonly redacted: boolean
  /** Absent while it is not committed. */
  readonly seq: number | undefined
  /** ISO 8601; absent while it is not committed. */
  readonly at: string | undefined
  readonly sources: readonly Pick<Source, 'title'>[]
  /** Answers only: what the customer said of it, once they did. */
  readonly feedback: 'none' | 'solved' | 'not-solved' | undefined
  /** Buttons work only while nothing has happened since. */
  readonly optionsOpen: boolean
  readonly chosenOption: string | undefined
  /** Only under the customer’s own: what became of it. */
  readonly delivery: 'sending' | 'waiting' | 'sent' | 'read' | 'failed' | undefined
  readonly clientId: string | undefined
  readonly problem: Problem | undefined
  /** The first of several in a row from one side. */
  readonly leads: boolean
}

export interface ShownLine {
  readonly kind: 'line' | 'divider'
  readonly key: string
  readonly text: string
}

export interface ShownReceipt {
  readonly kind: 'left-message'
  readonly key: string
  readonly contact: string
  readonly text: string
}

export type ShownItem = ShownMessage | ShownLine | ShownReceipt | ShownTool

/**
 * What the conversation looks like: every event and every unsent entry as the item shown for it, in order, and the date
 * where a day begins (not today’s, if there is no other).
 */
export function shownItems(state: State, texts: Messages, now = new Date()): ShownItem[] {
  const facts = gatherFacts(state)
  const items: ShownItem[] = []
  let day = dayOf(now, texts)
  for (const event of state.events) {
    const item = eventItem(event, state, texts, facts)
    if (!item) continue
    const itsDay = dayOf(new Date(event.occurredAt), texts)
    if (itsDay !== day) items.push({ kind: 'divider', key: `d${event.seq}`, text: itsDay })
    day = itsDay
    push(items, item)
  }
  for (const entry of state.pending) {
    const item = pendingItem(entry, state, texts)
    if (item) push(items, item)
  }
  if (state.writing) push(items, writingItem(state.writing, texts))
  return markLastDelivery(items)
}

const dayOf = (date: Date, texts: Messages): string =>
  date.toLocaleDateString(texts.language, { month: 'long', day: 'numeric', weekday: 'short' })

interface Facts {
  readonly feedback: ReadonlyMap<number, boolean>
  /** Option chosen, by the sequence number of the message that offered it. */
  readonly choices: ReadonlyMap<number, string>
  /** The last event after which older buttons are of no use. */
  readonly movedOnAt: number
  /** The same for an agent’s, which further words of theirs leave open. */
  readonly repliedAt: number
}

function gatherFacts(state: State): Facts {
  const feedback = new Map<number, boolean>()
  const choices = new Map<number, string>()
  let movedOnAt = 0
  let repliedAt = 0
  for (const event of state.events) {
    if (event.type === 'feedback-given') feedback.set(event.body.ofSeq, event.body.solved)
    if (event.type === 'customer-message' && event.body.choice) {
      choices.set(event.body.choice.ofSeq, event.body.choice.optionId)
    }
    if (event.type !== 'assistant-message' && event.type !== 'feedback-given') movedOnAt = event.seq
    if (event.type === 'customer-message' || event.type === 'conversation-closed') repliedAt = event.seq
  }
  for (const { frame, problem } of state.pending) {
    if (problem) continue
    if (frame.type === 'feedback') feedback.set(frame.ofSeq, frame.solved)
    if (frame.type === 'choice') choices.set(frame.ofSeq, frame.optionId)
    if (frame.type !== 'feedback') movedOnAt = repliedAt = Number.MAX_SAFE_INTEGER
  }
  return { feedback, choices, movedOnAt, repliedAt }
}

function eventItem(
  event: ConversationEvent,
  state: State,
  texts: Messages,
  facts: Facts,
): ShownItem | undefined {
  const key = `e${event.seq}`
  switch (event.type) {
    case 'customer-message':
    case 'assistant-message':
    case 'agent-message':
      return messageItem(event, state, texts, facts)
    case 'session-started':
      return dividerItem(key, event.body.reason, texts)
    case 'owner-changed':
      return lineItem(key, ownerText(event, texts))
    case 'conversation-closed':
      return lineItem(key, closedText(event.body.reason, texts))
    case 'message-left': {
      const { contact, text } = event.redacted ? { contact: '', text: '' } : event.body
      return { kind: 'left-message', key, contact, text }
    }
    default:
      return toolItem(event, state)
  }
}

function dividerItem(
  key: string,
  reason: 'first-contact' | 'reopened' | 'handed-back',
  texts: Messages,
): ShownItem | undefined {
  if (reason === 'first-contact') return undefined
  return { kind: 'divider', key, text: reason === 'reopened' ? texts.newSession : texts.backWithAssistant }
}

const lineItem = (key: string, text: string | undefined): ShownItem | undefined =>
  text === undefined ? undefined : { kind: 'line', key, text }

function ownerText(event: Extract<ConversationEvent, { type: 'owner-changed' }>, texts: Messages) {
  const { from, to, reason } = event.body
  // Closing, reopening and handing back have an event of their own, which is shown.
  if (reason === 'closed' || reason === 'reopened' || reason === 'handed-back') return undefined
  if (to.kind === 'agent') {
    const { toName } = event.body
    return texts.agentJoined(toName ?? (event.actor.kind === 'agent' ? (event.actor.name ?? '') : ''))
  }
  // The assistant says itself that it hands over, and why.
  if (to.kind === 'queue') return from.kind === 'assistant' ? undefined : texts.queued
  return from.kind === 'assistant' ? undefined : texts.backWithAssistant
}

function closedText(reason: 'agent' | 'customer' | 'idle', texts: Messages): string {
  if (reason === 'agent') return texts.closedByAgent
  return reason === 'customer' ? texts.closedByCustomer : texts.closedIdle
}

function messageItem(
  event: Extract<ConversationEvent, { type: 'customer-message' | 'assistant-message' | 'agent-message' }>,
  state: State,
  texts: Messages,
  { feedback, choices, movedOnAt, repliedAt }: Facts,
): ShownMessage {
  const side =
    event.type === 'customer-message' ? 'customer' : event.type === 'agent-message' ? 'agent' : 'assistant'
  const answer = event.type === 'assistant-message' && event.body.kind === 'answer'
  const solved = feedback.get(event.seq)
  return {
    kind: 'message',
    key: keyOf(event, side, state),
    side,
    author: authorOf(side, event.actor.name ?? agentName(state), texts),
    parts: event.body.parts,
    pieces: state.grown[event.seq]?.pieces,
    uploads: [],
    redacted: event.redacted === true,
    seq: event.seq,
    at: event.occurredAt,
    sources:
      event.type === 'assistant-message' ? [...event.body.sources, ...(event.body.passages ?? [])] : [],
    feedback: !answer ? undefined : solved === undefined ? 'none' : solved ? 'solved' : 'not-solved',
    optionsOpen: event.seq > (side === 'agent' ? repliedAt : movedOnAt) && !state.closed,
    chosenOption: choices.get(event.seq),
    delivery: side !== 'customer' ? undefined : event.seq <= state.otherRead ? 'read' : 'sent',
    clientId: event.clientId,
    problem: undefined,
    leads: true,
  }
}

/** A reply keeps the place in which it was seen growing, so that it is neither drawn nor read out again. */
function keyOf({ seq, clientId }: ConversationEvent, side: Side, { grown }: State): string {
  const seen = grown[seq]
  if (seen) return `w${seen.ofSeq}`
  return side === 'customer' && clientId ? clientId : `e${seq}`
}

function writingItem({ ofSeq, pieces }: Grown, texts: Messages): ShownMessage {
  return {
    kind: 'message',
    key: `w${ofSeq}`,
    side: 'assistant',
    author: texts.automaticAnswer,
    parts: [{ type: 'text', text: pieces.join('') }],
    pieces,
    uploads: [],
    redacted: false,
    seq: undefined,
    at: undefined,
    sources: [],
    feedback: undefined,
    optionsOpen: false,
    chosenOption: undefined,
    delivery: undefined,
    clientId: undefined,
    problem: undefined,
    leads: true,
  }
}

function authorOf(side: Side, name: string, texts: Messages): string {
  if (side === 'customer') return texts.you
  return side === 'assistant' ? texts.automaticAnswer : name || texts.agentName
}

function pendingItem(entry: OutboxEntry, state: State, texts: Messages): ShownItem | undefined {
  const { frame, problem } = entry
  if (frame.type === 'human') return { kind: 'line', key: frame.clientId, text: texts.askingForPerson }
  if (frame.type !== 'message' && frame.type !== 'choice') return undefined
  const lineUp = state.online && state.line !== 'lost'
  return {
    kind: 'message',
    key: frame.clientId,
    side: 'customer',
    author: texts.you,
    // Words first; of files that are under way their own rows tell.
    parts:
      entry.uploads && frame.type === 'message' && frame.text === ''
        ? []
        : [{ type: 'text', text: entry.label }],
    pieces: undefined,
    uploads: entry.uploads ?? [],
    redacted: false,
    seq: undefined,
    at: undefined,
    sources: [],
    feedback: undefined,
    optionsOpen: false,
    chosenOption: undefined,
    delivery: problem ? 'failed' : entry.ackedSeq !== undefined ? 'sent' : lineUp ? 'sending' : 'waiting',
    clientId: frame.clientId,
    problem,
    leads: true,
  }
}

function push(items: ShownItem[], item: ShownItem): void {
  const previous = items[items.length - 1]
  const follows = item.kind === 'message' && previous?.kind === 'message' && sameRun(previous, item)
  items.push(follows ? { ...item, leads: false } : item)
}

const sameRun = (previous: ShownMessage, next: ShownMessage): boolean =>
  previous.side === next.side && previous.author === next.author

/** What became of the customer’s messages stands once, under the last of those it is true of; a failure under each. */
function markLastDelivery(items: ShownItem[]): ShownItem[] {
  const said = new Set<ShownMessage['delivery']>()
  const result = [...items]
  for (let index = result.length - 1; index >= 0; index--) {
    const item = result[index]
    if (item?.kind !== 'message' || item.side !== 'customer') continue
    const { delivery } = item
    // What was read was sent before: one of both is enough.
    const kind = delivery === 'read' ? 'sent' : delivery
    if (kind === 'failed') continue
    if (said.has(kind)) result[index] = { ...item, delivery: undefined }
    said.add(kind)
  }
  return result
}

/** Where the leave-message form belongs: in the message that asks for it last, below the queue status, or nowhere. */
export function formPlace(state: State): { readonly seq: number } | 'queue' | undefined {
  let asked = 0
  for (const event of state.events) {
    if (event.type === 'message-left' || event.type === 'session-started' || event.type === 'agent-message')
      asked = 0
    if (event.type === 'owner-changed' && event.body.to.kind !== 'queue') asked = 0
    if (event.type !== 'assistant-message') continue
    if (event.body.parts.some((part) => part.type === 'form' && part.form === 'leave-message'))
      asked = event.seq
  }
  if (asked > 0) return { seq: asked }
  const left = state.events.some((event) => event.type === 'message-left' && event.seq > queuedSince(state))
  return state.owner === 'queue' && state.queue?.onDuty === false && !left ? 'queue' : undefined
}

function queuedSince(state: State): number {
  let since = 0
  for (const event of state.events) {
    if (event.type === 'owner-changed' && event.body.to.kind === 'queue') since = event.seq
  }
  return since
}
