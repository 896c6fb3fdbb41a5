import { blockCount, blocks, type FeatureExtractor } from '../text/features.ts'
import { mostPlaces } from '../text/word-cache.ts'
import { FeatureTable } from './feature-table.ts'

/** Vectors in rows: row r holds ids[starts[r] … starts[r + 1]) with their values. */
export interface Rows {
  starts: Int32Array
  ids: Int32Array
  values: Float32Array
}

/** One message as a vector, reused from call to call. */
export interface Vector {
  ids: Int32Array
  values: Float32Array
  size: number
  /** Share of the message's weight that lies on features never seen, 0..1. */
  unknown: number
}

export function emptyVector(capacity = 4096): Vector {
  return { ids: new Int32Array(capacity), values: new Float32Array(capacity), size: 0, unknown: 1 }
}

/** Features of a message that experts are asked about: of four messages in five these are all. */
export const mostFeatures = 192

const dampenedCounts = Float64Array.from({ length: 64 }, (_, count) => 1 + Math.log(Math.max(1, count)))

/** How much a feature that stands so often in a text counts for one that stands there once. */
const dampened = (count: number): number => dampenedCounts[count] ?? 1 + Math.log(count)

/**
 * The weighted n-gram space of one tenant: which features exist, how telling each is (inverse document frequency), and
 * how a message becomes a vector: sublinear counts, each block of length 1, then joined with the block's weight.
 */
export class VectorSpace {
  readonly table: FeatureTable
  idf: Float32Array
  readonly blockWeights: Float32Array
  /** Texts the space was built from. */
  readonly documents: number
  private readonly unseen: number
  /**
   * By the place of a word's feature its id and 2, or 1 where it has none (0: not looked up yet), and beside it how telling it is: what
   * is read together lies together.
   */
  private known = new Int32Array(0)
  private knownIdf = new Float32Array(0)
  /** Kept, so that what is only looked at is not left out as needless. */
  protected seen = 0
  /** Of each feature of the message in hand the block, and what the weights of each block are multiplied with. */
  private sortOf = new Uint8Array(1024)
  private readonly factors = new Float64Array(blockCount)
  /** The places and the size of the table that `known` is of. */
  private knownGeneration = 0
  private knownSize = 0

  constructor(table: FeatureTable, idf: Float32Array, blockWeights: Float32Array, documents: number) {
    this.table = table
    this.idf = idf
    this.blockWeights = blockWeights
    this.documents = documents
    this.unseen = Math.fround(Math.log(1 + documents) + 1)
  }

  get bytes(): number {
    return this.table.bytes + this.idf.byteLength + mostPlaces * 8
  }

  /** Vector of what the extractor holds now. With `grow`, new features join the space as maximally telling. */
  vectorise(extractor: FeatureExtractor, into: Vector, grow = false): Vector {
    const size = extractor.size
    if (into.ids.length < size) {
      into.ids = new Int32Array(size * 2)
      into.values = new Float32Array(size * 2)
    }
    if (this.sortOf.length < size) this.sortOf = new Uint8Array(size * 2)
    const { hashes, sorts, counts, places } = extractor
    this.checkKnown(extractor)
    this.fetch(extractor)
    const { known, knownIdf, table, unseen, sortOf } = this
    const { ids, values } = into
    let words = 0
    let characters = 0
    let unknown = 0
    let at = 0
    for (let feature = 0; feature < size; feature++) {
      const sort = sorts[feature] as number
      if (sort >= blocks.term) continue
      const place = places[feature] as number
      let id: number
      let idf = unseen
      if (place < 0 || grow) {
        id = table.find(hashes[feature] as number)
        if (id < 0 && grow) id = this.add(hashes[feature] as number)
        if (id >= 0) idf = this.idf[id] as number
      } else {
        if (known[place * 2] === 0) this.lookUp(place, hashes[feature] as number)
        id = (known[place * 2] as number) - 2
        idf = knownIdf[place * 2 + 1] as number
      }
      const count = counts[feature] as number
      const weight = count === 1 ? idf : dampened(count) * idf
      // Numbers of 0 or 1 instead of ways to go: which way a feature goes cannot be guessed.
      const missing = id >>> 31
      const square = weight * weight
      words += square * (1 - sort)
      characters += square * sort
      unknown += weight * missing
      ids[at] = id
      values[at] = weight
      sortOf[at] = sort
      at += 1 - missing
    }
    into.size = at
    this.scale(into, words, characters, unknown)
    if (at > mostFeatures) keepMostTelling(into)
    return into
  }

  /**
   * Looks at all that will be read of `known` and the table, and does nothing with it: the processor waits for many places at once here,
   * and for one after the other where each is worked with.
   */
  private fetch({ hashes, places, size }: FeatureExtractor): void {
    const { known, table } = this
    let seen = 0
    let last = -8
    for (let feature = 0; feature < size; feature++) {
      const place = places[feature] as number
      if (place < 0) seen ^= table.glance(hashes[feature] as number)
      else if (place >= last + 8) {
        seen ^= known[place * 2] as number
        last = place
      }
    }
    this.seen = seen
  }

  /** Gives each block its length and the whole the length 1. */
  private scale(into: Vector, words: number, characters: number, unknown: number): void {
    const wordWeight = words > 0 ? (this.blockWeights[blocks.word] as number) : 0
    const characterWeight = characters > 0 ? (this.blockWeights[blocks.character] as number) : 0
    const length = Math.sqrt(wordWeight * wordWeight + characterWeight * characterWeight)
    const { sortOf, factors } = this
    factors[blocks.word] = wordWeight === 0 ? 0 : wordWeight / Math.sqrt(words) / length
    factors[blocks.character] = characterWeight === 0 ? 0 : characterWeight / Math.sqrt(characters) / length
    const { values, size } = into
    let known = 0
    for (let at = 0; at < size; at++) {
      const value = values[at] as number
      known += value
      values[at] = value * (factors[sortOf[at] as number] as number)
    }
    into.unknown = known + unknown > 0 ? unknown / (known + unknown) : 1
  }

  private lookUp(place: number, hash: number): void {
    const id = this.table.find(hash)
    this.known[place * 2] = id + 2
    this.knownIdf[place * 2 + 1] = id < 0 ? this.unseen : (this.idf[id] as number)
  }

  private checkKnown({ generation }: FeatureExtractor): void {
    if (this.known.length === 0) {
      this.known = new Int32Array(mostPlaces * 2)
      this.knownIdf = new Float32Array(this.known.buffer)
    }
    if (generation === this.knownGeneration && this.table.size === this.knownSize) return
    this.known.fill(0)
    this.knownGeneration = generation
    this.knownSize = this.table.size
  }

  private add(hash: number): number {
    const id = this.table.place(hash)
    if (id >= this.idf.length) {
      const wider = new Float32Array(Math.max(1024, this.idf.length * 2))
      wider.set(this.idf)
      this.idf = wider
    }
    this.idf[id] = this.unseen
    return id
  }
}

const steps = 512
const counted = new Uint16Array(steps)

/**
 * Of a long message what tells most, at the same length: the rest is common to most messages, costs the most to look up (its lists are the
 * longest) and decides nothing. Of what tells just as much the first in the text stay.
 */
function keepMostTelling(vector: Vector): void {
  const { ids, values, size } = vector
  let largest = 0
  let square = 0
  for (let at = 0; at < size; at++) {
    const value = values[at] as number
    square += value * value
    if (value > largest) largest = value
  }
  const scale = (steps - 1) / largest
  counted.fill(0)
  for (let at = 0; at < size; at++) {
    const step = ((values[at] as number) * scale) | 0
    counted[step] = (counted[step] as number) + 1
  }
  let bar = steps - 1
  let left = mostFeatures
  while (left >= (counted[bar] as number)) left -= counted[bar--] as number
  let kept = 0
  let keptSquare = 0
  for (let at = 0; at < size; at++) {
    const value = values[at] as number
    const step = (value * scale) | 0
    let keep = (bar - step) >>> 31
    if (step === bar) keep = left-- > 0 ? 1 : 0
    ids[kept] = ids[at] as number
    values[kept] = value
    kept += keep
    keptSquare += value * value * keep
  }
  const whole = Math.sqrt(square / keptSquare)
  for (let at = 0; at < kept; at++) values[at] = (values[at] as number) * whole
  vector.size = kept
}

/** Reads all texts once and lays out the space: the features seen in at least `least` texts, the commonest `most` of them (their number is returned). */
export function buildSpace(
  texts: readonly string[],
  extractor: FeatureExtractor,
  blockWeights: Float32Array,
  least: number,
  most: number,
): { space: VectorSpace; frequent: number } {
  const all = new FeatureTable(texts.length * 40)
  let counts = new Uint32Array(texts.length * 40 + 64)
  for (const text of texts) {
    extractor.extract(text)
    for (let at = 0; at < extractor.size; at++) {
      if ((extractor.sorts[at] as number) >= blocks.term) continue
      const id = all.place(extractor.hashes[at] as number)
      if (id >= counts.length) {
        const wider = new Uint32Array(counts.length * 2)
        wider.set(counts)
        counts = wider
      }
      counts[id] = (counts[id] as number) + 1
    }
  }
  const bar = Math.max(least, barFor(counts, all.size, most))
  const order: number[] = []
  for (let id = 0; id < all.size; id++) if ((counts[id] as number) >= bar) order.push(id)
  const frequent = order.length
  const hashes = new Uint32Array(frequent)
  const idf = new Float32Array(frequent)
  for (let at = 0; at < frequent; at++) {
    const id = order[at] as number
    hashes[at] = all.hashes[id] as number
    idf[at] = Math.log((1 + texts.length) / (1 + (counts[id] as number))) + 1
  }
  return { space: new VectorSpace(FeatureTable.of(hashes), idf, blockWeights, texts.length), frequent }
}

/** Vectors of all texts as rows. */
export function vectoriseAll(
  texts: readonly string[],
  extractor: FeatureExtractor,
  space: VectorSpace,
): Rows {
  const starts = new Int32Array(texts.length + 1)
  let ids = new Int32Array(texts.length * 128 + 1024)
  let values = new Float32Array(ids.length)
  const vector = emptyVector()
  let end = 0
  for (let row = 0; row < texts.length; row++) {
    extractor.extract(texts[row] as string)
    space.vectorise(extractor, vector)
    if (end + vector.size > ids.length) {
      const length = (end + vector.size) * 2
      const widerIds = new Int32Array(length)
      widerIds.set(ids)
      ids = widerIds
      const widerValues = new Float32Array(length)
      widerValues.set(values)
      values = widerValues
    }
    ids.set(vector.ids.subarray(0, vector.size), end)
    values.set(vector.values.subarray(0, vector.size), end)
    end += vector.size
    starts[row + 1] = end
  }
  return { starts, ids: ids.slice(0, end), values: values.slice(0, end) }
}

/** The lowest count that at most `most` features reach. */
function barFor(counts: Uint32Array, size: number, most: number): number {
  let bar = 1
  for (;;) {
    let reaching = 0
    for (let id = 0; id < size; id++) if ((counts[id] as number) >= bar) reaching++
    if (reaching <= most) return bar
    bar++
  }
}
