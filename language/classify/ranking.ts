import type { EntryEvidence } from './evidence.ts'

/** Weight of each expert in the common ranking: linear, nearest, votes, lexical, networks. */
export type RankingWeights = Float64Array
export const rankingSize = 5

/** Writes probabilities over the first `count` entries; those with `open[entry] === 0` get 0. Returns the best one, or −1. */
export function rankEntries(
  weights: RankingWeights,
  evidence: EntryEvidence,
  count: number,
  open: Uint8Array,
  out: Float32Array,
): number {
  let best = -1
  let highest = Number.NEGATIVE_INFINITY
  for (let entry = 0; entry < count; entry++) {
    if (open[entry] === 0) continue
    const score = scoreOf(weights, evidence, entry)
    out[entry] = score
    if (score > highest) {
      highest = score
      best = entry
    }
  }
  let total = 0
  for (let entry = 0; entry < count; entry++) {
    if (open[entry] === 0) {
      out[entry] = 0
      continue
    }
    const share = Math.exp((out[entry] as number) - highest)
    out[entry] = share
    total += share
  }
  if (total > 0) for (let entry = 0; entry < count; entry++) out[entry] = (out[entry] as number) / total
  return best
}

/** One labelled message for fitting: what the experts said about `count` entries, laid out expert by expert. */
export interface RankingSample {
  evidence: EntryEvidence
  count: number
  right: number
  weight: number
}

/** Conditional logit: weights that make the right entries most probable, held near `prior` by `pull`. Newton steps. */
export function fitRanking(
  samples: readonly RankingSample[],
  prior: RankingWeights,
  pull: number,
): RankingWeights {
  const weights = prior.slice()
  const size = rankingSize
  for (let round = 0; round < 12; round++) {
    const gradient = new Float64Array(size)
    const curvature = new Float64Array(size * size)
    for (let i = 0; i < size; i++) {
      gradient[i] = pull * ((prior[i] as number) - (weights[i] as number))
      curvature[i * size + i] = pull
    }
    for (const sample of samples) accumulate(sample, weights, gradient, curvature)
    const change = solveLinear(curvature, gradient, size)
    const before = rankingLoss(samples, weights, prior, pull)
    let largest = 0
    // A whole step may overshoot, and weights stay positive: halve it until it helps.
    for (let share = 1; share > 1e-3; share /= 2) {
      const next = weights.map((weight, i) => Math.max(0, weight + share * (change[i] as number)))
      if (rankingLoss(samples, next, prior, pull) > before) continue
      largest = Math.max(...next.map((weight, i) => Math.abs(weight - (weights[i] as number))))
      weights.set(next)
      break
    }
    if (largest < 1e-4) break
  }
  return weights
}

function rankingLoss(
  samples: readonly RankingSample[],
  weights: RankingWeights,
  prior: RankingWeights,
  pull: number,
): number {
  let loss = 0
  for (let i = 0; i < rankingSize; i++)
    loss += (pull / 2) * ((weights[i] as number) - (prior[i] as number)) ** 2
  for (const { evidence, count, right, weight } of samples) {
    let highest = Number.NEGATIVE_INFINITY
    for (let entry = 0; entry < count; entry++) highest = Math.max(highest, scoreOf(weights, evidence, entry))
    let total = 0
    for (let entry = 0; entry < count; entry++) total += Math.exp(scoreOf(weights, evidence, entry) - highest)
    loss += weight * (Math.log(total) + highest - scoreOf(weights, evidence, right))
  }
  return loss
}

function scoreOf(weights: RankingWeights, evidence: EntryEvidence, entry: number): number {
  return (
    (weights[0] as number) * (evidence.linear[entry] as number) +
    (weights[1] as number) * (evidence.nearest[entry] as number) +
    (weights[2] as number) * (evidence.votes[entry] as number) +
    (weights[3] as number) * (evidence.lexical[entry] as number) +
    (weights[4] as number) * (evidence.network[entry] as number)
  )
}

function accumulate(
  sample: RankingSample,
  weights: RankingWeights,
  gradient: Float64Array,
  curvature: Float64Array,
): void {
  const size = rankingSize
  const columns = [
    sample.evidence.linear,
    sample.evidence.nearest,
    sample.evidence.votes,
    sample.evidence.lexical,
    sample.evidence.network,
  ]
  const shares = new Float64Array(sample.count)
  let highest = Number.NEGATIVE_INFINITY
  for (let entry = 0; entry < sample.count; entry++) {
    let score = 0
    for (let i = 0; i < size; i++)
      score += (weights[i] as number) * ((columns[i] as Float32Array)[entry] as number)
    shares[entry] = score
    highest = Math.max(highest, score)
  }
  let total = 0
  for (let entry = 0; entry < sample.count; entry++) {
    shares[entry] = Math.exp((shares[entry] as number) - highest)
    total += shares[entry] as number
  }
  const mean = new Float64Array(size)
  const second = new Float64Array(size * size)
  for (let entry = 0; entry < sample.count; entry++) {
    const share = (shares[entry] as number) / total
    if (share < 1e-6) continue
    for (let i = 0; i < size; i++) {
      const value = ((columns[i] as Float32Array)[entry] as number) * share
      mean[i] = (mean[i] as number) + value
      for (let j = 0; j < size; j++) {
        second[i * size + j] =
          (second[i * size + j] as number) + value * ((columns[j] as Float32Array)[entry] as number)
      }
    }
  }
  for (let i = 0; i < size; i++) {
    gradient[i] =
      (gradient[i] as number) +
      sample.weight * (((columns[i] as Float32Array)[sample.right] as number) - (mean[i] as number))
    for (let j = 0; j < size; j++) {
      curvature[i * size + j] =
        (curvature[i * size + j] as number) +
        sample.weight * ((second[i * size + j] as number) - (mean[i] as number) * (mean[j] as number))
    }
  }
}

/** Solves a small symmetric positive system by elimination with pivots; a singular direction gets 0. */
export function solveLinear(matrix: Float64Array, right: Float64Array, size: number): Float64Array {
  const a = matrix.slice()
  const b = right.slice()
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(a[row * size + column] as number) > Math.abs(a[pivot * size + column] as number))
        pivot = row
    }
    if (Math.abs(a[pivot * size + column] as number) < 1e-12) continue
    if (pivot !== column) {
      for (let k = 0; k < size; k++) {
        const held = a[column * size + k] as number
        a[column * size + k] = a[pivot * size + k] as number
        a[pivot * size + k] = held
      }
      const held = b[column] as number
      b[column] = b[pivot] as number
      b[pivot] = held
    }
    for (let row = 0; row < size; row++) {
      if (row === column) continue
      const factor = (a[row * size + column] as number) / (a[column * size + column] as number)
      if (factor === 0) continue
      for (let k = column; k < size; k++)
        a[row * size + k] = (a[row * size + k] as number) - factor * (a[column * size + k] as number)
      b[row] = (b[row] as number) - factor * (b[column] as number)
    }
  }
  return b.map((value, i) =>
    Math.abs(a[i * size + i] as number) < 1e-12 ? 0 : value / (a[i * size + i] as number),
  )
}
