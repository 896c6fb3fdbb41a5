import type { Language } from '../../../contract/ids.ts'
import {
  type PhraseVariable,
  phraseVariables,
  type QuickPhrase,
} from '../../../contract/workspace/quick-phrases.ts'

/** What a phrase's variables stand for here; what is not known is left out. */
export type PhraseValues = Partial<Record<PhraseVariable, string>>

/** The text of a phrase in the customer's language, or the one it has. */
export function phraseText({ texts }: Pick<QuickPhrase, 'texts'>, language: Language): string {
  const other = language === 'zh' ? 'en' : 'zh'
  return texts[language].trim() === '' ? texts[other] : texts[language]
}

/** Fills in what is known; the rest stays as `{{name}}`, a blank to be filled by hand. */
export function fillPhrase(text: string, values: PhraseValues): string {
  return text.replace(/\{\{([^{}]*)\}\}/g, (whole, name: string) => {
    const value = values[name.trim() as PhraseVariable]?.trim()
    if (value) return value
    return name.trim() === '' ? whole : `{{${name.trim()}}}`
  })
}

/** Where the next blank stands at or behind a place, from the beginning again behind the last; undefined without any. */
export function nextBlank(text: string, from: number, backwards = false): [number, number] | undefined {
  const blanks = findBlanks(text)
  if (blanks.length === 0) return undefined
  if (backwards) return blanks.findLast(([, end]) => end < from) ?? blanks.at(-1)
  return blanks.find(([start]) => start >= from) ?? blanks[0]
}

/** Every blank of a text that a quick phrase left. */
export function findBlanks(text: string): [number, number][] {
  return [...text.matchAll(/\{\{([^{}]*)\}\}/g)].flatMap((match) =>
    (phraseVariables as readonly string[]).includes((match[1] ?? '').trim())
      ? [[match.index, match.index + match[0].length] as [number, number]]
      : [],
  )
}

/** Names of the blanks in a text, each once. */
export function blankNames(text: string): PhraseVariable[] {
  return [
    ...new Set(findBlanks(text).map(([from, to]) => text.slice(from + 2, to - 2).trim() as PhraseVariable)),
  ]
}

/** `;code` or `/code` at the beginning of a word, up to the caret. */
export function askForPhrase(before: string): { from: number; query: string } | undefined {
  const match = /(?:^|\s|[，。！？；：、…])([;；/])([\p{L}\p{N}_-]{0,30})$/u.exec(before)
  if (!match) return undefined
  return { from: before.length - (match[2]?.length ?? 0) - 1, query: match[2] ?? '' }
}

/** Phrases that fit what was typed: by code first, then by title, folder and words; one's own before shared ones. */
export function findPhrases(phrases: readonly QuickPhrase[], typed: string): QuickPhrase[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const rank = (phrase: QuickPhrase): number => {
    const code = phrase.code.toLowerCase()
    const all = `${code} ${phrase.title} ${phrase.folder} ${phrase.texts.zh} ${phrase.texts.en}`.toLowerCase()
    const [first = ''] = words
    if (code === first) return 0
    if (code.startsWith(first)) return 1
    if (phrase.title.toLowerCase().includes(first)) return 2
    return words.every((word) => all.includes(word)) ? 3 : 4
  }
  const own = phrases.filter((one) => !one.shared).map((one) => one.code.toLowerCase())
  return phrases
    .filter((one) => !one.shared || !own.includes(one.code.toLowerCase()))
    .map((phrase) => ({ phrase, rank: rank(phrase) }))
    .filter((one) => one.rank < 4)
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        Number(a.phrase.shared) - Number(b.phrase.shared) ||
        a.phrase.code.localeCompare(b.phrase.code),
    )
    .map((one) => one.phrase)
}
