import { numbersFrom } from '../harness/shuffle.ts'
import { percentile } from '../harness/statistics.ts'

/** How much more often one is right than the other on the same messages, with the 95 % of drawing them anew. */
export function differenceOf(
  one: readonly boolean[],
  other: readonly boolean[],
): { difference: number; low: number; high: number } {
  const gains = one.map((right, at) => Number(right) - Number(other[at]))
  const mean = (of: readonly number[]) => of.reduce((sum, gain) => sum + gain, 0) / of.length
  const draw = numbersFrom(1)
  const drawn = Array.from({ length: 1_000 }, () =>
    mean(gains.map(() => gains[Math.floor(draw() * gains.length)] ?? 0)),
  )
  return { difference: mean(gains), low: percentile(drawn, 0.025), high: percentile(drawn, 0.975) }
}

/** Half the width of a share's 95 % interval from sampling alone. */
export function shareNoise(share = 0, count: number): number {
  return Number((1.96 * Math.sqrt((share * (1 - share)) / Math.max(1, count))).toFixed(4))
}
