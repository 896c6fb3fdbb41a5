import { phrasesIn } from '../discover/key-phrases.ts'
import { isHan } from '../text/detect-language.ts'
import { stemLength, stopWords } from '../text/english-words.ts'

const longestHan = 4
const longestWords = 2
/** What points at things without naming any, beside what all questions say. */
const pointing = new Set(
  (
    'one ones another other others else thing things something anything everything someone anyone same different own such way lot bit kind sort ' +
    'still already again ever even also always yet back away off once right okay yes like look using use used'
  ).split(' '),
)

/** Words and short phrases of a normalised text that may name something, in the forms in which they are counted. */
export function termsIn(text: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const phrase of phrasesIn(text)) {
    if (isHan(phrase.charCodeAt(0)) ? phrase.length > longestHan : !isTelling(phrase)) continue
    found.set(keyOf(phrase), phrase)
  }
  return found
}

function isTelling(phrase: string): boolean {
  const words = phrase.split(' ')
  return (
    words.length <= longestWords &&
    words.every((word) => word.length > 2 && !stopWords.has(word) && !pointing.has(word))
  )
}

/** "cards" and "card" are one term. */
export function keyOf(phrase: string): string {
  if (isHan(phrase.charCodeAt(0))) return phrase
  return phrase
    .split(' ')
    .map((word) => word.slice(0, stemLength(word)))
    .join(' ')
}

/**
 * What stands around terms where they stand in a normalised text: `use` is told each thing once, of those wanted with their key, of
 * others without, so that what is common everywhere is known.
 */
export function forEachContext(
  text: string,
  wanted: ReadonlySet<string>,
  use: (context: string, key: string | undefined) => void,
): void {
  for (const [run] of text.matchAll(/[\u3400-\u9fff\u3005]+/g))
    for (let from = 0; from < run.length; from++)
      for (let length = 2; length <= longestHan && from + length <= run.length; length++) {
        const term = run.slice(from, from + length)
        const known = wanted.has(term)
        if (!known && length > 2) continue
        tellAround(run, from, from + length, (context) => use(context, known ? term : undefined))
      }
  const words = (text.match(/[a-z][a-z'-]*/g) ?? []).map(keyOf)
  for (let from = 0; from < words.length; from++)
    for (let length = 1; length <= longestWords && from + length <= words.length; length++) {
      const term = words.slice(from, from + length).join(' ')
      const known = wanted.has(term)
      if (!known && length > 1) continue
      tellAround(words, from, from + length, (context) => use(context, known ? term : undefined))
    }
}

/** The thing before, the thing behind, and two of them, of characters or words; a point where the text begins or ends. */
function tellAround(
  things: string | readonly string[],
  from: number,
  to: number,
  tell: (context: string) => void,
): void {
  tell(`<${things[from - 1] ?? '.'}`)
  tell(`>${things[to] ?? '.'}`)
  if (from > 1) tell(`<${things[from - 2]} ${things[from - 1]}`)
  if (to + 1 < things.length) tell(`>${things[to]} ${things[to + 1]}`)
}
