import { setImmediate as breathe } from 'node:timers/promises'
import type { LikelyEntry } from '../../contract/index.ts'
import { detectLanguage } from '../../language/index.ts'
import { titleOf } from '../answering/index.ts'
import type { LoadedKnowledge } from '../understanding/index.ts'

const mostLikely = 3
const leastScore = 0.002
/** Turns wait while a model is asked: let them in between. */
const textsPerBreath = 50

/** The entries that texts of one need most likely mean, with the mean probability of each. */
export function likelyEntries(
  { model, entries }: LoadedKnowledge,
  texts: readonly string[],
  language: 'en' | 'zh',
  most = mostLikely,
): LikelyEntry[] {
  const scores = new Map<string, number>()
  for (const text of texts) {
    const { candidates, inScope } = model.understand(text, { limit: 8 })
    for (const { entryId, probability } of candidates)
      scores.set(entryId, (scores.get(entryId) ?? 0) + (inScope * probability) / texts.length)
  }
  return [...scores]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, most)
    .flatMap(([entryId, score]) => {
      const entry = entries.get(entryId)
      if (entry === undefined || score < leastScore) return []
      return [
        {
          entryId: entryId as LikelyEntry['entryId'],
          key: entry.key,
          title: titleOf(entry, language),
          score: Number(score.toFixed(4)),
        },
      ]
    })
}

/** Runs `work` over items without keeping the process from its turns. */
export async function withBreaths<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Result | Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (const [at, item] of items.entries()) {
    if (at % textsPerBreath === textsPerBreath - 1) await breathe()
    results.push(await work(item))
  }
  return results
}

/** The language that most of the texts are in; English where none of the two is. */
export function languageOf(texts: readonly string[]): 'en' | 'zh' {
  const chinese = texts.filter((text) => detectLanguage(text) === 'zh').length
  return chinese * 2 > texts.length ? 'zh' : 'en'
}
