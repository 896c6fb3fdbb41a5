import { concepts, entailed } from './concepts.ts'

/** What a business system returned, and when it is spoken of. */
export interface ResultToRead {
  value: unknown
  now: Date
  timeZone: string
}

/** One field of a result. */
export interface ResultFact {
  /** What its name is about. */
  about: ReadonlySet<string>
  /** Which element of a list it belongs to; undefined: all of it. */
  record: string | undefined
  date?: { day: string; time?: string | undefined }
  number?: { value: number; currency: string | undefined }
  /** Said as it is: a name, a number of an order. */
  text?: string
  /** States that hold, `-` before those that do not. */
  states: readonly string[]
}

const mostFacts = 300
const longestName = 40
/** What somebody typed is no state of anything. */
const free = /note|comment|remark|message|memo|description|备注|留言|说明/i
const dateLike = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?$/

const readers = concepts.map((concept) => ({
  ...concept,
  pattern: new RegExp(
    [concept.en === undefined ? undefined : `(?<![a-z])(?:${concept.en})(?![a-z])`, concept.zh]
      .filter((one) => one !== undefined)
      .join('|'),
    'g',
  ),
}))

/** A stretch of a text that a concept stands for. */
export interface Meant {
  id: string
  isState: boolean
  start: number
  end: number
}

/** What a text in lower case is about, what is found first being taken out. */
export function meantBy(text: string): { meant: Meant[]; rest: string } {
  const meant: Meant[] = []
  let rest = text
  for (const { id, isState = false, pattern } of readers)
    rest = rest.replace(pattern, (words: string, ...more) => {
      const start = more.find((one) => typeof one === 'number') as number
      meant.push({ id, isState, start, end: start + words.length })
      return '\u0001'.repeat(words.length)
    })
  return { meant: meant.sort((one, other) => one.start - other.start), rest }
}

const wordsOf = (key: string) =>
  key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase()

const denial = /(?<![a-z])(?:not|no|never|non|un)(?![a-z])|未|没有?|不/

/** Names of fields that say more than their words. */
const alsoAbout: readonly [RegExp, string][] = [
  [/until|expire|valid.?to|renews?.?on|end.?(?:date|at)/i, 'until'],
  [/ship|dispatch|sent.?(?:at|on)/i, 'ship'],
  [/deliver(?:ed|y)?.?(?:at|on|date)/i, 'deliver'],
  [/refund/i, 'refund'],
  [/return/i, 'returnable'],
  [/issue/i, 'issue'],
  [/cancel/i, 'cancel'],
  [/creat|placed|order(?:ed)?.?(?:at|on|date)/i, 'place'],
  [/eta|expect|estimat|arrival/i, 'eta'],
  [/verif/i, 'verify'],
  [/fee|cost|charge|price|amount|total/i, 'fee'],
  [/bill/i, 'bill'],
  [/warranty/i, 'warranty'],
  [/seat/i, 'seat'],
  [/due/i, 'due'],
  [/due.?(?:date|on|at|by)/i, 'until'],
  [/attempt/i, 'attempt'],
]

const signed = (id: string, isTrue: boolean): string =>
  isTrue ? id : id.startsWith('-') ? id.slice(1) : `-${id}`

/** The states a short word of a status says. */
function statesOf(value: string): string[] {
  const words = wordsOf(value)
  const { meant } = meantBy(words)
  const isDenied = denial.test(words)
  const said = meant.filter(({ isState }) => isState).map(({ id }) => signed(id, !isDenied))
  return [...new Set([...said, ...said.flatMap((id) => entailed[id] ?? [])])]
}

/** The fields of a result, each with what it is about. */
export function factsOf({ value, now, timeZone }: ResultToRead, title = ''): ResultFact[] {
  const facts: ResultFact[] = []
  const of = meantBy(title.toLowerCase()).meant.map(({ id }) => id)
  const today = dayIn(now, timeZone)
  const read = (
    one: unknown,
    path: readonly string[],
    record: string | undefined,
    currency?: string,
  ): void => {
    if (facts.length >= mostFacts || one === undefined) return
    if (Array.isArray(one)) {
      const parts = one.length > 1 && one.some((inner) => typeof inner === 'object')
      one.forEach((inner, at) => {
        read(inner, path, parts ? `${record ?? ''}/${path.join('.')}.${at}` : record, currency)
      })
      return
    }
    if (typeof one === 'object' && one !== null) {
      const own = (one as Record<string, unknown>).currency
      for (const [key, inner] of Object.entries(one))
        if (!free.test(key)) read(inner, [...path, key], record, typeof own === 'string' ? own : currency)
      return
    }
    const key = path.at(-1) ?? ''
    const names = path.map(wordsOf).join(' . ')
    const own = new Set(meantBy(wordsOf(key)).meant.map(({ id }) => id.replace(/^-/, '')))
    for (const [pattern, id] of alsoAbout) if (pattern.test(key)) own.add(id)
    const about = new Set([...own, ...meantBy(names).meant.map(({ id }) => id.replace(/^-/, '')), ...of])
    const fact = { about, record }
    const isState = (id: string) => concepts.some((each) => each.id === id && each.isState)
    const ownStates = [...own].filter(isState)
    if (one === null) {
      if (/(?:at|on|date|time)$/i.test(key)) facts.push({ ...fact, states: ownStates.map((id) => `-${id}`) })
      return
    }
    if (typeof one === 'boolean') {
      const switches = own.has('autorenew') ? ['on', ...ownStates] : ownStates
      facts.push({ ...fact, states: switches.map((id) => signed(id, one)) })
      return
    }
    if (typeof one === 'number') {
      const nothing = one === 0 && own.has('fee') ? ['-fee'] : []
      facts.push({ ...fact, number: { value: one, currency: currency?.toUpperCase() }, states: nothing })
      return
    }
    const text = String(one)
    if (dateLike.test(text)) {
      const hasTime = text.length > 10
      const at = new Date(text)
      const day = hasTime ? dayIn(at, timeZone) : text
      const past = day <= today && !own.has('eta') && !own.has('until') && !own.has('due')
      facts.push({
        ...fact,
        date: { day, time: hasTime ? timeIn(at, timeZone) : undefined },
        states: past ? ownStates : [],
      })
      return
    }
    if (text.length > longestName || text.split(/\s+/).length > 5) return
    const states = /name|title|place|address/i.test(key) ? [] : statesOf(text)
    const ofWords = meantBy(wordsOf(text)).meant.map(({ id }) => id.replace(/^-/, ''))
    // What says a state is no name of anything.
    const named = states.length === 0 ? { text: text.toLowerCase() } : {}
    facts.push({ ...fact, about: new Set([...about, ...ofWords]), ...named, states })
  }
  read(value, [], undefined)
  return facts
}

const dayIn = (at: Date, timeZone: string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at)
const timeIn = (at: Date, timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at)
