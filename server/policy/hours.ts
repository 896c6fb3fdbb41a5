import type { BusinessHours, DayRanges } from '../../contract/index.ts'

export interface HoursState {
  open: boolean
  /** When it opens next, while closed; absent where nothing is planned for a long time. */
  opensAt?: Date
  /** Today's ranges, for texts. */
  today: DayRanges
}

const dayMs = 86_400_000
/** Further ahead nobody is told when people are back. */
const mostDaysAhead = 120

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(timeZone, format)
  }
  return format
}

export function isTimeZone(timeZone: string): boolean {
  try {
    formatOf(timeZone)
    return true
  } catch {
    return false
  }
}

/** The wall clock of a zone, as if it were UTC. */
function wallClock(at: number, timeZone: string): number {
  const part: Record<string, number> = {}
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) part[type] = Number(value)
  return Date.UTC(
    part.year ?? 0,
    (part.month ?? 1) - 1,
    part.day ?? 1,
    part.hour ?? 0,
    part.minute ?? 0,
    part.second ?? 0,
  )
}

/** The moment at which a zone's wall clock shows this. In the hour that a change of clocks skips, the moment after it. */
export function momentOf(wall: number, timeZone: string): number {
  const first = wall - (wallClock(wall, timeZone) - wall)
  const offset = wallClock(first, timeZone) - first
  return wall - offset
}

/** The calendar day (YYYY-MM-DD) of a moment in a zone. */
export function dayOf(at: Date, timeZone: string): string {
  return new Date(wallClock(at.getTime(), timeZone)).toISOString().slice(0, 10)
}

/** What holds on a date: its own ranges where it has any said, else those of its weekday. */
export function rangesOn(hours: BusinessHours, day: string): DayRanges {
  return hours.dates[day] ?? hours.week[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? []
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

/** Whether hours are open at a moment, and if not, when they open next. */
export function hoursAt(hours: BusinessHours, timeZone: string, now: Date): HoursState {
  const today = dayOf(now, timeZone)
  const midnight = Date.parse(`${today}T00:00:00Z`)
  const todays = rangesOn(hours, today)
  for (let ahead = 0; ahead <= mostDaysAhead; ahead += 1) {
    const wall = midnight + ahead * dayMs
    const ranges = ahead === 0 ? todays : rangesOn(hours, new Date(wall).toISOString().slice(0, 10))
    const starts: number[] = []
    for (const range of ranges) {
      const from = momentOf(wall + minutesOf(range.from) * 60_000, timeZone)
      const to = momentOf(wall + minutesOf(range.to) * 60_000, timeZone)
      if (from <= now.getTime() && now.getTime() < to) return { open: true, today: todays }
      if (from > now.getTime()) starts.push(from)
    }
    if (starts.length > 0) return { open: false, opensAt: new Date(Math.min(...starts)), today: todays }
  }
  return { open: false, today: todays }
}
