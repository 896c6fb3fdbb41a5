import type { CurvePoint, ReliabilityBin } from '../types.ts'

/** One held-out message with what the model claimed. */
export interface Judged {
  confidence: number
  right: boolean
  inScope: boolean
}

const thresholds = [
  0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.88, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99,
]

/** Coverage of in-scope messages and precision of everything answered, by threshold. */
export function curveOf(judged: readonly Judged[]): CurvePoint[] {
  const inside = judged.filter((item) => item.inScope).length
  return thresholds.map((threshold) => {
    const answered = judged.filter((item) => item.confidence >= threshold)
    const right = answered.filter((item) => item.right).length
    const covered = answered.filter((item) => item.inScope).length
    const [low, high] = wilson(right, answered.length)
    return {
      threshold,
      coverage: inside === 0 ? 0 : covered / inside,
      precision: answered.length === 0 ? 0 : right / answered.length,
      low,
      high,
    }
  })
}

/** Ten equal bins of confidence with what came true in each. */
export function reliabilityOf(judged: readonly Judged[]): ReliabilityBin[] {
  return Array.from({ length: 10 }, (_, at) => {
    const inBin = judged.filter(({ confidence }) => Math.min(9, Math.floor(confidence * 10)) === at)
    const sum = inBin.reduce((total, item) => total + item.confidence, 0)
    const right = inBin.filter((item) => item.right).length
    const count = inBin.length
    return {
      from: at / 10,
      to: (at + 1) / 10,
      count,
      meanConfidence: count === 0 ? 0 : sum / count,
      precision: count === 0 ? 0 : right / count,
    }
  })
}

/** 95 % Wilson interval of a share. */
export function wilson(right: number, count: number): [number, number] {
  if (count === 0) return [0, 1]
  const z = 1.96
  const share = right / count
  const middle = (share + (z * z) / (2 * count)) / (1 + (z * z) / count)
  const half =
    (z / (1 + (z * z) / count)) * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count))
  return [Math.max(0, middle - half), Math.min(1, middle + half)]
}
