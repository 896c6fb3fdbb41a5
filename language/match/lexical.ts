import { blocks, type FeatureExtractor } from '../text/features.ts'
import { FeatureTable } from './feature-table.ts'
import { type LexicalData, type LexicalText, mergeLexical, packLexical } from './lexical-data.ts'
import { placeOf } from './place-of.ts'

const saturation = 0.8
/** Weight of a concept beside a term of weight 1. */
const conceptWeight = 1.5
const lengthPart = 0.4

/** Terms of one text: hashes of what the extractor marked as terms. */
export function termsOf(extractor: FeatureExtractor): number[] {
  const terms: number[] = []
  for (let at = 0; at < extractor.size; at++) {
    if ((extractor.sorts[at] as number) >= blocks.term) terms.push(extractor.hashes[at] as number)
  }
  return terms
}

/** Entries found by their rarest terms, best first. */
export interface LexicalBest {
  entries: Int32Array
  size: number
}

/** Entries found at most. */
const bestLimit = 64
/** Postings looked at for finding them, beyond the rarest term's. */
const mostPostings = 40_000

/**
 * BM25 over entries (all their texts are one document, each text with its weight), read as the share of the message's
 * informative terms that an entry contains: 0 to 1. Additions and removals are lists beside the packed index.
 */
export class LexicalIndex {
  private table: FeatureTable
  private data: LexicalData
  /** By term and entry: what came since the lists were packed. */
  private readonly changes = new Map<number, Map<number, number>>()
  private changeCount = 0
  private lengths: Float32Array
  private totalLength = 0
  /** How much a term in an entry counts less for each term that the entry has. */
  private lengthPull = 0
  /** By how many entries have a term how telling it is, worked out once for so many entries. */
  private readonly rarities = new Float64Array(256)
  private raritiesOf = -1
  private sums = new Float32Array(0)
  private touched = new Int32Array(0)
  private readonly best: LexicalBest = { entries: new Int32Array(bestLimit), size: 0 }
  entryCount: number

  constructor(data: LexicalData, entryCount: number, table = FeatureTable.of(data.hashes)) {
    this.data = data
    this.table = table
    this.lengths = data.lengths.slice()
    this.entryCount = entryCount
    this.measure(sumOf(this.lengths, entryCount))
  }

  /** The texts of an entry count in the order they are given. */
  static build(texts: readonly LexicalText[], entryCount: number): LexicalIndex {
    return new LexicalIndex(packLexical(texts, entryCount), entryCount)
  }

  get bytes(): number {
    const { hashes, starts, entries, amounts } = this.data
    return (
      this.table.bytes +
      hashes.byteLength +
      starts.byteLength +
      entries.byteLength +
      amounts.byteLength +
      this.lengths.byteLength * 2 +
      this.sums.byteLength * 2 +
      this.changes.size * 96 +
      this.changeCount * 40
    )
  }

  /** What is stored; complete after `compact`. */
  get packed(): LexicalData {
    return this.data
  }

  /** Works all later changes into the packed lists. */
  compact(): void {
    if (this.changes.size === 0) return
    const lengths = this.lengths.slice(0, this.entryCount)
    this.data = mergeLexical(this.data, this.table, this.changes, this.changeCount, lengths)
    this.changes.clear()
    this.changeCount = 0
    this.measure(sumOf(this.lengths, this.entryCount))
  }

  /** Adds (or with a negative weight takes away) one text of an entry. */
  change(entry: number, terms: ArrayLike<number>, weight: number): void {
    if (entry >= this.lengths.length) {
      const wider = new Float32Array(Math.ceil(entry * 1.25) + 16)
      wider.set(this.lengths)
      this.lengths = wider
    }
    this.entryCount = Math.max(this.entryCount, entry + 1)
    const before = this.lengths[entry] as number
    for (let at = 0; at < terms.length; at++) {
      const id = this.table.place(terms[at] as number)
      let list = this.changes.get(id)
      if (list === undefined) {
        list = new Map()
        this.changes.set(id, list)
      }
      const held = list.get(entry)
      if (held === undefined) this.changeCount++
      list.set(entry, (held ?? 0) + weight)
    }
    this.lengths[entry] = Math.max(0, before + weight * terms.length)
    this.measure(this.totalLength + (this.lengths[entry] as number) - before)
    if (this.changeCount > 50_000 + this.data.entries.length / 4) this.compact()
  }

  /** Writes each entry's share into `out`; returns the number of terms looked up. */
  score(extractor: FeatureExtractor, out: Float32Array): number {
    for (let entry = 0; entry < this.entryCount; entry++) out[entry] = 0
    let total = 0
    let terms = 0
    for (let at = 0; at < extractor.size; at++) {
      if ((extractor.sorts[at] as number) < blocks.term) continue
      terms++
      const id = this.table.find(extractor.hashes[at] as number)
      const weight = this.weightOf(id, extractor.sorts[at] as number)
      total += weight
      if (id >= 0) this.addTerm(id, weight, out)
    }
    if (total > 0)
      for (let entry = 0; entry < this.entryCount; entry++) out[entry] = (out[entry] as number) / total
    return terms
  }

  /** The same for the entries named alone, in their places; returns the number of terms looked up. */
  scoreOf(extractor: FeatureExtractor, named: Int32Array, count: number, out: Float32Array): number {
    out.fill(0, 0, count)
    let total = 0
    let terms = 0
    for (let at = 0; at < extractor.size; at++) {
      if ((extractor.sorts[at] as number) < blocks.term) continue
      terms++
      const id = this.table.find(extractor.hashes[at] as number)
      const weight = this.weightOf(id, extractor.sorts[at] as number)
      total += weight
      if (id < 0) continue
      const [from, to] = [this.from(id), this.to(id)]
      const changes = this.changes.get(id)
      for (let place = 0; place < count; place++) {
        const entry = named[place] as number
        const found = placeOf(this.data.entries, from, to, entry)
        let amount = found < 0 ? 0 : (this.data.amounts[found] as number)
        if (changes !== undefined) amount += changes.get(entry) ?? 0
        if (amount > 1e-4) out[place] = (out[place] as number) + weight * this.saturate(amount, entry)
      }
    }
    if (total > 0) for (let place = 0; place < count; place++) out[place] = (out[place] as number) / total
    return terms
  }

  /** Share of an entry among all that holds one term, drawn to a half where little does: 0 to 1. */
  shareOf(term: number, entry: number): number {
    const id = this.table.find(term)
    if (id < 0) return 0.5
    const { entries, amounts } = this.data
    const changes = this.changes.get(id)
    let total = 0
    let own = 0
    const count = (holder: number, amount: number) => {
      const held = Math.max(0, amount)
      total += held
      if (holder === entry) own += held
    }
    const to = this.to(id)
    for (let place = this.from(id); place < to; place++) {
      const holder = entries[place] as number
      count(holder, (amounts[place] as number) + (changes?.get(holder) ?? 0))
    }
    for (const [holder, amount] of changes ?? [])
      if (placeOf(entries, this.from(id), to, holder) < 0) count(holder, amount)
    return (own + 0.5) / (total + 1)
  }

  /**
   * Entries that contain most of the message's rarest terms: what only holds common ones cannot be far ahead. The result is valid
   * until the next call.
   */
  findBest(extractor: FeatureExtractor, isOpen: Uint8Array): LexicalBest {
    if (this.sums.length < this.entryCount) {
      this.sums = new Float32Array(this.lengths.length)
      this.touched = new Int32Array(this.lengths.length)
    }
    const rarestFirst: { id: number; weight: number; frequency: number }[] = []
    for (let at = 0; at < extractor.size; at++) {
      const sort = extractor.sorts[at] as number
      const id = sort < blocks.term ? -1 : this.table.find(extractor.hashes[at] as number)
      const weight = id < 0 ? 0 : this.weightOf(id, sort)
      if (weight > 0) rarestFirst.push({ id, weight, frequency: this.frequency(id) })
    }
    rarestFirst.sort((one, other) => one.frequency - other.frequency)
    let postings = 0
    let count = 0
    const { sums, touched } = this
    const add = (entry: number, amount: number, weight: number) => {
      if (amount <= 1e-4 || isOpen[entry] === 0) return
      if (sums[entry] === 0) touched[count++] = entry
      sums[entry] = (sums[entry] as number) + weight * this.saturate(amount, entry)
    }
    for (const { id, weight, frequency } of rarestFirst) {
      if (count > 0 && postings + frequency > mostPostings) break
      postings += frequency
      const to = this.to(id)
      const changes = this.changes.get(id)
      for (let place = this.from(id); place < to; place++) {
        const entry = this.data.entries[place] as number
        add(entry, (this.data.amounts[place] as number) + (changes?.get(entry) ?? 0), weight)
      }
      if (changes === undefined) continue
      for (const [entry, amount] of changes)
        if (placeOf(this.data.entries, this.from(id), to, entry) < 0) add(entry, amount, weight)
    }
    return this.selectBest(count)
  }

  private selectBest(count: number): LexicalBest {
    const { sums, touched, best } = this
    let size = 0
    for (let at = 0; at < count; at++) {
      const entry = touched[at] as number
      const sum = sums[entry] as number
      if (size === bestLimit && sum <= (sums[best.entries[size - 1] as number] as number)) continue
      let place = size < bestLimit ? size++ : size - 1
      while (place > 0 && (sums[best.entries[place - 1] as number] as number) < sum) {
        best.entries[place] = best.entries[place - 1] as number
        place--
      }
      best.entries[place] = entry
    }
    for (let at = 0; at < count; at++) sums[touched[at] as number] = 0
    best.size = size
    return best
  }

  private measure(totalLength: number): void {
    this.totalLength = totalLength
    const average = Math.max(1e-3, totalLength / Math.max(1, this.entryCount))
    this.lengthPull = (saturation * lengthPart) / average
  }

  private from(id: number): number {
    return id < this.data.starts.length - 1 ? (this.data.starts[id] as number) : 0
  }

  private to(id: number): number {
    return id < this.data.starts.length - 1 ? (this.data.starts[id + 1] as number) : 0
  }

  private frequency(id: number): number {
    return this.to(id) - this.from(id) + (this.changes.get(id)?.size ?? 0)
  }

  /** How telling a term is; `id` −1: one that no entry has. */
  private weightOf(id: number, sort: number): number {
    const part = sort === blocks.concept ? conceptWeight : 1
    if (id < 0) return part * Math.log(1 + this.entryCount)
    return part * this.rarity(this.frequency(id))
  }

  private rarity(frequency: number): number {
    if (this.raritiesOf !== this.entryCount) {
      this.rarities.fill(0)
      this.raritiesOf = this.entryCount
    }
    const known = this.rarities[frequency]
    if (known !== undefined && known > 0) return known
    const rarity = Math.log(1 + Math.max(0, this.entryCount - frequency + 0.5) / (frequency + 0.5))
    if (frequency < this.rarities.length) this.rarities[frequency] = rarity
    return rarity
  }

  /** Adds one term's shares to `out`. */
  private addTerm(id: number, weight: number, out: Float32Array): void {
    const { entries, amounts } = this.data
    const to = this.to(id)
    const from = this.from(id)
    const changes = this.changes.size > 0 ? this.changes.get(id) : undefined
    for (let place = from; place < to; place++) {
      const entry = entries[place] as number
      let amount = amounts[place] as number
      if (changes !== undefined) amount += changes.get(entry) ?? 0
      if (amount > 1e-4) out[entry] = (out[entry] as number) + weight * this.saturate(amount, entry)
    }
    if (changes === undefined) return
    for (const [entry, amount] of changes) {
      if (amount <= 1e-4 || placeOf(entries, from, to, entry) >= 0) continue
      out[entry] = (out[entry] as number) + weight * this.saturate(amount, entry)
    }
  }

  private saturate(amount: number, entry: number): number {
    return (
      amount / (amount + saturation * (1 - lengthPart) + this.lengthPull * (this.lengths[entry] as number))
    )
  }
}

function sumOf(lengths: Float32Array, entryCount: number): number {
  let sum = 0
  for (let entry = 0; entry < entryCount; entry++) sum += lengths[entry] as number
  return sum
}
