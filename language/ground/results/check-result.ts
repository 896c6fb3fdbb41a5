import { type FoundDate, findDates } from '../../entities/find-dates.ts'
import { plainFold } from '../fold-phrases.ts'
import { readValues, type StatedValue } from '../read-values.ts'
import { fillers, foreseen, nouns } from './concepts.ts'
import { factsOf, type Meant, meantBy, type ResultFact, type ResultToRead } from './result-facts.ts'

/**
 * Whether a result says a sentence: all of it, with every word explained; something else, where a date, a figure, a state or a record is
 * another; or nothing that can be told.
 */
export type ResultVerdict = 'said' | 'contrary' | 'unknown'

const longest = 400
const mostRecords = 20

const read = new WeakMap<ResultToRead, ResultFact[]>()
function readOnce(result: ResultToRead, title: string): ResultFact[] {
  const known = read.get(result) ?? factsOf(result, title)
  read.set(result, known)
  return known
}
const monthFirst =
  /(?<![a-z])(january|february|march|april|may|june|july|august|september|october|november|december) (\d{1,2})(?:st|nd|rd|th)?(?!\d)(?:,? (\d{4}))?/g

export function checkResult(sentence: string, result: ResultToRead, title = ''): ResultVerdict {
  if (sentence.length > longest) return 'unknown'
  const facts = readOnce(result, title)
  if (facts.length === 0) return 'unknown'
  const text = plainFold(sentence)
    .replace(/n't(?![a-z])/g, ' not')
    .replace(/no longer/g, 'not')
    .replace(
      monthFirst,
      (_, month: string, day: string, year = '') => `${day} ${month}${year === '' ? '' : ` ${year}`}`,
    )
  const records = [...new Set(facts.map(({ record }) => record))].filter((one) => one !== undefined)
  if (records.length > mostRecords) return 'unknown'
  const scopes =
    records.length === 0
      ? [facts]
      : records.map((record) => facts.filter((fact) => fact.record === undefined || fact.record === record))
  const verdicts = scopes.map((scope) => judge(text, scope, facts, result))
  if (verdicts.includes('said')) return 'said'
  return verdicts.every((one) => one === 'contrary') ? 'contrary' : 'unknown'
}

/** The sentence with what was read of it taken out. */
class Rest {
  text: string
  constructor(text: string) {
    this.text = text
  }
  take(start: number, end: number): void {
    this.text = this.text.slice(0, start) + '\u0001'.repeat(end - start) + this.text.slice(end)
  }
}

function judge(
  text: string,
  scope: readonly ResultFact[],
  all: readonly ResultFact[],
  at: ResultToRead,
): ResultVerdict {
  const rest = new Rest(text)
  let isContrary = false
  let isUnknown = false
  let claims = 0

  const starts = [
    0,
    ...[...text.matchAll(/[,;，；]| and | 且|因此/g)].map(({ index, 0: sign }) => index + sign.length),
  ]

  // Names and numbers of things, the longest first: those of another record are of another matter.
  const named = [...all].filter(({ text: one }) => one !== undefined && one.length > 0)
  named.sort((one, other) => (other.text ?? '').length - (one.text ?? '').length)
  const kept = new Set<string>()
  const mine = new Set(scope.flatMap(({ text: one }) => one ?? []))
  for (const { text: name = '' } of named) {
    for (let from = placeOf(rest.text, name); from >= 0; from = placeOf(rest.text, name)) {
      rest.take(from, from + name.length)
      if (mine.has(name)) claims += 1
      else isContrary = true
      kept.add(name)
    }
  }
  const isCoded = (value: string) => /\d/.test(value) && (/[a-z]/.test(value) || value.length >= 5)
  // Numbers of orders that the result does not hold.
  for (const [code] of rest.text.matchAll(
    /(?<![a-z\d.,])(?=[a-z\d-]*[a-z])(?=[a-z\d-]*\d)[a-z\d][a-z\d-]+(?![a-z\d])/g,
  ))
    if (isCoded(code) && !/^\d+(?:st|nd|rd|th|am|pm)$/.test(code)) isContrary = true

  const dates = findDates(rest.text, at)
  for (const { start, end } of dates) rest.take(start, end)
  const values = readValues(rest.text).filter(({ kind }) => kind !== 'code')
  for (const { start, end } of values) rest.take(start, end)

  const { meant, rest: unread } = meantBy(rest.text)
  const denials = [
    ...unread.matchAll(
      /(?<![a-z])(?:not|never|without|nothing)(?![a-z])|没有|尚未|还没|没|未|不再|不能|无法|不(?!同)/g,
    ),
  ].map(({ index, 0: word }) => ({ start: index, end: index + word.length, isUsed: false }))
  const clauseAt = (place: number) => starts.findLastIndex((start) => start <= place)
  const isFuture = (place: number) =>
    /\b(?:should|will|expected|estimated|due to)\b|预计|预期|估计|将|会/.test(
      text.slice(starts[clauseAt(place)], place + 2),
    )
  const deniedBy = (one: Meant) => {
    if (!one.isState && one.id !== 'fee') return false
    const before = denials.findLast(
      ({ start, end }) =>
        end <= one.start &&
        one.start - end <= 24 &&
        clauseAt(start) === clauseAt(one.start) &&
        !meant.some((other) => other.isState && other.start >= end && other.end <= one.start),
    )
    const behind = denials.find(
      ({ start }) => one.id === 'fee' && start >= one.end && text.startsWith('nothing', start),
    )
    const found = before ?? behind
    if (found !== undefined) found.isUsed = true
    return found !== undefined
  }

  const states = new Set(scope.flatMap((fact) => fact.states))
  const about = new Set(scope.flatMap((fact) => [...fact.about]))
  const opposite = (id: string) => (id.startsWith('-') ? id.slice(1) : `-${id}`)
  for (const one of meant) {
    const isDenied = deniedBy(one)
    const plain = one.id.replace(/^-/, '')
    const id = isDenied ? opposite(one.id) : one.id
    if (!one.isState && !(plain === 'fee' && isDenied)) {
      if (!about.has(plain) && !['eta', 'mail', 'phone', 'courier', 'method'].includes(plain))
        isUnknown = true
      if (isDenied) isUnknown = true
      continue
    }
    if (isFuture(one.start) && !isDenied && foreseen.has(one.id)) continue
    if (states.has(id)) claims += 1
    else if (states.has(opposite(id))) isContrary = true
    else if (isDenied || !about.has(plain) || !nouns.test(text.slice(one.start, one.end))) isUnknown = true
  }
  if (denials.some(({ isUsed }) => !isUsed)) isUnknown = true

  const aboutNear = (place: number, end: number) => {
    const clause = clauseAt(place)
    const near = meant.filter((one) => clauseAt(one.start) === clause || Math.abs(one.start - end) <= 6)
    const ids = (near.length === 0 ? meant : near).map(({ id }) => id.replace(/^-/, ''))
    if (isFuture(place) || near.some(({ id }) => id === 'eta')) ids.push('eta')
    return new Set(ids)
  }
  const dated = scope.filter((fact) => fact.date !== undefined)
  let before: FoundDate | undefined
  for (const date of dates) {
    const fitting = dated.filter((fact) => isThatDay(date, fact, text, at))
    // "Friday, November 27" is one date.
    const isSame = before !== undefined && /^[\s,]*$/.test(text.slice(before.end, date.start))
    const from: FoundDate = isSame && before !== undefined ? before : date
    before = from
    const verdict = fits(fitting, dated, aboutNear(from.start, date.end))
    if (verdict === 'said') claims += 1
    else if (dated.length === 0 || verdict === 'unknown') isUnknown = true
    else isContrary = true
  }
  const numbered = scope.filter((fact) => fact.number !== undefined)
  for (const value of values) {
    if (value.kind === 'period') continue
    if (value.kind !== 'money' && value.kind !== 'count') {
      isUnknown = true
      continue
    }
    const fitting = numbered.filter((fact) => isThatNumber(value, fact))
    const verdict = fits(fitting, numbered, aboutNear(value.start, value.end))
    if (verdict === 'said') claims += 1
    else if (numbered.length === 0 || verdict === 'unknown') isUnknown = true
    else isContrary = true
  }
  if (isContrary) return 'contrary'
  if (isUnknown || claims === 0 || !isExplained(unread)) return 'unknown'
  return 'said'
}

/** Of what is called the same, that very one has to be meant where the words around tell which. */
function fits(
  fitting: readonly ResultFact[],
  sort: readonly ResultFact[],
  near: ReadonlySet<string>,
): ResultVerdict {
  if (fitting.length === 0) return 'contrary'
  const touching = sort.filter(({ about }) => [...about].some((id) => near.has(id)))
  // "The order costs" is of its total, not of its refund.
  const besides = ({ about }: ResultFact) => [...about].filter((id) => !near.has(id)).length
  const least = Math.min(...touching.map(besides))
  const meant = touching.filter((fact) => besides(fact) === least)
  if (meant.length > 0) return fitting.some((fact) => meant.includes(fact)) ? 'said' : 'contrary'
  return sort.length === 1 ? 'said' : 'unknown'
}

const weekdayOnly =
  /^(?:on |by |until |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day$|^(?:周|星期|礼拜)[一二三四五六日天](?:前|之前)?$/

function isThatDay(
  date: FoundDate,
  { date: known }: ResultFact,
  text: string,
  { timeZone }: ResultToRead,
): boolean {
  if (known === undefined) return false
  const dayOf = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / 86_400_000
  const said = text.slice(date.start, date.end).trim()
  if (date.at !== undefined && known.time !== undefined) {
    const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(
      new Date(date.at),
    )
    if (time !== known.time) return false
  }
  if (date.from <= known.day && known.day <= date.to && dayOf(date.to) - dayOf(date.from) <= 1) return true
  const away = dayOf(known.day) - dayOf(date.from)
  return weekdayOnly.test(said) && away % 7 === 0 && Math.abs(away) <= 7
}

function isThatNumber(value: StatedValue, { number: known }: ResultFact): boolean {
  if (known === undefined || value.low !== value.high || Math.abs(known.value - value.low) > 1e-6)
    return false
  return value.unit === '' || known.currency === undefined || known.currency === value.unit
}

const letter = /[a-z\d]/
/** Where a name stands by itself, not within another word. */
function placeOf(text: string, name: string): number {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const isWhole =
      !(letter.test(name[0] ?? '') && letter.test(text[at - 1] ?? '')) &&
      !(letter.test(name.at(-1) ?? '') && letter.test(text[at + name.length] ?? ''))
    if (isWhole) return at
  }
  return -1
}

const zhFillers = new RegExp(fillers.zh, 'g')

/** Whether nothing is left that might claim something. */
function isExplained(unread: string): boolean {
  const left = unread.replace(/没有|尚未|还没|不再|不能|无法|没|未|不/g, ' ').replace(zhFillers, ' ')
  if (/\p{Script=Han}/u.test(left)) return false
  return (left.match(/[a-z\d][a-z\d']*/g) ?? []).every(
    (word) => fillers.en.has(word) || ['not', 'never', 'without', 'nothing', 'yet'].includes(word),
  )
}
