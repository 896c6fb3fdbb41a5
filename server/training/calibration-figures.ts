import type { CalibrationPoint, CalibrationReport } from '../../contract/index.ts'

/** A labelled question with what a model that had not seen it said. */
export interface MeasuredVerdict {
  confidence: number
  right: boolean
  inScope: boolean
}

const bins = 10
const redraws = 300

/** 0.50 to 0.99 by hundredths, and 0.995. */
export const thresholds: readonly number[] = [
  ...Array.from({ length: 50 }, (_, at) => Math.round(50 + at) / 100),
  0.995,
]

export function pointAt(verdicts: readonly MeasuredVerdict[], threshold: number): CalibrationPoint {
  const answered = verdicts.filter((verdict) => verdict.confidence >= threshold)
  const right = answered.filter((verdict) => verdict.right).length
  const inScope = verdicts.filter((verdict) => verdict.inScope).length
  const covered = answered.filter((verdict) => verdict.inScope).length
  const [low, high] = wilson(right, answered.length)
  const [coverageLow, coverageHigh] = wilson(covered, inScope)
  return {
    threshold,
    answered: answered.length,
    right,
    coverage: share(covered, inScope),
    coverageLow,
    coverageHigh,
    precision: share(right, answered.length),
    low,
    high,
  }
}

export function reliabilityOf(verdicts: readonly MeasuredVerdict[]): CalibrationReport['reliability'] {
  return Array.from({ length: bins }, (_, at) => {
    const inBin = verdicts.filter(({ confidence }) => binOf(confidence) === at)
    const right = inBin.filter((verdict) => verdict.right).length
    const [low, high] = wilson(right, inBin.length)
    return {
      from: at / bins,
      to: (at + 1) / bins,
      count: inBin.length,
      meanConfidence: share(
        inBin.reduce((sum, verdict) => sum + verdict.confidence, 0),
        inBin.length,
      ),
      precision: share(right, inBin.length),
      low,
      high,
    }
  })
}

/** Expected calibration error, and the mean of it when truth is redrawn from the confidences themselves: what chance alone makes. */
export function calibrationError(verdicts: readonly MeasuredVerdict[]): {
  error: number
  errorByChance: number
} {
  if (verdicts.length === 0) return { error: 0, errorByChance: 0 }
  const random = seeded(20_261_121)
  let sum = 0
  for (let redraw = 0; redraw < redraws; redraw++)
    sum += errorOf(verdicts, (verdict) => random() < verdict.confidence)
  return { error: errorOf(verdicts, (verdict) => verdict.right), errorByChance: sum / redraws }
}

function errorOf(
  verdicts: readonly MeasuredVerdict[],
  isRight: (verdict: MeasuredVerdict) => boolean,
): number {
  const gaps = new Float64Array(bins)
  for (const verdict of verdicts) {
    const bin = binOf(verdict.confidence)
    gaps[bin] = (gaps[bin] as number) + verdict.confidence - (isRight(verdict) ? 1 : 0)
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / verdicts.length
}

const binOf = (confidence: number): number => Math.min(bins - 1, Math.floor(confidence * bins))
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

/** 95 % Wilson interval of a share; everything is possible where nothing was seen. */
export function wilson(part: number, whole: number): [low: number, high: number] {
  if (whole === 0) return [0, 1]
  const z = 1.959964
  const seen = part / whole
  const centre = seen + (z * z) / (2 * whole)
  const spread = z * Math.sqrt((seen * (1 - seen)) / whole + (z * z) / (4 * whole * whole))
  const scale = 1 + (z * z) / whole
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)]
}

/** The same numbers in [0, 1) every time (mulberry32): a page read twice says the same. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
