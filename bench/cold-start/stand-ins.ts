import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { detectLanguage, type StandIn, type TrainingEntry } from '../../language/index.ts'
import { withPacks } from '../harness/with-packs.ts'
import { type Message, readBank, readForeign, readRows, sample, withMessages } from '../intents.ts'
import { EqualTexts } from './equal-texts.ts'
import { readPairs, readShop } from './shop.ts'

/** Messages asked of one stand-in at most. */
const mostAsked = 800

/** Stand-ins of one language by name; every row is of a train split, of a validation split (strangers alone), or written for this project. */
export interface NamedStandIn extends StandIn {
  name: string
  chinese: boolean
  /** What it counts for the gate, 1 where nothing is said; for the ranking all count alike. */
  gateShare?: number
}

const asInside = (messages: readonly Message[], seed: number) =>
  sample(messages, mostAsked, seed).map(({ text, entry = '' }) => ({ text, entryId: entry }))
const textsOf = (messages: readonly Message[]) => messages.map(({ text }) => text)

/** So many of the entries, with what is asked about them. */
function part(
  entries: readonly TrainingEntry[],
  asked: readonly Message[],
  many: number,
  seed: number,
): { entries: TrainingEntry[]; asked: Message[] } {
  const drawn = sample(entries, many, seed)
  const ids = new Set(drawn.map(({ id }) => id))
  return { entries: drawn, asked: asked.filter(({ entry = '' }) => ids.has(entry)) }
}

/** Entries of `many` rows each, as an operator's wordings, and the other rows. */
function fewRows(messages: readonly Message[], many: number, seed: number) {
  const counts = new Map<string, number>()
  const taught: Message[] = []
  const asked: Message[] = []
  for (const message of sample(messages, messages.length, seed)) {
    const count = (counts.get(message.entry ?? '') ?? 0) + 1
    counts.set(message.entry ?? '', count)
    ;(count <= many ? taught : asked).push(message)
  }
  return { entries: withMessages([], taught, 'operator'), asked }
}

/** Tenants whose customers have said nothing yet. */
export function coldStandIns(data: string): NamedStandIn[] {
  const rows = (name: string) => readRows(join(data, name))
  const all: Record<string, [string, string][]> = JSON.parse(
    readFileSync(join(data, 'clinc150/data_full.json'), 'utf8'),
  )
  const clinc = (name: string): Message[] => (all[name] ?? []).map(([text, entry]) => ({ text, entry }))
  const outside = textsOf([...clinc('oos_train'), ...clinc('oos_val')])
  const banking = rows('banking77/train.csv')
  const bankingZh = rows('banking77-zh/train.csv')
  const written = readPairs(join(data, 'shop-zh/wordings.tsv'))
  const [bank, shop] = [readBank(), readShop(data)]
  const foreignBank = textsOf(readForeign(data, 'val'))
  const foreignTo = (messages: readonly Message[]) => textsOf(sample(messages, 250, 3))
  const found: NamedStandIn[] = []
  const put = (
    name: string,
    chinese: boolean,
    { entries, asked }: { entries: readonly TrainingEntry[]; asked: readonly Message[] },
    foreign: readonly string[],
  ) => {
    found.push({ name, chinese, entries, inside: asInside(asked, found.length + 1), foreign })
  }
  const bankEn = { entries: bank, asked: banking }
  put('bank', false, bankEn, foreignBank)
  put('bank again', false, bankEn, foreignBank)
  const sets = [
    ['BANKING77', banking, foreignBank],
    ['CLINC150', clinc('train'), outside],
    ['HWU64', rows('hwu64/train.csv'), foreignTo(banking)],
  ] as const
  for (const [name, messages, foreign] of sets)
    for (const many of [3, 6, 12, 40])
      put(`${name} by ${many}`, false, fewRows(messages, many, many), foreign)
  for (const many of [5, 12, 30]) {
    put(`bank, ${many}`, false, part(bank, banking, many, many), foreignBank)
    const { entries, asked } = fewRows(clinc('train'), 10, many)
    put(`CLINC150, ${many}`, false, part(entries, asked, many, many), outside)
  }
  put('shop', true, { entries: shop, asked: written }, foreignTo(bankingZh))
  put('bank', true, { entries: bank, asked: bankingZh }, foreignTo(written))
  put('bank again', true, { entries: bank, asked: bankingZh }, foreignTo(written))
  for (const many of [3, 6, 12])
    put(`banking77-zh by ${many}`, true, fewRows(bankingZh, many, many), foreignTo(written))
  for (const many of [5, 12, 30]) {
    put(`shop, ${many}`, true, part(shop, written, many, many), foreignTo(bankingZh))
    put(`bank, ${many}`, true, part(bank, bankingZh, many, many), foreignTo(written))
  }
  // Packs of so few entries are too little for networks: these tenants are judged as those without packs.
  for (const seed of [1, 2]) {
    for (const [chinese, asked, foreign] of [
      [false, banking, foreignBank],
      [true, bankingZh, foreignTo(written)],
    ] as const) {
      const few = part(inOneLanguage(bank, chinese), asked, 5, seed)
      const entries = withPacks(few.entries, ['general', 'bank']).entries
      put('bank with packs, 5', chinese, { ...few, entries }, foreign)
    }
  }
  return found
}

/**
 * What the shop's written wordings count for the gate. They were made to differ from each other and are harder than what customers type: a
 * gate of theirs alone would be too unsure, one without them knows a single trade.
 */
const writtenShare = 0.2

const inOneLanguage = (entries: readonly TrainingEntry[], chinese: boolean): TrainingEntry[] => {
  const isOwn = (text: string) => (detectLanguage(text) === 'zh') === chinese
  return entries.map((entry) => ({
    ...entry,
    wordings: entry.wordings.filter(({ text }) => isOwn(text)),
    answers: (entry.answers ?? []).filter(isOwn),
  }))
}

/** The same with packs found by matching: most wordings are a trade's, and there are networks. */
export function packedStandIns(data: string): NamedStandIn[] {
  const rows = (name: string) => readRows(join(data, name))
  const [banking, bankingZh] = [rows('banking77/train.csv'), rows('banking77-zh/train.csv')]
  const written = readPairs(join(data, 'shop-zh/wordings.tsv'))
  const [bank, shop] = [readBank(), readShop(data)]
  const some = (messages: readonly Message[], many: number) => textsOf(sample(messages, many, 3))
  const foreignEn = [...some(readForeign(data, 'val'), 400), ...some(rows('hwu64/train.csv'), 150)]
  const found: NamedStandIn[] = []
  const put = (
    name: string,
    chinese: boolean,
    { entries, asked }: { entries: readonly TrainingEntry[]; asked: readonly Message[] },
    foreign: readonly string[],
    trade: 'bank' | 'shop',
  ) => {
    const packed = withPacks(entries, ['general', trade]).entries
    const inside = asInside(asked, found.length + 1)
    if (trade === 'bank') return found.push({ name, chinese, entries: packed, inside, foreign })
    // A wording that is asked cannot be learned from, too.
    const asks = new EqualTexts(written.map(({ text }) => text))
    const clean = packed.map((entry) => ({
      ...entry,
      wordings: entry.wordings.filter(
        ({ text, origin }) => origin !== 'pack' || asks.has(text) === undefined,
      ),
    }))
    return found.push({ name, chinese, entries: clean, inside, foreign, gateShare: writtenShare })
  }
  for (const [chinese, asked, foreign] of [
    [false, banking, foreignEn],
    [true, bankingZh, some(written, 150)],
  ] as const) {
    put('bank with packs', chinese, { entries: bank, asked }, foreign, 'bank')
    const alone = inOneLanguage(bank, chinese)
    put('bank with packs, alone', chinese, { entries: alone, asked }, foreign, 'bank')
    for (const many of [50, 24, 12])
      put(`bank with packs, ${many}`, chinese, part(bank, asked, many, many), foreign, 'bank')
  }
  put('shop with packs', true, { entries: shop, asked: written }, some(bankingZh, 150), 'shop')
  for (const many of [50, 24])
    put(`shop with packs, ${many}`, true, part(shop, written, many, many), some(bankingZh, 150), 'shop')
  return found
}
