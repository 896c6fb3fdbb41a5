import { fitGate, type GateSample, gateProbability } from '../gate.ts'

/** Before anything is seen, people are taken to label one message in fifty wrong, as if so many right ones had told it. */
const assumed = { slips: 1, messages: 50 }
const mostSlips = 0.12
const rounds = 5

export interface DoubtfulSample extends GateSample {
  /** A person said what it means, who may have slipped: the model may be right where the label says that it is not. */
  byPerson: boolean
}

/**
 * The gate as people would have taught it without slips: who is asked picks a wrong entry now and then, and then even what the model knows
 * well looks wrong. Expectation and maximisation over which labels are slips; how many there are is found with it.
 */
export function fitGateDespiteSlips(
  samples: readonly DoubtfulSample[],
  prior: Float64Array,
  pull: number,
): { gate: Float64Array; slips: number } {
  let gate = fitGate(samples, prior, pull)
  let slips = assumed.slips / assumed.messages
  for (let round = 0; round < rounds; round++) {
    let slipped = assumed.slips
    let right = assumed.messages
    const weighed: GateSample[] = []
    for (const { features, label, weight, byPerson } of samples) {
      if (label || !byPerson) {
        if (label && byPerson) right += weight
        weighed.push({ features, label, weight })
        continue
      }
      const share = gateProbability(gate, features)
      const slip = (slips * share) / (slips * share + 1 - share)
      slipped += weight * slip
      right += weight * slip
      weighed.push({ features, label: true, weight: weight * slip })
      weighed.push({ features, label: false, weight: weight * (1 - slip) })
    }
    slips = Math.min(mostSlips, slipped / right)
    gate = fitGate(weighed, prior, pull)
  }
  return { gate, slips }
}
