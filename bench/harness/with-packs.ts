import { detectLanguage, type EntryToMatch, type TrainingEntry } from '../../language/index.ts'
import type { Trade } from '../../packs/index.ts'
import { matchPacks } from '../../packs/match-packs.ts'

/** Entries as the product matches them: what operators wrote, language by language. */
function toMatch(entries: readonly TrainingEntry[]): EntryToMatch[] {
  const language = (text: string) => (detectLanguage(text) === 'zh' ? 'zh' : 'en')
  return entries.map(({ id, wordings, answers = [] }) => {
    const sorted: EntryToMatch = { id, wordings: {}, answers: {} }
    for (const { text } of wordings)
      sorted.wordings[language(text)] = [...(sorted.wordings[language(text)] ?? []), text]
    for (const answer of answers) sorted.answers[language(answer)] = answer
    return sorted
  })
}

/** What matching found, judged where names of entries and topics are known to mean the same. */
export interface PackMatching {
  entries: TrainingEntry[]
  matched: number
  inherited: number
  seconds: number
}

/** The entries with the wordings of their topics, found by matching and never by name. */
export function withPacks(entries: readonly TrainingEntry[], trades: readonly Trade[]): PackMatching {
  const begun = performance.now()
  const matches = matchPacks(toMatch(entries), trades)
  const seconds = (performance.now() - begun) / 1000
  const texts = new Map(matches.map(({ entryId, wordings }) => [entryId, wordings]))
  return {
    entries: entries.map((entry) => ({
      ...entry,
      wordings: [
        ...entry.wordings,
        ...(texts.get(entry.id) ?? []).map(({ text }, at) => ({
          id: `${entry.id}/pack/${at}`,
          text,
          origin: 'pack' as const,
        })),
      ],
    })),
    matched: matches.length,
    inherited: matches.reduce((sum, { wordings }) => sum + wordings.length, 0),
    seconds,
  }
}
