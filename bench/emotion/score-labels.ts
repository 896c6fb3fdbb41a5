/** Macro-F1 over labels, any number of which may hold for a row: the mean of the labels' F1, and those themselves. */
export function macroF1(
  gold: readonly (readonly number[])[],
  said: readonly (readonly number[])[],
  labelCount: number,
): { macro: number; each: number[] } {
  const each = Array.from({ length: labelCount }, (_, label) => {
    let right = 0
    let wrong = 0
    let missed = 0
    for (const [row, labels] of gold.entries()) {
      const holds = labels.includes(label)
      const told = said[row]?.includes(label) ?? false
      if (holds && told) right++
      else if (told) wrong++
      else if (holds) missed++
    }
    return right === 0 ? 0 : (2 * right) / (2 * right + wrong + missed)
  })
  return { macro: each.reduce((sum, one) => sum + one, 0) / labelCount, each }
}

/** The threshold at which a label's F1 is best on scored rows. */
export function bestThreshold(scored: readonly { score: number; holds: boolean }[]): number {
  const order = [...scored].sort((a, b) => b.score - a.score)
  const all = order.filter((one) => one.holds).length
  let right = 0
  let best = { f1: -1, threshold: Number.POSITIVE_INFINITY }
  for (const [at, one] of order.entries()) {
    if (one.holds) right++
    const next = order[at + 1]?.score
    if (next === one.score) continue
    const f1 = (2 * right) / (at + 1 + all)
    if (f1 > best.f1) best = { f1, threshold: next === undefined ? one.score : (one.score + next) / 2 }
  }
  return best.threshold
}

/** The highest recall at which at least `precision` of what is told is right; 0 where no threshold gives that. */
export function recallAtPrecision(
  scored: readonly { score: number; holds: boolean }[],
  precision: number,
): number {
  const order = [...scored].sort((a, b) => b.score - a.score)
  const all = order.filter((one) => one.holds).length
  let right = 0
  let best = 0
  for (const [at, one] of order.entries()) {
    if (one.holds) right++
    // Rows with the same score are told together.
    if (order[at + 1]?.score === one.score) continue
    if (right / (at + 1) >= precision) best = Math.max(best, right / all)
  }
  return best
}
