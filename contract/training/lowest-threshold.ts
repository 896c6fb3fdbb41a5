/** What was measured at one threshold: the share of right answers, with its 95 % interval. Of nothing everything is possible: 0 to 1. */
interface Measured {
  threshold: number
  precision: number
  low: number
  high: number
}

export type TargetBy = 'estimate' | 'lower-bound'

/**
 * The lowest threshold at which answers were right at least as often as aimed at, as measured (`estimate`) or with 95 % certainty
 * (`lower-bound`). Read from the top down, as long as it holds: a lucky point below one that surely fails is no promise. Near the top
 * so few were answered, or none, that nothing is certain; that is no failure, only no answer yet.
 */
export function lowestThreshold<Point extends Measured>(
  curve: readonly Point[],
  target: number,
  by: TargetBy,
): Point | undefined {
  let best: Point | undefined
  for (const point of curve.toSorted((a, b) => b.threshold - a.threshold)) {
    const { precision, low, high } = point
    if (high < target) break
    const isMeasured = low > 0 || high < 1
    if (isMeasured && (by === 'estimate' ? precision : low) >= target) best = point
    else if (by === 'lower-bound' && best !== undefined) break
  }
  return best
}
