/** How often something was right: the share as measured, what it is at least, and on how many known outcomes that rests. */
export interface MeasuredShare {
  mean: number
  least: number
  known: number
}

/**
 * What is believed before anything is known: Beta(8, 2) at half its weight, right four times in five with the force of five
 * outcomes. Right 19 times in 20, the lower bound is at .85 after 32 outcomes; right .92 of the time, after 65.
 */
const prior = { right: 4, wrong: 1 }
/** One in twenty such bounds lies too high. */
const risk = 0.05
/** Fewer say nothing, however well they went: the bound is looked at again and again. */
const leastKnown = 30

/** Whether what was measured lets a model decide by itself where this much is asked for. */
export function clears(share: MeasuredShare, threshold: number): boolean {
  return share.known >= leastKnown && share.least >= threshold
}

/** The posterior's mean and lower bound. Only the bound may stand against a threshold. */
export function measuredShare(right: number, wrong: number): MeasuredShare {
  const a = prior.right + right
  const b = prior.wrong + wrong
  return {
    mean: Number((a / (a + b)).toFixed(4)),
    least: Number(betaQuantile(risk, a, b).toFixed(4)),
    known: right + wrong,
  }
}

/** The value below which a Beta-distributed share lies with probability `p`. */
function betaQuantile(p: number, a: number, b: number): number {
  let low = 0
  let high = 1
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2
    if (betaBelow(middle, a, b) < p) low = middle
    else high = middle
  }
  return low
}

/** The regularised incomplete beta function, by its continued fraction (Lentz). */
function betaBelow(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - betaBelow(1 - x, b, a)
  const front =
    Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a
  const tiny = 1e-30
  let c = 1
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny)
  let fraction = d
  for (let m = 1; m < 300; m += 1) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / (1 + term * d || tiny)
      c = 1 + term / c || tiny
      fraction *= c * d
    }
    if (Math.abs(c * d - 1) < 1e-12) break
  }
  return front * fraction
}

/** Stirling's series behind a few steps of the recurrence. */
function logGamma(value: number): number {
  let x = value
  let shift = 0
  while (x < 8) {
    shift -= Math.log(x)
    x += 1
  }
  const square = 1 / (x * x)
  return (
    shift +
    (x - 0.5) * Math.log(x) -
    x +
    0.5 * Math.log(2 * Math.PI) +
    (1 / 12 - square * (1 / 360 - square / 1260)) / x
  )
}
