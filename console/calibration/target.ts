import type { CalibrationPoint } from '../../contract/training/calibration.ts'

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
