import { type LinearWeights, linearScores, trainLinear } from '../classify/linear.ts'
import type { Rows, VectorSpace } from '../match/vector-space.ts'
import { moodCues } from './mood-cues.ts'
import { moodRows, moodSpace } from './mood-space.ts'

/** A text and the places of the labels that hold for it. */
export interface LabelledText {
  text: string
  labels: readonly number[]
}

export interface MoodSettings {
  /** Weights of words and of characters inside them. */
  blockWeights: readonly [number, number]
  /** A feature counts from so many texts on. */
  least: number
  most: number
  cost: number
  /** How much more a label that holds counts than one that does not. */
  positive: number
  seed: number
}

/** A linear machine a label over n-grams and cues. */
export interface LabelMachines {
  space: VectorSpace
  linear: LinearWeights
}

/** Learns which labels hold for a text, any number at once. Deterministic for a seed. */
export function trainLabels(
  rows: readonly LabelledText[],
  labelCount: number,
  settings: MoodSettings,
): LabelMachines {
  const texts = rows.map((row) => row.text)
  const space = moodSpace(texts, new Float32Array(settings.blockWeights), settings.least, settings.most)
  const vectors = moodRows(texts, space)
  const features = space.table.size + moodCues.length
  const linear: LinearWeights = {
    features,
    classCount: labelCount,
    weights: new Int8Array(features * labelCount),
    scales: new Float32Array(labelCount),
    biases: new Float32Array(labelCount),
  }
  for (let label = 0; label < labelCount; label++) {
    const one = trainOne(vectors, rows, label, features, settings)
    linear.scales[label] = one.scales[0] as number
    linear.biases[label] = one.biases[0] as number
    for (let id = 0; id < features; id++) linear.weights[id * labelCount + label] = one.weights[id] as number
  }
  return { space, linear }
}

/** The house's machine is for one class a row; several labels may hold, so each is asked alone. */
function trainOne(
  vectors: Rows,
  rows: readonly LabelledText[],
  label: number,
  features: number,
  { cost, positive, seed }: MoodSettings,
): LinearWeights {
  return trainLinear({
    rows: vectors,
    classes: Int32Array.from(rows, ({ labels }) => (labels.includes(label) ? 0 : -1)),
    weights: new Float32Array(rows.length).fill(1),
    features,
    classCount: 1,
    seed: seed + label,
    cost,
    positive,
    iterations: 30,
    tolerance: 0.1,
  })
}

/** Margins of all labels for many texts, row after row. */
export function labelMargins({ space, linear }: LabelMachines, texts: readonly string[]): Float32Array {
  const rows = moodRows(texts, space)
  const margins = new Float32Array(texts.length * linear.classCount)
  for (let row = 0; row < texts.length; row++)
    linearScores(
      linear,
      rows.ids,
      rows.values,
      rows.starts[row] as number,
      rows.starts[row + 1] as number,
      margins.subarray(row * linear.classCount, (row + 1) * linear.classCount),
    )
  return margins
}
