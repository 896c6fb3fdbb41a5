import { sumRows, toWhole } from '../match/sum-rows.ts'
import type { Rows } from '../match/vector-space.ts'
import { randomFrom } from '../text/hash.ts'

/** What one-vs-rest training needs besides the vectors. */
export interface LinearProblem {
  rows: Rows
  /** Class of each row; −1: belongs to none (negative for all). */
  classes: Int32Array
  /** Weight of each row; 0: left out. */
  weights: Float32Array
  features: number
  classCount: number
  seed: number
  cost: number
  /** Weight of positives over negatives for a class with as many rows as the median class. */
  positive: number
  iterations: number
  tolerance: number
  /** Scores of each row by a model of nearly the same problem, row after row: what is far on its right side there is left out. */
  margins?: Float32Array
}

/** A linear model: feature-major rows of `classCount` small integers, one scale a class. */
export interface LinearWeights {
  features: number
  classCount: number
  weights: Int8Array
  scales: Float32Array
  biases: Float32Array
}

/** Dual variables of a solved problem, class after class, for starting a similar one near its solution. */
export type Duals = Float32Array

/**
 * One-vs-rest L2-regularised squared-hinge machines by dual coordinate descent with shrinking (Hsieh et al. 2008).
 * `duals` is read as the starting point and overwritten with the solution when given.
 */
export function trainLinear(problem: LinearProblem, duals?: Duals): LinearWeights {
  const { classCount, features } = problem
  const rowCount = problem.classes.length
  const result: LinearWeights = {
    features,
    classCount,
    weights: new Int8Array(features * classCount),
    scales: new Float32Array(classCount),
    biases: new Float32Array(classCount),
  }
  const positives = positiveWeights(problem)
  const active: number[] = []
  const squares = new Float64Array(rowCount)
  for (let row = 0; row < rowCount; row++) {
    if ((problem.weights[row] as number) === 0) continue
    active.push(row)
    let sum = 1
    for (let at = problem.rows.starts[row] as number; at < (problem.rows.starts[row + 1] as number); at++) {
      const value = problem.rows.values[at] as number
      sum += value * value
    }
    squares[row] = sum
  }
  const weights = new Float64Array(features + 1)
  for (let k = 0; k < classCount; k++) {
    const own = duals?.subarray(k * rowCount, (k + 1) * rowCount) ?? new Float32Array(rowCount)
    if ((positives[k] as number) > 0) solve(problem, k, positives[k] as number, active, squares, own, weights)
    else weights.fill(0)
    if ((positives[k] as number) === 0) weights[features] = -1
    quantise(weights, k, result)
  }
  return result
}

function positiveWeights(problem: LinearProblem): Float32Array {
  const counts = new Float32Array(problem.classCount)
  for (let row = 0; row < problem.classes.length; row++) {
    const k = problem.classes[row] as number
    if (k >= 0) counts[k] = (counts[k] as number) + (problem.weights[row] as number)
  }
  const sorted = [...counts].filter((count) => count > 0).sort((a, b) => a - b)
  const median = sorted[sorted.length >> 1] ?? 1
  return counts.map((count) =>
    count === 0 ? 0 : problem.positive * Math.min(4, Math.max(0.7, Math.sqrt(median / count))),
  )
}

/** Solves one class into `weights` (the last one is the bias). */
function solve(
  problem: LinearProblem,
  k: number,
  positive: number,
  rowsInUse: readonly number[],
  squares: Float64Array,
  alpha: Float32Array,
  weights: Float64Array,
): void {
  const { starts, ids, values } = problem.rows
  const features = problem.features
  weights.fill(0)
  for (const row of rowsInUse) {
    const start = alpha[row] as number
    if (start === 0) continue
    const signed = problem.classes[row] === k ? start : -start
    for (let at = starts[row] as number; at < (starts[row + 1] as number); at++) {
      const id = ids[at] as number
      if (id < features) weights[id] = (weights[id] as number) + signed * (values[at] as number)
    }
    weights[features] = (weights[features] as number) + signed
  }
  const order = Int32Array.from(rowsNear(problem, k, rowsInUse, alpha))
  const random = randomFrom(problem.seed * 7919 + k)
  let live = order.length
  let highest = Number.POSITIVE_INFINITY
  for (let iteration = 0; iteration < problem.iterations; iteration++) {
    let largest = Number.NEGATIVE_INFINITY
    let smallest = Number.POSITIVE_INFINITY
    for (let at = 0; at < live; at++) {
      const other = at + Math.floor(random() * (live - at))
      const held = order[at] as number
      order[at] = order[other] as number
      order[other] = held
    }
    for (let s = 0; s < live; s++) {
      const row = order[s] as number
      const sign = problem.classes[row] === k ? 1 : -1
      const from = starts[row] as number
      const to = starts[row + 1] as number
      let sum = weights[features] as number
      for (let at = from; at < to; at++)
        sum += (weights[ids[at] as number] as number) * (values[at] as number)
      const diagonal = 0.5 / (problem.cost * (problem.weights[row] as number) * (sign > 0 ? positive : 1))
      const own = alpha[row] as number
      const gradient = sign * sum - 1 + own * diagonal
      if (own === 0) {
        if (gradient > highest) {
          live--
          order[s] = order[live] as number
          order[live] = row
          s--
          continue
        }
        if (gradient >= 0) {
          if (largest < 0) largest = 0
          if (smallest > 0) smallest = 0
          continue
        }
      }
      if (gradient > largest) largest = gradient
      if (gradient < smallest) smallest = gradient
      const next = Math.max(0, own - gradient / ((squares[row] as number) + diagonal))
      const change = Math.fround(next) - own
      if (change === 0) continue
      alpha[row] = next
      const signed = change * sign
      for (let at = from; at < to; at++) {
        const id = ids[at] as number
        weights[id] = (weights[id] as number) + signed * (values[at] as number)
      }
      weights[features] = (weights[features] as number) + signed
    }
    const gap = largest - smallest
    if (gap <= problem.tolerance) {
      if (live === order.length) break
      live = order.length
      highest = Number.POSITIVE_INFINITY
    } else highest = largest > 0 ? largest : Number.POSITIVE_INFINITY
  }
}

/** Beyond this margin a row has no say, and a slightly changed problem does not give it one. */
const clearMargin = 1.25

function rowsNear(
  problem: LinearProblem,
  k: number,
  rows: readonly number[],
  alpha: Float32Array,
): readonly number[] {
  const { margins, classCount } = problem
  if (margins === undefined) return rows
  return rows.filter((row) => {
    if ((alpha[row] as number) > 0 || problem.classes[row] === k) return true
    return -(margins[row * classCount + k] as number) < clearMargin
  })
}

/** Scores of all rows by a model, row after row. */
export function allMargins(model: LinearWeights, rows: Rows, rowCount: number): Float32Array {
  const margins = new Float32Array(rowCount * model.classCount)
  for (let row = 0; row < rowCount; row++) {
    const from = rows.starts[row] as number
    const to = rows.starts[row + 1] as number
    const out = margins.subarray(row * model.classCount, (row + 1) * model.classCount)
    linearScores(model, rows.ids, rows.values, from, to, out)
  }
  return margins
}

function quantise(weights: Float64Array, k: number, into: LinearWeights): void {
  const { features, classCount } = into
  let largest = 0
  for (let id = 0; id < features; id++) largest = Math.max(largest, Math.abs(weights[id] as number))
  const scale = largest / 127
  into.scales[k] = scale
  into.biases[k] = weights[features] as number
  if (scale === 0) return
  for (let id = 0; id < features; id++)
    into.weights[id * classCount + k] = Math.round((weights[id] as number) / scale)
}

let starts = new Int32Array(4096)
let parts = new Float32Array(4096)
let amounts = new Int32Array(4096)
let sums = new Int32Array(0)

/** Adds nothing to memory: writes each class's margin for a vector into `out`. */
export function linearScores(
  model: LinearWeights,
  ids: Int32Array,
  values: Float32Array,
  from: number,
  to: number,
  out: Float32Array,
): void {
  const { classCount, features } = model
  if (starts.length < to - from) {
    starts = new Int32Array((to - from) * 2)
    parts = new Float32Array(starts.length)
    amounts = new Int32Array(starts.length)
  }
  if (sums.length < classCount) sums = new Int32Array(classCount)
  let size = 0
  for (let at = from; at < to; at++) {
    const id = ids[at] as number
    if (id >= features) continue
    starts[size] = id * classCount
    parts[size++] = values[at] as number
  }
  const unit = toWhole(parts, size, 127, amounts)
  sumRows(model.weights, classCount, starts, amounts, size, sums)
  for (let k = 0; k < classCount; k++)
    out[k] = (sums[k] as number) * unit * (model.scales[k] as number) + (model.biases[k] as number)
}
