import { buildSpace, emptyVector, type Rows, type VectorSpace, vectoriseAll } from '../match/vector-space.ts'
import type { FeatureExtractor } from '../text/features.ts'

const blockWeights = new Float32Array([1.5, 1])
const mostFeatures = 200_000
const spare = 8
const rounds = 4

/**
 * The few directions in which texts differ most (truncated singular value decomposition of their n-gram vectors, by seeded
 * subspace iteration): words that keep the same company lie near each other, though no text has both.
 */
export class LatentSpace {
  readonly directions: number
  private readonly space: VectorSpace
  private readonly extractor: FeatureExtractor
  private readonly vector = emptyVector()
  /** Feature by feature, a number for each direction. */
  private readonly loadings: Float32Array

  constructor(texts: readonly string[], extractor: FeatureExtractor, most: number) {
    this.extractor = extractor
    const least = texts.length > 60 ? 2 : 1
    const { space } = buildSpace(texts, extractor, blockWeights, least, mostFeatures)
    this.space = space
    this.directions = Math.min(most, Math.max(2, Math.ceil(texts.length / 4)))
    const rows = vectoriseAll(texts, extractor, space)
    const wide = Math.min(this.directions + spare, texts.length)
    const found = subspaceOf(rows, texts.length, space.idf.length, wide)
    this.directions = Math.min(this.directions, wide)
    this.loadings = new Float32Array(space.idf.length * this.directions)
    for (let feature = 0; feature < space.idf.length; feature++)
      for (let at = 0; at < this.directions; at++)
        this.loadings[feature * this.directions + at] = found[feature * wide + at] as number
  }

  /** Writes where a text lies into `into`, from a place on. */
  locate(text: string, into: Float32Array, from: number): void {
    const { directions, loadings, vector } = this
    this.extractor.extract(text)
    this.space.vectorise(this.extractor, vector)
    into.fill(0, from, from + directions)
    for (let feature = 0; feature < vector.size; feature++) {
      const value = vector.values[feature] as number
      const base = (vector.ids[feature] as number) * directions
      for (let at = 0; at < directions; at++)
        into[from + at] = (into[from + at] as number) + value * (loadings[base + at] as number)
    }
  }
}

/** An orthonormal basis (features × width) of the leading right singular vectors, the strongest first. */
function subspaceOf(rows: Rows, count: number, features: number, width: number): Float32Array {
  let basis = new Float32Array(features * width)
  let state = 20_261_121
  for (let at = 0; at < basis.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    basis[at] = state / 4_294_967_296 - 0.5
  }
  for (let round = 0; round < rounds; round++) {
    const images = timesBasis(rows, count, basis, width)
    orthonormalise(images, count, width)
    basis = timesImages(rows, count, features, images, width)
    orthonormalise(basis, features, width)
  }
  return basis
}

function timesBasis(rows: Rows, count: number, basis: Float32Array, width: number): Float32Array {
  const images = new Float32Array(count * width)
  for (let row = 0; row < count; row++) {
    const to = row * width
    for (let at = rows.starts[row] as number; at < (rows.starts[row + 1] as number); at++) {
      const value = rows.values[at] as number
      const from = (rows.ids[at] as number) * width
      for (let column = 0; column < width; column++)
        images[to + column] = (images[to + column] as number) + value * (basis[from + column] as number)
    }
  }
  return images
}

function timesImages(
  rows: Rows,
  count: number,
  features: number,
  images: Float32Array,
  width: number,
): Float32Array<ArrayBuffer> {
  const basis = new Float32Array(features * width)
  for (let row = 0; row < count; row++) {
    const from = row * width
    for (let at = rows.starts[row] as number; at < (rows.starts[row + 1] as number); at++) {
      const value = rows.values[at] as number
      const to = (rows.ids[at] as number) * width
      for (let column = 0; column < width; column++)
        basis[to + column] = (basis[to + column] as number) + value * (images[from + column] as number)
    }
  }
  return basis
}

/** Gram and Schmidt, column after column, by rows for the cache's sake. */
function orthonormalise(matrix: Float32Array, count: number, width: number): void {
  const dots = new Float64Array(width)
  for (let column = 0; column < width; column++) {
    dots.fill(0)
    for (let row = 0; row < count; row++) {
      const base = row * width
      const value = matrix[base + column] as number
      if (value !== 0)
        for (let other = 0; other < column; other++)
          dots[other] = (dots[other] as number) + value * (matrix[base + other] as number)
    }
    let square = 0
    for (let row = 0; row < count; row++) {
      const base = row * width
      let value = matrix[base + column] as number
      for (let other = 0; other < column; other++)
        value -= (dots[other] as number) * (matrix[base + other] as number)
      matrix[base + column] = value
      square += value * value
    }
    const factor = square > 1e-12 ? 1 / Math.sqrt(square) : 0
    for (let row = 0; row < count; row++)
      matrix[row * width + column] = (matrix[row * width + column] as number) * factor
  }
}
