import type { ConversationEvent } from '../../contract/events.ts'

/** Joins two runs of events: by sequence, each once; the later-given wins, as it may be redacted. */
export function mergeEvents(
  known: readonly ConversationEvent[],
  more: readonly ConversationEvent[],
): ConversationEvent[] {
  const bySeq = new Map(known.map((event) => [event.seq, event]))
  for (const event of more) bySeq.set(event.seq, event)
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}

/** What later events say about earlier messages, by the message's sequence number. */
export interface Marks {
  chosen: ReadonlyMap<number, string>
  solved: ReadonlyMap<number, boolean>
  /** Calls of tools that an agent has answered, or that have ended. */
  settled: ReadonlySet<string>
  /** Cards that a newer one about the same has taken the place of. */
  replaced: ReadonlySet<string>
}

export function marksOf(events: readonly ConversationEvent[]): Marks {
  const chosen = new Map<number, string>()
  const solved = new Map<number, boolean>()
  const settled = new Set<string>()
  const replaced = new Set<string>()
  for (const event of events) {
    if (event.type === 'customer-message' && event.body.choice)
      chosen.set(event.body.choice.ofSeq, event.body.choice.optionId)
    if (event.type === 'feedback-given') solved.set(event.body.ofSeq, event.body.solved)
    if (event.type === 'tool-approved' || event.type === 'tool-settled') settled.add(event.body.callId)
    if (event.type === 'tool-confirmation-asked') for (const id of event.body.replaces ?? []) replaced.add(id)
  }
  return { chosen, solved, settled, replaced }
}

/** The text parts of a message, joined. */
export function textOf(event: ConversationEvent): string {
  if (!('parts' in event.body)) return ''
  return event.body.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
}

/** What can be frozen. */
const longestQuestion = 500

const dayFormats = new Map<string, Intl.DateTimeFormat>()

/** What the customer wrote from one message to another; nothing where it is longer than a question. */
export function askedBetween(events: readonly ConversationEvent[], from: number, to: number): string {
  const written = events.filter(
    (event) => event.type === 'customer-message' && event.seq >= from && event.seq <= to,
  )
  const text = written.map(textOf).join('\n').trim()
  return text.length > longestQuestion ? '' : text
}

/** Calendar day of an event in a zone, for day separators: `2026-11-20`. */
export function dayOf(at: string, timeZone: string): string {
  let format = dayFormats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
    dayFormats.set(timeZone, format)
  }
  return format.format(new Date(at))
}
