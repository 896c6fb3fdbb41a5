/** What speaks for a generated answer being right, each 0..1. */
export interface AnswerSigns {
  /** How surely the question is one that what was found can answer. */
  retrieval: number
  /** The weakest sentence's score against its evidence. */
  grounding: number
  /** How far the entries and passages that were found agree. */
  agreement: number
  /** The model's own certainty, where it was asked to choose; 0.5 where it was not. */
  choice: number
}

export interface LabelledAnswer {
  signs: AnswerSigns
  right: boolean
}

/** A fitted confidence: plain numbers, to be kept with the tenant's other fits. */
export interface AnswerConfidence {
  labelled: number
  /** Of the bias and the four signs, in this order. */
  weights: number[]
  /** How sure the weights are: their covariance, row by row. */
  covariance: number[]
}

/** What is believed before any label: an answer is right when all signs speak for it, and hardly where one does not. */
const priorWeights = [-4.2, 2.2, 2.6, 0.8, 0.8]
/** How far off each of these may be. Wide: a tenant's own labels soon outweigh them. */
const priorDeviations = [1.6, 1.6, 1.6, 1.2, 1.2]
/** How many standard deviations below the middle is said: with few labels this is far. */
const caution = 1

const size = priorWeights.length
const clamp = (value: number) => (Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0)
const row = ({ retrieval, grounding, agreement, choice }: AnswerSigns) => [
  1,
  clamp(retrieval),
  clamp(grounding),
  clamp(agreement),
  clamp(choice),
]
const sigmoid = (value: number) => 1 / (1 + Math.exp(-value))
const dot = (one: readonly number[], other: readonly number[]) =>
  one.reduce((sum, value, at) => sum + value * (other[at] as number), 0)

/** Before any label. */
export function unlabelledConfidence(): AnswerConfidence {
  const covariance = Array.from({ length: size * size }, () => 0)
  priorDeviations.forEach((deviation, at) => {
    covariance[at * size + at] = deviation ** 2
  })
  return { labelled: 0, weights: [...priorWeights], covariance }
}

/** Logistic regression towards what is believed beforehand (maximum a posteriori), with the weights' own uncertainty. */
export function fitAnswerConfidence(answers: readonly LabelledAnswer[]): AnswerConfidence {
  const rows = answers.map(({ signs }) => row(signs))
  let weights = [...priorWeights]
  let precision: number[][] = []
  for (let round = 0; round < 100; round += 1) {
    precision = priorDeviations.map((deviation, at) =>
      priorDeviations.map((_, other) => (at === other ? 1 / deviation ** 2 : 0)),
    )
    const slope = weights.map(
      (weight, at) => (weight - (priorWeights[at] as number)) / (priorDeviations[at] as number) ** 2,
    )
    rows.forEach((values, at) => {
      const chance = sigmoid(dot(weights, values))
      const error = chance - (answers[at]?.right === true ? 1 : 0)
      for (let one = 0; one < size; one += 1) {
        slope[one] = (slope[one] as number) + error * (values[one] as number)
        for (let other = 0; other < size; other += 1)
          (precision[one] as number[])[other] =
            (precision[one]?.[other] as number) +
            chance * (1 - chance) * (values[one] as number) * (values[other] as number)
      }
    })
    const inverse = inverted(precision)
    const move = inverse.map((line) => dot(line, slope))
    // Whole steps may jump to and fro over the best place for ever.
    const part = Math.min(1, 1 / Math.max(1e-9, Math.hypot(...move)))
    weights = weights.map((weight, at) => weight - part * (move[at] as number))
    if (Math.max(...move.map(Math.abs)) < 1e-8) break
  }
  return { labelled: answers.length, weights, covariance: inverted(precision).flat() }
}

/**
 * The probability that an answer with these signs is right, on the careful side: one standard deviation below what the labels
 * say. Without labels hardly anything clears a threshold of .85.
 */
export function confidenceOfAnswer(fit: AnswerConfidence, signs: AnswerSigns): number {
  const values = row(signs)
  let variance = 0
  for (let one = 0; one < size; one += 1)
    for (let other = 0; other < size; other += 1)
      variance +=
        (values[one] as number) * (fit.covariance[one * size + other] ?? 0) * (values[other] as number)
  return sigmoid(dot(fit.weights, values) - caution * Math.sqrt(Math.max(0, variance)))
}

/** Gauss and Jordan; the matrix is small and positive definite. */
function inverted(matrix: readonly (readonly number[])[]): number[][] {
  const left = matrix.map((line) => [...line])
  const right = matrix.map((_, at) => matrix.map((__, other) => (at === other ? 1 : 0)))
  for (let at = 0; at < left.length; at += 1) {
    const pivot = left[at]?.[at] as number
    for (let column = 0; column < left.length; column += 1) {
      ;(left[at] as number[])[column] = (left[at]?.[column] as number) / pivot
      ;(right[at] as number[])[column] = (right[at]?.[column] as number) / pivot
    }
    for (let other = 0; other < left.length; other += 1) {
      if (other === at) continue
      const factor = left[other]?.[at] as number
      for (let column = 0; column < left.length; column += 1) {
        ;(left[other] as number[])[column] =
          (left[other]?.[column] as number) - factor * (left[at]?.[column] as number)
        ;(right[other] as number[])[column] =
          (right[other]?.[column] as number) - factor * (right[at]?.[column] as number)
      }
    }
  }
  return right
}
