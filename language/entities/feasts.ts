import { type Day, dayOf, lunarDay, partsOf, springFestival } from './calendar.ts'
import { type DateRule, nearest, one, shift, yearOf } from './date-meaning.ts'

/** Days with a name: month and day of each year, or of the lunar one. */
const feasts: [RegExp, (year: number) => Day | undefined][] = [
  [/双十一|双11|双１１/, (year) => dayOf(year, 11, 11)],
  [/双十二|双12/, (year) => dayOf(year, 12, 12)],
  [/六一八|618(?!\d)/, (year) => dayOf(year, 6, 18)],
  [/国庆节?|十一(?=假期|黄金周|长假)/, (year) => dayOf(year, 10, 1)],
  [/元旦|new year'?s day|new year(?!s? eve)/, (year) => dayOf(year, 1, 1)],
  [/(?<![块点毛元百千万两三四五六七八九十])五一(?![斤件个双台盒条次])|劳动节/, (year) => dayOf(year, 5, 1)],
  [/圣诞节?|christmas(?! eve)|xmas/, (year) => dayOf(year, 12, 25)],
  [/平安夜|christmas eve/, (year) => dayOf(year, 12, 24)],
  [/new year'?s eve/, (year) => dayOf(year, 12, 31)],
  [/春节|大年初一|chinese new year|spring festival/, springFestival],
  [/除夕|大年三十/, (year) => springFestival(year) - 1],
  [/元宵节?/, (year) => springFestival(year) + 14],
  [/端午节?/, (year) => lunarDay(year, 5, 5)],
  [/七夕/, (year) => lunarDay(year, 7, 7)],
  [/中秋节?|mid-autumn festival/, (year) => lunarDay(year, 8, 15)],
  [/valentine'?s day|情人节/, (year) => dayOf(year, 2, 14)],
  [/thanksgiving/, thanksgiving],
  [/black friday|黑五/, (year) => thanksgiving(year) + 1],
]

function thanksgiving(year: number): Day {
  const first = dayOf(year, 11, 1)
  return first + ((4 - partsOf(first).weekday + 7) % 7) + 21
}

export const feastRules: readonly DateRule[] = feasts.map(
  ([pattern, at]): DateRule => [
    new RegExp(
      `(今年|去年|明年|前年|last |next |this )?(?:的)?(?<![a-z\\d])(?:${pattern.source})(?![a-z])`,
      'g',
    ),
    (m, here) => {
      const { year } = partsOf(here.today)
      if (m[1] === undefined) return nearest(here, [year - 1, year, year + 1].map(at))
      const day = at(yearOf(m[1], here) ?? year + shift(m[1]))
      return day === undefined ? undefined : one(day)
    },
  ],
)
