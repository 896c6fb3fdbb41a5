/** A day of the calendar, as its number since 1970. */
export type Day = number

const msPerDay = 86_400_000

export const dayOf = (year: number, month: number, date: number): Day =>
  Math.floor(Date.UTC(year, month - 1, date) / msPerDay)

export function isDay(year: number, month: number, date: number): boolean {
  if (month < 1 || month > 12 || date < 1) return false
  return date <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

export const isoOf = (day: Day): string => new Date(day * msPerDay).toISOString().slice(0, 10)

export function partsOf(day: Day): { year: number; month: number; date: number; weekday: number } {
  const at = new Date(day * msPerDay)
  // Monday is 1, Sunday 7.
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    date: at.getUTCDate(),
    weekday: at.getUTCDay() || 7,
  }
}

export const weekStart = (day: Day): Day => day - partsOf(day).weekday + 1

/** First and last day of the month so many months away. */
export function monthOf(day: Day, away: number): { from: Day; to: Day } {
  const { year, month } = partsOf(day)
  const from = dayOf(year, month + away, 1)
  return { from, to: dayOf(year, month + away + 1, 1) - 1 }
}

/** The same date so many months away, or the last day of that month. */
export function addMonths(day: Day, months: number): Day {
  const { from, to } = monthOf(day, months)
  return Math.min(to, from + partsOf(day).date - 1)
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  if (formats.size > 500) formats.clear()
  formats.set(timeZone, made)
  return made
}

/** Day and minute of the day that clocks of the time zone show. */
export function localOf(instant: Date, timeZone: string): { day: Day; minute: number } {
  const parts: Record<string, number> = {}
  for (const { type, value } of formatOf(timeZone).formatToParts(instant)) parts[type] = Number(value)
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0 } = parts
  return { day: dayOf(year, month, day), minute: hour * 60 + minute }
}

/** The instant at which clocks of the time zone show this; of two the earlier, in the gap of spring the one behind it. */
export function instantOf(day: Day, minute: number, timeZone: string): Date {
  const wall = day * msPerDay + minute * 60_000
  const shownAt = (at: number) => {
    const shown = localOf(new Date(at), timeZone)
    return shown.day * msPerDay + shown.minute * 60_000
  }
  const early = wall - (shownAt(wall - msPerDay) - (wall - msPerDay))
  if (shownAt(early) === wall) return new Date(early)
  return new Date(wall - (shownAt(wall + msPerDay) - (wall + msPerDay)))
}

/** January 20th and so many days, from 2020: the calendar that comes with Node is a day off where the moon is new near midnight. */
const springs = [5, 23, 12, 2, 21, 9, 28, 17, 6, 24, 14, 3, 22, 11, 30, 19]

/** The first day of the Chinese year that begins in this one. */
export function springFestival(year: number): Day {
  const known = springs[year - 2020]
  return known === undefined ? (lunarDay(year, 1, 1) ?? dayOf(year, 2, 5)) : dayOf(year, 1, 20) + known
}

const lunar = new Intl.DateTimeFormat('en-u-ca-chinese', {
  timeZone: 'UTC',
  month: 'numeric',
  day: 'numeric',
})

/** The day of a Chinese lunar date that falls into a year; leap months do not count. */
export function lunarDay(year: number, month: number, date: number): Day | undefined {
  const from = dayOf(year, Math.min(12, month), 20)
  for (let day = from; day < from + 70; day++) {
    const shown = lunar.formatToParts(new Date(day * msPerDay))
    const get = (type: string) => shown.find((part) => part.type === type)?.value
    if (get('month') === String(month) && get('day') === String(date)) return day
  }
  return undefined
}
