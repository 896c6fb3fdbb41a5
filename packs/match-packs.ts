import { type EntryToMatch, matchTopics, type TopicMatch, type TopicToMatch } from '../language/index.ts'
import { type PackTopic, packLanguages, readTopics, type Trade } from './index.ts'

/** All ways a topic is put, the standard question and its short names among them. */
export function wordingsOf(topic: PackTopic): TopicToMatch['wordings'] {
  return Object.fromEntries(
    packLanguages.flatMap((language) => {
      const texts = topic.texts[language]
      if (texts === undefined) return []
      return [[language, [...new Set([texts.question, ...texts.wordings, ...texts.phrases])]]]
    }),
  )
}

/** Finds the topics of a tenant's entries among those of its trades; `decided`: what people said of an entry. */
export function matchPacks(
  entries: readonly EntryToMatch[],
  trades: readonly Trade[],
  decided: ReadonlyMap<string, string | null> = new Map(),
): TopicMatch[] {
  const topics = readTopics(trades)
  // A topic of `general` that a trade has too goes by the trade's name.
  const nameOf = (id: string | null): string | null =>
    id === null || topics.some((topic) => topic.id === id)
      ? id
      : (topics.find(({ topic }) => id === `general/${topic}`)?.id ?? id)
  const decisions = new Map([...decided].map(([entryId, id]) => [entryId, nameOf(id)]))
  const matchable = topics.map((topic) => ({ id: topic.id, wordings: wordingsOf(topic) }))
  return matchTopics(entries, matchable, { decided: decisions })
}
