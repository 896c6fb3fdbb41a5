import { addMonths, type Day, dayOf, isDay, partsOf, weekStart } from './calendar.ts'
import { readNumber } from './read-number.ts'

/** Today, as the customer's clocks count it. */
export interface Here {
  today: Day
  now: Date
  timeZone: string
}
/** Days, or an instant. */
export type Meaning = { from: Day; to: Day } | { instant: Date }
export type DateRule = [pattern: RegExp, read: (match: RegExpExecArray, here: Here) => Meaning | undefined]

export const one = (day: Day): Meaning => ({ from: day, to: day })

/** The one of several years, or months, that is nearest to today; the coming one of two. */
export function nearest(here: Here, days: readonly (Day | undefined)[]): Meaning | undefined {
  const known = days.filter((day) => day !== undefined)
  if (known.length === 0) return undefined
  return one(known.sort((a, b) => Math.abs(a - here.today) - Math.abs(b - here.today) || b - a)[0] as Day)
}

export const date = (year: number, month: number, day: number): Day | undefined =>
  isDay(year, month, day) ? dayOf(year, month, day) : undefined

export function inSomeYear(here: Here, month: number, day: number): Meaning | undefined {
  const { year } = partsOf(here.today)
  return nearest(
    here,
    [-1, 0, 1].map((away) => date(year + away, month, day)),
  )
}

function wholeYear(year: string): number {
  return year.length === 2 ? 2000 + Number(year) : Number(year)
}

export function ymd(year: string, month: string, day: string): Meaning | undefined {
  const found = date(wholeYear(year), Number(month), Number(day))
  return found === undefined ? undefined : one(found)
}

/** So many units from now; hours and minutes give an instant. */
export function away(here: Here, count: number, unit: string, sign: number): Meaning | undefined {
  if (!Number.isFinite(count)) return undefined
  if (/^(?:分|min)/.test(unit)) return { instant: new Date(here.now.getTime() + sign * count * 60_000) }
  if (/时|钟头|^h/.test(unit)) return { instant: new Date(here.now.getTime() + sign * count * 3_600_000) }
  if (/月|^mo/.test(unit))
    return count === 0.5 ? one(here.today + sign * 15) : one(addMonths(here.today, sign * Math.round(count)))
  if (/年|^y/.test(unit)) return one(addMonths(here.today, sign * Math.round(count * 12)))
  const days = /周|星期|礼拜|^w/.test(unit) ? 7 : 1
  return one(here.today + sign * Math.round(count * days))
}

/** How many weeks, months or years off a word points. */
export const shift = (word: string) =>
  /^上上/.test(word)
    ? -2
    : /^(上|last|previous)/.test(word)
      ? -1
      : /^下下/.test(word)
        ? 2
        : /^(下|next)/.test(word)
          ? 1
          : 0

export function yearOf(word: string, here: Here): number | undefined {
  const away = ['前年', '去年', '今年', '明年'].indexOf(word)
  if (away >= 0) return partsOf(here.today).year + away - 2
  const number = readNumber(word)
  return number === undefined ? undefined : number < 100 ? 2000 + number : number
}

export function partOfMonth({ from, to }: { from: Day; to: Day }, part: string | undefined): Meaning {
  if (part === undefined) return { from, to }
  if (part.endsWith('初')) return { from, to: from + 9 }
  return part === '中旬' ? { from: from + 10, to: from + 19 } : { from: from + 20, to }
}

export function week(here: Here, weeks: number, isEnd: boolean): Meaning {
  const start = weekStart(here.today) + 7 * weeks
  return { from: isEnd ? start + 5 : start, to: start + 6 }
}

export function within(here: Here, meant: Meaning | undefined): Meaning | undefined {
  if (meant === undefined || 'instant' in meant) return meant
  return { from: here.today, to: meant.to }
}
