import type { Language, PackTopic, Trade } from '../../../contract/index.ts'
import { likenessOf, normaliseText } from '../../../language/index.ts'
import { packLanguages, readTopics } from '../../../packs/index.ts'

/** A topic as people see it in a list: without its wordings, of which there are thousands. */
export interface ListedTopic extends PackTopic {
  phrases: string[]
  languages: Language[]
}

const listed = new Map<string, ListedTopic[]>()

/** Topics of some trades. Packs are part of the product: read once, the names alone kept. */
export function listPackTopics(trades: readonly Trade[]): ListedTopic[] {
  const key = trades.join()
  const known = listed.get(key) ?? readListed(trades)
  listed.set(key, known)
  return known
}

function readListed(trades: readonly Trade[]): ListedTopic[] {
  return readTopics(trades).map(({ id, trade, texts }) => {
    const languages = packLanguages.filter((language) => texts[language] !== undefined)
    return {
      id,
      trade,
      languages,
      question: Object.fromEntries(languages.map((language) => [language, texts[language]?.question ?? ''])),
      phrases: languages.flatMap((language) => texts[language]?.phrases ?? []),
      wordings: languages.reduce((sum, language) => sum + (texts[language]?.wordings.length ?? 0), 0),
    }
  })
}

/** Topics whose question or names contain what was typed, those most like an entry's questions first. */
export function searchTopics(
  trades: readonly Trade[],
  { search = '', like = [], limit }: { search?: string | undefined; like?: readonly string[]; limit: number },
): ListedTopic[] {
  const typed = normaliseText(search)
  const texts = (topic: ListedTopic) => [...Object.values(topic.question), ...topic.phrases]
  return listPackTopics(trades)
    .filter(
      (topic) =>
        typed === '' ||
        topic.id.includes(typed) ||
        texts(topic).some((text) => normaliseText(text).includes(typed)),
    )
    .map((topic) => ({
      topic,
      likeness: Math.max(0, ...like.flatMap((one) => texts(topic).map((text) => likenessOf(one, text)))),
    }))
    .sort((a, b) => b.likeness - a.likeness || (a.topic.id < b.topic.id ? -1 : 1))
    .slice(0, limit)
    .map(({ topic }) => topic)
}
