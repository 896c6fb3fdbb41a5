import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { shuffle } from '../harness/shuffle.ts'

/** One customer's message; `key` names the right entry and is absent where the message belongs to none. */
export interface Message {
  text: string
  key?: string
}

export interface Burst {
  key: string
  messages: string[]
  gapsMs: number[]
}

export interface Dialogue {
  turns: { text: string; key?: string }[]
}

export interface Streams {
  /** Wordings to import on top of the bank's own. */
  bankWordings: Message[]
  bankEn: Message[]
  bankZh: Message[]
  shopZh: Message[]
  shopZhBursts: Burst[]
  shopZhTurns: Dialogue[]
  /** Files, splits and counts, for the report. */
  description: Record<string, unknown>
}

/** How much of each stream is taken; undefined takes all. */
export interface Sizes {
  bankEn?: number
  bankZh?: number
  shopZh?: number
}

/** Entries of the shop that are as far from any bank as a message can be. */
const farFromBanks = ['尺码推荐', '洗涤保养', '材质成分', '色差', '适用人群', '礼品包装']

/**
 * Reads what customers will say. In `bankEn`, `bankZh` and `shopZh` one message in five belongs to no entry. The seed
 * decides the sample and the order, nothing else.
 */
export function readStreams(data: string, seed: number, sizes: Sizes): Streams {
  const english = readRows(join(data, 'banking77/test.csv'))
  const chinese = readRows(join(data, 'banking77-zh/test.csv'))
  const customers = readPairs(join(data, 'shop-zh/customers.tsv'), (key, text) => ({ key, text }))
  const shopForeign = readPairs(join(data, 'shop-zh/out_of_scope.tsv'), (_, text) => ({ text }))
  const shopFar = customers
    .filter(({ key }) => farFromBanks.includes(key ?? ''))
    .map(({ text }) => ({ text }))
  const bankWordings = [
    ...readRows(join(data, 'banking77/train.csv')),
    ...readRows(join(data, 'banking77-zh/train.csv')),
  ]
  const bankEn = mix(english, readClinc(data), seed, sizes.bankEn)
  // The shop's strangers first; there are too few of them for a fifth, so the rest is the shop's own business.
  const bankZh = mix(chinese, [...shuffle(shopForeign, seed), ...shuffle(shopFar, seed)], seed, sizes.bankZh)
  const shopZh = mix(customers, shuffle(shopForeign, seed), seed, sizes.shopZh)
  const shopZhBursts = readJsonLines<{ intent: string; messages: string[]; gapsMs: number[] }>(
    join(data, 'shop-zh/bursts.jsonl'),
  ).map(({ intent, messages, gapsMs }) => ({ key: intent, messages, gapsMs }))
  const shopZhTurns = readJsonLines<{ turns: { customer: string; intent: string | null }[] }>(
    join(data, 'shop-zh/multiturn.jsonl'),
  ).map(({ turns }) => ({
    turns: turns.map(({ customer, intent }) => ({
      text: customer,
      ...(intent === null ? {} : { key: intent }),
    })),
  }))
  const describe = (messages: readonly Message[], file: string, foreign: string) => ({
    file,
    inScope: messages.filter((one) => one.key !== undefined).length,
    outOfScope: messages.filter((one) => one.key === undefined).length,
    outOfScopeFrom: foreign,
  })
  return {
    bankWordings,
    bankEn,
    bankZh,
    shopZh,
    shopZhBursts,
    shopZhTurns,
    description: {
      imported: {
        files: ['banking77/train.csv', 'banking77-zh/train.csv'],
        rows: bankWordings.length,
        into: 'bank',
      },
      bankEn: describe(bankEn, 'banking77/test.csv', 'clinc150 oos_test'),
      bankZh: describe(
        bankZh,
        'banking77-zh/test.csv',
        `shop-zh/out_of_scope.tsv, then customers.tsv of ${farFromBanks.join(' ')}`,
      ),
      shopZh: describe(shopZh, 'shop-zh/customers.tsv', 'shop-zh/out_of_scope.tsv'),
      shopZhBursts: { file: 'shop-zh/bursts.jsonl', bursts: shopZhBursts.length },
      shopZhTurns: {
        file: 'shop-zh/multiturn.jsonl',
        conversations: shopZhTurns.length,
        turnsWithIntent: shopZhTurns.flatMap((one) => one.turns).filter((one) => one.key !== undefined)
          .length,
      },
    },
  }
}

/** `inside` with a quarter as many strangers, so that they are a fifth of all; as many in all as `size` allows. */
function mix(
  inside: readonly Message[],
  foreign: readonly Message[],
  seed: number,
  size: number | undefined,
): Message[] {
  const asked = shuffle(inside, seed).slice(0, size === undefined ? inside.length : Math.round(size * 0.8))
  const strangers = foreign.slice(0, Math.round(asked.length / 4))
  return shuffle([...asked, ...strangers], seed + 1)
}

function readClinc(data: string): Message[] {
  const all: Record<string, [string, string][]> = JSON.parse(
    readFileSync(join(data, 'clinc150/data_full.json'), 'utf8'),
  )
  return shuffle(all.oos_test ?? [], 1).map(([text]) => ({ text }))
}

function readRows(file: string): Message[] {
  const rows: { text: string; category: string }[] = parse(readFileSync(file, 'utf8'), {
    columns: true,
    skip_empty_lines: true,
  })
  return rows.map(({ text, category }) => ({ text, key: category }))
}

function readPairs(file: string, make: (first: string, second: string) => Message): Message[] {
  return readLines(file).map((line) => {
    const tab = line.indexOf('\t')
    return make(line.slice(0, tab), line.slice(tab + 1))
  })
}

function readJsonLines<Value>(file: string): Value[] {
  return readLines(file).map((line) => JSON.parse(line) as Value)
}

function readLines(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
}
