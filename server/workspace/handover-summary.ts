import type { Language } from '../../contract/index.ts'
import { summariseForHandover } from '../../language/index.ts'
import { accessConversation, readEvents } from '../conversations/index.ts'
import type { Database } from '../platform/db/index.ts'
import type { Understanding } from '../understanding/index.ts'
import { questionsIn, runningSession, type Spoken, wordsOf } from './session-words.ts'

const mostEvents = 200
const mostSuggestions = 3
const leastProbability = 0.1

interface Summary {
  reason?: string
  asked: { seq: number; text: string }[]
  said: { seq: number; by: 'assistant' | 'agent'; text: string }[]
  suggestions: { entryId: string; title: string; probability: number; answer: string }[]
}

/** What an agent should know before answering: the running session in the words said, and the nearest entries. */
export async function readHandoverSummary(
  { database, understanding }: { database: Database; understanding: Understanding },
  tenantId: string,
  conversationId: string,
): Promise<Summary> {
  const conversation = await accessConversation(database, tenantId, conversationId)
  const events = await readEvents(database, tenantId, conversationId, { limit: mostEvents })
  const messages = wordsOf(runningSession(events))
  const language: Language = conversation.language === 'zh' ? 'zh' : 'en'
  const summary = summariseForHandover(messages, { language })
  const locate = (text: string) =>
    messages.find((message) => message.text.includes(text))?.seq ?? messages.at(-1)?.seq ?? 0
  return {
    ...(conversation.handoverReason === undefined ? {} : { reason: conversation.handoverReason }),
    asked: summary.asked.map((text) => ({ seq: locate(text), text })),
    said: messages.flatMap((message) =>
      message.from === 'customer' ? [] : [{ seq: message.seq, by: message.from, text: message.text }],
    ),
    suggestions: await suggest(understanding, tenantId, messages, language),
  }
}

async function suggest(
  understanding: Understanding,
  tenantId: string,
  messages: Spoken[],
  language: Language,
): Promise<Summary['suggestions']> {
  const texts = questionsIn(messages)
  const last = texts.at(-1)
  if (last === undefined) return []
  const { model, entries } = await understanding.current(tenantId)
  const results = [last, ...texts.slice(-3, -1).reverse()].map((text) =>
    model.understand(text, { limit: mostSuggestions }),
  )
  const best = results.toSorted((a, b) => b.confidence - a.confidence)[0]
  return (best?.candidates ?? []).flatMap(({ entryId, probability }) => {
    const entry = entries.get(entryId)
    if (entry === undefined || probability < leastProbability) return []
    const pick = (words: Partial<Record<Language, string>>) => words[language] ?? words.en ?? words.zh ?? ''
    return [{ entryId, title: pick(entry.question) || entry.key, probability, answer: pick(entry.answer) }]
  })
}
