import { detectLanguage, type PassageToIndex, splitSentences, strangers } from '../../language/index.ts'
import { numbersFrom } from '../harness/shuffle.ts'

/** A question that a passage answers, made of its own words, and the passage without what the question was made of. */
export interface MadeQuestion {
  text: string
  own: PassageToIndex
  /** As it is looked for: a customer does not ask in a passage's own sentence. */
  left: PassageToIndex
}

/** Fewer words make no question. */
const leastWords = 3
/** Of a sentence's words so many are left in, as customers put some of what a document says in words of their own. */
const keptWords = 0.6
const storySentences = 3

/** Words, or of writing without blanks two characters at a time. */
const wordsOf = (text: string): string[] => text.match(/[\p{Script=Han}]{1,2}|[^\s\p{Script=Han}]+/gu) ?? []
const joined = (words: readonly string[]) =>
  words.reduce(
    (text, word) => text + (/\p{Script=Han}$/u.test(text) && /^\p{Script=Han}/u.test(word) ? '' : ' ') + word,
    '',
  )

/** Messages that no company's documents answer, in a language. */
export function foreignTo(language: string): string[] {
  return strangers
    .map(({ text }) => text)
    .filter((text) => (detectLanguage(text) === 'zh') === (language === 'zh'))
}

/**
 * Questions made of passages: their headings, single sentences with words missing, and a story of several sentences among others'. The seed
 * alone decides which.
 */
export function makeQuestions(
  passages: readonly PassageToIndex[],
  many: number,
  seed: number,
): MadeQuestion[] {
  const random = numbersFrom(seed)
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)]
  const some = (text: string, part = keptWords) => joined(wordsOf(text).filter(() => random() < part))
  const made: MadeQuestion[] = []
  for (let turn = 0; turn < many * 2 && made.length < many; turn += 1) {
    const own = pick(passages)
    if (own === undefined) break
    const sentences = sentencesOf(own)
    const kind = turn % 4
    const foreign = random() < 0.5 ? (pick(foreignTo(own.language)) ?? '') : ''
    if (kind === 0) {
      const heading = [own.title, own.headings.split(' / ').at(-1) ?? ''].join(' ')
      const text = `${some(foreign, 0.5)} ${some(heading, 0.8)}`
      add(text, own, { ...own, title: '', headings: '' })
    } else if (kind < 3) {
      const sentence = pick(sentences)
      if (sentence === undefined) continue
      const text = `${some(foreign, 0.5)} ${some(sentence)}`
      // Every other time the passage says it in just these words.
      add(text, own, kind === 1 ? own : { ...own, text: own.text.replace(sentence, ' ') })
    } else {
      const at = Math.floor(random() * Math.max(1, sentences.length - storySentences + 1))
      const told = sentences.slice(at, at + storySentences)
      const others = Array.from(
        { length: storySentences },
        () => pick(sentencesOf(pick(passages) ?? own)) ?? '',
      )
      const text = [...others, foreign, ...told].map((one) => some(one)).join('. ')
      add(text, own, { ...own, text: told.slice(1).reduce((rest, one) => rest.replace(one, ' '), own.text) })
    }
  }
  return made

  function add(text: string, own: PassageToIndex, left: PassageToIndex): void {
    if (wordsOf(text).length >= leastWords && left.text.trim() !== '') made.push({ text, own, left })
  }
}

const sentencesOf = ({ text }: PassageToIndex): string[] =>
  splitSentences(text)
    .map(({ start, end }) => text.slice(start, end))
    .filter((sentence) => wordsOf(sentence).length > leastWords)
