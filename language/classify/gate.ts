import { fitLogistic, type LogisticSample, logisticProbability } from '../numbers/fit-logistic.ts'
import type { EntryEvidence } from './evidence.ts'

/** What the gate looks at, in order; every one is of the order of 1. The first is constant. */
export const gateFeatureNames = [
  'constant',
  'probability',
  'margin',
  'entropy',
  'nearest',
  'nearestElsewhere',
  'unknown',
  'lexical',
  'lexicalElsewhere',
  'agreement',
  'linear',
  'linearMargin',
  'length',
  'votes',
  'wordings',
  'exact',
  'share',
  'clearlyFirst',
  'content',
  'entries',
  'network',
  'networkAgrees',
  'packed',
] as const
export const gateSize = gateFeatureNames.length

/** What the gate needs to know beyond the experts. */
export interface GateContext {
  unknown: number
  /** Number of features of the message. */
  features: number
  /** Wordings of the best entry. */
  wordings: number
  /** Share of them that was written for a trade, not by the tenant or its customers, 0..1. */
  packed: number
  /** Entries that the model has, of which those judged may be a part. */
  entries: number
  exact: boolean
}

const mostEntriesFitted = 200

const logit = (share: number): number => Math.log(Math.max(1e-4, share) / Math.max(1e-4, 1 - share))

/** Writes the gate's features of one ranked message into `out`. */
export function gateFeatures(
  evidence: EntryEvidence,
  probabilities: Float32Array,
  count: number,
  best: number,
  context: GateContext,
  out: Float64Array,
): void {
  let second = 0
  let entropy = 0
  let topLinear = -9
  let secondLinear = -9
  let linearAt = -1
  let nearestAt = -1
  let lexicalAt = -1
  let networkAt = -1
  for (let entry = 0; entry < count; entry++) {
    const share = probabilities[entry] as number
    if (share > 1e-5) entropy -= share * Math.log(share)
    if (entry !== best && share > second) second = share
    const linear = evidence.linear[entry] as number
    if (linear > topLinear) {
      secondLinear = topLinear
      topLinear = linear
      linearAt = entry
    } else if (linear > secondLinear) secondLinear = linear
    if (nearestAt < 0 || (evidence.nearest[entry] as number) > (evidence.nearest[nearestAt] as number))
      nearestAt = entry
    if (lexicalAt < 0 || (evidence.lexical[entry] as number) > (evidence.lexical[lexicalAt] as number))
      lexicalAt = entry
    if (networkAt < 0 || (evidence.network[entry] as number) > (evidence.network[networkAt] as number))
      networkAt = entry
  }
  const share = probabilities[best] as number
  const lexical = evidence.lexical[best] as number
  const nearest = evidence.nearest[best] as number
  out[0] = 1
  out[1] = logit(share) / 2
  out[2] = Math.min(5, Math.log(Math.max(1e-6, share) / Math.max(1e-6, second))) / 2
  out[3] = entropy
  out[4] = nearest
  out[5] = (evidence.nearest[nearestAt] as number) - nearest
  out[6] = context.unknown
  out[7] = lexical
  out[8] = (evidence.lexical[lexicalAt] as number) - lexical
  out[9] = ((linearAt === best ? 1 : 0) + (nearestAt === best ? 1 : 0) + (lexicalAt === best ? 1 : 0)) / 3
  out[10] = evidence.linear[best] as number
  out[11] = topLinear - secondLinear
  out[12] = Math.log(1 + context.features) / 4
  out[13] = evidence.votes[best] as number
  out[14] = Math.log(1 + context.wordings) / 4
  out[15] = context.exact ? 1 : 0
  // Bends in the otherwise straight lines: confidence saturates where the entries themselves overlap.
  out[16] = share
  out[17] = Math.max(0, (out[1] as number) - 1)
  out[18] = nearest * lexical
  // Among few entries one is soon far ahead; of bases larger than any the defaults were fitted on no more is known.
  out[19] = Math.log(1 + Math.min(mostEntriesFitted, context.entries)) / 4
  // Both 0 where there are no networks.
  const network = evidence.network[best] as number
  out[20] = network / 4
  out[21] = network < 0 && networkAt === best ? 1 : 0
  out[22] = context.packed
}

export type GateSample = LogisticSample

/** Which way a feature must speak whatever the samples say: evidence never counts against, the unknown never for. */
const signs: Partial<Record<(typeof gateFeatureNames)[number], 1 | -1>> = {
  probability: 1,
  nearest: 1,
  unknown: -1,
  lexical: 1,
  agreement: 1,
  linear: 1,
  network: 1,
  networkAgrees: 1,
}
const ways = gateFeatureNames.map((name) => signs[name])

export const gateProbability = logisticProbability

export const fitGate = (samples: readonly GateSample[], prior: Float64Array, pull: number): Float64Array =>
  fitLogistic(samples, prior, pull, ways)
