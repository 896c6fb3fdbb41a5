import { conceptsIn } from './concepts.ts'
import { isHan } from './detect-language.ts'
import { stemLength, stopWords } from './english-words.ts'
import { finish, seedOf, step } from './hash.ts'
import { pinyinOf } from './pinyin.ts'
import { WordCache } from './word-cache.ts'

/** What a feature is made of; each block is weighted and normalised apart. `term` and `concept` are for the lexical index only. */
export const blocks = { word: 0, character: 1, term: 2, concept: 3 } as const
export const blockCount = 2
const term = blocks.term

const kinds = {
  word: 1,
  wordPair: 2,
  character: 3,
  han: 4,
  concept: 5,
  conceptPair: 6,
  sound: 7,
  lexical: 8,
} as const
const seeds = {
  word: seedOf(kinds.word),
  wordPair: seedOf(kinds.wordPair),
  character: seedOf(kinds.character),
  han: seedOf(kinds.han),
  concept: seedOf(kinds.concept),
  conceptPair: seedOf(kinds.conceptPair),
  sound: seedOf(kinds.sound),
  lexical: seedOf(kinds.lexical),
}

const stopHan = new Set(
  '的了吗呢啊吧呀嘛哦哈哎诶我你您他她它们这那是在有和就都也还很把被给让跟与及或一个么什怎没不要想请可以能会行如何是否应问但而且则呀咱俺'.split(
    '',
  ),
)

/** Of all tenants' messages: what a word consists of depends on the word alone. */
const words = new WordCache(seeds.character, termOf)

/** The lexical index's term for a word, 0 where it tells nothing. */
function termOf(text: string, start: number, end: number): number {
  const word = text.slice(start, end)
  if (stopWords.has(word)) return 0
  const stemEnd = start + stemLength(word)
  let hash = seeds.lexical
  for (let at = start; at < stemEnd; at++) hash = step(hash, text.charCodeAt(at))
  return finish(hash)
}

/**
 * Turns a normalised text into hashed features without leaving garbage: word 1–2-grams, character 2–5-grams inside
 * words, Han 1–4-grams, sound (pinyin) 2-grams, concepts, and apart from them the terms of the lexical index. Results
 * stand in `hashes`, `sorts` (block) and `counts` up to `size` until the next call.
 */
export class FeatureExtractor {
  hashes = new Uint32Array(1024)
  sorts = new Uint8Array(1024)
  counts = new Uint16Array(1024)
  /** Where the feature stands among those of words seen before, or −1; good for one `generation` of them. */
  places = new Int32Array(1024)
  generation = 0
  size = 0
  /** The terms that are words, in the order of the text; 0 where other writing stands between. */
  sequence: number[] = []
  private slots = new Int32Array(2048).fill(-1)
  private mask = 2047
  private concepts: number[] = []

  extract(text: string): void {
    this.clear()
    const end = text.length
    let at = 0
    let previousWord = 0
    while (at < end) {
      const code = text.charCodeAt(at)
      if (isHan(code)) {
        const start = at
        while (at < end && isHan(text.charCodeAt(at))) at++
        this.addHan(text, start, at)
        previousWord = 0
      } else if (isWordCode(code)) {
        const start = at
        while (at < end && isWordCode(text.charCodeAt(at))) at++
        previousWord = this.addWord(text, start, at, previousWord)
      } else {
        // Emoji and other symbols carry mood or subject by themselves; punctuation does not.
        if (isSign(code)) this.add(finish(step(seeds.word, code)), blocks.word)
        at++
      }
    }
    this.addConcepts(text)
  }

  /**
   * The one term that the text last extracted consists of, but for a stop word beside it; 0 where it says more, or nothing. A
   * sentence says more, even one of stop words.
   */
  loneTerm(text: string): number {
    if (text.length > 30) return 0
    let lone = 0
    let writing = 0
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (isHan(code)) writing += 1
      else if (isWordCode(code) && (at === 0 || !isWordCode(text.charCodeAt(at - 1)))) writing += 1.5
    }
    if (writing > 3) return 0
    for (const term of this.sequence) {
      if (term === 0 || term === lone) continue
      if (lone !== 0) return 0
      lone = term
    }
    let first = -1
    let last = -1
    for (let at = 0; at < text.length; at++) {
      if (!isHan(text.charCodeAt(at)) || stopHan.has(text[at] as string)) continue
      if (first < 0) first = at
      else if (at > first + 1) return 0
      last = at
    }
    if (first < 0) return lone
    if (lone !== 0) return 0
    const single = step(seeds.lexical, text.charCodeAt(first))
    return finish(last > first ? step(single, text.charCodeAt(last)) : single)
  }

  private addWord(text: string, start: number, end: number, previous: number): number {
    const digits = isDigits(text, start, end)
    const length = end - start
    // Order numbers, card numbers and the like are all the same word.
    const masked = digits && length >= 5
    let hash = seeds.word
    if (masked) hash = step(hash, 35)
    else for (let at = start; at < end; at++) hash = step(hash, text.charCodeAt(at))
    const word = finish(hash)
    const known = masked ? -1 : words.wordAt(text, start, end, word)
    if (words.generation !== this.generation) {
      this.places.fill(-1, 0, this.size)
      this.generation = words.generation
    }
    this.add(word, blocks.word, known < 0 ? -1 : words.beginOf(known))
    this.add(finish(step(step(seeds.wordPair, previous), word)), blocks.word)
    if (masked) return word
    if (known < 0) this.addCharacters(text, start, end)
    else this.addKnown(known)
    const term = known < 0 ? termOf(text, start, end) : words.termAt(known)
    if (term === 0) return word
    this.add(term, blocks.term)
    this.sequence.push(term)
    return word
  }

  private addKnown(word: number): void {
    const begin = words.beginOf(word)
    const end = words.endOf(word)
    while (this.size + end - begin > this.hashes.length) this.grow()
    // Most of all features come this way: what `add` does, with everything at hand.
    const { hashes: known } = words
    const { hashes, sorts, counts, places, slots, mask } = this
    let size = this.size
    for (let place = begin + 1; place < end; place++) {
      const hash = known[place] as number
      let slot = hash & mask
      let held = slots[slot] as number
      while (held >= 0 && (hashes[held] !== hash || sorts[held] !== blocks.character)) {
        slot = (slot + 1) & mask
        held = slots[slot] as number
      }
      if (held >= 0) {
        counts[held] = Math.min(65535, (counts[held] as number) + 1)
        continue
      }
      slots[slot] = size
      hashes[size] = hash
      sorts[size] = blocks.character
      counts[size] = 1
      places[size++] = place
    }
    this.size = size
  }

  private addCharacters(text: string, start: number, end: number): void {
    for (let from = start - 1; from < end; from++) {
      let hash = seeds.character
      for (let length = 1; length <= 5 && from + length <= end + 1; length++) {
        const at = from + length - 1
        hash = step(hash, at < start || at >= end ? 32 : text.charCodeAt(at))
        if (length >= 2) this.add(finish(hash), blocks.character)
      }
    }
  }

  private addHan(text: string, start: number, end: number): void {
    // Pairs of characters are terms by themselves.
    this.sequence.push(0)
    for (let from = start; from < end; from++) {
      let hash = seeds.han
      for (let length = 1; length <= 4 && from + length <= end; length++) {
        hash = step(hash, text.charCodeAt(from + length - 1))
        this.add(finish(hash), blocks.character)
      }
      const sound = pinyinOf(text.charCodeAt(from))
      if (from + 1 < end && sound > 0) {
        const next = pinyinOf(text.charCodeAt(from + 1))
        if (next > 0) this.add(finish(step(step(seeds.sound, sound), next)), blocks.character)
      }
      this.addHanTerms(text, from, end)
    }
  }

  /** What carries meaning in Chinese as words do in English: content characters and pairs that begin with one. */
  private addHanTerms(text: string, from: number, end: number): void {
    if (stopHan.has(text[from] as string)) return
    const single = step(seeds.lexical, text.charCodeAt(from))
    this.add(finish(single), blocks.term)
    this.add(finish(single), blocks.word)
    if (from + 1 === end) return
    const pair = finish(step(single, text.charCodeAt(from + 1)))
    this.add(pair, blocks.term)
    this.add(pair, blocks.word)
  }

  private addConcepts(text: string): void {
    const found = this.concepts
    conceptsIn(text, found)
    for (let at = 0; at < found.length; at++) {
      const concept = found[at] as number
      const hash = finish(step(seeds.concept, concept))
      this.add(hash, blocks.word)
      this.add(hash, blocks.concept)
      for (let other = 0; other < at; other++) {
        const first = Math.min(concept, found[other] as number)
        const second = Math.max(concept, found[other] as number)
        this.add(finish(step(step(seeds.conceptPair, first), second)), blocks.word)
      }
    }
  }

  private add(hash: number, sort: number, place = -1): void {
    const key = sort >= term ? (hash ^ 0x5bd1e995) >>> 0 : hash
    let slot = key & this.mask
    for (;;) {
      const held = this.slots[slot] as number
      if (held < 0) break
      if (this.hashes[held] === hash && this.sorts[held] === sort) {
        this.counts[held] = Math.min(65535, (this.counts[held] as number) + 1)
        return
      }
      slot = (slot + 1) & this.mask
    }
    if (this.size === this.hashes.length) {
      this.grow()
      this.add(hash, sort, place)
      return
    }
    this.slots[slot] = this.size
    this.hashes[this.size] = hash
    this.sorts[this.size] = sort
    this.counts[this.size] = 1
    this.places[this.size] = place
    this.size++
  }

  private clear(): void {
    this.generation = words.generation
    if (this.size > 0) this.slots.fill(-1)
    this.size = 0
    this.concepts.length = 0
    this.sequence.length = 0
  }

  private grow(): void {
    const capacity = this.hashes.length * 2
    const hashes = new Uint32Array(capacity)
    hashes.set(this.hashes)
    const sorts = new Uint8Array(capacity)
    sorts.set(this.sorts)
    const counts = new Uint16Array(capacity)
    counts.set(this.counts)
    const places = new Int32Array(capacity)
    places.set(this.places)
    this.places = places
    this.hashes = hashes
    this.sorts = sorts
    this.counts = counts
    this.slots = new Int32Array(capacity * 2).fill(-1)
    this.mask = capacity * 2 - 1
    for (let at = 0; at < this.size; at++) {
      const hash = hashes[at] as number
      let slot = ((sorts[at] as number) >= term ? hash ^ 0x5bd1e995 : hash) & this.mask
      while ((this.slots[slot] as number) >= 0) slot = (slot + 1) & this.mask
      this.slots[slot] = at
    }
  }
}

function isWordCode(code: number): boolean {
  if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 39) return true
  if (code < 0xaa) return false
  if (code <= 0x1fff) return code !== 0xab && code !== 0xbb && code !== 0xd7 && code !== 0xf7
  return (code >= 0x3041 && code <= 0x30ff) || (code >= 0xac00 && code <= 0xd7a3)
}

/** Emoji, and arrows, clocks, hearts and ticks, which are older than these. */
function isSign(code: number): boolean {
  if (code <= 0x2fff) return code >= 0x2190 && code <= 0x2bff
  return !isPunctuation(code)
}

function isPunctuation(code: number): boolean {
  return code === 0xfffd || (code >= 0x3000 && code <= 0x303f) || (code >= 0xff00 && code <= 0xffef)
}

function isDigits(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code < 48 || code > 57) return false
  }
  return true
}
