import { finish, step } from './hash.ts'

/** Words kept at most, their features and their characters: half a megabyte in all. What does not fit any more makes it start anew. */
const mostWords = 4_096
export const mostPlaces = 65_536
const mostCharacters = 32_768
/** Longer words are rare and no word of a language. */
const longestKept = 24

type TermOf = (text: string, start: number, end: number) => number

/**
 * What words consist of, read off them once: people write the same few thousand words again and again. Each feature has a place here,
 * by which others remember what they know of it.
 */
export class WordCache {
  /** Rises when all places are given anew. */
  generation = 0
  /** Word after word, behind a place for the word itself: its character features, each once, and how often it stands in the word. */
  hashes = new Uint32Array(1_024)
  counts = new Uint8Array(1_024)
  /** Where each word's features begin, and the last one's end. */
  starts = new Int32Array(mostWords + 1)
  private characters = new Uint16Array(512)
  private readonly ends = new Int32Array(mostWords)
  private readonly hashOf = new Int32Array(mostWords)
  private readonly slots = new Int16Array(mostWords * 2)
  /** The term of each word. */
  readonly terms = new Uint32Array(mostWords)
  private readonly seed: number
  private readonly termOf: TermOf
  private size = 0

  /** `seed`: what the hashes of character features begin with. */
  constructor(seed: number, termOf: TermOf) {
    this.seed = seed
    this.termOf = termOf
  }

  /** Places given so far. */
  get places(): number {
    return this.starts[this.size] as number
  }

  /** The number of the word that stands in a text from `start` to `end`, taken in now if it is new; −1: too long to be kept. `hash` is of all of it. */
  wordAt(text: string, start: number, end: number, hash: number): number {
    if (end - start > longestKept) return -1
    let slot = hash & (this.slots.length - 1)
    for (;;) {
      const word = (this.slots[slot] as number) - 1
      if (word < 0) break
      if (this.hashOf[word] === (hash | 0) && this.isWord(word, text, start, end)) return word
      slot = (slot + 1) & (this.slots.length - 1)
    }
    return this.take(text, start, end, hash, slot)
  }

  private isWord(word: number, text: string, start: number, end: number): boolean {
    const from = word === 0 ? 0 : (this.ends[word - 1] as number)
    if ((this.ends[word] as number) - from !== end - start) return false
    for (let at = start; at < end; at++)
      if (this.characters[from + at - start] !== text.charCodeAt(at)) return false
    return true
  }

  private take(text: string, start: number, end: number, hash: number, slot: number): number {
    const length = end - start
    const used = this.size === 0 ? 0 : (this.ends[this.size - 1] as number)
    // A word of so many characters has fewer than four times as many features, itself among them.
    const features = this.places + length * 4
    if (this.size === mostWords || features > mostPlaces || used + length > mostCharacters) {
      this.clear()
      return this.wordAt(text, start, end, hash)
    }
    if (features > this.hashes.length) {
      this.hashes = widened(this.hashes, new Uint32Array(this.hashes.length * 2))
      this.counts = widened(this.counts, new Uint8Array(this.hashes.length))
    }
    if (used + length > this.characters.length)
      this.characters = widened(this.characters, new Uint16Array(this.characters.length * 2))
    const word = this.size++
    this.slots[slot] = word + 1
    this.hashOf[word] = hash
    for (let at = 0; at < length; at++) this.characters[used + at] = text.charCodeAt(start + at)
    this.ends[word] = used + length
    this.terms[word] = this.termOf(text, start, end)
    this.starts[word + 1] = this.readFeatures(text, start, end, this.starts[word] as number)
    return word
  }

  /** After a place for the word itself its character 2–5-grams, with a space on either side; returns where they end. */
  private readFeatures(text: string, start: number, end: number, begin: number): number {
    const { hashes, counts, seed } = this
    let place = begin + 1
    for (let from = start - 1; from < end; from++) {
      let mixed = seed
      for (let length = 1; length <= 5 && from + length <= end + 1; length++) {
        const at = from + length - 1
        mixed = step(mixed, at < start || at >= end ? 32 : text.charCodeAt(at))
        if (length < 2) continue
        const hash = finish(mixed)
        let held = begin + 1
        while (held < place && hashes[held] !== hash) held++
        if (held < place) counts[held] = (counts[held] as number) + 1
        else {
          hashes[place] = hash
          counts[place++] = 1
        }
      }
    }
    return place
  }

  private clear(): void {
    this.generation++
    this.size = 0
    this.slots.fill(0)
  }
}

function widened<Numbers extends Uint32Array | Uint16Array | Uint8Array>(
  from: Numbers,
  to: Numbers,
): Numbers {
  to.set(from)
  return to
}
