import { contraries, marks } from './fold-phrases.ts'
import type { ReadPart, ReadSentence, ReadWord } from './read-clauses.ts'
import { likenessOfWords } from './same-words.ts'

const alike = (one: ReadWord, other: ReadWord) => likenessOfWords(one.stem, other.stem) >= 0.75

/** Whether a line denies what the part says, or says what the part denies. */
export function deniedOtherwise(
  part: ReadPart,
  line: ReadSentence,
  others: readonly ReadSentence[] = [],
  rivals: readonly ReadSentence[] = [],
): boolean {
  const denials = (words: readonly ReadWord[]) => {
    const groups = new Map<number, ReadWord[]>()
    for (const word of words)
      if (word.denied) groups.set(word.denial, [...(groups.get(word.denial) ?? []), word])
    return [...groups.values()]
  }
  const denied = (words: readonly ReadWord[], among: readonly ReadWord[]) =>
    words.some((word) => among.some((other) => other.denied && alike(word, other)))
  for (const value of part.values) if (value.denied && !line.values.some((known) => known.denied)) return true
  for (const group of denials(part.words)) {
    if (denied(group, line.words) || others.some((other) => denied(group.slice(0, 2), other.words))) continue
    // Denied here and nowhere there: said there, or nothing is denied in that line at all.
    if (group[0]?.behind) {
      const about = line.words.filter((other) => line.deniedPhrases.has(other.phrase))
      if (!group.some((word) => about.some((other) => alike(word, other)))) return true
      continue
    }
    const tested = group.slice(0, headWords)
    const isSaid = tested.some((word) => line.words.some((other) => alike(word, other)))
    if (isSaid || (line.denials === 0 && line.deniedPhrases.size === 0)) return true
  }
  for (const [head, ...rest] of denials(line.words)) {
    if (head === undefined || denied([head, ...rest], part.words)) continue
    const here = part.words.filter((other) => !other.denied && alike(head, other)).length
    const there = line.words.filter((other) => !other.denied && alike(head, other)).length
    const saidBeside = rivals.some(
      (other) => other !== line && other.words.some((word) => !word.denied && alike(head, word)),
    )
    if (here > there && !saidBeside) return true
  }
  return false
}

/** Whether the part says without a denial what a phrase of the line denies: most of its words are there. */
export function saysWhatIsDenied(
  part: ReadPart,
  line: ReadSentence,
  weigh: (word: ReadWord) => number,
): boolean {
  if (part.words.some((word) => word.denied || word.stem === marks.no || word.stem === marks.off))
    return false
  for (const phrase of line.deniedPhrases) {
    const there = line.words.filter((word) => word.phrase === phrase && !word.stem.startsWith('qq'))
    if (there.length < 2) continue
    const total = there.reduce((sum, word) => sum + weigh(word), 0)
    const here = there
      .filter((word) => part.words.some((other) => alike(word, other)))
      .reduce((sum, word) => sum + weigh(word), 0)
    if (here >= total * groundShare) return true
  }
  return false
}

/** Of the words behind a denial those that it surely means. */
const headWords = 1

/** How much of a denied phrase has to be said for it to be the same matter. */
const groundShare = 0.6

/** Whether the part points the other way than the line: at most for at least, before for after, may for must. */
export function contraryMark(part: ReadPart, line: ReadSentence): boolean {
  for (const word of part.words) {
    const against = contraries[word.stem]
    if (against === undefined || word.denied) continue
    if (line.words.some((other) => other.stem === word.stem)) continue
    if (line.words.some((other) => against.includes(other.stem) && !other.denied)) return true
    if (word.stem === marks.must && line.words.some((other) => other.stem === marks.must && other.denied))
      return true
  }
  return false
}
