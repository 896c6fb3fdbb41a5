import { Nearest } from './nearest.ts'
import { type PostingSums, postingSums } from './posting-sums.ts'
import { documentOf, postingOf, valueAt, valueIn } from './postings.ts'
import { toWhole } from './sum-rows.ts'
import type { Rows, Vector } from './vector-space.ts'

const nearestLimit = 12
/** Wordings found by a search among many. */
export const wideLimit = 64
/** Postings read by a search among many, beyond those of the rarest few features. */
const mostPostings = 40_000
const rarestRead = 6
/** Wordings that a search among many compares whole. */
const mostCompared = 160

/** What is kept of the index when a model is stored. */
export interface NeighbourData {
  starts: Int32Array
  postings: Uint32Array
  /** 1: the feature is too common to be indexed. */
  common: Uint8Array
}

/**
 * Exact nearest wordings by cosine over an inverted index of the rarer features; too common ones are left out on both
 * sides. Wordings added later stand in small lists beside the packed ones; removed ones are only marked.
 */
export class NeighbourIndex {
  private data: NeighbourData
  private readonly added = new Map<number, number[]>()
  private addedCount = 0
  private scores: Int32Array
  private touched: Int32Array
  private alive: Uint8Array
  /** The message's features that are looked up, and their values as whole numbers. */
  private telling = new Int32Array(4096)
  private amounts = new Int32Array(4096)
  private values = new Float32Array(4096)
  private tellingCount = 0
  /** Made at the first search; null where the machine cannot. */
  private fast: PostingSums | null | undefined
  documentCount: number
  readonly nearest = new Nearest(mostCompared)

  constructor(data: NeighbourData, documentCount: number) {
    this.data = data
    this.documentCount = documentCount
    this.scores = new Int32Array(documentCount + 64)
    this.touched = new Int32Array(documentCount + 64)
    this.alive = new Uint8Array(documentCount + 64).fill(1)
  }

  static build(rows: Rows, features: number, documentCount: number): NeighbourIndex {
    const counts = new Int32Array(features + 1)
    const used = rows.starts[documentCount] as number
    for (let at = 0; at < used; at++)
      counts[rows.ids[at] as number] = (counts[rows.ids[at] as number] as number) + 1
    const most = Math.max(40, documentCount * 0.03)
    const common = new Uint8Array(features)
    for (let id = 0; id < features; id++) if ((counts[id] as number) > most) common[id] = 1
    const starts = new Int32Array(features + 1)
    for (let id = 0; id < features; id++)
      starts[id + 1] = (starts[id] as number) + (common[id] === 1 ? 0 : (counts[id] as number))
    const postings = new Uint32Array(starts[features] as number)
    const next = starts.slice(0, features)
    for (let document = 0; document < documentCount; document++) {
      const from = rows.starts[document] as number
      const to = rows.starts[document + 1] as number
      const norm = keptNorm(rows.ids, rows.values, from, to, common)
      for (let at = from; at < to; at++) {
        const id = rows.ids[at] as number
        if (common[id] === 1) continue
        const place = next[id] as number
        next[id] = place + 1
        postings[place] = postingOf(document, rows.values[at] as number, norm)
      }
    }
    return new NeighbourIndex({ starts, postings, common }, documentCount)
  }

  get bytes(): number {
    const { starts, postings, common } = this.data
    return (
      starts.byteLength +
      postings.byteLength +
      common.byteLength +
      this.scores.byteLength * 2 +
      this.addedCount * 24
    )
  }

  /** Works the later additions into the packed lists. */
  compact(features: number): void {
    if (this.addedCount === 0) return
    const old = this.data
    const before = old.common.length
    const starts = new Int32Array(features + 1)
    const postings = new Uint32Array(old.postings.length + this.addedCount)
    const common = new Uint8Array(features)
    common.set(old.common)
    let place = 0
    for (let id = 0; id < features; id++) {
      if (id < before) {
        const from = old.starts[id] as number
        const to = old.starts[id + 1] as number
        postings.set(old.postings.subarray(from, to), place)
        place += to - from
      }
      const list = this.added.get(id)
      if (list !== undefined) {
        postings.set(list, place)
        place += list.length
      }
      starts[id + 1] = place
    }
    this.data = { starts, postings, common }
    this.fast = undefined
    this.added.clear()
    this.addedCount = 0
  }

  get packed(): NeighbourData {
    return this.data
  }

  isAlive(document: number): boolean {
    return this.alive[document] === 1
  }

  setAlive(document: number, alive: boolean): void {
    this.alive[document] = alive ? 1 : 0
  }

  /** Adds one wording and gives its number; `featureCount`: features of the space it is of. */
  add(vector: Vector, featureCount: number): number {
    const document = this.documentCount++
    if (this.documentCount > this.scores.length) this.widen()
    this.alive[document] = 1
    const norm = keptNorm(vector.ids, vector.values, 0, vector.size, this.data.common)
    for (let at = 0; at < vector.size; at++) {
      const id = vector.ids[at] as number
      if (this.data.common[id] === 1) continue
      let list = this.added.get(id)
      if (list === undefined) {
        list = []
        this.added.set(id, list)
      }
      list.push(postingOf(document, vector.values[at] as number, norm))
      this.addedCount++
    }
    if (this.addedCount > 500_000 + this.data.postings.length / 4) this.compact(featureCount)
    return document
  }

  /** Fills and returns `nearest`; valid until the next call. */
  search(ids: Int32Array, values: Float32Array, from: number, to: number): Nearest {
    this.fast ??= this.movedToFast()
    const { fast, added } = this
    const { starts, common } = this.data
    const unit = this.measure(ids, values, from, to)
    const features = common.length
    const { telling, amounts } = this
    for (let at = 0; at < this.tellingCount; at++) {
      const id = telling[at] as number
      if (id >= features) continue
      const amount = amounts[at] as number
      if (fast !== null) fast.take(starts[id] as number, starts[id + 1] as number, amount)
      else this.readList(starts[id] as number, starts[id + 1] as number, amount)
    }
    fast?.read()
    for (let at = 0; added.size > 0 && at < this.tellingCount; at++)
      this.readAdded(telling[at] as number, amounts[at] as number)
    this.selectOfAll(unit, nearestLimit)
    return this.nearest
  }

  private readList(from: number, to: number, amount: number): void {
    const { scores } = this
    const { postings } = this.data
    for (let place = from; place < to; place++) {
      const posting = postings[place] as number
      const document = posting >>> 8
      scores[document] = ((scores[document] as number) + Math.imul(amount, posting & 255)) | 0
    }
  }

  private readAdded(id: number, amount: number): void {
    const { scores } = this
    for (const posting of this.added.get(id) ?? []) {
      const document = documentOf(posting)
      scores[document] = (scores[document] as number) + amount * valueIn(posting)
    }
  }

  private movedToFast(): PostingSums | null {
    const fast = postingSums(this.data.postings, this.scores.length) ?? null
    if (fast === null) return null
    this.data = { ...this.data, postings: fast.postings }
    this.scores = fast.scores
    return fast
  }

  /**
   * The same among very many wordings, in bounded time: the lists of the rarest features say which wordings are compared whole. Only
   * who shares nothing but common features with the message can be missed.
   */
  searchWide({ ids, values, size }: Vector): Nearest {
    const unit = this.measure(ids, values, 0, size)
    const { amounts, telling } = this
    const rarestFirst = Array.from({ length: this.tellingCount }, (_, at) => at)
    rarestFirst.sort(
      (one, other) => this.frequency(telling[one] as number) - this.frequency(telling[other] as number),
    )
    let count = 0
    let postings = 0
    let read = 0
    for (; read < rarestFirst.length; read++) {
      const at = rarestFirst[read] as number
      const id = telling[at] as number
      postings += this.frequency(id)
      if (read >= rarestRead && postings > mostPostings) break
      count = this.accumulate(id, amounts[at] as number, count)
    }
    this.select(count, unit, mostCompared)
    const { documents, similarities } = this.nearest
    for (let place = 0; place < this.nearest.size; place++) {
      let sum = 0
      for (let rest = read; rest < rarestFirst.length; rest++) {
        const at = rarestFirst[rest] as number
        sum += (amounts[at] as number) * this.valueOf(telling[at] as number, documents[place] as number)
      }
      similarities[place] = Math.min(1, (similarities[place] as number) + sum * unit)
    }
    this.nearest.order()
    this.nearest.size = Math.min(wideLimit, this.nearest.size)
    return this.nearest
  }

  /**
   * Writes the message's features that are not too common into `telling` and their values as whole numbers into `amounts`; returns what
   * makes a similarity of sums of them. What of the message lies outside the space counts in its length.
   */
  private measure(ids: Int32Array, values: Float32Array, from: number, to: number): number {
    const { common } = this.data
    if (this.amounts.length < to - from) {
      this.amounts = new Int32Array((to - from) * 2)
      this.values = new Float32Array((to - from) * 2)
      this.telling = new Int32Array((to - from) * 2)
    }
    const { telling, values: own } = this
    let kept = 0
    let known = 0
    let count = 0
    for (let at = from; at < to; at++) {
      const id = ids[at] as number
      const value = values[at] as number
      // Which is common cannot be guessed: what is written and then written over costs less than to guess wrong.
      const tells = id < common.length ? 1 - (common[id] as number) : 1
      known += value * value
      kept += value * value * tells
      telling[count] = id
      own[count] = value
      count += tells
    }
    this.tellingCount = count
    const norm = Math.sqrt(Math.max(1e-6, kept + Math.max(0, 1 - known)))
    return toWhole(own, count, 255, this.amounts) / (255 * norm)
  }

  private frequency(id: number): number {
    const { starts } = this.data
    const packed = id < starts.length - 1 ? (starts[id + 1] as number) - (starts[id] as number) : 0
    return packed + (this.added.get(id)?.length ?? 0)
  }

  private accumulate(id: number, amount: number, before: number): number {
    const { starts, postings } = this.data
    const { scores, touched, alive } = this
    let count = before
    const end = id < starts.length - 1 ? (starts[id + 1] as number) : 0
    for (let place = end === 0 ? 0 : (starts[id] as number); place < end; place++) {
      const posting = postings[place] as number
      const document = documentOf(posting)
      if (alive[document] === 0) continue
      if (scores[document] === 0) touched[count++] = document
      scores[document] = (scores[document] as number) + amount * valueIn(posting)
    }
    for (const posting of this.added.get(id) ?? []) {
      const document = documentOf(posting)
      if (alive[document] === 0) continue
      if (scores[document] === 0) touched[count++] = document
      scores[document] = (scores[document] as number) + amount * valueIn(posting)
    }
    return count
  }

  /** Lists are in the order of the wordings' numbers. */
  private valueOf(id: number, document: number): number {
    const { starts, postings } = this.data
    if (id < starts.length - 1) {
      const value = valueAt(postings, starts[id] as number, starts[id + 1] as number, document)
      if (value > 0) return value
    }
    const list = this.added.get(id)
    return list === undefined ? 0 : valueAt(list, 0, list.length, document)
  }

  /** The best of those touched; their scores are 0 again. */
  private select(count: number, unit: number, limit: number): void {
    const { scores, touched, nearest } = this
    nearest.size = 0
    for (let at = 0; at < count; at++) {
      const document = touched[at] as number
      this.consider(document, (scores[document] as number) * unit, limit)
      scores[document] = 0
    }
  }

  /** The same of all wordings: where most were touched, looking at each is quicker than remembering which. */
  private selectOfAll(unit: number, limit: number): void {
    const { scores, nearest, documentCount, fast } = this
    nearest.size = 0
    let bar = 0
    for (let from = 0; from < documentCount; from += 16) {
      if (fast) from = fast.next(from, scores.length, bar)
      const to = Math.min(documentCount, from + 16)
      for (let document = from; document < to; document++) {
        const score = scores[document] as number
        if (score <= bar) continue
        this.consider(document, score * unit, limit)
        if (nearest.size === limit) bar = Math.max(bar, this.barOf(limit, unit))
      }
    }
    scores.fill(0, 0, documentCount)
  }

  /** The score that the last of the best has: who has no more is not among them. */
  private barOf(limit: number, unit: number): number {
    return Math.floor((this.nearest.similarities[limit - 1] as number) / unit) - 1
  }

  private consider(document: number, similarity: number, limit: number): void {
    if (this.alive[document] === 1) this.nearest.consider(document, Math.min(1, similarity), limit)
  }

  private widen(): void {
    const length = this.documentCount * 2
    const alive = new Uint8Array(length)
    alive.set(this.alive)
    this.alive = alive
    this.scores = new Int32Array(length)
    this.fast = undefined
    this.touched = new Int32Array(length)
  }
}

function keptNorm(
  ids: Int32Array,
  values: Float32Array,
  from: number,
  to: number,
  common: Uint8Array,
): number {
  let sum = 0
  for (let at = from; at < to; at++) {
    if (common[ids[at] as number] === 1) continue
    sum += (values[at] as number) ** 2
  }
  return sum > 0 ? Math.sqrt(sum) : 1
}
