import { dayOf, monthOf, partsOf, weekStart } from './calendar.ts'
import {
  away,
  type DateRule,
  date,
  type Here,
  inSomeYear,
  type Meaning,
  nearest,
  one,
  partOfMonth,
  shift,
  week,
  within,
  yearOf,
  ymd,
} from './date-meaning.ts'
import { anyNumber, hanNumber, readNumber } from './read-number.ts'

const hanWeekday = (sign: string) => '一二三四五六日'.indexOf(sign.replace('天', '日')) + 1
const hanUnit = '(分钟|个半?小时|小时|个钟头|钟头|天|日|周|个星期|星期|个礼拜|礼拜|个月|年)'
const relativeDays = new Map(
  Object.entries({
    大前天: -3,
    前天: -2,
    前儿: -2,
    昨天: -1,
    昨儿: -1,
    昨日: -1,
    昨晚: -1,
    昨夜: -1,
    今天: 0,
    今儿: 0,
    今日: 0,
    今早: 0,
    今晚: 0,
    明天: 1,
    明儿: 1,
    明日: 1,
    明早: 1,
    明晚: 1,
    后天: 2,
    后儿: 2,
    大后天: 3,
    yesterday: -1,
    'last night': -1,
    today: 0,
    tonight: 0,
    'this morning': 0,
    'this afternoon': 0,
    'this evening': 0,
    tomorrow: 1,
    'the day before yesterday': -2,
    'day before yesterday': -2,
    'the day after tomorrow': 2,
    'day after tomorrow': 2,
  }),
)
const hanDate = `(\\d{1,2}|${hanNumber})`
const small = (text: string) => readNumber(text) ?? 0

export const hanDateRules: readonly DateRule[] = [
  [
    /(?<![\d.\-/])(20\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d])/g,
    (m) => ymd(m[1] as string, m[2] as string, m[3] as string),
  ],
  [
    new RegExp(
      `(?<![\\d.])(?:((?:20)?\\d{2}|[二两][零〇][零〇一二三四五六七八九]{2}|今年|去年|明年|前年)年?)?的?${hanDate}月(?:份|${hanDate}(?:[号日]|(?![\\d月个]))|(?![\\d月个]))`,
      'g',
    ),
    readHanDate,
  ],
  [
    new RegExp(`(上个?月|下个?月|这个?月|本月)(?:的)?(?:${hanDate}[号日]|(初|月初|中旬|底|月底|末))?`, 'g'),
    (m, here) => {
      const month = monthOf(here.today, shift(m[1] as string))
      if (m[2] !== undefined)
        return small(m[2]) >= 1 && month.from + small(m[2]) - 1 <= month.to
          ? one(month.from + small(m[2]) - 1)
          : undefined
      return partOfMonth(month, m[3])
    },
  ],
  [/(?<![年\p{Script=Han}])(月初|月底|月末)/gu, (m, here) => partOfMonth(monthOf(here.today, 0), m[1])],
  [
    /(?:今年)?(年底|年末)/g,
    (_, here) => ({
      from: dayOf(partsOf(here.today).year, 12, 1),
      to: dayOf(partsOf(here.today).year, 12, 31),
    }),
  ],
  [
    /(?<!\d[.,])(?<![\d月第#-])(\d{1,2}|二十[一二三四五六七八九]?|三十一?|十[一二三四五六七八九]?)号(?![楼店线码院机\d]|公馆)/g,
    (m, here) => {
      const day = small(m[1] as string)
      const all = [-1, 0, 1]
        .map((away) => monthOf(here.today, away))
        .filter(({ from, to }) => from + day - 1 <= to && day >= 1)
      return nearest(
        here,
        all.map(({ from }) => from + day - 1),
      )
    },
  ],
  [
    /(上上|上个?|这个?|本|下下|下个?)?(?:周|星期|礼拜)([一二三四五六日天])(?![周年月点\d])/g,
    (m, here) => {
      const start = weekStart(here.today)
      const day = start + hanWeekday(m[2] as string) - 1
      return m[1] === undefined ? nearest(here, [day - 7, day, day + 7]) : one(day + 7 * shift(m[1]))
    },
  ],
  [
    /(上上|上个?|这个?|本|下下|下个?)(?:周末|周|星期|礼拜)(?![一二三四五六日天])/g,
    (m, here) => week(here, shift(m[1] as string), m[0].endsWith('周末')),
  ],
  [/(?<![上下这本个])周末/g, (_, here) => week(here, 0, true)],
  [
    /大前天|前天|前儿(?!子|女)|昨[天儿日晚夜]|今[天儿日早晚]|明[天儿日早晚]|大后天|后天|后儿(?!子|女)|(?:the )?day (?:before yesterday|after tomorrow)|yesterday|today|tonight|tomorrow|last night|this (?:morning|afternoon|evening)/g,
    (m, here) => one(here.today + (relativeDays.get(m[0]) ?? 0)),
  ],
  [
    new RegExp(`(${anyNumber})${hanUnit}(?:之|以)?(前|后)`, 'g'),
    (m, here) => {
      const count = readNumber(m[1] as string)
      return count === undefined || count > 9999
        ? undefined
        : away(here, count + (m[2] === '个半小时' ? 0.5 : 0), m[2] as string, m[3] === '前' ? -1 : 1)
    },
  ],
  [
    new RegExp(`(${anyNumber})${hanUnit}(?:之|以)?内`, 'g'),
    (m, here) => within(here, away(here, readNumber(m[1] as string) ?? Number.NaN, m[2] as string, 1)),
  ],
]

function readHanDate(m: RegExpExecArray, here: Here): Meaning | undefined {
  const [, year, month = '', day] = m
  const named = year === undefined ? undefined : yearOf(year, here)
  if (
    small(month) < 1 ||
    small(month) > 12 ||
    (day === undefined && year === undefined && !/份$/.test(m[0]) && !/\d月$/.test(m[0]))
  )
    return undefined
  if (day !== undefined) {
    if (named === undefined) return inSomeYear(here, small(month), small(day))
    const found = date(named, small(month), small(day))
    return found === undefined ? undefined : one(found)
  }
  const middle =
    named === undefined ? inSomeYear(here, small(month), 15) : one(dayOf(named, small(month), 15))
  return middle === undefined || !('from' in middle) ? undefined : monthOf(middle.from, 0)
}
