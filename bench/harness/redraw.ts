import { numbersFrom } from './shuffle.ts'
import { percentile } from './statistics.ts'

/**
 * What drawing the items anew makes of each figure in 95 of 100 cases, as `…Low` and `…High`. Each group is drawn within itself: known
 * messages and strangers keep their numbers.
 */
export function redraw<Groups extends readonly (readonly unknown[])[]>(
  groups: Groups,
  figuresOf: (groups: Groups) => Record<string, number>,
  draws = 500,
): Record<string, number> {
  const draw = numbersFrom(20261122)
  const drawn = Array.from({ length: draws }, () =>
    figuresOf(
      groups.map((group) => group.map(() => group[Math.floor(draw() * group.length)])) as unknown as Groups,
    ),
  )
  return Object.fromEntries(
    Object.keys(drawn[0] ?? {}).flatMap((name) => {
      const values = drawn.map((one) => one[name] ?? Number.NaN)
      return [
        [`${name}Low`, percentile(values, 0.025)],
        [`${name}High`, percentile(values, 0.975)],
      ]
    }),
  )
}
