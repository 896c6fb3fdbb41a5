import type { PassageIndex, PassageQuery } from '../match/passage-index.ts'
import { fitLogistic, type LogisticSample, logisticProbability } from '../numbers/fit-logistic.ts'
import { type AnswerFeature, answerFeatureNames, answerFeatures } from './answer-features.ts'

/** How likely passages found for a question hold its answer, and what that was judged by. */
export interface Answerability {
  probability: number
  features: Record<AnswerFeature, number>
}

/** What became of an answer that was written from passages: whether it was right, and how likely that was held before. */
export interface AnswerLabel {
  probability: number
  right: boolean
}

/** How much surer or less sure than by default a company's documents let one be; 0 and 1 where nothing is known. */
export interface AnswerShift {
  shift: number
  slope: number
  labels: number
}

/** Which way a feature must speak whatever the samples say: evidence never counts against, the unknown never for. */
const signs: Partial<Record<AnswerFeature, 1 | -1>> = {
  covered: 1,
  coveredTogether: 1,
  closest: 1,
  paired: 1,
  titled: 1,
  rare: 1,
  unknown: -1,
  lead: 1,
  level: 1,
  longCovered: 1,
}
const ways = answerFeatureNames.map((name) => signs[name])

/**
 * What `node bench/retrieval/fit-answerability.ts` prints: fitted on customers' questions and on what is said of them in documents (even tasks of a
 * bank's documentation, our bank and a shop in the answers of their entries), no row of a test split among them. Of ten questions five have
 * their answer in the documents, three are of the trade and have none, two are of something else.
 */
export const defaultAnswerWeights = new Float64Array([
  -4.138, 0.228, 0.169, 0.222, 0.203, 0, 0, -1.527, 1.425, 1.378, 2.597, 1.411,
])

/** Fewer labels move nothing. */
export const leastAnswerLabels = 30
/** How firmly the default is held, in labels. */
const shiftPull = 10

const logit = (share: number) => Math.log(share / (1 - share))
const bounded = (share: number) => Math.min(0.999, Math.max(0.001, share))

/** How likely these passages, found for the question in this index, hold its answer: right so often where the default fits. */
export function answerabilityOf(
  index: PassageIndex,
  question: string,
  ids: readonly string[],
  query: PassageQuery = {},
): Answerability {
  const features = answerFeatures(index.lookInto(question, ids, query))
  return {
    probability: ids.length === 0 ? 0 : logisticProbability(defaultAnswerWeights, features),
    features: Object.fromEntries(
      answerFeatureNames.map((name, at) => [name, features[at]]),
    ) as Answerability['features'],
  }
}

/** What a company's own labels say of the default: nothing below `leastAnswerLabels`, and little while they are few. */
export function shiftBy(labels: readonly AnswerLabel[]): AnswerShift {
  if (labels.length < leastAnswerLabels) return { shift: 0, slope: 1, labels: labels.length }
  const samples = labels.map(({ probability, right }) => ({
    features: new Float64Array([1, logit(bounded(probability))]),
    label: right,
    weight: 1,
  }))
  const [shift = 0, slope = 1] = fitLogistic(samples, new Float64Array([0, 1]), shiftPull, [undefined, 1])
  return { shift, slope, labels: labels.length }
}

export function shifted(probability: number, { shift, slope, labels }: AnswerShift): number {
  if (labels < leastAnswerLabels || probability === 0) return probability
  return 1 / (1 + Math.exp(-(shift + slope * logit(bounded(probability)))))
}

/** For the script that makes the default. */
export const fitAnswerWeights = (
  samples: readonly LogisticSample[],
  prior: Float64Array = new Float64Array(answerFeatureNames.length),
  pull = 2,
): Float64Array => fitLogistic(samples, prior, pull, ways)
