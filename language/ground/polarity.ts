import { contraries, marks } from './fold-phrases.ts'
import type { ReadPart, ReadSentence, ReadWord } from './read-clauses.ts'
import { likenessOfWords } from './same-words.ts'

const alike = (one: ReadWord, other: ReadWord) => likenessOfWords(one.stem, other.stem) >= 0.75

/** Whether a line denies what the part says, or says what the part denies. */
export function deniedOtherwise(
  part: ReadPart,
  line: ReadSentence,
  others: readonly ReadSentence[] = [],
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
    if (group.some((word) => line.words.some((other) => alike(word, other))) || line.denials === 0)
      return true
  }
  for (const [head, ...rest] of denials(line.words)) {
    if (head === undefined || denied([head, ...rest], part.words)) continue
    const here = part.words.filter((other) => !other.denied && alike(head, other)).length
    const there = line.words.filter((other) => !other.denied && alike(head, other)).length
    if (here > there) return true
  }
  return false
}

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
