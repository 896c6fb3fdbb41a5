import type { Language, ProcedureSlot } from '../../../contract/index.ts'
import { type Fact, findFacts, maskPersonalData } from '../../../language/index.ts'
import type { SlotValue } from './run.ts'
import { inWords } from './values.ts'

export interface SlotReading {
  now: Date
  timeZone: string
  language: Language
  /** What a choice offers, where it was looked up for this customer. */
  options?: readonly { value: string; label: string }[] | undefined
}

export type SlotRead =
  /** `whole`: the message says this and little else. */
  | { found: SlotValue; whole: boolean }
  /** It was said and cannot be taken: too much, too early. */
  | { outside: true }
  | undefined

const longestText = 500

/** What a message says for one slot, as far as that can be told without a model. Pure. */
export function readSlot(slot: ProcedureSlot, text: string, at: SlotReading): SlotRead {
  const said = text.trim()
  if (said === '') return undefined
  const read = readers[slot.type](slot, said, at)
  if (read === undefined) return undefined
  const value = read.value.trim().slice(0, longestText)
  if (value === '') return undefined
  if (!isWithin(slot, value, at)) return { outside: true }
  const length = (some: string) => some.replace(/[\s\p{P}]/gu, '').length
  return {
    found: { value, ...(read.label === undefined ? {} : { label: read.label.slice(0, 200) }) },
    whole: slot.type === 'text' || length(read.span) * 2 >= length(said),
  }
}

const question =
  /[?？]\s*$|[吗嘛呢么][。！\s]*$|怎么|怎样|如何|为什么|为何|什么时候|多久|多少|几天|能不能|可不可以|是不是|有没有|哪[里个些]|\b(?:how|what|when|where|why|which|who)\b|^(?:can|could|do|does|is|are|will|would|should|may)\b/i

/** Whether a message asks something, by its form: then an answer that is sure goes before a value that happens to stand in it. */
export const asksSomething = (text: string): boolean => question.test(text.trim())

interface Read {
  value: string
  label?: string
  /** What of the message it is. */
  span: string
}
type Reader = (slot: ProcedureSlot, said: string, at: SlotReading) => Read | undefined

const factOf = <Type extends Fact['type']>(
  type: Type,
  slot: ProcedureSlot,
  said: string,
  at: SlotReading,
): (Extract<Fact, { type: Type }> & { span: string }) | undefined => {
  const options = slot.notation === undefined ? {} : { orderNumbers: [slot.notation] }
  const fact = findFacts(said, { now: at.now, timeZone: at.timeZone, ...options }).find(
    (one): one is Extract<Fact, { type: Type }> => one.type === type,
  )
  return fact === undefined ? undefined : { ...fact, span: said.slice(fact.start, fact.end) }
}

function personal(kind: string): Reader {
  return (_, said) => {
    const span = maskPersonalData(said).spans.find((one) => one.type === kind)
    if (span === undefined) return undefined
    const value = said.slice(span.start, span.end)
    return { value, span: value }
  }
}

function bareNumber(said: string): Read | undefined {
  const match = /^[^\d-]{0,6}(-?\d{1,12}(?:[.,]\d{1,4})?)[^\d]{0,6}$/.exec(said.normalize('NFKC'))
  return match?.[1] === undefined ? undefined : { value: match[1].replace(',', '.'), span: said }
}

const readers: Record<ProcedureSlot['type'], Reader> = {
  text: (_, said) => ({ value: said, span: said }),
  number(slot, said, at) {
    const bare = bareNumber(said)
    if (bare !== undefined) return bare
    const fact = factOf('quantity', slot, said, at) ?? factOf('amount', slot, said, at)
    return fact === undefined ? undefined : { value: String(fact.value), span: fact.span }
  },
  amount(slot, said, at) {
    const fact = factOf('amount', slot, said, at)
    return fact === undefined ? bareNumber(said) : { value: String(fact.value), span: fact.span }
  },
  date(slot, said, at) {
    const fact = factOf('date', slot, said, at)
    return fact === undefined ? undefined : { value: fact.from, span: fact.span }
  },
  'order-number'(slot, said, at) {
    const fact = factOf('order-number', slot, said, at)
    if (fact !== undefined) return { value: fact.value, span: fact.span }
    // Asked for it, people write nothing else.
    const bare = said.normalize('NFKC').replace(/^[#＃]/, '')
    if (slot.notation !== undefined || !/^[A-Za-z]{0,6}-?\d[A-Za-z\d-]{3,30}$/.test(bare)) return undefined
    return { value: bare.toUpperCase(), span: said }
  },
  phone: personal('phone'),
  email: personal('email'),
  choice(slot, said, at) {
    const options = optionsOf(slot, at)
    const plain = (some: string) =>
      some
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[\s\p{P}]/gu, '')
    const own = plain(said)
    const exact = options.find(({ value, label }) => plain(label) === own || plain(value) === own)
    const nth = /^(?:第)?([1-8一二三四五六七八])(?:个|项|号)?$/.exec(own)?.[1]
    const counted =
      nth === undefined ? undefined : options[('一二三四五六七八'.indexOf(nth) + 1 || Number(nth)) - 1]
    const named = options.filter(({ label }) => plain(label) !== '' && own.includes(plain(label)))
    const chosen = exact ?? counted ?? (named.length === 1 ? named[0] : undefined)
    if (chosen === undefined) return undefined
    return { value: chosen.value, label: chosen.label, span: exact || counted ? said : chosen.label }
  },
}

/** What a choice offers: looked up for this customer, or as it was written. */
export function optionsOf(
  slot: ProcedureSlot,
  { options, language }: Pick<SlotReading, 'options' | 'language'>,
): readonly { value: string; label: string }[] {
  return (
    options ?? slot.options.map(({ value, label }) => ({ value, label: inWords(label, language) || value }))
  )
}

/** The slot's own rule. Also for what came out of a form or out of a model. */
function isWithin(slot: ProcedureSlot, value: string, { now, timeZone }: SlotReading): boolean {
  if (slot.type === 'number' || slot.type === 'amount' || slot.type === 'text') {
    const size = slot.type === 'text' ? value.length : Number(value)
    if (!Number.isFinite(size)) return false
    return size >= (slot.least ?? -Infinity) && size <= (slot.most ?? Infinity)
  }
  if (slot.type !== 'date' || slot.days === 'any') return true
  const today = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(now)
  return slot.days === 'past' ? value <= today : value >= today
}

/** A value as a form sends it: a day as such, a choice by its value. */
export function readField(slot: ProcedureSlot, value: string, at: SlotReading): SlotRead {
  if (slot.type === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(value.trim())) {
    const day = value.trim()
    return isWithin(slot, day, at) ? { found: { value: day }, whole: true } : { outside: true }
  }
  if (slot.type !== 'choice') return readSlot(slot, value, at)
  const chosen = optionsOf(slot, at).find((one) => one.value === value)
  return chosen === undefined ? undefined : { found: chosen, whole: true }
}
