import { blocks, type FeatureExtractor } from '../text/features.ts'
import { FeatureTable } from './feature-table.ts'

const saturation = 0.8
/** Weight of a concept beside a term of weight 1. */
const conceptWeight = 1.5
const lengthPart = 0.4

/** What is kept of the index when a model is stored: postings by term, terms of each document. */
export interface LexicalData {
  hashes: Uint32Array
  starts: Int32Array
  entries: Int32Array
  amounts: Float32Array
  lengths: Float32Array
}

interface Change {
  entry: number
  amount: number
}

/** Terms of one text: hashes of what the extractor marked as terms. */
export function termsOf(extractor: FeatureExtractor): number[] {
  const terms: number[] = []
  for (let at = 0; at < extractor.size; at++) {
    if ((extractor.sorts[at] as number) >= blocks.term) terms.push(extractor.hashes[at] as number)
  }
  return terms
}

/**
 * BM25 over entries (all their texts are one document, each text with its weight), read as the share of the message's
 * informative terms that an entry contains: 0 to 1. Additions and removals are lists beside the packed index.
 */
export class LexicalIndex {
  private table: FeatureTable
  private data: LexicalData
  private readonly changes = new Map<number, Change[]>()
  private lengths: Float32Array
  private average: number
  entryCount: number

  constructor(data: LexicalData, entryCount: number) {
    this.data = data
    this.table = FeatureTable.of(data.hashes)
    this.lengths = data.lengths.slice()
    this.entryCount = entryCount
    this.average = averageOf(this.lengths, entryCount)
  }

  /** `texts`: terms of each text with its entry and weight. */
  static build(
    texts: readonly { entry: number; terms: readonly number[]; weight: number }[],
    entryCount: number,
  ): LexicalIndex {
    const table = new FeatureTable(4096)
    const lists: Map<number, number>[] = []
    const lengths = new Float32Array(entryCount)
    for (const text of texts) {
      for (const term of text.terms) {
        const id = table.place(term)
        let list = lists[id]
        if (list === undefined) {
          list = new Map()
          lists[id] = list
        }
        list.set(text.entry, (list.get(text.entry) ?? 0) + text.weight)
        lengths[text.entry] = (lengths[text.entry] as number) + text.weight
      }
    }
    const starts = new Int32Array(table.size + 1)
    for (let id = 0; id < table.size; id++) starts[id + 1] = (starts[id] as number) + (lists[id]?.size ?? 0)
    const entries = new Int32Array(starts[table.size] as number)
    const amounts = new Float32Array(entries.length)
    let place = 0
    for (let id = 0; id < table.size; id++) {
      for (const [entry, amount] of lists[id] ?? []) {
        entries[place] = entry
        amounts[place++] = amount
      }
    }
    return new LexicalIndex(
      { hashes: table.hashes.slice(0, table.size), starts, entries, amounts, lengths },
      entryCount,
    )
  }

  get bytes(): number {
    const { hashes, starts, entries, amounts } = this.data
    return (
      this.table.bytes +
      hashes.byteLength +
      starts.byteLength +
      entries.byteLength +
      amounts.byteLength +
      this.changes.size * 48
    )
  }

  /** What is stored; complete after `compact`. */
  get packed(): LexicalData {
    return this.data
  }

  /** Works all later changes into the packed lists. */
  compact(): void {
    if (this.changes.size === 0) return
    this.data = this.repack()
    this.table = FeatureTable.of(this.data.hashes)
    this.changes.clear()
    this.lengths = this.data.lengths.slice()
    this.average = averageOf(this.lengths, this.entryCount)
  }

  /** Adds (or with a negative weight takes away) one text of an entry. */
  change(entry: number, terms: readonly number[], weight: number): void {
    if (entry >= this.lengths.length) {
      const wider = new Float32Array(entry + 16)
      wider.set(this.lengths)
      this.lengths = wider
    }
    this.entryCount = Math.max(this.entryCount, entry + 1)
    for (const term of terms) {
      const id = this.table.place(term)
      let list = this.changes.get(id)
      if (list === undefined) {
        list = []
        this.changes.set(id, list)
      }
      const held = list.find((change) => change.entry === entry)
      if (held === undefined) list.push({ entry, amount: weight })
      else held.amount += weight
      this.lengths[entry] = Math.max(0, (this.lengths[entry] as number) + weight)
    }
    this.average = averageOf(this.lengths, this.entryCount)
  }

  /** Writes each entry's share into `out`; returns the number of terms looked up. */
  score(extractor: FeatureExtractor, out: Float32Array): number {
    for (let entry = 0; entry < this.entryCount; entry++) out[entry] = 0
    let total = 0
    let terms = 0
    for (let at = 0; at < extractor.size; at++) {
      const sort = extractor.sorts[at] as number
      if (sort < blocks.term) continue
      terms++
      total += this.scoreTerm(
        extractor.hashes[at] as number,
        sort === blocks.concept ? conceptWeight : 1,
        out,
      )
    }
    if (total > 0)
      for (let entry = 0; entry < this.entryCount; entry++) out[entry] = (out[entry] as number) / total
    return terms
  }

  /** Adds one term's shares to `out`; returns its weight. */
  private scoreTerm(hash: number, part: number, out: Float32Array): number {
    const id = this.table.find(hash)
    const unseen = part * Math.log(1 + this.entryCount)
    if (id < 0) return unseen
    const { starts, entries, amounts } = this.data
    const from = id < starts.length - 1 ? (starts[id] as number) : 0
    const to = id < starts.length - 1 ? (starts[id + 1] as number) : 0
    const changes = this.changes.size > 0 ? this.changes.get(id) : undefined
    const frequency = to - from + (changes?.length ?? 0)
    const weight = part * Math.log(1 + Math.max(0, this.entryCount - frequency + 0.5) / (frequency + 0.5))
    for (let place = from; place < to; place++) {
      const entry = entries[place] as number
      let amount = amounts[place] as number
      if (changes !== undefined) amount += changes.find((change) => change.entry === entry)?.amount ?? 0
      if (amount > 1e-4) out[entry] = (out[entry] as number) + weight * this.saturate(amount, entry)
    }
    if (changes === undefined) return weight
    for (const { entry, amount } of changes) {
      if (amount <= 1e-4 || holds(entries, from, to, entry)) continue
      out[entry] = (out[entry] as number) + weight * this.saturate(amount, entry)
    }
    return weight
  }

  private saturate(amount: number, entry: number): number {
    const length = (this.lengths[entry] as number) / this.average
    return amount / (amount + saturation * (1 - lengthPart + lengthPart * length))
  }

  private repack(): LexicalData {
    const texts: { entry: number; terms: number[]; weight: number }[] = []
    const { starts, entries, amounts } = this.data
    for (let id = 0; id < this.table.size; id++) {
      const sums = new Map<number, number>()
      if (id < starts.length - 1) {
        for (let place = starts[id] as number; place < (starts[id + 1] as number); place++) {
          sums.set(entries[place] as number, amounts[place] as number)
        }
      }
      for (const change of this.changes.get(id) ?? [])
        sums.set(change.entry, (sums.get(change.entry) ?? 0) + change.amount)
      const term = this.table.hashes[id] as number
      for (const [entry, amount] of sums)
        if (amount > 1e-4) texts.push({ entry, terms: [term], weight: amount })
    }
    return LexicalIndex.build(texts, this.entryCount).data
  }
}

function holds(entries: Int32Array, from: number, to: number, entry: number): boolean {
  for (let place = from; place < to; place++) if (entries[place] === entry) return true
  return false
}

function averageOf(lengths: Float32Array, entryCount: number): number {
  let sum = 0
  for (let entry = 0; entry < entryCount; entry++) sum += lengths[entry] as number
  return Math.max(1e-3, sum / Math.max(1, entryCount))
}
