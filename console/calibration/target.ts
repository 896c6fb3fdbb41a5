import type { CalibrationPoint } from '../../contract/training/calibration.ts'

export type TargetBy = 'estimate' | 'lower-bound'

/**
 * The lowest threshold at which answers were right at least as often as aimed at, as measured (`estimate`) or with 95 % certainty
 * (`lower-bound`). Read from the top down, as long as it holds: a lucky point below one that fails is no promise. Near the top so
 * few were answered that none is certain; that is no failure, only no answer yet.
 */
export function lowestThreshold(
  curve: readonly CalibrationPoint[],
  target: number,
  by: TargetBy,
): CalibrationPoint | undefined {
  let best: CalibrationPoint | undefined
  for (const point of curve.toSorted((a, b) => b.threshold - a.threshold)) {
    // Where nothing was answered nothing was measured.
    if (point.answered === 0) continue
    if (point.precision < target) break
    if (by === 'estimate' || point.low >= target) best = point
    else if (best !== undefined) break
  }
  return best
}

/** The point that holds at a threshold: the nearest one drawn. */
export function nearestPoint(
  curve: readonly CalibrationPoint[],
  threshold: number,
): CalibrationPoint | undefined {
  let best: CalibrationPoint | undefined
  for (const point of curve)
    if (best === undefined || Math.abs(point.threshold - threshold) < Math.abs(best.threshold - threshold))
      best = point
  return best
}

/** Shares of a point as percentages without sign, as the sentence needs them. */
export function wordsOf(point: CalibrationPoint) {
  const fine = (share: number) => (share * 100).toFixed(1)
  const coverage = Math.round(point.coverage * 100)
  return {
    threshold: point.threshold.toFixed(point.threshold > 0.99 ? 3 : 2),
    coverage: String(coverage),
    people: String(100 - coverage),
    precision: fine(point.precision),
    low: fine(point.low),
    high: fine(point.high),
    answered: point.answered,
  }
}
