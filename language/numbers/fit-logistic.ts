import { solveLinear } from '../classify/ranking.ts'

export interface LogisticSample {
  /** The first is constant. */
  features: Float64Array
  label: boolean
  weight: number
}

/** What a logistic regression with these weights says of features: as likely as this. */
export function logisticProbability(weights: Float64Array, features: Float64Array): number {
  let sum = 0
  for (let at = 0; at < weights.length; at++) sum += (weights[at] as number) * (features[at] as number)
  return 1 / (1 + Math.exp(-sum))
}

/**
 * Weighted logistic regression by Newton steps, held near `prior` by `pull` (the constant more loosely). A weight that
 * would speak another way than `ways` says of it (by its place) is set to 0 and the rest fitted again.
 */
export function fitLogistic(
  samples: readonly LogisticSample[],
  prior: Float64Array,
  pull: number,
  ways: readonly (1 | -1 | undefined)[] = [],
): Float64Array {
  const frozen = new Set<number>()
  for (;;) {
    const weights = fitFree(samples, prior, pull, frozen)
    const before = frozen.size
    weights.forEach((weight, i) => {
      if (weight * (ways[i] ?? 0) < 0) frozen.add(i)
    })
    if (frozen.size === before) return weights
  }
}

function freeze(gradient: Float64Array, curvature: Float64Array, i: number): void {
  const size = gradient.length
  gradient[i] = 0
  for (let j = 0; j < size; j++) {
    curvature[i * size + j] = 0
    curvature[j * size + i] = 0
  }
  curvature[i * size + i] = 1
}

function fitFree(
  samples: readonly LogisticSample[],
  prior: Float64Array,
  pull: number,
  frozen: ReadonlySet<number>,
): Float64Array {
  const size = prior.length
  const weights = prior.map((weight, i) => (frozen.has(i) ? 0 : weight))
  for (let round = 0; round < 25; round++) {
    const gradient = new Float64Array(size)
    const curvature = new Float64Array(size * size)
    for (let i = 0; i < size; i++) {
      const held = holding(pull, i)
      gradient[i] = held * ((prior[i] as number) - (weights[i] as number))
      curvature[i * size + i] = held
    }
    for (const { features, label, weight } of samples) {
      const share = logisticProbability(weights, features)
      const error = weight * ((label ? 1 : 0) - share)
      const spread = weight * Math.max(1e-6, share * (1 - share))
      for (let i = 0; i < size; i++) {
        const value = features[i] as number
        if (value === 0) continue
        gradient[i] = (gradient[i] as number) + error * value
        for (let j = 0; j < size; j++) {
          curvature[i * size + j] =
            (curvature[i * size + j] as number) + spread * value * (features[j] as number)
        }
      }
    }
    for (const i of frozen) freeze(gradient, curvature, i)
    const change = solveLinear(curvature, gradient, size)
    const before = lossOf(samples, weights, prior, pull)
    let largest = 0
    // Far from the solution a whole Newton step may overshoot: halve it until it helps.
    for (let share = 1; share > 1e-3; share /= 2) {
      const next = weights.map((weight, i) => weight + share * (change[i] as number))
      if (lossOf(samples, next, prior, pull) > before) continue
      largest = share * Math.max(...change.map(Math.abs))
      weights.set(next)
      break
    }
    if (largest < 1e-4) break
  }
  return weights
}

const holding = (pull: number, i: number): number => (i === 0 ? pull * 0.1 : pull)

function lossOf(
  samples: readonly LogisticSample[],
  weights: Float64Array,
  prior: Float64Array,
  pull: number,
): number {
  const size = prior.length
  let loss = 0
  for (let i = 0; i < size; i++)
    loss += (holding(pull, i) / 2) * ((weights[i] as number) - (prior[i] as number)) ** 2
  for (const { features, label, weight } of samples) {
    let sum = 0
    for (let i = 0; i < size; i++) sum += (weights[i] as number) * (features[i] as number)
    loss += weight * Math.log1p(Math.exp(label ? -sum : sum))
  }
  return loss
}
