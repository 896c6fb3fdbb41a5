import { finish, step } from './hash.ts'

/** Words kept at most, and their features: half a megabyte in all. What does not fit any more makes it start anew. */
const mostWords = 4_096
export const mostPlaces = 65_536
/** Longer words are rare and no word of a language. */
const longestKept = 24
/** Numbers that a word's record takes, so that all of it lies in one line of the processor's cache: four and its characters, two to a number. */
const recordSize = 16
const [hashAt, beginAt, sizeAt, termAt, charactersAt] = [0, 1, 2, 3, 4]

type TermOf = (text: string, start: number, end: number) => number

/**
 * What words consist of, read off them once: people write the same few thousand words again and again. Each feature has a place here,
 * by which others remember what they know of it.
 */
export class WordCache {
  /** Rises when all places are given anew. */
  generation = 0
  /** Word after word, behind a place for the word itself: its character features, as often as they stand in it. */
  hashes = new Uint32Array(1_024)
  private records = new Int32Array(64 * recordSize)
  private readonly slots = new Int16Array(mostWords * 2)
  private readonly seed: number
  private readonly termOf: TermOf
  private size = 0
  /** Places given so far. */
  private places = 0

  /** `seed`: what the hashes of character features begin with. */
  constructor(seed: number, termOf: TermOf) {
    this.seed = seed
    this.termOf = termOf
  }

  /** Where a word's features begin: with a place for itself. */
  beginOf(word: number): number {
    return this.records[word * recordSize + beginAt] as number
  }

  /** Where they end. */
  endOf(word: number): number {
    const record = word * recordSize
    return (this.records[record + beginAt] as number) + ((this.records[record + sizeAt] as number) >>> 8)
  }

  /** The lexical index's term for it, or 0. */
  termAt(word: number): number {
    return (this.records[word * recordSize + termAt] as number) >>> 0
  }

  /** The number of the word that stands in a text from `start` to `end`, taken in now if it is new; −1: too long to be kept. `hash` is of all of it. */
  wordAt(text: string, start: number, end: number, hash: number): number {
    if (end - start > longestKept) return -1
    let slot = hash & (this.slots.length - 1)
    for (;;) {
      const word = (this.slots[slot] as number) - 1
      if (word < 0) break
      if (this.isWord(word * recordSize, text, start, end, hash | 0)) return word
      slot = (slot + 1) & (this.slots.length - 1)
    }
    return this.take(text, start, end, hash, slot)
  }

  private isWord(record: number, text: string, start: number, end: number, hash: number): boolean {
    const { records } = this
    if (records[record + hashAt] !== hash) return false
    if (((records[record + sizeAt] as number) & 255) !== end - start) return false
    let place = record + charactersAt
    for (let at = start; at < end; at += 2) if (records[place++] !== twoOf(text, at, end)) return false
    return true
  }

  private take(text: string, start: number, end: number, hash: number, slot: number): number {
    const length = end - start
    // A word of so many characters has fewer than four times as many features, itself among them.
    const most = this.places + length * 4
    if (this.size === mostWords || most > mostPlaces) {
      this.clear()
      return this.wordAt(text, start, end, hash)
    }
    while (most > this.hashes.length)
      this.hashes = widened(this.hashes, new Uint32Array(this.hashes.length * 2))
    const record = this.size * recordSize
    if (record === this.records.length)
      this.records = widened(this.records, new Int32Array(this.records.length * 2))
    const { records } = this
    const begin = this.places
    this.places = this.readFeatures(text, start, end, begin)
    records[record + hashAt] = hash
    records[record + beginAt] = begin
    records[record + sizeAt] = ((this.places - begin) << 8) | length
    records[record + termAt] = this.termOf(text, start, end)
    for (let at = start, place = record + charactersAt; at < end; at += 2)
      records[place++] = twoOf(text, at, end)
    this.slots[slot] = ++this.size
    return this.size - 1
  }

  /** After a place for the word itself its character 2–5-grams, with a space on either side; returns where they end. */
  private readFeatures(text: string, start: number, end: number, begin: number): number {
    const { hashes, seed } = this
    let place = begin + 1
    for (let from = start - 1; from < end; from++) {
      let mixed = seed
      for (let length = 1; length <= 5 && from + length <= end + 1; length++) {
        const at = from + length - 1
        mixed = step(mixed, at < start || at >= end ? 32 : text.charCodeAt(at))
        if (length >= 2) hashes[place++] = finish(mixed)
      }
    }
    return place
  }

  private clear(): void {
    this.generation++
    this.size = 0
    this.places = 0
    this.slots.fill(0)
  }
}

/** Two characters of a text as one number. */
function twoOf(text: string, at: number, end: number): number {
  return text.charCodeAt(at) | (at + 1 < end ? text.charCodeAt(at + 1) << 16 : 0)
}

function widened<Numbers extends Uint32Array | Int32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from)
  return to
}
