import type { UnderstandingStatus } from '../../contract/knowledge.ts'

type Point = UnderstandingStatus['calibration']['curve'][number]

/** The point of the curve that holds at a threshold: the highest one at or below it, else the lowest there is. */
export function pointAt(curve: readonly Point[], threshold: number): Point | undefined {
  const rising = [...curve].sort((a, b) => a.threshold - b.threshold)
  return rising.findLast((point) => point.threshold <= threshold + 1e-9) ?? rising[0]
}

/** Shares of a point as percentages without sign, as the sentence needs them. */
export function readingOf(point: Point) {
  const whole = (share: number) => String(Math.round(share * 100))
  const fine = (share: number) => (share * 100).toFixed(1)
  return {
    coverage: whole(point.coverage),
    precision: fine(point.precision),
    low: fine(point.low),
    high: fine(point.high),
    people: String(100 - Math.round(point.coverage * 100)),
  }
}
