import { say } from './report.ts'

/** What a figure has to reach: at least, at most, or no further than this from 0. */
type Bar = { least: number } | { most: number } | { within: number }
export type Bars = Readonly<Record<string, Bar>>

/** The bars that were missed, in words. A figure that was not measured is missed, too. */
export function missedBars(figures: Readonly<Record<string, number>>, bars: Bars): string[] {
  return Object.entries(bars).flatMap(([name, bar]) => {
    const value = figures[name] ?? Number.NaN
    const [wanted, isHeld] =
      'least' in bar
        ? [`at least ${bar.least}`, value >= bar.least]
        : 'most' in bar
          ? [`at most ${bar.most}`, value <= bar.most]
          : [`at most ${bar.within} from 0`, Math.abs(value) <= bar.within]
    return isHeld ? [] : [`${name} is ${value}, wanted ${wanted}`]
  })
}

/** Tells which bars were missed and returns the figure `held`: 1 when all were reached. */
export function heldFigure(figures: Readonly<Record<string, number>>, bars: Bars): { held: number } {
  const missed = missedBars(figures, bars)
  for (const sentence of missed) say(`missed: ${sentence}`)
  return { held: missed.length === 0 ? 1 : 0 }
}

/**
 * The same where figures are known only so far: `missed` counts the bars that a figure does not reach, `missedBeyondNoise` those of them that
 * the whole of its interval (`…Low` to `…High`; where there is none, the figure itself) does not reach.
 */
export function heldWithNoise(
  figures: Readonly<Record<string, number>>,
  bars: Bars,
): { held: number; missed: number; missedBeyondNoise: number } {
  const kindest = Object.fromEntries(
    Object.entries(bars).map(([name, bar]) => {
      const value = figures[name] ?? Number.NaN
      // An interval of what is always so ends a rounding error beside it.
      const low = Math.min(value, figures[`${name}Low`] ?? value)
      const high = Math.max(value, figures[`${name}High`] ?? value)
      const nearest = Math.min(Math.max(0, low), high)
      return [name, 'least' in bar ? high : 'most' in bar ? low : nearest]
    }),
  )
  const beyond = missedBars(kindest, bars)
  for (const sentence of beyond) say(`missed beyond noise, at the kindest: ${sentence}`)
  return {
    ...heldFigure(figures, bars),
    missed: missedBars(figures, bars).length,
    missedBeyondNoise: beyond.length,
  }
}
