import { FeatureExtractor } from '../text/features.ts'
import { normaliseText } from '../text/normalise.ts'
import { termsOf } from './lexical.ts'

/** From here on two wordings are near the same. */
export const nearLikeness = 0.62
/** From here on two entries are taken for the same question, so that differing answers contradict. */
export const sameLikeness = 0.7

/** Texts compared exactly for one query: the most promising by the terms they share. */
const mostCompared = 60
/** Terms that more texts than this have tell nothing about likeness; used only where a text has no others. */
const commonFrom = 2_000
const mostTerms = 24

export interface Likeness {
  id: string
  /** 0 to 1; 1 says the same letter by letter, but for case, width and spaces. */
  likeness: number
}

/** How alike two wordings are, 0 to 1: shared pairs of letters, or shared words where order and form differ. */
export function likenessOf(one: string, other: string): number {
  return likenessOfWordings(readWording(one), readWording(other))
}

/** A text read once, to be compared with many. */
export interface ReadWording {
  normal: string
  pairs: ReadonlyMap<string, number>
  words: ReadonlyMap<string, number>
}

export function readWording(text: string): ReadWording {
  const normal = normaliseText(text)
  return { normal, pairs: pairsOf(normal), words: wordsOf(normal) }
}

export function likenessOfWordings(a: ReadWording, b: ReadWording): number {
  if (a.normal === '' || b.normal === '') return 0
  if (a.normal === b.normal) return 1
  return Math.min(0.99, Math.max(dice(a.pairs, b.pairs), 0.95 * dice(a.words, b.words)))
}

function dice(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let shared = 0
  let total = 0
  for (const [key, count] of a) {
    shared += Math.min(count, b.get(key) ?? 0)
    total += count
  }
  for (const count of b.values()) total += count
  return total === 0 ? 0 : (2 * shared) / total
}

function count(pieces: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const piece of pieces) counts.set(piece, (counts.get(piece) ?? 0) + 1)
  return counts
}

const letters = /[\p{L}\p{N}]+/gu

function pairsOf(text: string): Map<string, number> {
  const plain = (text.match(letters) ?? []).join(' ')
  if (plain.length < 2) return count([plain])
  return count(Array.from({ length: plain.length - 1 }, (_, at) => plain.slice(at, at + 2)))
}

function wordsOf(text: string): Map<string, number> {
  return count(
    (text.match(letters) ?? []).flatMap((word) => (/\p{Script=Han}/u.test(word) ? [...word] : [word])),
  )
}

interface Held {
  id: string
  text: string
  terms: Uint32Array
}

/**
 * Finds the wordings most alike among a hundred thousand in a few milliseconds: first by the rarest terms they share, then
 * letter by letter. Additions and removals count at once.
 */
export class WordingIndex {
  private readonly extractor = new FeatureExtractor()
  private readonly held = new Map<number, Held>()
  private readonly numbers = new Map<string, number>()
  private readonly postings = new Map<number, number[]>()
  private next = 0

  get size(): number {
    return this.held.size
  }

  private termsOf(text: string): Uint32Array {
    this.extractor.extract(normaliseText(text))
    return Uint32Array.from(new Set(termsOf(this.extractor)))
  }

  add(id: string, text: string): void {
    this.remove(id)
    const number = this.next++
    const terms = this.termsOf(text)
    this.held.set(number, { id, text, terms })
    this.numbers.set(id, number)
    for (const term of terms) {
      const list = this.postings.get(term)
      if (list === undefined) this.postings.set(term, [number])
      else list.push(number)
    }
  }

  remove(id: string): void {
    const number = this.numbers.get(id)
    const held = number === undefined ? undefined : this.held.get(number)
    if (number === undefined || held === undefined) return
    this.numbers.delete(id)
    this.held.delete(number)
    for (const term of held.terms) {
      const list = this.postings.get(term)
      const at = list?.indexOf(number) ?? -1
      if (list === undefined || at < 0) continue
      // Order does not matter: the last takes the place of the one that goes.
      const last = list.pop() as number
      if (at < list.length) list[at] = last
      if (list.length === 0) this.postings.delete(term)
    }
  }

  /** Wordings at least so alike, the most alike first. */
  nearest(
    text: string,
    options: { least: number; limit?: number; except?: (id: string) => boolean },
  ): Likeness[] {
    const lists = [...this.termsOf(text)]
      .map((term) => this.postings.get(term) ?? [])
      .filter((list) => list.length > 0)
      .sort((a, b) => a.length - b.length)
      .slice(0, mostTerms)
    const rare = lists.filter((list) => list.length < commonFrom)
    const scores = new Map<number, number>()
    for (const list of rare.length > 0 ? rare : lists.slice(0, 2)) {
      const weight = Math.log(1 + this.held.size / list.length)
      for (const number of list) scores.set(number, (scores.get(number) ?? 0) + weight)
    }
    return [...scores]
      .sort((a, b) => b[1] - a[1])
      .flatMap(([number]) => this.held.get(number) ?? [])
      .filter(({ id }) => options.except?.(id) !== true)
      .slice(0, mostCompared)
      .map((one) => ({ id: one.id, likeness: likenessOf(text, one.text) }))
      .filter((one) => one.likeness >= options.least)
      .sort((a, b) => b.likeness - a.likeness)
      .slice(0, options.limit ?? 10)
  }

  textOf(id: string): string | undefined {
    const number = this.numbers.get(id)
    return number === undefined ? undefined : this.held.get(number)?.text
  }
}
