import { type Fact, findFacts } from '../../../language/index.ts'
import type { Spoken } from './session-words.ts'

/** A number that a customer named and an agent would look up, in the customer's own words and with what it is worth. */
export interface NamedFact {
  seq: number
  type: 'order-number' | 'date' | 'amount'
  /** As it was written. */
  text: string
  /** Of dates: the first and the last day meant, “yesterday” read on the day it was written. */
  from?: string
  to?: string
}

const mostFacts = 8

/** Order numbers, dates and amounts of what the customer wrote, each once, in order; of many the newest. */
export function factsNamed(messages: readonly Spoken[], timeZone: string): NamedFact[] {
  const facts = new Map<string, NamedFact>()
  for (const { seq, from, at, text } of messages) {
    if (from !== 'customer') continue
    for (const fact of findFacts(text, { now: new Date(at), timeZone })) {
      const { type } = fact
      if (type !== 'order-number' && type !== 'date' && type !== 'amount') continue
      const key = `${type} ${worthOf(fact)}`
      // Named again: it counts where it was said last.
      facts.delete(key)
      facts.set(key, {
        seq,
        type,
        text: text.slice(fact.start, fact.end),
        ...(type === 'date' ? { from: fact.from, to: fact.to } : {}),
      })
    }
  }
  return [...facts.values()].slice(-mostFacts)
}

function worthOf(fact: Fact): string {
  if (fact.type === 'date') return `${fact.from} ${fact.to}`
  return fact.type === 'amount' ? `${fact.value} ${fact.currency ?? ''}` : String(fact.value)
}
