import { useSyncExternalStore } from 'react'

/** `0:42`, `12:05` or `1:02:33`; never negative. */
export function waitText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** Making one takes a hundred times as long as using it, and every row of a list has its times. */
const formats = new Map<string, unknown>()
function kept<Format>(key: string, make: () => Format): Format {
  const known = formats.get(key)
  if (known !== undefined) return known as Format
  const made = make()
  formats.set(key, made)
  return made
}
function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept(`${locale} ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(locale, options))
}

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** "5 min. ago" in the reader's language; under a minute it is "now". */
export function relativeText(at: string, now: number, locale: string): string {
  const seconds = (Date.parse(at) - now) / 1000
  const format = kept(
    `${locale} relative`,
    () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }),
  )
  for (const [unit, size] of steps)
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit)
  // As one says it in Chinese; the browser's own word is that of a clock.
  return locale.startsWith('zh') ? '刚刚' : format.format(0, 'second')
}

/** "10 minutes", "7 days": what a number of seconds comes to; nothing below a minute. */
export function lengthText(seconds: number, locale: string): string | undefined {
  const [unit, size] =
    steps.find(([name, one]) => name !== 'year' && name !== 'month' && seconds >= one) ?? []
  if (unit === undefined || size === undefined) return undefined
  const options = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(locale, options).format(seconds / size)
}

/** Date and time to the second in a time zone. */
export function exactText(at: string, locale: string, timeZone: string): string {
  return dateFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
    timeZone,
  }).format(new Date(at))
}

/** Hours and minutes in a time zone. */
export function clockText(at: string, locale: string, timeZone: string): string {
  return dateFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(new Date(at))
}

/** The calendar day in a time zone, for separators. */
export function dayText(at: string, locale: string, timeZone: string): string {
  return dateFormat(locale, { dateStyle: 'full', timeZone }).format(new Date(at))
}

const clocks = new Map<number, { listeners: Set<() => void>; now: number }>()

function clockOf(every: number) {
  let clock = clocks.get(every)
  if (!clock) {
    const created = { listeners: new Set<() => void>(), now: Date.now() }
    setInterval(() => {
      created.now = Date.now()
      for (const listener of created.listeners) listener()
    }, every)
    clocks.set(every, created)
    clock = created
  }
  return clock
}

/** The time now, renewed every so many milliseconds; all who ask for the same pace share one timer. */
export function useNow(every = 30_000): number {
  const clock = clockOf(every)
  return useSyncExternalStore(
    (listener) => {
      clock.listeners.add(listener)
      return () => clock.listeners.delete(listener)
    },
    () => clock.now,
  )
}
