import { rowProducts } from '../match/row-products.ts'
import { sumRows, toWhole } from '../match/sum-rows.ts'
import type { Rows } from '../match/vector-space.ts'
import { randomFrom } from '../text/hash.ts'

/** What training needs besides the vectors. */
export interface NetworkProblem {
  rows: Rows
  /** Class of each row; −1: belongs to none, which is learned as one more class. */
  classes: Int32Array
  /** Weight of each row; 0: left out. */
  weights: Float32Array
  features: number
  classCount: number
  seed: number
}

/**
 * A few small networks of the same shape: each feature has a vector of `width` numbers, a message is the weighted sum of
 * its features' vectors, and a linear layer reads the entries off it. `count` 0: there are none.
 */
export interface Networks {
  count: number
  features: number
  /** Entries; where strangers were learned from, outputs and biases have one more class behind them. */
  classCount: number
  /** Feature after feature, network after network: `width` small integers; one scale a feature. */
  embeddings: Int8Array
  scales: Float32Array
  /** Network after network, class after class. */
  outputs: Float32Array
  biases: Float32Array
}

export const width = 32
const networks = 2
const epochs = 10
/** Step of the first epoch; falls to 0 in a straight line. Each parameter row has its own step (Adagrad, Duchi et al. 2011). */
const firstStep = 0.05
/** Share of features left out at random each time a message is seen, so that none is relied on alone. */
const dropped = 0.5
/** Share of the right answer spread over all entries: sure of nothing, the networks' doubt stays telling. */
const smoothing = 0.1
/** Multiplications one training may cost, some ten seconds; where all epochs would cost more there are fewer of them, or none. */
const mostWork = 2e10
const leastEpochs = 4
/** Log probabilities are not told below this: a network is never that sure. */
export const floor = -12

export const noNetworks: Networks = {
  count: 0,
  features: 0,
  classCount: 0,
  embeddings: new Int8Array(0),
  scales: new Float32Array(0),
  outputs: new Float32Array(0),
  biases: new Float32Array(0),
}

/** Epochs that the budget allows; 0: the problem is too large. */
export function affordableEpochs({ rows, classCount, weights }: NetworkProblem): number {
  const perEpoch = width * (2 * rows.ids.length + 4 * classCount * weights.length) * networks
  const affordable = Math.min(epochs, Math.floor(mostWork / Math.max(1, perEpoch)))
  return affordable < leastEpochs ? 0 : affordable
}

/** Trains the networks by stochastic gradient descent on the cross entropy. Deterministic for a seed. */
export function trainNetworks(problem: NetworkProblem): Networks {
  const rounds = affordableEpochs(problem)
  const { features, classCount } = problem
  if (rounds === 0 || classCount < 2) return noNetworks
  const outputCount = classCount + (problem.classes.includes(-1) ? 1 : 0)
  const result: Networks = {
    count: networks,
    features,
    classCount,
    embeddings: new Int8Array(networks * features * width),
    scales: new Float32Array(features),
    outputs: new Float32Array(networks * outputCount * width),
    biases: new Float32Array(networks * outputCount),
  }
  const embeddings = Array.from({ length: networks }, (_, at) => trainOne(problem, rounds, at, result))
  quantise(embeddings, result)
  return result
}

/** Classes that the networks tell apart: the entries, and what is none of them. */
const outputCountOf = ({ biases, count }: Networks): number => biases.length / Math.max(1, count)

/** Writes one network's outputs and biases, and returns its features' vectors. */
function trainOne(problem: NetworkProblem, rounds: number, place: number, into: Networks): Float32Array {
  const { rows, features } = problem
  const classCount = outputCountOf(into)
  const classes = problem.classes.map((own) => (own < 0 ? problem.classCount : own))
  const random = randomFrom(problem.seed * 7919 + place)
  const embeddings = new Float32Array(features * width)
  for (let at = 0; at < embeddings.length; at++) embeddings[at] = ((random() - 0.5) * 2) / Math.sqrt(width)
  const outputs = into.outputs.subarray(place * classCount * width, (place + 1) * classCount * width)
  const biases = into.biases.subarray(place * classCount, (place + 1) * classCount)
  const seen = {
    embeddings: new Float32Array(features),
    outputs: new Float32Array(classCount),
    biases: new Float32Array(classCount),
  }
  const order = Int32Array.from(
    Array.from(classes.keys()).filter(
      (row) => (classes[row] as number) < classCount && (problem.weights[row] as number) > 0,
    ),
  )
  let longest = 0
  for (const row of order)
    longest = Math.max(longest, (rows.starts[row + 1] as number) - (rows.starts[row] as number))
  const kept = new Int32Array(longest)
  const values = new Float32Array(longest)
  const hidden = new Float32Array(width)
  const back = new Float32Array(width)
  const shares = new Float32Array(classCount)
  for (let round = 0; round < rounds; round++) {
    shuffle(order, random)
    const step = firstStep * (1 - round / rounds)
    for (const row of order) {
      hidden.fill(0)
      let size = 0
      const end = rows.starts[row + 1] as number
      for (let at = rows.starts[row] as number; at < end; at++) {
        if (random() < dropped) continue
        const value = (rows.values[at] as number) / (1 - dropped)
        const from = (rows.ids[at] as number) * width
        kept[size] = from
        values[size++] = value
        for (let i = 0; i < width; i++)
          hidden[i] = (hidden[i] as number) + value * (embeddings[from + i] as number)
      }
      softmax(hidden, outputs, biases, 0, classCount, shares)
      const weight = problem.weights[row] as number
      learnOutputs(classes[row] as number, weight, step, hidden, shares, outputs, biases, seen, back)
      let square = 0
      for (let i = 0; i < width; i++) square += (back[i] as number) ** 2
      for (let at = 0; at < size; at++) {
        const from = kept[at] as number
        const feature = from / width
        const value = values[at] as number
        const sum = (seen.embeddings[feature] as number) + (value * value * square) / width
        seen.embeddings[feature] = sum
        const move = (step * value) / Math.sqrt(sum + 1e-8)
        for (let i = 0; i < width; i++)
          embeddings[from + i] = (embeddings[from + i] as number) - move * (back[i] as number)
      }
    }
  }
  return embeddings
}

/** One step of the upper layer; what it says about the layer below is left in `back`. */
function learnOutputs(
  right: number,
  weight: number,
  step: number,
  hidden: Float32Array,
  shares: Float32Array,
  outputs: Float32Array,
  biases: Float32Array,
  seen: { outputs: Float32Array; biases: Float32Array },
  back: Float32Array,
): void {
  const classCount = shares.length
  let square = 0
  for (let i = 0; i < width; i++) square += (hidden[i] as number) ** 2
  back.fill(0)
  for (let k = 0; k < classCount; k++) {
    const wanted = (k === right ? 1 - smoothing : 0) + smoothing / classCount
    const error = weight * ((shares[k] as number) - wanted)
    if (Math.abs(error) < 1e-4) continue
    const from = k * width
    const sum = (seen.outputs[k] as number) + (error * error * square) / width
    seen.outputs[k] = sum
    seen.biases[k] = (seen.biases[k] as number) + error * error
    const move = (step * error) / Math.sqrt(sum + 1e-8)
    for (let i = 0; i < width; i++) {
      const output = outputs[from + i] as number
      back[i] = (back[i] as number) + error * output
      outputs[from + i] = output - move * (hidden[i] as number)
    }
    biases[k] = (biases[k] as number) - (step * error) / Math.sqrt((seen.biases[k] as number) + 1e-8)
  }
}

/** Probabilities into `out` of the `count` classes whose outputs begin at class `from`. */
function softmax(
  hidden: Float32Array,
  outputs: Float32Array,
  biases: Float32Array,
  from: number,
  count: number,
  out: Float32Array,
): void {
  const highest = rowProducts(outputs, hidden, biases, from, count, out)
  let total = 0
  for (let k = 0; k < count; k++) {
    const share = Math.exp((out[k] as number) - highest)
    out[k] = share
    total += share
  }
  for (let k = 0; k < count; k++) out[k] = (out[k] as number) / total
}

function quantise(embeddings: readonly Float32Array[], into: Networks): void {
  for (let feature = 0; feature < into.features; feature++) {
    const from = feature * width
    let largest = 0
    for (const own of embeddings)
      for (let i = 0; i < width; i++) largest = Math.max(largest, Math.abs(own[from + i] as number))
    const scale = largest / 127
    into.scales[feature] = scale
    if (scale === 0) continue
    for (const [place, own] of embeddings.entries()) {
      const to = (feature * embeddings.length + place) * width
      for (let i = 0; i < width; i++) into.embeddings[to + i] = Math.round((own[from + i] as number) / scale)
    }
  }
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const held = order[at] as number
    order[at] = order[other] as number
    order[other] = held
  }
}

const hidden = new Float32Array(width)
let starts = new Int32Array(4096)
let parts = new Float32Array(4096)
let amounts = new Int32Array(4096)
const sums = new Int32Array(networks * width)
let scores = new Float32Array(0)

/**
 * Mean log probability of each class over the networks for one vector, `floor` … 0, into `out`; with no networks 0
 * everywhere. Features the networks do not know are passed over.
 */
export function networkScores(
  model: Networks,
  ids: Int32Array,
  values: Float32Array,
  size: number,
  out: Float32Array,
): void {
  const { count, features, classCount, scales } = model
  const outputCount = outputCountOf(model)
  out.fill(0, 0, classCount)
  if (count === 0) return
  if (scores.length < outputCount) scores = new Float32Array(outputCount)
  if (starts.length < size) {
    starts = new Int32Array(size * 2)
    parts = new Float32Array(size * 2)
    amounts = new Int32Array(size * 2)
  }
  const rowLength = count * width
  let known = 0
  for (let at = 0; at < size; at++) {
    const id = ids[at] as number
    if (id >= features) continue
    starts[known] = id * rowLength
    parts[known++] = (scales[id] as number) * (values[at] as number)
  }
  const unit = toWhole(parts, known, 127, amounts)
  sumRows(model.embeddings, rowLength, starts, amounts, known, sums)
  for (let place = 0; place < count; place++) {
    for (let i = 0; i < width; i++) hidden[i] = (sums[place * width + i] as number) * unit
    const highest = rowProducts(model.outputs, hidden, model.biases, place * outputCount, outputCount, scores)
    let total = 0
    for (let k = 0; k < outputCount; k++) total += Math.exp((scores[k] as number) - highest)
    const whole = highest + Math.log(total)
    for (let k = 0; k < classCount; k++)
      out[k] = (out[k] as number) + Math.max(floor, (scores[k] as number) - whole) / count
  }
}
