import { blocks, FeatureExtractor } from '../text/features.ts'
import { normaliseText } from '../text/normalise.ts'

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

/** A term in a title counts as often as this many in the text. */
const weights = { title: 2.5, headings: 2, text: 1 } as const
const conceptWeight = 1.5
const saturation = 0.9
const unseenPart = 0.5
const lengthPart = 0.35

interface Posting {
  slots: number[]
  amounts: number[]
  /** How many of them are still there. */
  live: number
}
interface Slot extends PassageToIndex {
  terms: Uint32Array
  length: number
}

/**
 * BM25 over passages with fields, and filters by language, audience and time. Additions and removals count at the next
 * search; what was removed is swept out when it is a quarter of all.
 */
export class PassageIndex {
  private readonly extractor = new FeatureExtractor()
  private postings = new Map<number, Posting>()
  private slots: (Slot | undefined)[] = []
  private readonly bySlot = new Map<string, number>()
  private lengths = 0
  private scores = new Float32Array(0)

  get size(): number {
    return this.bySlot.size
  }

  add(passage: PassageToIndex): void {
    this.remove(passage.id)
    const amounts = new Map<number, number>()
    let length = 0
    for (const field of ['title', 'headings', 'text'] as const) {
      this.eachTerm(passage[field], (term, count) => {
        amounts.set(term, (amounts.get(term) ?? 0) + weights[field] * count)
        length += weights[field] * count
      })
    }
    const slot = this.slots.length
    this.slots.push({ ...passage, terms: Uint32Array.from(amounts.keys()), length })
    this.bySlot.set(passage.id, slot)
    this.lengths += length
    for (const [term, amount] of amounts) {
      let posting = this.postings.get(term)
      if (posting === undefined) {
        posting = { slots: [], amounts: [], live: 0 }
        this.postings.set(term, posting)
      }
      posting.slots.push(slot)
      posting.amounts.push(amount)
      posting.live += 1
    }
  }

  remove(id: string): void {
    const at = this.bySlot.get(id)
    const slot = at === undefined ? undefined : this.slots[at]
    if (at === undefined || slot === undefined) return
    this.bySlot.delete(id)
    this.slots[at] = undefined
    this.lengths -= slot.length
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
      this.bySlot.set(slot.id, kept.length)
      kept.push(slot)
    }
    for (const [term, posting] of this.postings) {
      const slots: number[] = []
      const amounts: number[] = []
      for (const [index, at] of posting.slots.entries()) {
        const place = places[at] as number
        if (place < 0) continue
        slots.push(place)
        amounts.push(posting.amounts[index] as number)
      }
      if (slots.length === 0) this.postings.delete(term)
      else this.postings.set(term, { slots, amounts, live: slots.length })
    }
    this.slots = kept
  }

  search(question: string, query: PassageQuery = {}): FoundPassage[] {
    const { limit = 5, least = 0.3, ofOneGroup = 2 } = query
    if (this.bySlot.size === 0) return []
    if (this.scores.length < this.slots.length) this.scores = new Float32Array(this.slots.length * 2)
    const { scores } = this
    scores.fill(0, 0, this.slots.length)
    const wanted = new Map<number, number>()
    let total = 0
    this.eachTerm(question, (term, _, part) => {
      if (wanted.has(term)) return
      const weight = part * this.rarity(term)
      wanted.set(term, weight)
      total += weight
    })
    if (total === 0) return []
    const average = Math.max(1, this.lengths / this.bySlot.size)
    for (const [term, weight] of wanted) {
      const posting = this.postings.get(term)
      if (posting === undefined) continue
      for (let index = 0; index < posting.slots.length; index++) {
        const at = posting.slots[index] as number
        const slot = this.slots[at]
        if (slot === undefined) continue
        const amount = posting.amounts[index] as number
        const norm = saturation * (1 - lengthPart + (lengthPart * slot.length) / average)
        const share = Math.min(1, ((1 + saturation) * amount) / (amount + norm))
        scores[at] = (scores[at] as number) + (weight * share) / total
      }
    }
    const candidates: number[] = []
    for (let at = 0; at < this.slots.length; at++)
      if ((scores[at] as number) >= least && this.fits(this.slots[at], query)) candidates.push(at)
    candidates.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
    const groups = new Map<string, number>()
    const found: FoundPassage[] = []
    for (const at of candidates) {
      const slot = this.slots[at] as Slot
      const before = groups.get(slot.group) ?? 0
      if (before >= ofOneGroup) continue
      groups.set(slot.group, before + 1)
      found.push({
        id: slot.id,
        score: Math.min(1, scores[at] as number),
        spans: this.spansOf(slot.text, wanted),
      })
      if (found.length >= limit) break
    }
    return found
  }

  private fits(slot: Slot | undefined, { language, audience, now }: PassageQuery): boolean {
    if (slot === undefined) return false
    if (language !== undefined && slot.language !== language) return false
    if (audience !== undefined && slot.audience !== audience) return false
    if (now === undefined) return true
    return (slot.from === undefined || slot.from <= now) && (slot.until === undefined || now < slot.until)
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
      this.eachTerm(match[0], (term) => {
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

  private eachTerm(text: string, visit: (term: number, count: number, part: number) => void): void {
    if (text === '') return
    this.extractor.extract(normaliseText(text))
    const { extractor } = this
    for (let at = 0; at < extractor.size; at++) {
      const sort = extractor.sorts[at] as number
      if (sort < blocks.term) continue
      visit(
        extractor.hashes[at] as number,
        extractor.counts[at] as number,
        sort === blocks.concept ? conceptWeight : 1,
      )
    }
  }
}
