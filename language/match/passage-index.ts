import { TermReader } from '../retrieve/passage-terms.ts'
import { type AskedPair, keyOfPair, pairsOf } from './asked-pairs.ts'
import { dampened, type Norm } from './dampened.ts'
import { PostingList } from './posting-list.ts'

export interface PassageToIndex {
  id: string
  /** Passages of one document, told apart by nothing else. */
  group: string
  title: string
  headings: string
  text: string
  language: string
  audience: string
  /** Milliseconds since 1970: found from the first on, and no more from the second on. */
  from?: number | undefined
  until?: number | undefined
}

export interface PassageQuery {
  /** At most so many; 5 when absent. */
  limit?: number
  language?: string
  audience?: string
  /** Milliseconds since 1970. Without it, times are not looked at. */
  now?: number
  /** Share of the question's weight that a passage has to hold; 0.3 when absent. */
  least?: number
  /** At most so many of one document; 2 when absent. */
  ofOneGroup?: number
}

export interface FoundPassage {
  id: string
  /** Share of the question's informative terms that the passage holds, 0 to 1. */
  score: number
  /** The sentences that hold most of them: from and to in the passage's text. */
  spans: [number, number][]
}

export interface LookedInto {
  /** Of the question, with their weights; `known`: some passage holds it. */
  terms: { term: number; weight: number; known: boolean }[]
  /** Words of the question that follow each other. */
  pairs: ReadonlySet<number>
  scores: number[]
  /** No passage can have a higher score. */
  most: number
  passages: readonly PassageToIndex[]
}

/** A term in a title counts as often as this many in the text. */
const weights = { title: 3, headings: 2, text: 1 } as const
const fields = ['title', 'headings', 'text'] as const
const unseenPart = 0.5
/** How amounts are dampened, when passages are ordered and when it is said how much of a question they hold. */
const ranked = { saturation: 3, lengthPart: 0.85 }
const held = { saturation: 0.9, lengthPart: 0.35 }
/** A word said again and again in a long question counts more, but no more than so many times. */
const saidAgain = 8
/**
 * How much rarity counts when the best are put in order: with its square root what customers ask finds its documents more often than with
 * all of it, and never less often (`bench/retrieval/rarity-powers.ts`).
 */
const rarityPower = 0.5
/** So many of the best are looked at closely: order by pairs of words, filters by time, one document's share. */
const mostRanked = 100
/** Where so many more passages were found, it pays to know what the last of the best has. */
const bins = 256

interface Slot extends PassageToIndex {
  terms: Uint32Array
  /** Words in their order, 0 between fields, and where each field begins. */
  sequence: Uint32Array
  begins: [headings: number, text: number]
  length: number
}
interface WantedTerm {
  term: number
  posting: PostingList | undefined
  /** Rarity, and what kind of term it is. */
  weight: number
  /** The same for the order of the best. */
  flat: number
  /** How often it was asked, dampened. */
  times: number
  /** No passage gets more for it. */
  bound: number
}

/**
 * BM25 over passages with fields and pairs of words, and filters by language, audience and time. Additions and removals count
 * at the next search; what was removed is swept out when it is a quarter of all.
 */
export class PassageIndex {
  private readonly reader = new TermReader()
  private postings = new Map<number, PostingList>()
  private slots: (Slot | undefined)[] = []
  private readonly bySlot = new Map<string, number>()
  /** Weighted length of each passage, 0 where it was removed; and their sum. */
  private lengths = new Float32Array(64)
  private allLengths = 0
  /** Language and audience of each passage, numbered as they came. */
  private kinds = new Uint16Array(64)
  private readonly kindNumbers = new Map<string, number>()
  private scores = new Float32Array(0)
  private candidates = new Int32Array(0)
  private readonly mostRanked: number
  private readonly rarityPower: number

  /** With `mostRanked` without end every passage is looked at closely: slow, and what tests compare with. */
  constructor(options: { mostRanked?: number; rarityPower?: number } = {}) {
    this.mostRanked = options.mostRanked ?? mostRanked
    this.rarityPower = options.rarityPower ?? rarityPower
  }

  get size(): number {
    return this.bySlot.size
  }

  add(passage: PassageToIndex): void {
    this.remove(passage.id)
    const amounts = new Map<number, number>()
    const sequence: number[] = []
    const begins: number[] = []
    let length = 0
    for (const field of fields) {
      begins.push(sequence.length)
      this.reader.read(passage[field], (term, count) => {
        amounts.set(term, (amounts.get(term) ?? 0) + weights[field] * count)
        length += weights[field] * count
      })
      if (passage[field] !== '') sequence.push(...this.reader.sequence, 0)
    }
    const slot = this.slots.length
    this.slots.push({
      ...passage,
      terms: Uint32Array.from(amounts.keys()),
      sequence: Uint32Array.from(sequence),
      begins: [begins[1] as number, begins[2] as number],
      length,
    })
    this.bySlot.set(passage.id, slot)
    this.allLengths += length
    if (slot === this.lengths.length) {
      this.lengths = copyInto(new Float32Array(slot * 2), this.lengths)
      this.kinds = copyInto(new Uint16Array(slot * 2), this.kinds)
    }
    this.lengths[slot] = length
    this.kinds[slot] = this.kindOf(passage)
    for (const [term, amount] of amounts) {
      let posting = this.postings.get(term)
      if (posting === undefined) {
        posting = new PostingList()
        this.postings.set(term, posting)
      }
      posting.push(slot, amount, length)
    }
  }

  remove(id: string): void {
    const at = this.bySlot.get(id)
    const slot = at === undefined ? undefined : this.slots[at]
    if (at === undefined || slot === undefined) return
    this.bySlot.delete(id)
    this.slots[at] = undefined
    this.lengths[at] = 0
    this.allLengths -= slot.length
    for (const term of slot.terms) {
      const posting = this.postings.get(term)
      if (posting !== undefined) posting.live -= 1
    }
    if (this.slots.length > 64 && this.bySlot.size < this.slots.length * 0.75) this.sweep()
  }

  /** Takes the places of removed passages away. */
  private sweep(): void {
    const places = new Int32Array(this.slots.length).fill(-1)
    const kept: Slot[] = []
    for (const [at, slot] of this.slots.entries()) {
      if (slot === undefined) continue
      places[at] = kept.length
      this.lengths[kept.length] = slot.length
      this.kinds[kept.length] = this.kinds[at] as number
      this.bySlot.set(slot.id, kept.length)
      kept.push(slot)
    }
    for (const [term, posting] of this.postings) {
      const moved = posting.moved(places, this.lengths)
      if (moved.size === 0) this.postings.delete(term)
      else this.postings.set(term, moved)
    }
    this.slots = kept
  }

  search(question: string, query: PassageQuery = {}): FoundPassage[] {
    const { limit = 5, least = 0.3, ofOneGroup = 2 } = query
    const terms = this.bySlot.size === 0 ? [] : this.termsOf(question)
    const total = terms.reduce((sum, one) => sum + one.weight, 0)
    if (total === 0) return []
    const asked = pairsOf(this.reader.sequence)
    const wanted = new Map(terms.map((one) => [one.term, one.weight]))
    const best = this.rank(terms, query)
    this.order(best, terms, asked)
    const groups = new Map<string, number>()
    const found: FoundPassage[] = []
    for (const at of best) {
      const slot = this.slots[at] as Slot
      const before = groups.get(slot.group) ?? 0
      if (before >= ofOneGroup || !isInForce(slot, query.now)) continue
      const score = this.shareHeld(at, terms) / total
      if (score < least) continue
      groups.set(slot.group, before + 1)
      found.push({ id: slot.id, score: Math.min(1, score), spans: this.spansOf(slot.text, wanted) })
      if (found.length >= limit) break
    }
    return found
  }

  groupOf(id: string): string | undefined {
    const at = this.bySlot.get(id)
    return at === undefined ? undefined : this.slots[at]?.group
  }

  /** Of these passages those that a search may find, in their order, however few of the words they hold. */
  look(ids: readonly string[], question: string, query: PassageQuery = {}): FoundPassage[] {
    const terms = this.bySlot.size === 0 ? [] : this.termsOf(question)
    const total = terms.reduce((sum, one) => sum + one.weight, 0)
    const wanted = new Map(terms.map((one) => [one.term, one.weight]))
    const allowed = this.allowedKinds(query)
    return ids.flatMap((id) => {
      const at = this.bySlot.get(id)
      const slot = at === undefined ? undefined : this.slots[at]
      if (at === undefined || slot === undefined || allowed[this.kinds[at] as number] === 0) return []
      if (!isInForce(slot, query.now)) return []
      const score = total === 0 ? 0 : this.shareHeld(at, terms) / total
      return [{ id, score: Math.min(1, score), spans: this.spansOf(slot.text, wanted) }]
    })
  }

  /** A question as this index understands it, and what was found for it; `scores` are of the best, those first. */
  lookInto(question: string, ids: readonly string[], query: PassageQuery = {}): LookedInto {
    const terms = this.bySlot.size === 0 ? [] : this.termsOf(question)
    const asked = pairsOf(this.reader.sequence)
    const best = terms.length === 0 ? [] : this.rank(terms, query)
    this.order(best, terms, asked)
    const passages = ids.flatMap((id) => this.slots[this.bySlot.get(id) ?? -1] ?? [])
    return {
      terms: terms.map(({ term, weight, posting }) => ({ term, weight, known: (posting?.live ?? 0) > 0 })),
      pairs: new Set(asked.keys()),
      scores: best.map((at) => this.scores[at] as number),
      most: terms.reduce((sum, { bound, weight, flat }) => sum + (bound * flat) / weight, 0),
      passages,
    }
  }

  /** What a question asks for, the terms with the most to give first. */
  private termsOf(question: string): WantedTerm[] {
    const terms: WantedTerm[] = []
    const norm = this.norm(ranked)
    this.reader.read(question, (term, count, part) => {
      const posting = this.postings.get(term)
      const rarity = this.rarity(term)
      const weight = part * rarity
      const flat = part * rarity ** this.rarityPower
      const times = (count * (saidAgain + 1)) / (count + saidAgain)
      const bound =
        posting === undefined
          ? 0
          : weight * times * dampened(posting.most, posting.shortest, norm, ranked.saturation)
      terms.push({ term, posting, weight, flat, times, bound })
    })
    return terms.sort((a, b) => b.bound - a.bound)
  }

  /**
   * Places of the best passages, unordered, their scores in `scores`. When no passage that holds none of the terms so far can
   * still come among the best (Turtle and Flood, MaxScore), the long lists of the remaining, common terms are not walked but
   * only asked for the passages found.
   */
  private rank(terms: readonly WantedTerm[], query: PassageQuery): number[] {
    if (this.scores.length < this.slots.length) {
      this.scores = new Float32Array(this.slots.length * 2)
      this.candidates = new Int32Array(this.slots.length * 2)
    }
    this.scores.fill(0, 0, this.slots.length)
    const allowed = this.allowedKinds(query)
    const rest = restOf(terms)
    let count = 0
    let needed = 0
    for (const [order, { posting, weight, times }] of terms.entries()) {
      if (posting === undefined) continue
      if (posting.size > count) needed = this.scoreOfLast(count)
      const left = rest[order] as number
      count =
        left < needed
          ? this.ask(posting, weight * times, count, needed - left)
          : this.walk(posting, weight * times, count, allowed)
    }
    const last = this.scoreOfLast(count)
    const best: number[] = []
    for (let index = 0; index < count; index++) {
      const at = this.candidates[index] as number
      if ((this.scores[at] as number) >= last) best.push(at)
    }
    return best
  }

  /** Adds a term to every passage that holds it. Returns how many candidates there are then. */
  private walk(posting: PostingList, weight: number, candidates: number, allowed: Uint8Array): number {
    const { scores, lengths, kinds } = this
    const { slots, amounts, size } = posting
    const [base, slope] = this.norm(ranked)
    const most = weight * (1 + ranked.saturation)
    let count = candidates
    for (let index = 0; index < size; index++) {
      const at = slots[index] as number
      const length = lengths[at] as number
      if (length === 0 || allowed[kinds[at] as number] === 0) continue
      const amount = amounts[index] as number
      const before = scores[at] as number
      if (before === 0) this.candidates[count++] = at
      scores[at] = before + (most * amount) / (amount + base + slope * length)
    }
    return count
  }

  /** Adds a term to those candidates that can still come among the best, and forgets the others. */
  private ask(posting: PostingList, weight: number, candidates: number, least: number): number {
    const { scores, lengths } = this
    const norm = this.norm(ranked)
    let count = 0
    for (let index = 0; index < candidates; index++) {
      const at = this.candidates[index] as number
      const before = scores[at] as number
      if (before < least) continue
      this.candidates[count++] = at
      const amount = posting.amountAt(at)
      if (amount > 0)
        scores[at] = before + weight * dampened(amount, lengths[at] as number, norm, ranked.saturation)
    }
    return count
  }

  /** Puts the best in order, by weights that a search through all could not afford: flatter ones leave little unread. */
  private order(best: number[], terms: readonly WantedTerm[], asked: ReadonlyMap<number, AskedPair>): void {
    const norm = this.norm(ranked)
    for (const at of best) {
      const length = this.lengths[at] as number
      let score = this.scoreOfPairs(at, asked)
      for (const { posting, flat, times } of terms) {
        const amount = posting?.amountAt(at) ?? 0
        if (amount > 0) score += flat * times * dampened(amount, length, norm, ranked.saturation)
      }
      this.scores[at] = score
    }
    best.sort((a, b) => (this.scores[b] as number) - (this.scores[a] as number) || a - b)
  }

  /** A score that at least the `mostRanked` best candidates have and few others; 0 where there are not so many. */
  private scoreOfLast(candidates: number): number {
    if (candidates <= this.mostRanked) return 0
    let highest = 0
    for (let index = 0; index < candidates; index++)
      highest = Math.max(highest, this.scores[this.candidates[index] as number] as number)
    const counts = new Uint32Array(bins + 1)
    const scale = bins / highest
    for (let index = 0; index < candidates; index++) {
      const bin = ((this.scores[this.candidates[index] as number] as number) * scale) | 0
      counts[bin] = (counts[bin] as number) + 1
    }
    let above = 0
    for (let bin = bins; bin > 0; bin--) {
      above += counts[bin] as number
      // A little less, for what rounding does to a score on the edge.
      if (above >= this.mostRanked) return (bin / scale) * 0.999_999
    }
    return 0
  }

  /** What a passage gets for words that stand side by side in the question, too; a pair is as rare as its words together. */
  private scoreOfPairs(at: number, asked: ReadonlyMap<number, AskedPair>): number {
    const { sequence, begins, length } = this.slots[at] as Slot
    if (asked.size === 0) return 0
    const amounts = new Map<AskedPair, number>()
    for (let place = 1; place < sequence.length; place++) {
      const pair = asked.get(keyOfPair(sequence[place - 1] as number, sequence[place] as number))
      if (pair === undefined) continue
      const field = place < begins[0] ? 'title' : place < begins[1] ? 'headings' : 'text'
      amounts.set(pair, (amounts.get(pair) ?? 0) + weights[field])
    }
    const norm = this.norm(ranked)
    let score = 0
    for (const [{ one, other, count }, amount] of amounts)
      score +=
        (this.rarity(one) + this.rarity(other)) ** this.rarityPower *
        ((count * (saidAgain + 1)) / (count + saidAgain)) *
        dampened(amount, length, norm, ranked.saturation)
    return score
  }

  /** How much of what was asked a passage holds, in the terms' weights. */
  private shareHeld(at: number, terms: readonly WantedTerm[]): number {
    const norm = this.norm(held)
    let sum = 0
    for (const { posting, weight } of terms) {
      const amount = posting?.amountAt(at) ?? 0
      if (amount > 0)
        sum += weight * Math.min(1, dampened(amount, this.lengths[at] as number, norm, held.saturation))
    }
    return sum
  }

  private norm({ saturation, lengthPart }: { saturation: number; lengthPart: number }): Norm {
    const average = Math.max(1, this.allLengths / this.bySlot.size)
    return [saturation * (1 - lengthPart), (saturation * lengthPart) / average]
  }

  private kindOf({ language, audience }: PassageToIndex): number {
    const key = `${language} ${audience}`
    const number = this.kindNumbers.get(key) ?? this.kindNumbers.size
    this.kindNumbers.set(key, number)
    return number
  }

  /** 1 for each kind of passage that the query wants. */
  private allowedKinds({ language, audience }: PassageQuery): Uint8Array {
    const allowed = new Uint8Array(this.kindNumbers.size)
    for (const [key, number] of this.kindNumbers) {
      const [itsLanguage, itsAudience] = key.split(' ')
      if ((language ?? itsLanguage) === itsLanguage && (audience ?? itsAudience) === itsAudience)
        allowed[number] = 1
    }
    return allowed
  }

  private rarity(term: number): number {
    const frequency = this.postings.get(term)?.live ?? 0
    const all = this.bySlot.size
    // A word that stands nowhere says less than one that tells passages apart.
    if (frequency === 0) return unseenPart * Math.log(1 + all)
    return Math.log(1 + Math.max(0, all - frequency + 0.5) / (frequency + 0.5))
  }

  /** The one or two sentences that hold most of what was asked. */
  private spansOf(text: string, wanted: ReadonlyMap<number, number>): [number, number][] {
    const rated: { span: [number, number]; weight: number }[] = []
    for (const match of text.matchAll(/[^。！？!?\n.；;]+(?:[。！？!?；;]+|\.(?=\s|$)|\.)?/g)) {
      let weight = 0
      this.reader.read(match[0], (term) => {
        weight += wanted.get(term) ?? 0
      })
      if (weight === 0) continue
      const start = match.index + (match[0].length - match[0].trimStart().length)
      rated.push({ span: [start, match.index + match[0].trimEnd().length], weight })
    }
    rated.sort((a, b) => b.weight - a.weight || a.span[0] - b.span[0])
    const [best, second] = rated
    if (best === undefined) return []
    const chosen = second !== undefined && second.weight > best.weight * 0.5 ? [best, second] : [best]
    return chosen.map((one) => one.span).sort((a, b) => a[0] - b[0])
  }
}

function isInForce({ from, until }: PassageToIndex, now: number | undefined): boolean {
  return now === undefined || ((from === undefined || from <= now) && (until === undefined || now < until))
}

/** The most that each term and all after it can still give. */
function restOf(terms: readonly WantedTerm[]): number[] {
  const rest: number[] = new Array(terms.length)
  let sum = 0
  for (let order = terms.length - 1; order >= 0; order--) {
    sum += terms[order]?.bound ?? 0
    rest[order] = sum
  }
  return rest
}

function copyInto<Values extends Float32Array | Uint16Array>(target: Values, source: Values): Values {
  target.set(source)
  return target
}
