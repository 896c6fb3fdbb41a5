import { join } from 'node:path'
import {
  learnSynonyms,
  materialOf,
  normaliseText,
  type Synonym,
  SynonymTable,
  type TrainingEntry,
  type TrainingInput,
  trainModel,
  trySynonyms,
} from '../../../language/index.ts'
import { readShop as readShopEntries } from '../../cold-start/shop.ts'
import { firstFew, type Message, readRows, sample, withMessages, wordings } from '../../intents/messages.ts'
import { pickThreshold } from '../../intents/picked-threshold.ts'
import { halve, readShop } from '../../worklist/halves.ts'

export interface SynonymSet {
  name: string
  folder: string
  /** Wordings that stand for the operator's, and labelled ones of customers. */
  own: number
  labelled: number
}

export const synonymSets: readonly SynonymSet[] = [
  { name: 'banking77', folder: 'banking77', own: 3, labelled: 15 },
  { name: 'hwu64', folder: 'hwu64', own: 3, labelled: 15 },
  { name: 'banking77Zh', folder: 'banking77-zh', own: 3, labelled: 5 },
  { name: 'shopZh', folder: 'shop-zh', own: 6, labelled: 0 },
]

export type SynonymFault = 'antonyms'

interface Scored {
  right: number
  /** At the threshold picked for .97 on messages that were neither trained on nor scored. */
  coverage: number
  precision: number
}

export interface SynonymRun {
  proposed: number
  /** Share of the messages that hold a term in use. */
  touched: number
  without: Scored
  with: Scored
  /** Of the rise of first right, by drawing the messages anew. */
  deviation: number
  /** Words that customers were made to say: share found, wrong ones among what was proposed for them, and the rise of first right. */
  plantedFound: number
  plantedWrong: number
  plantedRise: number
  /** Of pairs that do harm on the messages scored, the share that the trial on held-out labels had refused. 1 where none does. */
  harmfulCaught: number
}

interface Stream {
  entries: TrainingEntry[]
  labelled: Message[]
  traffic: Message[]
  validated: Message[]
  asked: Message[]
}

const wanted = 0.97
const mostTraffic = 4_000

function readStream(set: SynonymSet, data: string, split: 'dev' | 'test', seed: number): Stream {
  if (set.folder === 'shop-zh') {
    const [first, second] = halve(readShop(data), seed)
    const named = (messages: readonly { text: string; key?: string }[]) =>
      messages.map(({ text, key }): Message => (key === undefined ? { text } : { text, entry: key }))
    const [learned, rest] = [named(first), named(second)]
    // To be developed on, the first half is cut in two once more; the second half is scored once.
    const labelled = split === 'test' ? learned : learned.filter((_, at) => at % 2 === 0)
    const asked = split === 'test' ? rest : learned.filter((_, at) => at % 2 === 1)
    const own = labelled.filter(({ entry }) => entry !== undefined)
    return {
      entries: readShopEntries(data),
      labelled: own,
      traffic: [],
      validated: own,
      asked: asked.filter(({ entry }) => entry !== undefined),
    }
  }
  const rows = sample(readRows(join(data, set.folder, 'train.csv')), 1_000_000, seed)
  const own = firstFew(rows, set.own, seed)
  const taken = new Set(own)
  const labelled = firstFew(
    rows.filter((row) => !taken.has(row)),
    set.labelled,
    seed,
  )
  for (const row of labelled) taken.add(row)
  const rest = rows.filter((row) => !taken.has(row))
  // A small train split is cut in three.
  const third = Math.floor(rest.length / 3)
  const validated = rest.slice(0, Math.min(1_000, third))
  const dev = rest.slice(third, third + Math.min(2_000, third))
  const asked = split === 'test' ? readRows(join(data, set.folder, 'test.csv')) : dev
  const entries = [...Map.groupBy(own, ({ entry }) => entry ?? '')].map(([id, texts]) => ({
    id,
    wordings: wordings(
      id,
      texts.map(({ text }) => text),
      'operator',
    ),
  }))
  return { entries, labelled, traffic: rest.slice(2 * third, 2 * third + mostTraffic), validated, asked }
}

export function playSynonyms(
  set: SynonymSet,
  data: string,
  split: 'dev' | 'test',
  seed: number,
  fault: SynonymFault | undefined,
): SynonymRun {
  const stream = readStream(set, data, split, seed)
  const input: TrainingInput = { entries: withMessages(stream.entries, stream.labelled), outOfScope: [] }
  const traffic = stream.traffic.map(({ text }) => text)
  const customers = new Map<string, string>()
  const learned = learnSynonyms({ entries: materialOf(input, customers), traffic })
  const planted = fault === 'antonyms' ? tellingApart(input.entries, 12) : []
  const effects = trySynonyms({ input, customers, traffic, given: planted, learned })
  // As an operator would who believes the trial; with the fault one who believes nobody.
  const used = fault === undefined ? effects.filter(({ better, worse }) => worse <= better) : planted
  const model = trainModel(input, { calibrate: false })
  const ask = (messages: readonly Message[], synonyms: readonly Synonym[]) => {
    model.setSynonyms(synonyms)
    return messages.map(({ text, entry }) => {
      const { candidates, confidence } = model.understand(text)
      return { confidence, right: candidates[0]?.entryId === entry, weight: 1 }
    })
  }
  const scored = (synonyms: readonly Synonym[]) => {
    const threshold = pickThreshold(ask(stream.validated, synonyms), wanted)
    const said = ask(stream.asked, synonyms)
    const answered = said.filter(({ confidence }) => confidence >= threshold)
    return {
      said,
      figures: {
        right: share(said, ({ right }) => right),
        coverage: answered.length / said.length,
        precision: answered.length === 0 ? 1 : share(answered, ({ right }) => right),
      },
    }
  }
  const without = scored([])
  const after = scored(used)
  const changes = after.said.map(({ right }, at) => Number(right) - Number(without.said[at]?.right))
  const rise = changes.reduce((sum, change) => sum + change, 0) / changes.length
  const variance = changes.reduce((sum, change) => sum + (change - rise) ** 2, 0) / changes.length
  const table = new SynonymTable(used)
  const harmful = effects.filter((effect) => {
    const with_ = ask(stream.asked, [effect])
    return with_.reduce((sum, { right }, at) => sum + Number(right) - Number(without.said[at]?.right), 0) < 0
  })
  return {
    proposed: effects.length,
    touched: share(stream.asked, ({ text }) => table.reword(normaliseText(text)) !== undefined),
    without: without.figures,
    with: after.figures,
    deviation: Math.sqrt(variance / changes.length),
    ...playPlanted(stream, seed),
    harmfulCaught: harmful.length === 0 ? 1 : share(harmful, ({ better, worse }) => worse > better),
  }
}

/** Replaces some of the knowledge's words by made-up ones in all that customers say, and looks whether they are found. */
function playPlanted(stream: Stream, seed: number) {
  const words = sample(telling(stream.entries), 8, seed)
  const made = words.map(([word], at): Synonym => ({ term: word, standsFor: invented(word, at) }))
  const said = new SynonymTable(made)
  const spoil = (messages: readonly Message[]) =>
    messages.map((message) => {
      const text = normaliseText(message.text)
      return { ...message, text: said.reword(text) ?? text }
    })
  const labelled = spoil(stream.labelled)
  const input: TrainingInput = { entries: withMessages(stream.entries, labelled), outOfScope: [] }
  const found = learnSynonyms({
    entries: materialOf(input, new Map()),
    traffic: spoil(stream.traffic).map(({ text }) => text),
  })
  const meant = new Map(made.map(({ term, standsFor }) => [standsFor, term]))
  const about = found.filter(({ term }) => meant.has(term))
  const right = about.filter(({ term, standsFor }) => sameWord(meant.get(term) ?? '', standsFor))
  const model = trainModel(input, { calibrate: false })
  const asked = spoil(stream.validated)
  const ask = () => share(asked, ({ text, entry }) => model.understand(text).candidates[0]?.entryId === entry)
  const before = ask()
  model.setSynonyms(found)
  return {
    plantedFound: right.length / Math.max(1, made.length),
    plantedWrong: about.length - right.length,
    plantedRise: ask() - before,
  }
}

const sameWord = (one: string, other: string) => one === other || one === `${other}s` || `${one}s` === other

const vowels = 'aeiou'
const consonants = 'bdfgklmnprtvz'
const rare = '玎玢珩珞琤瑢璆璈甪畀'

/** A word that nobody says. */
function invented(word: string, at: number): string {
  if (/[\u3400-\u9fff]/.test(word)) return `${rare[at % 10]}${rare[(at + 3) % 10]}`
  return Array.from({ length: 6 }, (_, place) => {
    const from = place % 2 === 0 ? consonants : vowels
    return from[(at * 7 + place * 5) % from.length]
  }).join('')
}

/** Words that are typical of few entries, each with one of them, the commonest first. */
function telling(entries: readonly TrainingEntry[]): [word: string, entry: string][] {
  const holders = new Map<string, Map<string, number>>()
  for (const { id, wordings } of entries)
    for (const { text } of wordings.filter(({ origin }) => origin === 'operator'))
      for (const word of new Set(normaliseText(text).match(/[a-z]{4,}|[\u3400-\u9fff]{2}/g) ?? [])) {
        const counts = holders.get(word) ?? new Map<string, number>()
        counts.set(id, (counts.get(id) ?? 0) + 1)
        holders.set(word, counts)
      }
  return [...holders]
    .filter(([, counts]) => counts.size <= 5 && Math.max(...counts.values()) >= 2)
    .map(([word, counts]): [string, string] => [
      word,
      [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? '',
    ])
    .toSorted((a, b) => (a[0] < b[0] ? -1 : 1))
}

/** Pairs of words of which each tells another entry. */
function tellingApart(entries: readonly TrainingEntry[], most: number): Synonym[] {
  const words = sample(telling(entries), most * 2, 7)
  const pairs: Synonym[] = []
  for (let at = 0; at + 1 < words.length; at += 2) {
    const [term, ofTerm] = words[at] as [string, string]
    const [standsFor, ofOther] = words[at + 1] as [string, string]
    if (ofTerm !== ofOther) pairs.push({ term, standsFor })
  }
  return pairs
}

function share<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  return items.filter(holds).length / Math.max(1, items.length)
}
