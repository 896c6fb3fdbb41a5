import { normaliseText } from '../text/normalise.ts'

export type ContradictionKind = 'amount' | 'date' | 'negation'

export interface Contradiction {
  kind: ContradictionKind
  /** What each of the two says, as written; for a negation the sentence part. */
  one: string
  other: string
}

interface Facts {
  /** Amounts by what they measure. */
  amounts: Map<string, { value: number; written: string }[]>
  dates: Map<string, { value: string; written: string }[]>
  /** Verbs of permission and possibility, by whether they are denied. */
  abilities: Map<string, { denied: boolean; written: string }>
}

const units: readonly [string, RegExp][] = [
  [
    'money',
    /(?:[£$€¥]|usd|eur|gbp|cny|rmb)\s*(\d[\d,]*(?:\.\d+)?)|(\d[\d,]*(?:\.\d+)?)\s*(?:元|块钱?|美元|英镑|欧元|pounds?|dollars?|euros?|yuan|usd|eur|gbp|cny|rmb|pence|cents?)(?![a-z])/gu,
  ],
  ['percent', /(\d+(?:\.\d+)?)\s*(?:%|per ?cent)/gu],
  ['days', /(\d+)\s*(?:个?工作日|天|日内|(?:working |business |calendar )?days?(?![a-z]))/gu],
  ['hours', /(\d+)\s*(?:个?小时|hours?(?![a-z]))/gu],
  ['minutes', /(\d+)\s*(?:分钟|minutes?(?![a-z]))/gu],
  ['weeks', /(\d+)\s*(?:个?星期|周(?!年|[一二三四五六日])|weeks?(?![a-z]))/gu],
  ['months', /(\d+)\s*(?:个月|months?(?![a-z]))/gu],
  ['years', /(\d+)\s*(?:年(?!\s*\d)|years?(?![a-z]))/gu],
  ['times', /(\d+)\s*(?:次|times(?![a-z]))/gu],
]
const words: Record<string, number> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  twenty: 20,
  thirty: 30,
  sixty: 60,
  ninety: 90,
  一: 1,
  两: 2,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  十: 10,
}
const englishNumber = new RegExp(
  `\\b(${Object.keys(words)
    .filter((one) => /[a-z]/.test(one))
    .join('|')})\\b`,
  'gu',
)
const chineseNumber = /([一两二三四五六七八九十])(?=\s*(?:个|元|块|天|日内|小时|分钟|周|星期|年|次))/gu

const months = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec'.split('|')
const englishDate = new RegExp(
  `(\\d{1,2})(?:st|nd|rd|th)? (${months.join('|')})[a-z]*|(${months.join('|')})[a-z]* (\\d{1,2})(?!\\d)`,
  'gu',
)
const datePatterns: readonly [string, RegExp, (match: RegExpMatchArray) => string][] = [
  [
    'day',
    /(?:\d{4}[-/年.])?(\d{1,2})[-/月](\d{1,2})日?(?!\d)/gu,
    (match) => `${Number(match[1])}-${Number(match[2])}`,
  ],
  [
    'day',
    englishDate,
    (match) => `${months.indexOf(match[2] ?? match[3] ?? '') + 1}-${Number(match[1] ?? match[4])}`,
  ],
  ['time', /(\d{1,2})[:：](\d{2})/gu, (match) => `${Number(match[1])}:${match[2]}`],
  [
    'time',
    /(?<![\d:])(\d{1,2})\s*([ap])\.?m\b/gu,
    (match) => `${(Number(match[1]) % 12) + (match[2] === 'p' ? 12 : 0)}:00`,
  ],
]

const abilityPatterns: readonly [string, RegExp, RegExp][] = [
  [
    'can',
    /\b(?:can ?not|can't|unable to|may not|not possible|not allowed|is not|are not|isn't|aren't|do not|don't|does not|doesn't|no longer|never)\b/u,
    /\b(?:can|may|able to|possible|allowed|always|yes)\b/u,
  ],
  [
    '可',
    /(?:不能|不可以?|无法|不支持|不提供|不允许|不得|没有|不会|不需要|无需|不用)/u,
    /(?:可以|能够|支持|提供|允许|需要|必须|都会)/u,
  ],
  [
    'free',
    /\b(?:not free|fee applies|charged?)\b|收费|需付费/u,
    /\b(?:free of charge|for free|free|no charge)\b|免费/u,
  ],
]

function factsOf(text: string): Facts {
  let plain = normaliseText(text)
  plain = plain.replace(englishNumber, (word) => String(words[word] ?? word))
  plain = plain.replace(chineseNumber, (word) => String(words[word] ?? word))
  const amounts: Facts['amounts'] = new Map()
  for (const [unit, pattern] of units)
    for (const match of plain.matchAll(pattern)) {
      const value = Number((match[1] ?? match[2] ?? '').replaceAll(',', ''))
      if (Number.isFinite(value)) push(amounts, unit, { value, written: match[0].trim() })
    }
  const dates: Facts['dates'] = new Map()
  for (const [kind, pattern, read] of datePatterns)
    for (const match of plain.matchAll(pattern))
      push(dates, kind, { value: read(match), written: match[0].trim() })
  const abilities: Facts['abilities'] = new Map()
  for (const [kind, denied, granted] of abilityPatterns) {
    const no = denied.exec(plain)
    const yes = granted.exec(no === null ? plain : plain.replace(no[0], ' '))
    // Who says both says something finer than yes or no.
    if (no !== null && yes === null) abilities.set(kind, { denied: true, written: around(plain, no) })
    else if (no === null && yes !== null) abilities.set(kind, { denied: false, written: around(plain, yes) })
  }
  return { amounts, dates, abilities }
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  map.set(key, [...(map.get(key) ?? []), value])
}

function around(text: string, match: RegExpExecArray): string {
  return text.slice(Math.max(0, match.index - 12), match.index + match[0].length + 18).trim()
}

/**
 * Where two answers to the same question say different things: other amounts of the same kind, other dates or times, yes
 * against no. Says nothing about what only one of them mentions. Both have to be in one language.
 */
export function contradictionsOf(one: string, other: string): Contradiction[] {
  const [a, b] = [factsOf(one), factsOf(other)]
  return [
    ...differing(a.amounts, b.amounts).map((pair) => ({ kind: 'amount' as const, ...pair })),
    ...differing(a.dates, b.dates).map((pair) => ({ kind: 'date' as const, ...pair })),
    ...[...a.abilities].flatMap(([kind, mine]) => {
      const theirs = b.abilities.get(kind)
      if (theirs === undefined || theirs.denied === mine.denied) return []
      return [{ kind: 'negation' as const, one: mine.written, other: theirs.written }]
    }),
  ]
}

/** Kinds that both mention, without one value in common. */
function differing<Value extends { value: unknown; written: string }>(
  a: ReadonlyMap<string, Value[]>,
  b: ReadonlyMap<string, Value[]>,
): { one: string; other: string }[] {
  return [...a].flatMap(([kind, mine]) => {
    const theirs = b.get(kind) ?? []
    const [first] = mine
    const [second] = theirs
    if (first === undefined || second === undefined) return []
    if (mine.some((one) => theirs.some((other) => one.value === other.value))) return []
    return [{ one: first.written, other: second.written }]
  })
}
