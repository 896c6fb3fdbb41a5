import { readNumber } from '../entities/read-number.ts'

export type ValueKind = 'money' | 'percent' | 'duration' | 'period' | 'time' | 'count' | 'code'

/** A number, amount, length of time or code that a text states. A range has two ends. */
export interface StatedValue {
  kind: ValueKind
  low: number
  high: number
  /** Currency, unit or the code itself. */
  unit: string
  start: number
  end: number
}

const words: Readonly<Record<string, number>> = Object.fromEntries(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen'
    .split(' ')
    .map((word, value): [string, number] => [word, value])
    .concat([
      ['twenty', 20],
      ['thirty', 30],
      ['forty', 40],
      ['fifty', 50],
      ['sixty', 60],
      ['ninety', 90],
      ['hundred', 100],
    ]),
)
const digit = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`
const english = Object.keys(words).join('|')
const hanNumber = '(?!一(?![一二两三四五六七八九十百千万零〇]))[一二两三四五六七八九十百千万零〇]{1,8}'
const anyNumber = `(?:${digit}|${english}|[一二两三四五六七八九十百千万零〇]{1,8})`
const to = String.raw`\s?(?:-|to|至|到|and|or|或)\s?`
const scale = String.raw`(?:\s?(?:k|m|thousand|million|万|千)(?![a-z]))?`

/** What a written number is worth. */
function worth(text: string): number {
  const plain = text.trim()
  const known = words[plain]
  if (known !== undefined) return known
  const scaled = /^([\d.,]+)\s?(thousand|million)$/.exec(plain)
  if (scaled !== null) return worth(scaled[1] ?? '') * (scaled[2] === 'million' ? 1e6 : 1e3)
  return readNumber(plain) ?? Number.NaN
}

const minutesOf: Readonly<Record<string, number>> = {
  second: 1 / 60,
  minute: 1,
  hour: 60,
  day: 1440,
  week: 10_080,
}
const unitNames: readonly [RegExp, string][] = [
  [/^(?:sec|秒)/, 'second'],
  [/^(?:min|分)/, 'minute'],
  [/^(?:h|小时|个小时|钟头|个钟头)/, 'hour'],
  [/^(?:business|working|calendar|consecutive|个工作日|工作日|自然日|个自然日|day|天|日)/, 'day'],
  [/^(?:week|周|个?星期|个?礼拜)/, 'week'],
  [/^(?:month|个月|月)/, 'month'],
  [/^(?:quarter|季)/, 'quarter'],
  [/^(?:year|年|周年)/, 'year'],
]
const nameOf = (unit: string) => unitNames.find(([pattern]) => pattern.test(unit))?.[1] ?? unit

const durationUnit =
  '(?:business |working |calendar |consecutive |billing |more |full |statement |-)*(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)(?![a-z])|个?(?:工作日|自然日)|分钟|个?半?小时|个?钟头|天(?![猫气])|日(?![期用常])|周(?![末一二三四五六日年])|个?星期|个?礼拜|个月|年(?!\\d|龄|底)'
const currencies: readonly [RegExp, string][] = [
  [/\$|dollar|usd|美元/, 'USD'],
  [/£|pound|gbp|英镑/, 'GBP'],
  [/€|euro|eur|欧元/, 'EUR'],
  [/¥|元|块|rmb|cny|yuan|人民币/, 'CNY'],
]
const currencyOf = (text: string) => currencies.find(([pattern]) => pattern.test(text))?.[1] ?? ''

interface Reader {
  pattern: RegExp
  read(found: RegExpExecArray): Omit<StatedValue, 'start' | 'end'> | undefined
}

const value = (kind: ValueKind, low: number, high: number, unit: string) =>
  Number.isFinite(low) && Number.isFinite(high) ? { kind, low, high, unit } : undefined

function timeOfDay(found: RegExpExecArray): number {
  const [, part = '', hour = '', minute = '', half = ''] = found
  let hours = worth(hour)
  if (/下午|晚|pm|p\.m/.test(`${part}${half}`) && hours < 12) hours += 12
  return hours * 60 + (half.startsWith('半') ? 30 : Number(minute || 0))
}

function lengthOf(
  low: number,
  high: number,
  unitText: string,
): Omit<StatedValue, 'start' | 'end'> | undefined {
  const unit = nameOf(unitText.trim().replace(/^(?:more|full|statement|billing|-)\s*/, '') || unitText)
  const half = /半/.test(unitText) ? 0.5 : 0
  const minutes = minutesOf[unit]
  if (minutes !== undefined)
    return value('duration', (low + half) * minutes, (high + half) * minutes, 'minute')
  const months = unit === 'year' ? 12 : unit === 'quarter' ? 3 : 1
  return value('duration', low * months, high * months, 'month')
}

/** First comes first: what one has read the next do not see. */
const readers: readonly Reader[] = [
  {
    pattern: /(?<![\d.])\+?\d(?:[ ()]?\d){8,14}(?!\d|[.,]\d|%)/g,
    read: ([all]) => value('code', 0, 0, all.replace(/\D/g, '')),
  },
  {
    pattern:
      /(?<![a-z0-9])(?=[a-z0-9-]*\d)(?=[a-z0-9-]*[a-z])[a-z][a-z0-9]*-?[a-z0-9-]*\d[a-z0-9-]*(?![a-z0-9])/g,
    read: ([all]) => (all.startsWith('usd') ? undefined : value('code', 0, 0, all)),
  },
  {
    pattern: new RegExp(
      `(早上|上午|中午|下午|晚上|晚|凌晨|早)?(${digit}|${hanNumber})(?:点(?!击|开|「|"|一|“)|:(\\d{2})(?!\\d))(半)?( ?(?:am|pm|a\\.m|p\\.m))?`,
      'g',
    ),
    read: (found) => {
      const minutes = timeOfDay(found)
      return value('time', minutes, minutes, '')
    },
  },
  {
    pattern: new RegExp(
      `(?:(${digit})${to})?(${digit}|${english}) ?(?:%|percent(?:age points?)?|per cent|个百分点)|百分之(${hanNumber}|${digit})|(half an?) percent`,
      'g',
    ),
    read: ([, low, high, han, half]) => {
      if (half !== undefined) return value('percent', 0.5, 0.5, '')
      const top = worth(high ?? han ?? '')
      return value('percent', low === undefined ? top : worth(low), top, '')
    },
  },
  {
    pattern: /(\d(?:\.\d)?|\d{2})折|([一二三四五六七八九])成(?![功为员本交立])/g,
    read: ([, cut, tenth]) => {
      if (tenth !== undefined) return value('percent', worth(tenth) * 10, worth(tenth) * 10, '')
      const part = Number(cut)
      const off = Number((100 - (part < 10 ? part * 10 : part)).toFixed(2))
      return value('percent', off, off, '')
    },
  },
  {
    pattern: new RegExp(
      `([$£€¥]|usd|gbp|eur|rmb)\\s?(${digit})(${scale})(?:${to}[$£€¥]?(${digit})(${scale}))?|(?:(${anyNumber})${to})?(${anyNumber})(${scale})\\s?(dollars?|usd|pounds?|gbp|euros?|eur|yuan|rmb|英镑|美元|欧元|元(?!旦|素)|块(?:钱)?)(?![a-z])|(?<![a-z])(?:a|single|one) (pound|dollar|euro)(?![a-z])`,
      'g',
    ),
    read: ([, sign, first, scaleOne, second, scaleTwo, low, high, scaleThree, name, single]) => {
      if (single !== undefined) return value('money', 1, 1, currencyOf(single))
      if (sign !== undefined) {
        const start = worth(`${first}${(scaleOne ?? '').trim()}`)
        const end = second === undefined ? start : worth(`${second}${(scaleTwo ?? '').trim()}`)
        return value('money', start, end, currencyOf(sign))
      }
      const top = worth(`${high}${(scaleThree ?? '').trim()}`)
      return value('money', low === undefined ? top : worth(low), top, currencyOf(name ?? ''))
    },
  },
  {
    pattern: /半(?:个)?(小时|年|个月|天)|half an (hour)|half a (day|year)/g,
    read: ([, han, hour, other]) => {
      const unit = nameOf(han ?? hour ?? other ?? '')
      const minutes = minutesOf[unit]
      return minutes === undefined
        ? value('duration', unit === 'year' ? 6 : 0.5, unit === 'year' ? 6 : 0.5, 'month')
        : value('duration', minutes / 2, minutes / 2, 'minute')
    },
  },
  {
    pattern: new RegExp(`(?<![\\d.])(?:(${anyNumber})${to})?(${anyNumber})[ -]?(${durationUnit})`, 'g'),
    read: ([, low, high, unit]) => lengthOf(worth(low ?? high ?? ''), worth(high ?? ''), unit ?? ''),
  },
  {
    pattern: new RegExp(`(?:several|a few|few|some|many|数|几) ?(${durationUnit})`, 'g'),
    // How many is left open, of what is not.
    read: ([, unit]) => lengthOf(-1, -1, unit ?? ''),
  },
  {
    pattern: /一两(个工作日|天|个月|周|小时)|两三(天|个月|周|小时)/g,
    read: ([, one, two]) => lengthOf(one === undefined ? 2 : 1, one === undefined ? 3 : 2, one ?? two ?? ''),
  },
  {
    pattern:
      /(?<![a-z])(?:(?:per|each|every|an?|the) (?:calendar |statement |billing |business )?(day|week|month|quarter|year|transaction|cycle)(?![a-z])|(daily|weekly|monthly|quarterly|annual(?:ly)?|yearly))|每个?(天|日|周|月|年|季度)/g,
    read: ([all, noun, adverb, han]) => {
      if (/^the /.test(all)) return undefined
      const unit =
        noun ?? (han === undefined ? (adverb ?? '').replace(/ly$/, '').replace('dai', 'day') : nameOf(han))
      return value('period', 0, 0, unit === 'annual' ? 'year' : unit)
    },
  },
  {
    pattern: new RegExp(
      `(?<![\\d.,a-z])(?:(${digit})${to})?(${digit}|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty|hundred)(?![a-z])|twice|${hanNumber}(?=[张次笔件条位台种倍家单份码期格字包个级页款元折]))(${scale})`,
      'g',
    ),
    read: ([, low, high, scaled]) => {
      const top = high === 'twice' ? 2 : worth(`${high}${(scaled ?? '').trim()}`)
      return value('count', low === undefined ? top : worth(low), top, '')
    },
  },
]

/** All values a folded text states, by their places. Positions are kept: what was read is blanked, not cut. */
export function readValues(folded: string): StatedValue[] {
  const found: StatedValue[] = []
  let rest = folded
  for (const { pattern, read } of readers) {
    rest = rest.replace(pattern, (...given) => {
      const all = given[0] as string
      const groups = given.slice(
        0,
        given.findIndex((one) => typeof one === 'number'),
      ) as string[]
      const start = given.find((one) => typeof one === 'number') as number
      const stated = read(groups as unknown as RegExpExecArray)
      if (stated === undefined) return all
      found.push({ ...stated, start, end: start + all.length })
      return '\u0001'.repeat(all.length)
    })
  }
  return found.sort((one, other) => one.start - other.start)
}

/** Whether evidence that says `known` says what a claim states. */
export function saysTheSame(claim: StatedValue, known: StatedValue): boolean {
  if (claim.kind === 'code' || known.kind === 'code')
    return claim.kind === known.kind && claim.unit === known.unit
  if (claim.kind === 'period' || known.kind === 'period')
    return (
      (claim.kind === known.kind && claim.unit === known.unit) ||
      (claim.kind === 'period' && known.kind === 'duration' && lengthOfPeriod(claim.unit, known)) ||
      (known.kind === 'period' && claim.kind === 'duration' && lengthOfPeriod(known.unit, claim))
    )
  const near = (one: number, other: number) => Math.abs(one - other) < 1e-6
  const sameEnds = near(claim.low, known.low) && near(claim.high, known.high)
  // One end of a range is said of it often enough: "at most five days".
  const oneEnd = near(claim.low, claim.high) && (near(claim.high, known.high) || near(claim.low, known.low))
  if (!sameEnds && !oneEnd) return false
  if (claim.kind !== known.kind)
    return (claim.kind === 'count' || known.kind === 'count') && claim.kind !== 'time'
  return claim.unit === '' || known.unit === '' || claim.unit === known.unit
}

function lengthOfPeriod(unit: string, { low, high, unit: measured }: StatedValue): boolean {
  if (low !== high) return false
  if (measured === 'minute') return low === (minutesOf[unit] ?? -1)
  return low === (unit === 'year' ? 12 : unit === 'month' ? 1 : -1)
}

/** Whether two values are of a sort, so that one could have been put in the other's place. */
export function areOfASort(one: StatedValue, other: StatedValue): boolean {
  return one.kind === other.kind
}
