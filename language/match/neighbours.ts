import type { Rows, Vector } from './vector-space.ts'

/** The wordings nearest to a message, best first. */
export interface Nearest {
  documents: Int32Array
  similarities: Float32Array
  size: number
}

export const nearestLimit = 12

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
    documents: new Int32Array(nearestLimit),
    similarities: new Float32Array(nearestLimit),
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

  /** Adds one wording and gives its number. */
  add(vector: Vector): number {
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
    this.select(count, norm)
    return this.nearest
  }

  private select(count: number, norm: number): void {
    const { documents, similarities } = this.nearest
    let size = 0
    for (let at = 0; at < count; at++) {
      const document = this.touched[at] as number
      const similarity = Math.min(1, (this.scores[document] as number) * norm)
      this.scores[document] = 0
      if (this.alive[document] === 0) continue
      if (size === nearestLimit && similarity <= (similarities[size - 1] as number)) continue
      let place = size < nearestLimit ? size++ : size - 1
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
