import {
  type AttachmentPart,
  type Conversation,
  type ConversationEvent,
  type Emotion,
  isAttachment,
  type Language,
  type Urgency,
} from '../../../contract/index.ts'
import { summariseForHandover } from '../../../language/index.ts'
import { accessConversation, type Queue, readEvents } from '../../conversations/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database } from '../../platform/db/index.ts'
import type { Understanding } from '../../understanding/index.ts'
import { answerLetters } from './answer-letters.ts'
import { factsNamed, type NamedFact } from './facts-named.ts'
import { questionsIn, runningSession, type Spoken, wordsOf } from './session-words.ts'

const mostEvents = 200
const mostSuggestions = 3
const mostAttachments = 12
const leastProbability = 0.1

export interface SummaryDependencies {
  database: Database
  clock: Clock
  queue: Queue
  understanding: Understanding
}

interface Summary {
  reason?: string
  emotion?: Emotion
  urgency?: Urgency
  asked: { seq: number; text: string }[]
  facts: NamedFact[]
  attachments: { seq: number; part: AttachmentPart }[]
  said: { seq: number; by: 'assistant' | 'agent'; text: string; meanwhile?: true }[]
  settled?: true
  suggestions: { entryId: string; title: string; probability: number; answer: string }[]
}

/** What an agent should know before answering: the running session in the words said, and the nearest entries. */
export async function readHandoverSummary(
  dependencies: SummaryDependencies,
  tenantId: string,
  conversationId: string,
): Promise<Summary> {
  const { database } = dependencies
  const conversation = await accessConversation(database, tenantId, conversationId)
  const events = await readEvents(database, tenantId, conversationId, { limit: mostEvents })
  const session = runningSession(events)
  const messages = wordsOf(session)
  const language: Language = conversation.language === 'zh' ? 'zh' : 'en'
  const summary = summariseForHandover(messages, { language })
  const waited = saidMeanwhile(session)
  return {
    ...(conversation.handoverReason === undefined ? {} : { reason: conversation.handoverReason }),
    ...(conversation.emotion === undefined ? {} : { emotion: conversation.emotion }),
    ...(conversation.urgency === undefined ? {} : { urgency: conversation.urgency }),
    asked: summary.asked.map(({ at, text }) => ({ seq: messages[at]?.seq ?? 0, text })),
    facts: factsNamed(messages, (await dependencies.queue.duty(tenantId)).timeZone ?? 'UTC'),
    attachments: attachmentsIn(session),
    said: messages.flatMap((message) =>
      message.from === 'customer'
        ? []
        : [
            {
              seq: message.seq,
              by: message.from,
              text: message.text,
              ...(waited.has(message.seq) ? { meanwhile: true as const } : {}),
            },
          ],
    ),
    ...(endsSettled(session) ? { settled: true as const } : {}),
    suggestions: await suggest({ ...dependencies, tenantId }, conversation, messages, language),
  }
}

/** What the assistant said while the conversation waited for people, by sequence number. */
function saidMeanwhile(events: readonly ConversationEvent[]): Set<number> {
  const found = new Set<number>()
  let waits = false
  for (const event of events) {
    if (event.type === 'owner-changed') waits = event.body.to.kind === 'queue'
    if (waits && event.type === 'assistant-message') found.add(event.seq)
  }
  return found
}

/** Whether the last thing the customer said while they waited was that they need nothing more. */
function endsSettled(events: readonly ConversationEvent[]): boolean {
  const last = events.findLast(({ type }) => type === 'meanwhile-noted' || type === 'agent-message')
  const spoken = events.findLast(({ type }) => type === 'customer-message')?.seq ?? 0
  return last?.type === 'meanwhile-noted' && last.body.what === 'settled' && last.seq > spoken
}

/** What the customer sent besides words. */
function attachmentsIn(events: readonly ConversationEvent[]): Summary['attachments'] {
  return events
    .flatMap((event) =>
      event.type === 'customer-message' && !event.redacted
        ? event.body.parts.filter(isAttachment).map((part) => ({ seq: event.seq, part }))
        : [],
    )
    .slice(-mostAttachments)
}

async function suggest(
  dependencies: SummaryDependencies & { tenantId: string },
  conversation: Conversation,
  messages: Spoken[],
  language: Language,
): Promise<Summary['suggestions']> {
  const texts = questionsIn(messages)
  const last = texts.at(-1)
  if (last === undefined) return []
  const { tenantId, understanding } = dependencies
  const { model, entries } = await understanding.current(tenantId)
  const results = [last, ...texts.slice(-3, -1).reverse()].map((text) =>
    model.understand(text, { limit: mostSuggestions }),
  )
  const best = results.toSorted((a, b) => b.confidence - a.confidence)[0]
  const inLetters = await answerLetters(dependencies, tenantId, conversation)
  return (best?.candidates ?? []).flatMap(({ entryId, probability }) => {
    const entry = entries.get(entryId)
    if (entry === undefined || probability < leastProbability) return []
    const pick = (words: Partial<Record<Language, string>>) => words[language] ?? words.en ?? words.zh ?? ''
    return [
      {
        entryId,
        title: pick(entry.question) || entry.key,
        probability,
        answer: inLetters(pick({ ...entry.answer, ...entry.markup }), language),
      },
    ]
  })
}
