import { simplify } from '../text/traditional.ts'
import {
  type FoundAmount,
  type FoundDuration,
  type FoundQuantity,
  findAmounts,
  findDurations,
  findQuantities,
} from './find-amounts.ts'
import { type FoundDate, findDates, type Reference } from './find-dates.ts'
import { type FoundOrderNumber, findOrderNumbers } from './find-order-numbers.ts'
import { maskPersonalData } from './mask-personal-data.ts'

/** A stretch of the text that names a number, with what it is worth. */
export type Fact = FoundOrderNumber | FoundDate | FoundAmount | FoundDuration | FoundQuantity

export interface FactOptions extends Reference {
  /** How the tenant's order numbers look: `#` a digit, `@` a letter, anything else itself (`SO-########`). */
  orderNumbers?: readonly string[]
}

const longest = 4000
/** Numbers that say none of this: versions, sizes, models, scores, shares, Internet addresses. */
const others: readonly RegExp[] = [
  /\bv ?\d+(?:\.\d+)*|\d+\.\d+\.\d+(?:\.\d+)*/g,
  /\b(?:ios|android|windows|macos|harmonyos|chrome|safari|node|version|ver|版本号?|系统|鸿蒙|安卓) ?v?\d+(?:\.\d+)*/g,
  /(?:尺码|码数|鞋码|size|\beu|\buk|\bus) ?\d{1,3}(?:\.5)?(?![\d.]|个|件|元|块)|\d{1,3}(?:\.5)?码|(?<![\d/])\d{3}\/\d{2,3}[a-z]?(?![\d/])|\b\d{2}[a-g]\b/g,
  /\d+(?:\.\d+)?%|[百千]分之[一二三四五六七八九十百\d]+|\d(?:\.\d)?折/g,
  /(?:https?:\/\/|www\.)\S+/g,
  /第[一二三四五六七八九十百\d]+/g,
]
const person: ReadonlySet<string> = new Set([
  'phone',
  'bank-card',
  'iban',
  'id-number',
  'social-security-number',
  'ip-address',
  'plate',
  'passport',
  'email',
])

/**
 * Order numbers, dates and times, amounts, durations and quantities of a message in Chinese or English, in order, none over
 * another: where they stand and what they are worth. “Yesterday” is read by the reference instant and its time zone. Pure.
 */
export function findFacts(text: string, options: FactOptions): Fact[] {
  const cut = text.length > longest ? text.slice(0, longest) : text
  const folded = fold(cut)
  const orders = findOrderNumbers(cut, folded, options.orderNumbers ?? [])
  const taken: { start: number; end: number }[] = [...orders]
  const isFree = ({ start, end }: { start: number; end: number }) =>
    !taken.some((one) => start < one.end && end > one.start)
  for (const span of maskPersonalData(cut).spans)
    if (person.has(span.type) && isFree(span) && !isGroupedAmount(folded, span)) taken.push(span)
  for (const pattern of others)
    for (const match of folded.matchAll(pattern))
      taken.push({ start: match.index, end: match.index + match[0].length })
  const facts: Fact[] = [...orders]
  for (const list of [
    findDates(folded, options),
    findAmounts(folded),
    findDurations(folded),
    findQuantities(folded),
  ])
    for (const fact of list) {
      if (!isFree(fact)) continue
      taken.push(fact)
      facts.push(fact)
    }
  return facts.sort((a, b) => a.start - b.start)
}

/** One letter for one letter, so that places stay: narrow, lower case, simplified. */
function fold(text: string): string {
  const narrow = text.replace(/[\uff01-\uff5e\u3000\u00a5\uffe5\uffe1]/g, (wide) =>
    wide === '\u3000'
      ? ' '
      : wide === '\uffe5'
        ? '¥'
        : wide === '\uffe1'
          ? '£'
          : wide === '\u00a5'
            ? '¥'
            : String.fromCharCode(wide.charCodeAt(0) - 0xfee0),
  )
  const lower = narrow.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replace(/[\u2019\u2018]/g, "'")
  const simple = simplify(lower)
  return simple.length === text.length ? simple : lower
}

/** “1 299 000 元” is taken for a telephone number by its groups. */
const isGroupedAmount = (text: string, { start, end }: { start: number; end: number }) =>
  /[¥$€£]\s?$/.test(text.slice(0, start)) ||
  /^ ?(?:元|块|美元|欧元|dollars|euros|bucks)/.test(text.slice(end))
