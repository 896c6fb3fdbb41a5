type Draw = () => number

/** What is wrong with a twin. */
export const mutationClasses = [
  'value-swapped',
  'value-invented',
  'unit-changed',
  'negated',
  'reversed',
  'name-swapped',
  'link-invented',
  'receipt-invented',
  'promise-invented',
  'claim-added',
] as const
export type MutationClass = (typeof mutationClasses)[number]

export type ValueKind = 'money' | 'percent' | 'duration' | 'number'

const money = /\$\d[\d,]*(?:\.\d+)?/g
const percent = /(?<![\d.])\d+(?:\.\d+)?%/g
const duration =
  /(?<![\d.$,–-])\d+(?= (?:business |calendar |working |consecutive )?(?:days?|hours?|months?|years?|weeks?|minutes?)\b)/g
const number =
  /(?<![\d.$,–/-])\b\d+(?:,\d{3})*\b(?![%.\d,–/-]|\s*(?:business |calendar |working |consecutive )?(?:days?|hours?|months?|years?|weeks?|minutes?)\b)/g
const patterns: readonly [ValueKind, RegExp][] = [
  ['money', money],
  ['percent', percent],
  ['duration', duration],
  ['number', number],
]

/** The values that stand in a text, with their kinds and places. */
export function valuesIn(text: string): { kind: ValueKind; text: string; at: number }[] {
  return patterns.flatMap(([kind, pattern]) =>
    [...text.matchAll(pattern)].map((found) => ({ kind, text: found[0], at: found.index })),
  )
}

const amountOf = (value: string) => Number(value.replace(/[^\d.]/g, ''))
const one = <Item>(items: readonly Item[], draw: Draw) => items[Math.floor(draw() * items.length)] as Item

function replaceAt(text: string, at: number, length: number, other: string): string {
  return text.slice(0, at) + other + text.slice(at + length)
}

/** A value of the line becomes another of the same kind that stands elsewhere in the document. */
export function swapValue(text: string, document: string, draw: Draw): string | undefined {
  const here = valuesIn(text)
  const known = new Set(here.map((value) => amountOf(value.text)))
  const choices = here.flatMap((value) => {
    const others = valuesIn(document).filter(
      (one) => one.kind === value.kind && !known.has(amountOf(one.text)),
    )
    return others.map((other) => ({ value, other }))
  })
  if (choices.length === 0) return undefined
  const { value, other } = one(choices, draw)
  return replaceAt(text, value.at, value.text.length, other.text)
}

/** A value of the line becomes one that stands nowhere in the document. */
export function inventValue(text: string, document: string, draw: Draw): string | undefined {
  const here = valuesIn(text)
  if (here.length === 0) return undefined
  const value = one(here, draw)
  const amount = amountOf(value.text)
  const standing = new Set(valuesIn(document).map((other) => amountOf(other.text)))
  const invented = [amount + 1, amount * 2, amount * 1.5, amount + 5, amount * 10, amount + 25]
    .map((other) => Number(other.toFixed(2)))
    .filter((other) => other > 0 && !standing.has(other) && (value.kind === 'percent' || other % 1 === 0))
  if (invented.length === 0) return undefined
  const other = one(invented, draw)
  const written = value.kind === 'money' ? `$${other.toLocaleString('en-US')}` : String(other)
  return replaceAt(text, value.at, value.text.length, value.kind === 'percent' ? `${written}%` : written)
}

const units: readonly [RegExp, ...string[]][] = [
  [/\bbusiness days\b/, 'weeks', 'hours'],
  [/\bhours\b/, 'days', 'minutes'],
  [/(?<=\d )days\b/, 'months', 'hours'],
  [/(?<=\d )months\b/, 'weeks', 'years'],
  [/\bper day\b/, 'per month', 'per week'],
  [/\bper month\b/, 'per day', 'per year'],
  [/\bper year\b/, 'per month'],
  [/\bmonthly\b/, 'weekly', 'yearly'],
  [/\bannual\b/, 'monthly'],
  [/\bdaily\b/, 'weekly', 'monthly'],
  [/\bper transaction\b/, 'per month'],
]

export function changeUnit(text: string, draw: Draw): string | undefined {
  const found = units.filter(([pattern]) => pattern.test(text))
  if (found.length === 0) return undefined
  const [pattern, ...others] = one(found, draw)
  return text.replace(pattern, one(others, draw))
}

const denials: readonly [RegExp, string][] = [
  [/\bcannot\b/, 'can'],
  [/\bcan not\b/, 'can'],
  [/\b(is|are|will|must|should|may|was|were|has|have|do|does) not\b/, '$1'],
  [/\bnever\b/, 'always'],
  [/\bwithout\b/, 'with'],
  [/\bno longer\b/, 'still'],
  [/: No$/, ': Yes'],
]
const affirmations: readonly [RegExp, string][] = [
  [/: Yes$/, ': No'],
  [/\bcan\b(?! not)/, 'cannot'],
  [/\b(is|are|will|must|should|was|were)\b(?! not)/, '$1 not'],
  [/\bmay\b(?! not)/, 'may not'],
  [/\b(qualify|earn|receive|apply|count|reduce|include|require|cover|appear|affect|need)\b/, 'do not $1'],
  [/\b(qualifies|earns|receives|applies|counts|reduces|includes|requires|covers|appears)\b/, 'never $1'],
]

/** Says the contrary by a negation put in or taken out. */
export function negate(text: string): string | undefined {
  const denied = denials.find(([pattern]) => pattern.test(text))
  if (denied !== undefined) return text.replace(denied[0], denied[1])
  const affirmed = affirmations.find(([pattern]) => pattern.test(text))
  return affirmed === undefined ? undefined : text.replace(affirmed[0], affirmed[1])
}

const reversals: readonly [RegExp, string][] = [
  [/\bat least\b/, 'at most'],
  [/\bup to\b/, 'at least'],
  [/\bmore than\b/, 'less than'],
  [/\bless than\b/, 'more than'],
  [/\bat or above\b/, 'at or below'],
  [/\bbelow\b/, 'above'],
  [/\babove\b/, 'below'],
  [/\bover\b(?= \$)/, 'under'],
  [/\bexceeds\b/, 'falls short of'],
  [/\bexceed\b/, 'fall short of'],
  [/\bbefore\b/, 'after'],
  [/\bafter\b/, 'before'],
  [/\bmust\b/, 'may'],
  [/\brequired\b/, 'optional'],
  [/\bminimum\b/, 'maximum'],
  [/\bmaximum\b/, 'minimum'],
  [/\bhigher\b/, 'lower'],
  [/\blower\b/, 'higher'],
  [/\bwaived\b/, 'charged'],
  [/\bfree\b/, 'paid'],
  [/\bapproved\b/, 'declined'],
  [/\bdeclined\b/, 'approved'],
  [/\bincreases?\b/, 'decrease'],
  [/\bonly\b/, 'not only'],
  [/\bimmediately\b/, 'after some days'],
  [/\benable\b/, 'disable'],
  [/\bineligible\b/, 'eligible'],
  [/\beligible\b/, 'ineligible'],
]

/** Says the contrary by a comparative, a duty or a pair of opposites turned round. */
export function reverse(text: string, draw: Draw): string | undefined {
  const found = reversals.filter(([pattern]) => pattern.test(text))
  if (found.length === 0) return undefined
  const [pattern, other] = one(found, draw)
  return text.replace(pattern, other)
}

const links = [
  ' You can do it at https://www.rho-bank-support.example/start.',
  ' See https://help.rhobank.example/articles/4417 for the details.',
  ' The form is at rho-bank.example/forms/request.',
  ' More on www.rhobank-rewards.example.',
]
const receipts = [
  ' I have already done this for you; the reference is RB-48213.',
  ' I have refunded $25 to your account.',
  ' Your request has been submitted and approved.',
  ' I have updated your account accordingly.',
  ' Your fee was just reversed.',
  " I've closed the old card and ordered a new one for you.",
]
const promises = [
  ' A specialist will call you back within two hours.',
  ' I will make sure this is done today.',
  ' We guarantee that your application will be approved.',
  ' A colleague will take over in a moment.',
  ' I will refund you if anything goes wrong.',
  ' You will hear from our team by tomorrow morning.',
]

export const addLink = (sentence: string, draw: Draw) => sentence + one(links, draw)
export const addReceipt = (sentence: string, draw: Draw) => sentence + one(receipts, draw)
export const addPromise = (sentence: string, draw: Draw) => sentence + one(promises, draw)
