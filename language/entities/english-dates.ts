import { monthOf, weekStart } from './calendar.ts'
import {
  away,
  type DateRule,
  type Here,
  inSomeYear,
  type Meaning,
  nearest,
  one,
  partOfMonth,
  shift,
  week,
  within,
  ymd,
} from './date-meaning.ts'

const months = 'january|february|march|april|may|june|july|august|september|october|november|december'.split(
  '|',
)
const monthWord =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const monthNumber = (word: string) => months.findIndex((month) => month.startsWith(word.slice(0, 3))) + 1
const weekdays = 'monday|tuesday|wednesday|thursday|friday|saturday|sunday'.split('|')
const weekdayWord =
  '(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)'
const weekdayNumber = (word: string) => weekdays.findIndex((day) => day.startsWith(word.slice(0, 3))) + 1
const englishUnit = '(minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)'
const wordNumbers = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve'
    .split(' ')
    .map((word, at) => [word, at]),
)
const englishNumber =
  '(\\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a couple of|half an?)'

function englishCount(word: string): number {
  if (/^half/.test(word)) return 0.5
  if (word === 'a' || word === 'an') return 1
  if (word === 'a couple of') return 2
  return wordNumbers.get(word) ?? Number(word)
}

export const englishDateRules: readonly DateRule[] = [
  [
    new RegExp(`\\b(?:(in|within) )?${englishNumber} ${englishUnit}( ago| from now| later)?(?![a-z])`, 'g'),
    (m, here) => {
      const [, before, count, unit, behind] = m as unknown as string[]
      if (before === undefined && behind === undefined) return undefined
      const meant = away(here, englishCount(count as string), unit as string, behind === ' ago' ? -1 : 1)
      return before === 'within' ? within(here, meant) : meant
    },
  ],
  [
    new RegExp(`\\b(?:(last|this|next|on|by|this coming) )?${weekdayWord}\\b(?! (?:and|&) )`, 'g'),
    (m, here) => {
      const word = m[2] as string
      // “sat”, “sun”, “wed” and “mon” alone may be anything.
      if (word.length < 4 && m[1] === undefined) return undefined
      const day = weekStart(here.today) + weekdayNumber(word) - 1
      if (m[1] === 'last') return one(day < here.today ? day : day - 7)
      if (m[1] === 'next') return one(day + 7)
      return m[1]?.startsWith('this') ? one(day) : nearest(here, [day - 7, day, day + 7])
    },
  ],
  [/\b(last|this|next) weekend\b/g, (m, here) => week(here, shift(m[1] as string), true)],
  [/\b(last|this|next) week\b/g, (m, here) => week(here, shift(m[1] as string), false)],
  [/\b(last|this|next) month\b/g, (m, here) => monthOf(here.today, shift(m[1] as string))],
  [/\b(?:the )?end of (?:the|this) month\b/g, (_, here) => partOfMonth(monthOf(here.today, 0), '底')],
  [
    new RegExp(`\\b${monthWord}\\.? (\\d{1,2})(?:st|nd|rd|th)?(?:,? (20\\d{2}))?(?!\\d|[:.]\\d)`, 'g'),
    (m, here) => englishDate(here, m[1] as string, m[2] as string, m[3]),
  ],
  [
    new RegExp(
      `\\b(?:the )?(\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${monthWord}\\b\\.?(?:,? (20\\d{2}))?(?!\\d)`,
      'g',
    ),
    (m, here) => englishDate(here, m[2] as string, m[1] as string, m[3]),
  ],
  [
    /\b(?:in|since|until|by|of|last|this|next) (january|february|march|april|june|july|august|september|october|november|december)\b/g,
    (m, here) => {
      const found = inSomeYear(here, monthNumber(m[1] as string), 15)
      return found === undefined || !('from' in found) ? undefined : monthOf(found.from, 0)
    },
  ],
  [
    // Month first, as most write it in English; day first where there is no such month.
    /(?<![\d./-])(\d{1,2})\/(\d{1,2})(?:\/(\d{2}|20\d{2}))?(?![\d./-]|折| ?(?:of|size|cup|inch))/g,
    (m, here) => {
      const [month, day] = Number(m[1]) > 12 ? [Number(m[2]), Number(m[1])] : [Number(m[1]), Number(m[2])]
      if (m[3] === undefined) return inSomeYear(here, month, day)
      return ymd(m[3], String(month), String(day))
    },
  ],
]

function englishDate(here: Here, month: string, day: string, year?: string): Meaning | undefined {
  if (year === undefined) return inSomeYear(here, monthNumber(month), Number(day))
  return ymd(year, String(monthNumber(month)), day)
}
