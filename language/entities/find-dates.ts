import { instantOf, isoOf, localOf } from './calendar.ts'
import type { DateRule, Here, Meaning } from './date-meaning.ts'
import { englishDateRules } from './english-dates.ts'
import { feastRules } from './feasts.ts'
import { findTime } from './find-times.ts'
import { hanDateRules } from './han-dates.ts'

export interface FoundDate {
  type: 'date'
  start: number
  end: number
  /** First and last day, as the customer's clocks count them: 2026-11-20. */
  from: string
  to: string
  /** The instant, where a time of day was said or the distance was in hours. */
  at?: string
  /** “Before double eleven”, “after Friday”. */
  side?: 'before' | 'after'
}

/** What is meant by “now” and by “today”. */
export interface Reference {
  now: Date
  timeZone: string
}

/** Of two that fit at one place the longer finding wins, of equals the earlier rule. Texts come folded and in lower case. */
const rules: readonly DateRule[] = [...hanDateRules, ...englishDateRules, ...feastRules]

const beforeSign = /^ ?(?:之前|以前|前(?!台|面|后|妻|夫))/
const afterSign = /^ ?(?:之后|以后|过后|后(?!台|面|天|来|悔))/
const beforeWord = /\b(?:before|by|until|till|no later than) (?:the )?$/
const afterWord = /\b(?:after|since|from) (?:the )?$/

/** Dates and times in a folded text, in order, none over another. */
export function findDates(text: string, { now, timeZone }: Reference): FoundDate[] {
  const local = localOf(now, timeZone)
  const here: Here = { today: local.day, now, timeZone }
  const found: { start: number; end: number; meaning: Meaning }[] = []
  for (const [pattern, read] of rules) {
    for (const match of text.matchAll(pattern)) {
      const meaning = read(match, here)
      if (meaning !== undefined)
        found.push({ start: match.index, end: match.index + match[0].length, meaning })
    }
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end)
  const dates: FoundDate[] = []
  let covered = 0
  for (const { start, end, meaning } of found) {
    if (start < covered) continue
    const dated = whole(text, start, end, meaning, here)
    dates.push(dated)
    covered = dated.end
  }
  return [...dates, ...bareTimes(text, dates, here)].sort((a, b) => a.start - b.start)
}

/** The date with the time of day and the “before” or “after” that stand by it. */
function whole(text: string, start: number, end: number, meaning: Meaning, here: Here): FoundDate {
  if ('instant' in meaning) {
    const day = isoOf(localOf(meaning.instant, here.timeZone).day)
    return { type: 'date', start, end, from: day, to: day, at: meaning.instant.toISOString() }
  }
  const time = meaning.from === meaning.to ? findTime(text, start, end) : undefined
  const ends = time?.end ?? end
  const starts = time?.start ?? start
  const signed = /(?:前|后)$/.test(text.slice(start, end))
  const before = !signed && beforeSign.exec(text.slice(ends))
  const after = !signed && afterSign.exec(text.slice(ends))
  const side =
    before || beforeWord.test(text.slice(0, starts)) || /\bby /.test(text.slice(start, end))
      ? 'before'
      : after || afterWord.test(text.slice(0, starts))
        ? 'after'
        : undefined
  const last = ends + ((before || after || [''])[0]?.length ?? 0)
  const at =
    time === undefined
      ? undefined
      : instantOf(meaning.from + (time.nextDay ? 1 : 0), time.minute, here.timeZone)
  return {
    type: 'date',
    start: starts,
    end: last,
    from: isoOf(meaning.from),
    to: isoOf(meaning.to),
    ...(at === undefined ? {} : { at: at.toISOString() }),
    ...(side === undefined ? {} : { side }),
  }
}

/** A time of day without a day is today's. */
function bareTimes(text: string, dates: readonly FoundDate[], here: Here): FoundDate[] {
  const bare: FoundDate[] = []
  for (let from = 0; from < text.length; ) {
    const time = findTime(text, from)
    if (time === undefined) break
    from = time.end
    if (dates.some(({ start, end }) => time.start < end && time.end > start)) continue
    const day = isoOf(here.today)
    bare.push({
      type: 'date',
      start: time.start,
      end: time.end,
      from: day,
      to: day,
      at: instantOf(here.today, time.minute, here.timeZone).toISOString(),
    })
  }
  return bare
}
