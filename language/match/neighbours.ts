import { placeOf } from './place-of.ts'
import type { Rows, Vector } from './vector-space.ts'

/** The wordings nearest to a message, best first. */
export interface Nearest {
  documents: Int32Array
  similarities: Float32Array
  size: number
}

export const nearestLimit = 12
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
  documents: Int32Array
  values: Uint8Array
  /** 1: the feature is too common to be indexed. */
  common: Uint8Array
}

interface Addition {
  documents: number[]
  values: number[]
}

/**
 * Exact nearest wordings by cosine over an inverted index of the rarer features; too common ones are left out on both
 * sides. Wordings added later stand in small lists beside the packed ones; removed ones are only marked.
 */
export class NeighbourIndex {
  private data: NeighbourData
  private readonly added = new Map<number, Addition>()
  private addedCount = 0
  private scores: Float32Array
  private touched: Int32Array
  private alive: Uint8Array
  documentCount: number
  readonly nearest: Nearest = {
    documents: new Int32Array(mostCompared),
    similarities: new Float32Array(mostCompared),
    size: 0,
  }

  constructor(data: NeighbourData, documentCount: number) {
    this.data = data
    this.documentCount = documentCount
    this.scores = new Float32Array(documentCount + 64)
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
    const documents = new Int32Array(starts[features] as number)
    const values = new Uint8Array(documents.length)
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
        documents[place] = document
        values[place] = Math.max(1, Math.min(255, Math.round(((rows.values[at] as number) / norm) * 255)))
      }
    }
    return new NeighbourIndex({ starts, documents, values, common }, documentCount)
  }

  get bytes(): number {
    const { starts, documents, values, common } = this.data
    return (
      starts.byteLength +
      documents.byteLength +
      values.byteLength +
      common.byteLength +
      this.scores.byteLength * 2 +
      this.addedCount * 32
    )
  }

  /** Works the later additions into the packed lists. */
  compact(features: number): void {
    if (this.addedCount === 0) return
    const old = this.data
    const before = old.common.length
    const starts = new Int32Array(features + 1)
    const documents = new Int32Array(old.documents.length + this.addedCount)
    const values = new Uint8Array(documents.length)
    const common = new Uint8Array(features)
    common.set(old.common)
    let place = 0
    for (let id = 0; id < features; id++) {
      if (id < before) {
        const from = old.starts[id] as number
        const to = old.starts[id + 1] as number
        documents.set(old.documents.subarray(from, to), place)
        values.set(old.values.subarray(from, to), place)
        place += to - from
      }
      const list = this.added.get(id)
      if (list !== undefined) {
        documents.set(list.documents, place)
        values.set(list.values, place)
        place += list.documents.length
      }
      starts[id + 1] = place
    }
    this.data = { starts, documents, values, common }
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
        list = { documents: [], values: [] }
        this.added.set(id, list)
      }
      list.documents.push(document)
      list.values.push(Math.max(1, Math.min(255, Math.round(((vector.values[at] as number) / norm) * 255))))
      this.addedCount++
    }
    if (this.addedCount > 500_000 + this.data.documents.length / 4) this.compact(featureCount)
    return document
  }

  /** Fills and returns `nearest`; valid until the next call. `unknownSquare`: squared length of the message's part outside the space. */
  search(ids: Int32Array, values: Float32Array, from: number, to: number): Nearest {
    const { starts, documents, values: stored, common } = this.data
    const scores = this.scores
    const touched = this.touched
    const features = common.length
    let count = 0
    let kept = 0
    let known = 0
    for (let at = from; at < to; at++) {
      const id = ids[at] as number
      const value = values[at] as number
      known += value * value
      if (id < features && common[id] === 1) continue
      kept += value * value
      const part = value / 255
      if (id < features) {
        const end = starts[id + 1] as number
        for (let place = starts[id] as number; place < end; place++) {
          const document = documents[place] as number
          if (scores[document] === 0) touched[count++] = document
          scores[document] = (scores[document] as number) + part * (stored[place] as number)
        }
      }
      if (this.addedCount === 0) continue
      const list = this.added.get(id)
      if (list === undefined) continue
      for (let place = 0; place < list.documents.length; place++) {
        const document = list.documents[place] as number
        if (scores[document] === 0) touched[count++] = document
        scores[document] = (scores[document] as number) + part * (list.values[place] as number)
      }
    }
    const norm = 1 / Math.sqrt(Math.max(1e-6, kept + Math.max(0, 1 - known)))
    this.select(count, norm, nearestLimit)
    return this.nearest
  }

  /**
   * The same among very many wordings, in bounded time: the lists of the rarest features say which wordings are compared whole. Only
   * who shares nothing but common features with the message can be missed.
   */
  searchWide({ ids, values, size }: Vector): Nearest {
    const { common } = this.data
    const rarestFirst: number[] = []
    let kept = 0
    let known = 0
    for (let at = 0; at < size; at++) {
      const value = values[at] as number
      known += value * value
      if (common[ids[at] as number] === 1) continue
      kept += value * value
      rarestFirst.push(at)
    }
    rarestFirst.sort(
      (one, other) => this.frequency(ids[one] as number) - this.frequency(ids[other] as number),
    )
    let count = 0
    let postings = 0
    let read = 0
    for (; read < rarestFirst.length; read++) {
      const at = rarestFirst[read] as number
      const id = ids[at] as number
      postings += this.frequency(id)
      if (read >= rarestRead && postings > mostPostings) break
      count = this.accumulate(id, (values[at] as number) / 255, count)
    }
    const norm = 1 / Math.sqrt(Math.max(1e-6, kept + Math.max(0, 1 - known)))
    this.select(count, norm, mostCompared)
    const { documents, similarities } = this.nearest
    for (let place = 0; place < this.nearest.size; place++) {
      let sum = 0
      for (let rest = read; rest < rarestFirst.length; rest++) {
        const at = rarestFirst[rest] as number
        sum += ((values[at] as number) / 255) * this.valueOf(ids[at] as number, documents[place] as number)
      }
      similarities[place] = Math.min(1, (similarities[place] as number) + sum * norm)
    }
    this.order()
    this.nearest.size = Math.min(wideLimit, this.nearest.size)
    return this.nearest
  }

  private frequency(id: number): number {
    const { starts } = this.data
    const packed = id < starts.length - 1 ? (starts[id + 1] as number) - (starts[id] as number) : 0
    return packed + (this.added.get(id)?.documents.length ?? 0)
  }

  private accumulate(id: number, part: number, before: number): number {
    const { starts, documents, values } = this.data
    const { scores, touched, alive } = this
    let count = before
    const end = id < starts.length - 1 ? (starts[id + 1] as number) : 0
    for (let place = end === 0 ? 0 : (starts[id] as number); place < end; place++) {
      const document = documents[place] as number
      if (alive[document] === 0) continue
      if (scores[document] === 0) touched[count++] = document
      scores[document] = (scores[document] as number) + part * (values[place] as number)
    }
    const list = this.added.get(id)
    for (let place = 0; list !== undefined && place < list.documents.length; place++) {
      const document = list.documents[place] as number
      if (alive[document] === 0) continue
      if (scores[document] === 0) touched[count++] = document
      scores[document] = (scores[document] as number) + part * (list.values[place] as number)
    }
    return count
  }

  /** Lists are in the order of the wordings' numbers. */
  private valueOf(id: number, document: number): number {
    const { starts, documents, values } = this.data
    if (id < starts.length - 1) {
      const place = placeOf(documents, starts[id] as number, starts[id + 1] as number, document)
      if (place >= 0) return values[place] as number
    }
    const list = this.added.get(id)
    if (list === undefined) return 0
    const place = placeOf(list.documents, 0, list.documents.length, document)
    return place < 0 ? 0 : (list.values[place] as number)
  }

  /** Best first; the nearly sorted few are put in order by insertion. */
  private order(): void {
    const { documents, similarities, size } = this.nearest
    for (let at = 1; at < size; at++) {
      const document = documents[at] as number
      const similarity = similarities[at] as number
      let place = at
      for (; place > 0 && (similarities[place - 1] as number) < similarity; place--) {
        similarities[place] = similarities[place - 1] as number
        documents[place] = documents[place - 1] as number
      }
      similarities[place] = similarity
      documents[place] = document
    }
  }

  private select(count: number, norm: number, limit: number): void {
    const { documents, similarities } = this.nearest
    let size = 0
    for (let at = 0; at < count; at++) {
      const document = this.touched[at] as number
      const similarity = Math.min(1, (this.scores[document] as number) * norm)
      this.scores[document] = 0
      if (this.alive[document] === 0) continue
      if (size === limit && similarity <= (similarities[size - 1] as number)) continue
      let place = size < limit ? size++ : size - 1
      while (place > 0 && (similarities[place - 1] as number) < similarity) {
        similarities[place] = similarities[place - 1] as number
        documents[place] = documents[place - 1] as number
        place--
      }
      similarities[place] = similarity
      documents[place] = document
    }
    this.nearest.size = size
  }

  private widen(): void {
    const length = this.documentCount * 2
    const alive = new Uint8Array(length)
    alive.set(this.alive)
    this.alive = alive
    this.scores = new Float32Array(length)
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
