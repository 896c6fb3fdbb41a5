/** One message of validation; `weight` lets few strangers stand for many. */
export interface Validated {
  confidence: number
  right: boolean
  weight: number
}

/** The lowest confidence from which on answers are as precise as wanted on validation; above 1 where they never are. */
export function pickThreshold(validated: readonly Validated[], precision: number): number {
  let right = 0
  let all = 0
  let picked = 2
  const surestFirst = validated.toSorted((one, other) => other.confidence - one.confidence)
  for (const [at, one] of surestFirst.entries()) {
    all += one.weight
    if (one.right) right += one.weight
    // Equally sure answers are given together.
    if (surestFirst[at + 1]?.confidence === one.confidence) continue
    if (right >= precision * all) picked = one.confidence
  }
  return picked
}
