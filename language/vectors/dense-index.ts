/** A vector in a byte an axis: what each is multiplied with, then the axes. */
export interface VectorCode {
  scale: number
  axes: Int8Array
}

export interface NearRow {
  id: string
  /** Cosine of the angle between them. */
  similarity: number
  /** How far that stands out among all rows, in their standard deviations. */
  standsOut: number
}

/** So many axes are read before others have their turn: a millisecond or two. */
const axesASpell = 1_500_000
/** With fewer, nothing can stand out. */
const leastRows = 12

/** Of length 1, rounded to a byte an axis: similarities stay right to half a hundredth. */
export function encodeVector(vector: ArrayLike<number>): VectorCode {
  let square = 0
  let largest = 0
  for (let axis = 0; axis < vector.length; axis++) {
    const value = vector[axis] as number
    square += value * value
    largest = Math.max(largest, Math.abs(value))
  }
  const axes = new Int8Array(vector.length)
  if (!(square > 0) || !Number.isFinite(square)) return { scale: 0, axes }
  const step = largest / 127
  for (let axis = 0; axis < vector.length; axis++) axes[axis] = Math.round((vector[axis] as number) / step)
  return { scale: Math.fround(step / Math.sqrt(square)), axes }
}

/** All rows of one space in memory, compared one after the other: exact, and quick enough for what one company has. */
export class DenseIndex {
  readonly dimensions: number
  private ids: (string | undefined)[] = []
  private codes: Int8Array
  private scales: Float32Array
  private readonly places = new Map<string, number>()

  constructor(dimensions: number) {
    this.dimensions = dimensions
    this.codes = new Int8Array(dimensions * 64)
    this.scales = new Float32Array(64)
  }

  get size(): number {
    return this.places.size
  }

  get bytes(): number {
    return this.codes.byteLength + this.scales.byteLength
  }

  has(id: string): boolean {
    return this.places.has(id)
  }

  add(id: string, { scale, axes }: VectorCode): void {
    if (axes.length !== this.dimensions)
      throw new Error(`a vector of ${axes.length} axes among ${this.dimensions}`)
    this.remove(id)
    const at = this.ids.length
    if (at === this.scales.length) {
      // New ones, so that a search under way reads on in the old.
      const codes = new Int8Array(this.codes.length * 2)
      const scales = new Float32Array(at * 2)
      codes.set(this.codes)
      scales.set(this.scales)
      this.codes = codes
      this.scales = scales
    }
    this.ids.push(id)
    this.codes.set(axes, at * this.dimensions)
    this.scales[at] = scale
    this.places.set(id, at)
  }

  remove(id: string): void {
    const at = this.places.get(id)
    if (at === undefined) return
    this.places.delete(id)
    this.ids[at] = undefined
    if (this.ids.length > 64 && this.places.size < this.ids.length * 0.75) this.sweep()
  }

  /** The nearest rows, best first. `breathe` is awaited between spells, so that a large space holds up nobody. */
  async search(
    vector: ArrayLike<number>,
    limit: number,
    breathe: () => Promise<unknown> = async () => undefined,
  ): Promise<NearRow[]> {
    if (vector.length !== this.dimensions || this.size === 0) return []
    const asked = encodeVector(vector)
    if (asked.scale === 0) return []
    const { ids, codes, scales } = this
    const rows = ids.length
    const similarities = new Float32Array(rows)
    let count = 0
    let sum = 0
    let squares = 0
    const rowsASpell = Math.max(1, Math.floor(axesASpell / this.dimensions))
    for (let from = 0; from < rows; from += rowsASpell) {
      if (from > 0) await breathe()
      const to = Math.min(rows, from + rowsASpell)
      productsOf(codes, asked.axes, from, to, similarities)
      for (let at = from; at < to; at++) {
        if (ids[at] === undefined) {
          similarities[at] = -2
          continue
        }
        const similarity = (similarities[at] as number) * (scales[at] as number) * asked.scale
        similarities[at] = similarity
        count++
        sum += similarity
        squares += similarity * similarity
      }
    }
    const mean = sum / Math.max(1, count)
    const deviation = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean))
    return highest(similarities, limit).flatMap((at) => {
      const id = ids[at]
      const similarity = similarities[at] as number
      const standsOut = count < leastRows || deviation < 1e-6 ? 0 : (similarity - mean) / deviation
      return id === undefined ? [] : [{ id, similarity, standsOut }]
    })
  }

  private sweep(): void {
    const kept = this.ids.flatMap((id, at) => (id === undefined ? [] : [{ id, at }]))
    const room = Math.max(64, kept.length * 2)
    const codes = new Int8Array(room * this.dimensions)
    const scales = new Float32Array(room)
    const ids: string[] = []
    for (const { id, at } of kept) {
      codes.set(
        this.codes.subarray(at * this.dimensions, (at + 1) * this.dimensions),
        ids.length * this.dimensions,
      )
      scales[ids.length] = this.scales[at] as number
      this.places.set(id, ids.length)
      ids.push(id)
    }
    this.ids = ids
    this.codes = codes
    this.scales = scales
  }
}

function productsOf(codes: Int8Array, asked: Int8Array, from: number, to: number, into: Float32Array): void {
  const width = asked.length
  const even = width - (width % 4)
  for (let row = from; row < to; row++) {
    const start = row * width
    let one = 0
    let two = 0
    let three = 0
    let four = 0
    for (let axis = 0; axis < even; axis += 4) {
      const at = start + axis
      one += (codes[at] as number) * (asked[axis] as number)
      two += (codes[at + 1] as number) * (asked[axis + 1] as number)
      three += (codes[at + 2] as number) * (asked[axis + 2] as number)
      four += (codes[at + 3] as number) * (asked[axis + 3] as number)
    }
    for (let axis = even; axis < width; axis++)
      one += (codes[start + axis] as number) * (asked[axis] as number)
    into[row] = one + two + three + four
  }
}

/** Places of the highest numbers, highest first; of equal ones the earlier. */
function highest(numbers: Float32Array, limit: number): number[] {
  const best: number[] = []
  for (let at = 0; at < numbers.length; at++) {
    const value = numbers[at] as number
    if (value <= -2) continue
    if (best.length === limit && value <= (numbers[best[limit - 1] as number] as number)) continue
    let place = best.length
    while (place > 0 && (numbers[best[place - 1] as number] as number) < value) place--
    best.splice(place, 0, at)
    if (best.length > limit) best.pop()
  }
  return best
}
