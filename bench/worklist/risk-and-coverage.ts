import type { Judged } from '../harness/statistics.ts'

/** What could have been answered, the surest first, whatever threshold was in force: the entry each message was taken for. */
function surestFirst(judged: readonly Judged[]): { inside: boolean; right: boolean }[] {
  return judged
    .flatMap(({ gold, entryId, first = entryId, outcome, confidence }) =>
      first === undefined || outcome === 'small-talk'
        ? []
        : [{ inside: gold !== undefined, right: gold !== undefined && first === gold, confidence }],
    )
    .toSorted((one, other) => other.confidence - one.confidence)
}

const insideOf = (judged: readonly Judged[]) => judged.filter((one) => one.gold !== undefined).length

/**
 * Share of the questions in scope that are answered when the surest messages are, as many as keep `precision`. Two ways of being
 * sure are compared so without one of them being called better for having been more timid.
 */
export function coverageAt(precision: number, judged: readonly Judged[]): number {
  let [right, inside, best] = [0, 0, 0]
  for (const [at, one] of surestFirst(judged).entries()) {
    if (one.inside) inside += 1
    if (one.right) right += 1
    if (right / (at + 1) >= precision) best = inside
  }
  return best / Math.max(1, insideOf(judged))
}

/** How many of the answers are right when the surest messages are answered until so many of those in scope are. */
export function precisionAt(coverage: number, judged: readonly Judged[]): number {
  const wanted = coverage * insideOf(judged)
  let [right, inside, answered] = [0, 0, 0]
  for (const one of surestFirst(judged)) {
    if (inside >= wanted) break
    answered += 1
    if (one.inside) inside += 1
    if (one.right) right += 1
  }
  return right / Math.max(1, answered)
}

/** The same messages, had another threshold been in force: what is as sure is answered, nothing else. */
export function answeredFrom(threshold: number, judged: readonly Judged[]): Judged[] {
  return judged.map((one): Judged => {
    const { entryId, first = entryId, outcome, confidence } = one
    if (outcome === 'small-talk') return one
    const answers = first !== undefined && confidence >= threshold
    return { ...one, outcome: answers ? 'answer' : 'none', entryId: answers ? first : undefined, options: [] }
  })
}

/** Area under risk over coverage: the share of wrong answers among the surest, whatever share of the messages is answered. 0 is best. */
export function areaUnderRisk(judged: readonly Judged[]): number {
  const order = surestFirst(judged)
  let [right, sum] = [0, 0]
  for (const [at, one] of order.entries()) {
    if (one.right) right += 1
    sum += 1 - right / (at + 1)
  }
  return sum / Math.max(1, order.length)
}

/** The curve in a few figures. */
export function curveFigures(judged: readonly Judged[]): Record<string, number> {
  return {
    CoverageAt95: coverageAt(0.95, judged),
    CoverageAt96: coverageAt(0.96, judged),
    CoverageAt97: coverageAt(0.97, judged),
    PrecisionAt40: precisionAt(0.4, judged),
    PrecisionAt50: precisionAt(0.5, judged),
    PrecisionAt60: precisionAt(0.6, judged),
    AreaUnderRisk: areaUnderRisk(judged),
  }
}
