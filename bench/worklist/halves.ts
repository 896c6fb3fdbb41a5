import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { numbersFrom, shuffle } from '../harness/shuffle.ts'

/** One customer's message; `key` names the right entry and is absent where the message belongs to none. */
export interface AskedMessage {
  text: string
  key?: string
}

/** The shop's customers, and its messages that belong to no entry. */
export function readShop(data: string): AskedMessage[] {
  const pairs = (file: string) =>
    readFileSync(join(data, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const tab = line.indexOf('\t')
        return { first: line.slice(0, tab), text: line.slice(tab + 1) }
      })
  return [
    ...pairs('shop-zh/customers.tsv').map(({ first, text }) => ({ key: first, text })),
    ...pairs('shop-zh/out_of_scope.tsv').map(({ text }) => ({ text })),
  ]
}

/**
 * Two halves, each with half of every entry's messages and half of those that belong to none; of an odd number the seed says which
 * half has one more. The same words never stand in both.
 */
export function halve(messages: readonly AskedMessage[], seed: number): [AskedMessage[], AskedMessage[]] {
  const draw = numbersFrom(seed)
  const halves: [AskedMessage[], AskedMessage[]] = [[], []]
  const seen = new Set<string>()
  for (const [, stratum] of Map.groupBy(messages, (message) => message.key ?? '')) {
    const distinct = stratum.filter(({ text }) => (seen.has(text) ? false : seen.add(text)))
    const first = draw() < 0.5 ? 0 : 1
    for (const [at, message] of shuffle(distinct, seed).entries())
      halves[((at + first) % 2) as 0 | 1].push(message)
  }
  return [shuffle(halves[0], seed + 1), shuffle(halves[1], seed + 2)]
}
