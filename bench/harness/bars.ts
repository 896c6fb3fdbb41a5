import { say } from './report.ts'

/** What a figure has to reach: at least, or at most. */
export type Bars = Readonly<Record<string, { least: number } | { most: number }>>

/** The bars that were missed, in words. A figure that was not measured is missed, too. */
export function missedBars(figures: Readonly<Record<string, number>>, bars: Bars): string[] {
  return Object.entries(bars).flatMap(([name, bar]) => {
    const value = figures[name] ?? Number.NaN
    const wanted = 'least' in bar ? `at least ${bar.least}` : `at most ${bar.most}`
    const isHeld = 'least' in bar ? value >= bar.least : value <= bar.most
    return isHeld ? [] : [`${name} is ${value}, wanted ${wanted}`]
  })
}

/** Tells which bars were missed and returns the figure `held`: 1 when all were reached. */
export function heldFigure(figures: Readonly<Record<string, number>>, bars: Bars): { held: number } {
  const missed = missedBars(figures, bars)
  for (const sentence of missed) say(`missed: ${sentence}`)
  return { held: missed.length === 0 ? 1 : 0 }
}
