import { type ConversationEvent, plainText } from '../../../contract/index.ts'
import { summariseForHandover } from '../../../language/index.ts'

/** Something said in the running session. */
export interface Spoken {
  seq: number
  from: 'customer' | 'assistant' | 'agent'
  text: string
  /** When, ISO 8601. */
  at: string
}

/** The events of the running session. */
export function runningSession(events: readonly ConversationEvent[]): ConversationEvent[] {
  const start = events.findLastIndex((event) => event.type === 'session-started')
  return events.slice(Math.max(0, start))
}

/** What was said in words, by whom; of the assistant its answers alone. */
export function wordsOf(events: readonly ConversationEvent[]): Spoken[] {
  return events.flatMap((event): Spoken[] => {
    if (event.type === 'customer-message')
      return [{ seq: event.seq, from: 'customer', text: plainText(event.body.parts), at: event.occurredAt }]
    if (event.type === 'agent-message')
      return [{ seq: event.seq, from: 'agent', text: plainText(event.body.parts), at: event.occurredAt }]
    if (event.type === 'assistant-message' && event.body.kind === 'answer')
      return [{ seq: event.seq, from: 'assistant', text: plainText(event.body.parts), at: event.occurredAt }]
    return []
  })
}

/** What the customer asked, in order: messages in which anything is asked besides for a person. */
export function questionsIn(messages: readonly Spoken[]): string[] {
  return messages
    .filter((message) => message.from === 'customer' && summariseForHandover([message]).asked.length > 0)
    .map((message) => message.text)
}
